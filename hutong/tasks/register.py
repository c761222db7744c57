"""The duty register of a body at a place: what the documents in force oblige it to go on doing, and when it did.

What calls for an act once opens a task for a child; everything else a document demands of a body stands here, so that
no duty is without somebody who answers for it. A body writes down what it did in a period.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from hutong.audit.actions import note_act
from hutong.determinations.bundles import current_library
from hutong.places.codes import county_of
from hutong.policy.duties import DutyKey, calls_for_an_act, key_of
from hutong.policy.library import Library
from hutong.policy.linked import Linked, Obligation
from hutong.staff.models import Worker
from hutong.staff.scope import get_scope
from hutong.tasks.addressing import Addressee, Directory
from hutong.tasks.clocks import Counts
from hutong.tasks.errors import DutyUnknown, StepNeedsWords, StepNotYours
from hutong.tasks.models import Fulfilment
from hutong.tasks.naming import is_an_alternative, kind_of

LONGEST, MOST_BEFORE = 500, 50
YEARLY: Mapping[str, tuple[int, int]] = {
    "childrens_day": (6, 1),
    "disability_day": (12, 3),
    "school_year_start": (9, 1),
}
"""Events of the calendar that have a day."""
REGULARLY, MONTHLY = "定期", "每月"


@dataclass(frozen=True, slots=True)
class Entry:
    """One duty of one body: who answers for it here, when it was last done, by when again."""

    key: DutyKey
    obligation: Obligation
    who: str
    """As the document names the body."""
    is_inferred: bool
    """The sentence names nobody: the body was inferred."""
    addressee: Addressee
    last_on: date | None = None
    next_on: date | None = None
    is_local: bool = False
    """How often is a setting of the place."""

    def words(self, lang: str) -> str:
        """What must be done."""
        return self.obligation.block.must_zh if lang == "zh" else self.obligation.block.must


def list_registered(library: Library) -> Iterator[Obligation]:
    """The duties that stand in a register: those that last or come round, and those of whichever institution it is."""
    for linked in library.linked.values():
        for duty in linked.duties:
            if stands_in_register(duty, library):
                yield duty


def stands_in_register(duty: Obligation, library: Library) -> bool:
    """Whether a duty stands in the register of the bodies that it names."""
    return not calls_for_an_act(duty, library) or is_an_alternative(duty, library)


def list_register(place: str, *, on: date) -> list[Entry]:
    """The registers of all bodies that answer for a place on a day, in the order of the documents. Four queries."""
    library = current_library()
    directory, counts = Directory([place], on=on), Counts()
    entries = [
        _entry(duty, who, directory, place)
        for linked in _speaking(library, place, on)
        for duty in linked.duties
        if stands_in_register(duty, library)
        for who in duty.block.who
    ]
    last = _last_done({(one.addressee.body_kind, one.addressee.area) for one in entries})
    return [_dated(one, last, counts, on) for one in entries]


def list_own_register(body_kind: str, area: str, *, on: date) -> list[Entry]:
    """The register of one post; a duty of several bodies for whom it answers stands in it once."""
    mine = (body_kind, area)
    found = [one for one in list_register(area, on=on) if (one.addressee.body_kind, one.addressee.area) == mine]
    return list({one.key: one for one in found}.values())


def _speaking(library: Library, place: str, on: date) -> tuple[Linked, ...]:
    return tuple(library.list_speaking(county_of(place) or place[:6], on=on))


def _entry(duty: Obligation, who: str, directory: Directory, place: str) -> Entry:
    level = who.partition("@")[2]
    return Entry(
        key_of(duty), duty, who.removeprefix("~"), who.startswith("~"),
        directory.resolve(kind_of(who), level=level, place=place),
    )  # fmt: skip


def _last_done(posts: set[tuple[str, str]]) -> dict[tuple[str, str, str, str], date]:
    areas = sorted({area for _, area in posts})
    rows = Fulfilment.objects.filter(area__in=areas).values("body_kind", "area", "rule", "which").annotate(Max("on"))
    return {(one["body_kind"], one["area"], one["rule"], one["which"]): one["on__max"] for one in rows}


def _dated(one: Entry, last: Mapping[tuple[str, str, str, str], date], counts: Counts, on: date) -> Entry:
    """With when it was last done and, of what comes round, by when again."""
    block, at = one.obligation.block, one.addressee
    done = last.get((at.body_kind, at.area, *one.key))
    next_on, is_local = None, False
    if block.after in YEARLY:
        next_on = next_day(*YEARLY[block.after], after=max(done, on) if done else on)
    elif word := block.every or {"periodic": REGULARLY, "payment_date": MONTHLY}.get(block.after, ""):
        every = counts.every(word, at.area)
        next_on, is_local = (every.last_day(done) if done else on), every.is_local
    return Entry(one.key, one.obligation, one.who, one.is_inferred, at, done, next_on, is_local)


def next_day(month: int, day: int, *, after: date) -> date:
    """The next such day of a year after a day.

    >>> next_day(6, 1, after=date(2025, 6, 1))
    datetime.date(2026, 6, 1)
    """
    this_year = date(after.year, month, day)
    return this_year if this_year > after else date(after.year + 1, month, day)


def list_fulfilments(body_kind: str, area: str, key: DutyKey) -> list[Fulfilment]:
    """What a post wrote down of a duty, the newest first."""
    rows = Fulfilment.objects.filter(body_kind=body_kind, area=area, rule=key.rule, which=key.which)
    return list(rows.select_related("by").order_by("-on", "-pk")[:MOST_BEFORE])


@transaction.atomic
def note_fulfilment(
    *, body_kind: str, area: str, key: DutyKey, words: str, on: date, by: Worker, at: datetime
) -> Fulfilment:
    """The post did, by a day, what the register says; kept with what shows it.

    Raises StepNotYours, StepNeedsWords, DutyUnknown.
    """
    if not any(one.area == area and one.body_kind == body_kind for one in get_scope().held):
        raise StepNotYours
    if not words.strip():
        raise StepNeedsWords
    if key not in {one.key for one in list_own_register(body_kind, area, on=on)}:
        raise DutyUnknown
    note_act(at=at, act="duty:noted", about=f"{key.rule}~{key.which}", place=area, by=by.uid)
    return Fulfilment.objects.create(
        body_kind=body_kind, area=area, rule=key.rule, which=key.which, on=on, words=words.strip()[:LONGEST],
        by=by, at=at,
    )  # fmt: skip
