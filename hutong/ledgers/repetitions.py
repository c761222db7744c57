"""The same child twice: identity numbers that stand in several rows, and keys that would not tell children apart."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from hutong.ledgers.cells import RawRow
from hutong.ledgers.faults import CellFault
from hutong.ledgers.rows import GoodRow, ReadRow, RefusedRow

MOST_PLACES_NAMED = 5
Place = tuple[str, int]  # sheet, row


@dataclass
class Repetitions:
    """Where every identity number stands."""

    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    columns: dict[Place, int] = field(default_factory=dict)

    def note(self, one: ReadRow) -> None:
        if one.identity:
            place = one.conclusion.sheet, one.conclusion.row
            self.places[one.identity].append(place)
            self.columns[place] = one.identity_column

    def list_repeated(self) -> dict[Place, str]:
        """Every row whose number stands elsewhere too, with all the places as text."""
        return {
            place: "、".join(f"{sheet}!{row}" for sheet, row in places[:MOST_PLACES_NAMED])
            + ("…" if len(places) > MOST_PLACES_NAMED else "")
            for places in self.places.values()
            if len(places) > 1
            for place in places
        }


def refuse_repeated(
    good: list[GoodRow],
    refused: list[RefusedRow],
    *,
    repetitions: Repetitions,
    rows: Iterable[tuple[str, RawRow]],
    make_fault: Callable[[str, RawRow, int, str, Mapping[str, object]], CellFault],
) -> tuple[list[GoodRow], list[RefusedRow]]:
    """Both rows are handed back: only a person can say which is right. `rows` is walked again for their cells."""
    repeated = repetitions.list_repeated()
    if not repeated:
        return good, refused
    before = {(row.sheet, row.row): row for row in refused}
    for sheet, row in rows:
        place = sheet, row.number
        if place not in repeated:
            continue
        fault = make_fault(sheet, row, repetitions.columns[place], "identity_repeated", {"places": repeated[place]})
        earlier = before.get(place)
        faults = (*earlier.faults, fault) if earlier else (fault,)
        before[place] = RefusedRow(sheet, row.number, row.cells, faults)
    kept = [row for row in good if (row.sheet, row.row) not in repeated]
    # In the order of the file: sheets as they come, rows downwards.
    names = [row.sheet for row in good] + [row.sheet for row in refused]
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(names))}
    return kept, sorted(before.values(), key=lambda row: (sheets[row.sheet], row.row))


def tell_apart(good: list[GoodRow]) -> list[GoodRow]:
    """A number that a ledger gave to two children is completed by sheet and row, so that each finding has its child."""
    counts = Counter(row.child for row in good)
    return [
        replace(row, child=f"{row.child} ({row.sheet}!{row.row})") if counts[row.child] > 1 else row for row in good
    ]
