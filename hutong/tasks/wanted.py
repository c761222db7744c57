"""What should be there: of some children the causes that call for a task now, by what was concluded about them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hutong.children.models import Child, Placement, RecordedEvent
from hutong.determinations.concluding import OWED_NOT_RECEIVED, RECEIVED_NOT_OWED
from hutong.determinations.models import DutySpan, FindingSpan
from hutong.lib.translating import marked
from hutong.places.codes import full_code
from hutong.policy.duties import DutyKey, duties_by_key
from hutong.policy.library import Library
from hutong.policy.linked import Obligation
from hutong.tasks.naming import URGENT, first_named, is_an_alternative
from hutong.tasks.opening import NewCause

CIVIL_AFFAIRS, VILLAGE = "civil_affairs", "village_committee"
OWED, EXCESS, UNSET = "应享未享", "应停未停", "标准未定"
OWN_KEYS = ("finding:", "excess:", "duty:", "unset:")
"""How the keys of causes begin that are settled here; other rooms open and take back their own."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a kind of task says, and what counts as done."""

    kind: str
    what: str
    what_zh: str
    done_when: str


APPLY = Work(
    "grant",
    marked("Tell the family what the child may be owed, and help them to apply."),
    "告知家庭儿童可以享受的待遇，并帮助提出申请。",
    marked("The family was told and an application was taken, or they said no and the reason is written down."),
)
GIVE = Work(
    "grant",
    marked("See that the child receives what it is owed."),
    "落实儿童应当享受的待遇。",
    marked("It is received, with the proof that the benefit asks for; or the reason why not is written down."),
)
VERIFY = Work(
    "verify",
    marked("Look into what is paid and, by the documents, no longer owed."),
    "核实仍在领取但依文件已不再符合条件的待遇。",
    marked("The facts were checked: it is stopped, or what keeps it owed is in the file."),
)
SET_SUM = Work(
    "unset",
    marked("Set the sum: it is owed here and no document says how much."),
    "确定标准：此地应当给予，但没有文件规定数额。",
    marked("A document sets the sum, and it is in the library."),
)
ACT = Work(
    "duty",
    marked("Do for the child what the documents ask for."),
    "落实文件对该儿童规定的职责。",
    marked("What each of the clauses asks for was done, with the paper or the visit that shows it."),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cause with the task it asks for: what, of which body at which level, about which place, by which clock."""

    cause: NewCause
    work: Work
    child: int | None
    body_kind: str
    level: str | None
    asked_of: str
    place: str
    secrecy: int
    word: str
    """The word the clock is set by: of the duty's ``within``, or one of our own."""
    is_urgent: bool = False
    every: str = ""
    begun_on: date | None = None


class Wanting:
    """The causes of some children, in a fixed number of queries."""

    def __init__(self, children: Iterable[Child], library: Library) -> None:
        self.children = {child.pk: child for child in children}
        self.library = library

    def list_wanted(self) -> list[Wanted]:
        """Everything that calls for a task of these children."""
        return [*self._of_findings(), *self._of_duties()]

    def _of_findings(self) -> Iterator[Wanted]:
        spans = FindingSpan.objects.filter(child__in=list(self.children), until__isnull=True)
        columns = ("child_id", "benefit", "place", "gap", "amount_state", "verdict", "covered_by", "secrecy")
        for pk, benefit, place, gap, state, verdict, covered, secrecy, made in spans.values_list(
            *columns, "begun_with_id"
        ):
            child = self.children[pk]
            if gap == OWED_NOT_RECEIVED:
                yield self._owed(child, benefit, place, secrecy, made)
            elif gap == RECEIVED_NOT_OWED:
                yield self._excess(child, benefit, place, secrecy, made)
            if state == "unset" and verdict == "entitled" and not covered:
                yield self._unset(child, benefit, place)

    def _owed(self, child: Child, benefit: str, place: str, secrecy: int, made: int) -> Wanted:
        by = self._by(benefit)
        is_near = by == CIVIL_AFFAIRS
        cause = self._of_benefit(f"finding:{benefit}:{child.pk}:{place}", benefit, made)
        kind, level = (VILLAGE, "village") if is_near else (by, None)
        return Wanted(
            cause, APPLY if is_near else GIVE, child.pk, kind, level, by, self._place(child, place), secrecy, OWED
        )

    def _excess(self, child: Child, benefit: str, place: str, secrecy: int, made: int) -> Wanted:
        cause = self._of_benefit(f"excess:{benefit}:{child.pk}:{place}", benefit, made)
        by = self._by(benefit)
        return Wanted(cause, VERIFY, child.pk, by, None, by, self._place(child, place), secrecy, EXCESS)

    def _unset(self, child: Child, benefit: str, place: str) -> Wanted:
        at = full_code(place) if place else child.area
        cause = self._of_benefit(f"unset:{benefit}:{place}", benefit, None)
        return Wanted(cause, SET_SUM, None, CIVIL_AFFAIRS, "county", self._by(benefit), at, 0, UNSET)

    def _by(self, benefit: str) -> str:
        return self.library.vocabulary.benefits[benefit].by

    def _of_benefit(self, key: str, benefit: str, made: int | None) -> NewCause:
        entry = self.library.vocabulary.benefits[benefit]
        return NewCause(key, benefit=benefit, what=entry.en, what_zh=entry.zh, determination=made)

    def _place(self, child: Child, place: str) -> str:
        return child.area if not place or child.area.startswith(place) else full_code(place)

    def _of_duties(self) -> Iterator[Wanted]:
        spans = DutySpan.objects.filter(child__in=list(self.children), until__isnull=True)
        columns = ("child_id", "rule", "which", "place", "event", "is_in_doubt", "secrecy", "since", "begun_with_id")
        for pk, rule, which, place, event, in_doubt, secrecy, since, made in spans.values_list(*columns):
            duty = duties_by_key(self.library).get(DutyKey(rule, which))
            if duty is None:
                continue
            for happened, source in self._events.get((pk, event), ()) if event else ((None, ""),):
                if is_an_alternative(duty, self.library) and not self._concerns(duty, self.children[pk], source):
                    continue
                yield self._duty(duty, self.children[pk], place, in_doubt, secrecy, since, made, which, happened)

    def _duty(
        self,
        duty: Obligation,
        child: Child,
        place: str,
        in_doubt: bool,
        secrecy: int,
        since: date,
        made: int,
        which: str,
        event: int | None,
    ) -> Wanted:
        block = duty.block
        key = f"duty:{duty.rule.address}~{which}:{child.pk}:{place}:{event or ''}"
        body_kind, level = first_named(block.who)
        cause = NewCause(
            key, clause=duty.rule.address, what=block.must, what_zh=block.must_zh,
            determination=made, event=event, is_in_doubt=in_doubt,
        )  # fmt: skip
        return Wanted(
            cause, ACT, child.pk, body_kind, level, ",".join(block.who)[:80], self._place(child, place), secrecy,
            block.within, block.within in URGENT, block.every, since,
        )  # fmt: skip

    def _concerns(self, duty: Obligation, child: Child, source: str) -> bool:
        """Whether one of the bodies named is the child's school, where it lives, or who said what happened."""
        kinds = {who.lstrip("~").partition("@")[0] for who in duty.block.who}
        return bool(kinds & {source, *self._bodies.get(child.pk, ())})

    @cached_property
    def _events(self) -> dict[tuple[int, str], list[tuple[int, str]]]:
        rows = RecordedEvent.objects.filter(child__in=list(self.children), corrected_at__isnull=True)
        found: dict[tuple[int, str], list[tuple[int, str]]] = {}
        for pk, child, name, source in rows.filter(over_on__isnull=True).values_list(
            "pk", "child_id", "name", "source"
        ):
            found.setdefault((child, name), []).append((pk, source))
        return found

    @cached_property
    def _bodies(self) -> dict[int, set[str]]:
        """The kinds of bodies where the children live and learn."""
        among = list(self.children)
        found: dict[int, set[str]] = {}
        schools = Child.objects.filter(pk__in=among, school__isnull=False).values_list("pk", "school__kind")
        homes = Placement.objects.filter(child__in=among, until__isnull=True, body__isnull=False)
        for child, kind in (*schools, *homes.values_list("child_id", "body__kind")):
            found.setdefault(child, set()).add(kind)
        return found
