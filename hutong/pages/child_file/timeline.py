"""What happened, latest first: steps, labels, facts, payments, stays, corrections."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hutong.children.models import Kinship, Labelled, Placement, Receipt, RecordedEvent, RecordedFact, Step
from hutong.lib.money import yuan_from_fen
from hutong.lib.translating import marked
from hutong.pages.choices import name_choice
from hutong.pages.names import Names

MOST_SHOWN, MOST_TOGETHER = 40, 8


@dataclass(frozen=True, order=True)
class Entry:
    """One thing that happened on a day, in words."""

    on: date
    text: str
    who: str = ""


class Timeline:
    """Puts the rows of a file into words, in one language."""

    def __init__(self, names: Names) -> None:
        self.names, self.say, self.lang = names, names.say, names.lang

    def steps(self, rows: Iterable[Step]) -> Iterator[Entry]:
        for row in rows:
            after = name_choice("state", row.after, self.lang)
            text = self.say(marked("File: {state}")).format(state=after)
            visit = self.say(marked("visited by {name}")).format(name=row.visited_by) if row.visited_by else ""
            reason = getattr(row, "reason", "")
            yield Entry(_day(row.at), self._joined(text, visit, reason, row.note), str(row.by or ""))

    def labels(self, rows: Iterable[Labelled]) -> Iterator[Entry]:
        for row in rows:
            name = self.names.category(row.label)
            basis = name_choice("basis", row.basis, self.lang)
            yield Entry(row.since, self.say(marked("{label} begins ({basis})")).format(label=name, basis=basis))
            if row.until:
                yield Entry(row.until, self.say(marked("{label} ends")).format(label=name))

    def facts(self, rows: Iterable[RecordedFact]) -> Iterator[Entry]:
        """What was recorded, by day and person: a few facts one by one, many by their number."""
        told = [row for row in rows if not self.names.discretion.hides_fact(row.name)]
        together: dict[tuple[date, str], list[RecordedFact]] = {}
        for row in told:
            together.setdefault((_day(row.recorded_at), str(row.recorded_by or "")), []).append(row)
        for (on, who), some in together.items():
            if len(some) > MOST_TOGETHER:
                yield Entry(on, self.say(marked("{count} facts recorded")).format(count=len(some)), who)
            else:
                yield from (Entry(on, self._fact(row), who) for row in some)
        for row in told:
            if row.corrected_at:
                corrected = self.say(marked("Corrected: {fact}")).format(fact=self._fact(row))
                yield Entry(
                    _day(row.corrected_at), self._joined(corrected, self.say(row.correction_reason or " ").strip())
                )

    def _fact(self, row: RecordedFact) -> str:
        said = f"{self.names.fact(row.name)}{self.say(': ')}{self.names.value_of(row)}"
        return self.say(marked("{fact} (since {day})")).format(fact=said, day=row.since) if row.since else said

    def receipts(self, rows: Iterable[Receipt]) -> Iterator[Entry]:
        for row in rows:
            if self.names.discretion.hides_benefit(row.benefit):
                continue
            name = self.names.benefit(row.benefit)
            amount = "" if row.fen is None else yuan_from_fen(row.fen)
            if row.since:
                text = self.say(marked("{benefit} paid from this day")).format(benefit=name)
                yield Entry(row.since, self._joined(text, amount))
            if row.until:
                yield Entry(row.until, self.say(marked("{benefit} paid for the last time")).format(benefit=name))

    def events(self, rows: Iterable[RecordedEvent]) -> Iterator[Entry]:
        for row in rows:
            name = self.names.event(row.name)
            yield Entry(row.on, self._joined(name, row.note), str(row.recorded_by or ""))
            if row.over_on:
                yield Entry(row.over_on, self.say(marked("Done what it called for: {event}")).format(event=name))

    def placements(self, rows: Iterable[Placement]) -> Iterator[Entry]:
        for row in rows:
            kind = self.names.placement(row.kind)
            where = row.body.name if row.body else row.carer.name if row.carer else ""
            if row.since:
                yield Entry(row.since, self._joined(self.say(marked("Lives: {kind}")).format(kind=kind), where))

    def kin(self, rows: Iterable[Kinship]) -> Iterator[Entry]:
        for row in rows:
            relation = self.names.relation(row.relation)
            for on, text in (
                (row.since, marked("{relation} joins the family")),
                (row.until, marked("{relation} leaves")),
            ):
                if on:
                    yield Entry(on, self._joined(self.say(text).format(relation=relation), row.person.name))

    def _joined(self, *parts: str) -> str:
        return self.say("; ").join(filter(None, parts))


def latest(*entries: Iterable[Entry], until: date) -> Sequence[Entry]:
    """The last of everything that had happened by a day."""
    found = {entry for some in entries for entry in some if entry.on <= until}
    return sorted(found, key=lambda entry: (entry.on, entry.text), reverse=True)[:MOST_SHOWN]


def _day(instant: object) -> date:
    return timezone.localtime(instant).date()  # type: ignore[arg-type]
