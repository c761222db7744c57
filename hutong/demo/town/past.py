"""A year of history: when each fact was learnt, what was corrected, what changed, how far each file has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random

from hutong.children.changing import day_of
from hutong.children.models import State
from hutong.demo.people import Child
from hutong.demo.town.known import Known
from hutong.lib.dates import HERE

A_YEAR = 365
NEW_SCHOOL_YEAR = (9, 1)
BEFORE_STAGE = {
    "primary": "preschool", "junior": "primary", "senior_regular": "junior", "senior_vocational": "junior",
}  # fmt: skip
STAGE_BEGINS_AT = {"primary": (6, 7), "junior": (12, 13), "senior_regular": (15, 16), "senior_vocational": (15, 16)}
SINCE_A_WHILE = frozenset({
    "father.dead", "mother.dead", "dibao", "dibao_edge", "tekun", "orphan_recognised", "de_facto_recognised",
    "disabled", "disability.certified", "father.severely_disabled", "mother.severely_disabled", "registered_poor",
})  # fmt: skip
MISTAKEN = {
    "dibao": ("true", "false"), "boards_at_school": ("true", "false"), "is_left_behind": ("true", "false"),
    "guardianship_state": ("effective", "improper"), "disability.grade": ("2", "3"),
}  # fmt: skip
REASONS = ("与低保名单核对后更正", "入户核实后更正", "录入错误", "学校反馈后更正", "与残疾人证核对后更正")
ADULT = ("adult_orphan_at_school", "adult_still_paid", "eighteen_today")


@dataclass(frozen=True)
class Moment:
    """A step of the file: its state from then on, how many days after the first, whose act it is."""

    state: State
    at: datetime
    who: str
    reason: str = ""


@dataclass(frozen=True)
class Wrong:
    """What stood there first, from when, and why it was corrected."""

    value: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Told:
    """A fact with when it was recorded, as its correction where something wrong stood there first."""

    known: Known
    at: datetime
    wrong: Wrong | None = None


@dataclass(frozen=True)
class Past:
    """The history of one file."""

    begun: datetime
    steps: tuple[Moment, ...]
    told: tuple[Told, ...] = field(default=())

    @property
    def state(self) -> State:
        """How far the file is today."""
        return self.steps[-1].state

    @property
    def registered(self) -> date | None:
        """The day on which the county confirmed."""
        return next((day_of(step.at) for step in self.steps if step.state is State.REGISTERED), None)


@dataclass(frozen=True)
class PastMaker:
    """Draws histories; the same seed draws the same."""

    random: Random
    on: date

    def make(self, child: Child, known: Sequence[Known]) -> Past:
        """The history of a file that ends with what is known today."""
        born_ago = (self.on - child.birth_date).days
        ago = max(2, min(self.random.randrange(3, A_YEAR), born_ago - 1))
        begun = self._moment(self.on - timedelta(days=ago))
        told = tuple(self._tell(child, one, begun) for one in self._with_history(child, known))
        return Past(begun, tuple(self._steps(child, begun)), told)

    def _moment(self, day: date) -> datetime:
        """Some time in office hours."""
        return datetime.combine(day, time(self.random.randrange(8, 18), self.random.randrange(60)), HERE)

    def _later(self, moment: datetime, least: int, most: int) -> datetime | None:
        """So many days later, unless that is not over yet."""
        day = moment.date() + timedelta(days=self.random.randrange(least, most))
        return self._moment(day) if day < self.on else None

    def _steps(self, child: Child, begun: datetime) -> Iterator[Moment]:
        yield Moment(State.CANDIDATE, begun, "village")
        verified = self._later(begun, 2, 15)
        if verified is None:
            return
        yield Moment(State.VERIFIED, verified, "township")
        registered = self._later(verified, 3, 20)
        if registered is None or self.random.random() < 0.04:
            return
        yield Moment(State.REGISTERED, registered, "county")
        yield from self._after_registration(child, registered)

    def _after_registration(self, child: Child, registered: datetime) -> Iterator[Moment]:
        is_adult = child.kind in ADULT[:2] and self.random.random() < 0.6
        if not is_adult and self.random.random() > 0.04:
            return
        reviewed = self._later(registered, 20, 120)
        if reviewed is None:
            return
        yield Moment(State.UNDER_REVIEW, reviewed, "village", "年满18周岁" if is_adult else "家庭情况有变化，需要复核")
        closed = self._later(reviewed, 5, 30)
        if closed is not None and is_adult:
            yield Moment(State.CLOSED, closed, "county", "年满18周岁，不再符合条件")
        elif closed is not None and self.random.random() < 0.5:
            yield Moment(State.REGISTERED, closed, "county", "复核后继续保障")

    # ---- Facts

    def _with_history(self, child: Child, known: Sequence[Known]) -> Iterator[Known]:
        for one in known:
            if one.name == "school_stage":
                yield from self._stages(child, one)
            elif one.name == "last_visited_on":
                yield from self._visits(one)
            elif one.name in SINCE_A_WHILE and one.value == "true":
                yield replace(one, since=one.since or self._since(child))
            else:
                yield one
            if one.name == "dibao" and one.is_collected and self.random.random() < 0.02:
                other = "false" if one.value == "true" else "true"
                yield replace(one, value=other, since=None, source="village_committee")

    def _since(self, child: Child) -> date:
        """Some day in the last five years of the child's life."""
        longest = min(5 * A_YEAR, (self.on - child.birth_date).days)
        return self.on - timedelta(days=self.random.randrange(1, max(2, longest)))

    def _stages(self, child: Child, now: Known) -> Iterator[Known]:
        """Who changed school last September was elsewhere before."""
        month, day = NEW_SCHOOL_YEAR
        began = date(self.on.year - ((self.on.month, self.on.day) < NEW_SCHOOL_YEAR), month, day)
        age = (began - child.birth_date).days // 365
        if age in STAGE_BEGINS_AT.get(now.value, ()) and self.random.random() < 0.7:
            yield replace(now, value=BEFORE_STAGE[now.value], until=began - timedelta(days=1))
            yield replace(now, since=began)
        else:
            yield now

    def _visits(self, last: Known) -> Iterator[Known]:
        """The last visit, and some before it: each was the last one from its day on."""
        visited = date.fromisoformat(last.value)
        days = [visited - timedelta(days=90 * number) for number in range(self.random.randrange(1, 4))]
        yield from (replace(last, value=day.isoformat(), since=day) for day in reversed(days))

    def _tell(self, child: Child, known: Known, begun: datetime) -> Told:
        at = self._recorded(known, begun)
        values = MISTAKEN.get(known.name, ())
        if known.is_collected and known.value in values and self.random.random() < 0.05:
            corrected = self._later(at, 10, 120)
            if corrected is not None:
                wrong = next(value for value in values if value != known.value)
                return Told(known, corrected, Wrong(wrong, at, self.random.choice(REASONS)))
        return Told(known, at)

    def _recorded(self, known: Known, begun: datetime) -> datetime:
        """With the file; what came to be later, then."""
        if known.since is not None and known.since > begun.date():
            return min(self._moment(known.since), self._moment(self.on - timedelta(days=1)))
        return begun
