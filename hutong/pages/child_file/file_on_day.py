"""One file on one day, as known at an instant: what the file page, the summary and two days compared show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet

from hutong.children.models import (
    Assignment,
    Child,
    Evidence,
    Kinship,
    Labelled,
    Placement,
    Receipt,
    RecordedEvent,
    RecordedFact,
    Step,
)
from hutong.determinations.bundles import absences_of, current_library
from hutong.determinations.discretion import discretion_about, may_name
from hutong.determinations.models import Departure
from hutong.determinations.queries import list_departures
from hutong.determinations.translating import Translation, translate
from hutong.lib.translating import marked
from hutong.pages.child_file.drawing import Drawing, Member, draw_family
from hutong.pages.child_file.happenings import ToldDuty, is_told, list_open_duties, tell_duties
from hutong.pages.child_file.telling import FileTeller, ToldFinding
from hutong.pages.child_file.timeline import Entry, Timeline, latest
from hutong.pages.names import Names, get_names
from hutong.places.models import holding
from hutong.policy import determining
from hutong.policy.determining import Determination, OpenDuty
from hutong.policy.findings import Finding
from hutong.policy.library import Library
from hutong.policy.situation import PAYMENT, Situation
from hutong.vocabulary.facts import FactType

PARENTS = {"father": "father.", "mother": "mother."}
MOST_UNKNOWN = 30


@dataclass(frozen=True)
class Held:
    """A fact of the file as it is believed on the day, and what else is said of it."""

    row: RecordedFact
    is_believed: bool
    others: tuple[RecordedFact, ...] = ()


@dataclass(frozen=True)
class FactGroup:
    """Facts of the child, or of one parent."""

    name: str
    facts: tuple[Held, ...]
    noes: tuple[Held, ...]
    """What is plainly not so; much of it is recorded and little of it read."""


class Named(NamedTuple):
    """A benefit by its number, which addresses use, and its name."""

    number: int
    name: str


class Open(NamedTuple):
    """A benefit with what it waits for, or with what is given in its stead."""

    number: int
    name: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class FileOnDay:
    """Everything about a child on a day. Reading it asks the database about a dozen times, at once."""

    child: Child
    on: date
    names: Names
    library: Library
    translation: Translation
    determination: Determination
    teller: FileTeller
    history: Sequence[RecordedFact]
    """Every row that had been recorded by the instant, what was corrected since among them."""
    facts: Sequence[RecordedFact]
    kin: Sequence[Kinship]
    receipts: Sequence[Receipt]
    placements: Sequence[Placement]
    labels: Sequence[Labelled]
    steps: Sequence[Step]
    evidence: Sequence[Evidence]
    departures: Sequence[Departure]
    events: Sequence[RecordedEvent]
    """What happened; what was closed or taken back by the instant is not among it."""

    @property
    def situation(self) -> Situation:
        return self.determination.situation

    @cached_property
    def findings(self) -> Sequence[Finding]:
        return self.teller.list_findings()

    @cached_property
    def owed(self) -> list[ToldFinding]:
        return self.teller.tell_owed()

    @cached_property
    def instead(self) -> list[Open]:
        """What the child qualifies for while something better is given."""
        words = self.teller.words
        found = [one for one in self.findings if one.verdict == "entitled" and one.covered_by]
        return [Open(*self._named(one.benefit), tuple(words.benefits(one.covered_by))) for one in found]

    @cached_property
    def unknown(self) -> list[Open]:
        """What cannot be told yet, what lacks least first; a benefit once, though it has several places."""
        words = self.teller.words
        found: dict[str, Open] = {}
        waiting = [one for one in self.findings if one.verdict == "unknown"]
        for one in sorted(waiting, key=lambda one: len(one.missing) or 99):
            found.setdefault(one.benefit, Open(*self._named(one.benefit), tuple(words.missing(one.missing))))
        return list(found.values())

    def _named(self, benefit: str) -> Named:
        return Named(self.library.vocabulary.benefits[benefit].number, self.names.benefit(benefit))

    @cached_property
    def refused(self) -> list[Named]:
        """What is not owed, once per benefit, and not where it is owed or open at another place."""
        told = {one.benefit for one in self.findings if one.verdict not in ("not_entitled", "not_offered")}
        benefits = self.library.vocabulary.benefits
        names = {one.benefit: benefits[one.benefit].number for one in self.findings if one.benefit not in told}
        return [Named(number, self.names.benefit(slug)) for slug, number in names.items()]

    @cached_property
    def gaps(self) -> Mapping[str, list[Open]]:
        """Where what is owed and what is paid part, both ways; a benefit once though it has several places.

        Benefits between which is still to be chosen are one gap: the first, with the others.
        """
        benefits = self.library.vocabulary.benefits
        found: dict[str, list[Open]] = {"owed_not_received": [], "received_not_owed": []}
        others = {(one.benefit, one.place or ""): one.alternatives for one in self.findings}
        for (benefit, place), gap in self.teller.gaps.items():
            if not self.names.discretion.hides_benefit(benefit):
                open_ones = [one for one in others.get((benefit, place), ()) if not self._is_paid(one)]
                named = self.teller.words.benefits(open_ones)
                found[gap].append(Open(benefits[benefit].number, self.names.benefit(benefit), tuple(named)))
        return found

    def _is_paid(self, benefit: str) -> bool:
        return self.situation.known.get(f"{PAYMENT}{benefit}") is True

    @cached_property
    def paid(self) -> list[Receipt]:
        """The payments that go on on the day and may be named."""
        return [
            one
            for one in self.receipts
            if holds(one.since, one.until, self.on) and not self.names.discretion.hides_benefit(one.benefit)
        ]

    @cached_property
    def told_events(self) -> list[RecordedEvent]:
        """What happened, as far as it may be told."""
        return [one for one in self.events if is_told(one, child=self.child)]

    @cached_property
    def happened(self) -> list[tuple[RecordedEvent, bool]]:
        """What had happened by the day, the latest first, each with whether it still calls for something."""
        rows = [one for one in self.told_events if one.on <= self.on]
        return [(one, one.over_on is None or one.over_on >= self.on) for one in reversed(rows)]

    @cached_property
    def duties(self) -> list[ToldDuty]:
        """What the documents ask of those in charge, what something set going first."""
        return tell_duties(self.open_duties, names=self.names)

    @property
    def open_duties(self) -> list[OpenDuty]:
        names = [one.name for one, is_open in self.happened if is_open]
        return list_open_duties(self.determination, names=self.names, events=names)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """Into whose hands the child is given on the day."""
        rows = Assignment.objects.filter(holding(self.on), child=self.child).select_related("worker")
        return list(rows.order_by("since", "pk"))

    @cached_property
    def labels_now(self) -> list[Labelled]:
        return [one for one in self.labels if holds(one.since, one.until, self.on)]

    @cached_property
    def papers(self) -> list[Evidence]:
        """The papers that may be named: those that show, or on which rests, what is not told are left out."""
        discretion = self.names.discretion
        resting: dict[int, list[bool]] = {}
        for row in self.history:
            if row.evidence_id is not None:
                resting.setdefault(row.evidence_id, []).append(discretion.hides_fact(row.name))
        for event in self.events:
            if event.evidence_id is not None:
                resting.setdefault(event.evidence_id, []).append(event not in self.told_events)
        return [one for one in self.evidence if may_name(one, discretion, resting.get(one.pk, ()))]

    @cached_property
    def placement(self) -> Placement | None:
        """Where the child lives on the day: the stay that began last."""
        held = [one for one in self.placements if holds(one.since, one.until, self.on)]
        return max(held, key=lambda one: one.since or date.min, default=None)

    @cached_property
    def fact_groups(self) -> list[FactGroup]:
        """What is recorded, of the child and of each parent; what may not be named is left out."""
        shown = [one for one in self.facts if not self.names.discretion.hides_fact(one.name)]
        by_name: dict[str, list[RecordedFact]] = {}
        for row in shown:
            if holds(row.since, row.until, self.on):
                by_name.setdefault(row.name, []).append(row)
        groups: dict[str, list[Held]] = {}
        for name, rows in sorted(by_name.items(), key=lambda pair: self.names.fact(pair[0])):
            groups.setdefault(
                next((who for who, start in PARENTS.items() if name.startswith(start)), "child"), []
            ).append(self._held(name, rows))
        return [
            FactGroup(
                who,
                tuple(one for one in groups[who] if one.row.value != "false" or one.others),
                tuple(one for one in groups[who] if one.row.value == "false" and not one.others),
            )
            for who in ("child", *PARENTS)
            if who in groups
        ]

    def _held(self, name: str, rows: Sequence[RecordedFact]) -> Held:
        claim = self.translation.held.get(name)
        first = next((row for row in rows if claim and row.pk == claim.row), None)
        last = first or max(rows, key=lambda row: row.recorded_at)
        return Held(last, first is not None or not last.is_collected, tuple(row for row in rows if row.pk != last.pk))

    @cached_property
    def conflicts(self) -> list[tuple[str, list[RecordedFact]]]:
        """Where sources differ and nobody decided: the fact, and the rows that could be preferred."""
        rows = {row.pk: row for row in self.facts}
        return [
            (one.fact, [rows[claim.row] for claim in one.claims if claim.row in rows])
            for one in self.translation.conflicts
            if not self.names.discretion.hides_fact(one.fact)
        ]

    @cached_property
    def members(self) -> list[Member]:
        """The family on the day, with what is to be known of each."""
        kin = [one for one in self.kin if holds(one.since, one.until, self.on)]
        return [
            Member(
                one,
                self.names.relation(one.relation),
                tuple(self._roles(one)),
                tuple(self._situations(one)),
            )
            for one in kin
        ]

    def _roles(self, kin: Kinship) -> Iterator[str]:
        if kin.is_guardian:
            yield self.names.say(marked("guardian"))
        if kin.is_carer:
            yield self.names.say(marked("carer"))

    def _situations(self, kin: Kinship) -> Iterator[str]:
        """What is so of a parent: yes-or-no facts that were recorded and hold."""
        start = PARENTS.get(kin.relation)
        if start is None:
            return
        for name, claim in self.translation.held.items():
            fact = self.library.vocabulary.facts.get(name)
            if fact is None or not name.startswith(start) or self.names.discretion.hides_fact(name):
                continue
            label = fact.label(self.names.lang).removeprefix("父亲").removeprefix("母亲")
            label = label.removeprefix("father: ").removeprefix("mother: ")
            if fact.type is FactType.BOOL and claim.value is True and not name.endswith("current_guardian"):
                yield label
            elif name.endswith("life_status") and isinstance(claim.value, str) and claim.value != "alive":
                yield fact.shown(claim.value, self.names.lang)

    @cached_property
    def drawing(self) -> Drawing:
        the_child = self.names.say(marked("the child"))
        return draw_family(
            self.child, self.members, the_child=the_child, unknown=self.names.say(marked("name not known"))
        )

    @cached_property
    def timeline(self) -> Sequence[Entry]:
        line = Timeline(self.names)
        return latest(
            line.steps(self.steps), line.labels(self.labels), line.facts(self.history), line.receipts(self.receipts),
            line.placements(self.placements), line.kin(self.kin), line.events(self.told_events), until=self.on,
        )  # fmt: skip

    @property
    def categories(self) -> list[str]:
        return self.teller.words.categories(self.determination)


def holds(since: date | None, until: date | None, on: date) -> bool:
    """Whether a row holds on a day."""
    return (since is None or since <= on) and (until is None or on <= until)


def read_file(child: Child, *, on: date, lang: str, known_at: datetime | None = None) -> FileOnDay:
    """The file on a day, as far as it may be told to who acts."""
    library = current_library()
    translation = translate(child=child, on=on, known_at=known_at)
    determination = determining.determine_situation(
        translation.situation, library=library, absences=absences_of(library)
    )
    names = get_names(lang, discretion_about(child, determination=determination))
    every = RecordedFact.objects.filter(child=child).select_related("evidence", "recorded_by")
    history = [row for row in every.order_by("recorded_at", "pk") if known_at is None or row.recorded_at <= known_at]
    facts = _known(history, known_at)
    _veil_papers(history, names)
    rows = {row.pk: row for row in facts}
    recorded = {name: [rows[claim.row]] for name, claim in translation.held.items() if claim.row in rows}
    return FileOnDay(
        child=child,
        on=on,
        names=names,
        library=library,
        translation=translation,
        determination=determination,
        teller=FileTeller(determination, library, lang=lang, recorded=recorded, discretion=names.discretion),
        history=history,
        facts=facts,
        kin=list(Kinship.objects.filter(child=child).select_related("person").order_by("pk")),
        receipts=_known(Receipt.objects.filter(child=child).order_by("since", "pk"), known_at),
        placements=list(Placement.objects.filter(child=child).select_related("body", "carer").order_by("since", "pk")),
        labels=[row for row in Labelled.objects.filter(child=child).order_by("since", "pk") if names.may_label(row)],
        steps=list(Step.objects.filter(child=child).select_related("by").order_by("at", "pk")),
        evidence=list(Evidence.objects.filter(child=child).select_related("made_by").order_by("-made_at", "-pk")),
        departures=[
            row
            for row in list_departures(child)
            if row.withdrawn_at is None and not names.discretion.hides_benefit(row.benefit)
        ],
        events=_known(_events_of(child), known_at),
    )


def _events_of(child: Child) -> QuerySet[RecordedEvent]:
    return RecordedEvent.objects.filter(child=child).select_related("recorded_by", "evidence").order_by("on", "pk")


def _veil_papers(rows: Sequence[RecordedFact], names: Names) -> None:
    """A paper that may not be named stands beside a fact without its name, though other facts rest on it too."""
    resting: dict[int, list[bool]] = {}
    for row in rows:
        if row.evidence_id is not None:
            resting.setdefault(row.evidence_id, []).append(names.discretion.hides_fact(row.name))
    for row in rows:
        if row.evidence is not None and not may_name(row.evidence, names.discretion, resting[row.evidence.pk]):
            row.evidence.title, row.evidence.reference = names.say(marked("a paper that is not shown")), ""


Row = TypeVar("Row", RecordedFact, Receipt, RecordedEvent)


def _known(rows: Iterable[Row], known_at: datetime | None) -> list[Row]:
    """The rows that are believed: now, or as they were at an instant."""
    if known_at is None:
        return [row for row in rows if row.corrected_at is None]
    return [
        row for row in rows if row.recorded_at <= known_at and (row.corrected_at is None or row.corrected_at > known_at)
    ]
