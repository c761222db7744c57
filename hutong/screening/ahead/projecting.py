"""The months ahead: the same children on the first day of each, all months while a batch is in memory.

Nobody is born, moves or changes otherwise: only time passes. Birthdays come, facts that have an end end, texts and
values begin and end on their days. What is unknown stays unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hutong.policy import tree
from hutong.policy.absence import Absence
from hutong.policy.collection import Library
from hutong.policy.tree import Node
from hutong.policy.values import MONEY_UNITS
from hutong.screening.ahead.causes import Causes
from hutong.screening.ahead.comparing import Changed, Comparing
from hutong.screening.ahead.listing import differences_of, main_term, money_at
from hutong.screening.ahead.lots import Lot
from hutong.screening.ahead.needed_columns import find_needed
from hutong.screening.ahead.places_in_scope import Scope, in_scope
from hutong.screening.ahead.reading import Asked, Given, Reader
from hutong.screening.ahead.rehearsing import Documents, Loaded, Seen
from hutong.screening.ahead.sides import Side, screen_side
from hutong.screening.ahead.totals import Totals
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import count, rows_of
from hutong.vocabulary.divisions import NATION

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Projection:
    """What is to be projected: the day, and so many months after it; ``place`` narrows it."""

    asked: Asked
    documents: Documents
    months: int = MONTHS_OF_A_YEAR
    place: str = ""

    def list_days(self) -> list[date]:
        """The day itself, then the first day of each coming month."""
        return [self.asked.on, *first_days(self.asked.on, self.months)]

    @property
    def scope(self) -> Scope:
        """Whom it concerns."""
        return Scope(frozenset({self.place or NATION}), not self.place)


def first_days(on: date, months: int) -> list[date]:
    """The first day of each of the months that come after the day's own.

    >>> [day.isoformat() for day in first_days(date(2025, 11, 30), 2)]
    ['2025-12-01', '2026-01-01']
    """
    numbers = (on.year * MONTHS_OF_A_YEAR + on.month + step for step in range(months))
    return [date(number // MONTHS_OF_A_YEAR, number % MONTHS_OF_A_YEAR + 1, 1) for number in numbers]


def money_benefits(library: Library) -> frozenset[str]:
    """The benefits for which some text gives an amount of money."""
    return frozenset(
        ground.benefit
        for linked in library.linked.values()
        for ground in linked.grounds
        if any(_is_money(amount, library) for _, amount in ground.amounts)
    )


def _is_money(amount: Node, library: Library) -> bool:
    addresses = (leaf.address for leaf in tree.walk(amount) if isinstance(leaf, tree.Value))
    return any(value.entry.unit in MONEY_UNITS for address in addresses for value in library.values.get(address, ()))


def held_on(absences: Iterable[Absence], on: date) -> list[Absence]:
    """The lists that are complete on the day, taken to stay so."""
    return [replace(one, entry=one.entry.model_copy(update={"through": None})) for one in absences if one.holds_on(on)]


class Projector:
    """Projects lot after lot. A worker process has one and keeps it; ``loaded`` spares it reading the documents."""

    def __init__(self, projection: Projection, given: Given, loaded: Loaded | None = None) -> None:
        self.projection, self.scope = projection, projection.scope
        self.library, absences = loaded or projection.documents.load(projection.asked)
        self.benefits = money_benefits(self.library)
        absences = tuple(held_on(absences, projection.asked.on))
        self.engines = [
            ArrowEngine(self.library, day, absences=absences, only=self.benefits) for day in projection.list_days()
        ]
        asked_for = self.engines[0].only or self.benefits
        needed = find_needed((self.library,), asked_for, absences)
        self.reader = Reader(self.library, projection.asked, given, needed, self.scope)
        self.causes = Causes(self.library, needed.facts)

    def look(self, lot: Lot) -> Seen:
        """Project a lot. Raises ScreeningError."""
        seen, totals = Seen(), Totals()
        for block in self.reader.read(lot):
            if not block.batch.num_rows:
                seen.refused += block.refused.num_rows
                continue
            before: Side | None = None
            for engine in self.engines:
                side = screen_side(engine, block.batch, before)
                keys = [key for key in side.pieces if key.benefit in self.benefits]
                totals.add_side(engine.on.isoformat(), side, keys)
                if before is not None:
                    self._compare(totals, Comparing(before, side, self.benefits))
                else:
                    seen.refused += block.refused.num_rows + block.batch.num_rows - count(side.screened.usable)
                before = side
            seen.looked_at += block.batch.num_rows
        seen.tables = {name: in_scope(table, self.scope, self.library) for name, table in totals.tables().items()}
        return seen

    def _compare(self, totals: Totals, comparing: Comparing) -> None:
        for changed in comparing.find():
            self._count(totals, changed, comparing)

    def _count(self, totals: Totals, changed: Changed, comparing: Comparing) -> None:
        key, rows = changed.key, rows_of(changed.children, comparing.before.children)
        counties = comparing.after.counties(key)[rows]
        terms = comparing.before.terms(key), comparing.after.terms(key)
        term = main_term(*terms)
        money = [money_at(side.get(term.name) if term else None, rows) for side in terms]
        chosen, fen = differences_of(term, *money)
        day = comparing.after.engine.on.isoformat()
        what = (day, key.benefit, changed.change, changed.before, changed.after)
        totals.add_change((*what, ""), counties, counties[chosen], fen)
        for cause, mine in self.causes.find(changed.change, comparing, rows):
            both = mine[chosen]
            totals.add_change((*what, cause), counties[mine], counties[chosen][both], fen[both])
