"""Where the header of a sheet is: titles stand above it, it may have two rows, cells may be merged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from hutong.ledgers.cells import Cell, RawRow, RawSheet, get_text

FEWEST_KNOWN_COLUMNS = 2
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Header:
    """The names of the columns, left to right; `父亲/现状况` is upper and lower cell of a double header."""

    names: tuple[str, ...]
    last_row: int  # 0: the names come with the file (JSON)
    title: str = ""


def find_header(sheet: RawSheet, *, is_known: Callable[[str], bool], within_rows: int) -> Header | None:
    """The row, or two rows, with the most known names; None when fewer than two are known."""
    if sheet.keys:
        return Header(names=sheet.keys, last_row=0)
    rows = list(islice(sheet.rows, within_rows + 1))
    best: tuple[int, Header] = (FEWEST_KNOWN_COLUMNS - 1, Header((), 0))
    for position, row in enumerate(rows[:within_rows]):
        following = rows[position + 1] if position + 1 < len(rows) else None
        for names, last in _list_readings(sheet, row, following):
            known = len({name for name in names if name and is_known(name)})
            if known > best[0]:
                best = known, Header(_make_unique(names), last, _get_title(rows[:position]))
    return best[1] if best[1].names else None


def _list_readings(sheet: RawSheet, row: RawRow, following: RawRow | None) -> list[tuple[tuple[str, ...], int]]:
    """The names as one row and as two, the likelier first: of two readings that know as much the first stands."""
    single = tuple(_get_name(cell) for cell in row.cells)
    if sum(map(bool, single)) < FEWEST_KNOWN_COLUMNS:
        return []
    alone = (single, row.number)
    if following is None:
        return [alone]
    joined = (_join(sheet, row, following), following.number)
    if _is_merged_down(sheet, row):
        # The row below cannot be a child, whether its names are known or not.
        return [joined]
    return [joined, alone] if _is_below_groups(sheet, row, following) else [alone, joined]


def _is_merged_down(sheet: RawSheet, row: RawRow) -> bool:
    return any(top == row.number < bottom for top, _, bottom, _ in sheet.merged)


def _is_below_groups(sheet: RawSheet, row: RawRow, following: RawRow) -> bool:
    """Whether all that the following row says stands below group titles that are merged across."""
    below = {
        column
        for top, left, bottom, right in sheet.merged
        if top == bottom == row.number and left < right and _get_name_at(row.cells, left - 1)
        for column in range(left, right + 1)
    }
    filled = {column for column, cell in enumerate(following.cells, start=1) if get_text(cell).strip()}
    return bool(filled) and filled <= below


def _join(sheet: RawSheet, upper: RawRow, lower: RawRow) -> tuple[str, ...]:
    groups = _spread_groups(sheet, upper, lower)
    names = []
    for column in range(max(len(upper.cells), len(lower.cells))):
        group, name = groups[column], _get_name_at(lower.cells, column)
        names.append(f"{group}/{name}" if group and name and group != name else group or name)
    return tuple(names)


def _spread_groups(sheet: RawSheet, upper: RawRow, lower: RawRow) -> list[str]:
    """The upper cell of every column: merged cells count for all the columns they cover."""
    width = max(len(upper.cells), len(lower.cells))
    groups = [_get_name_at(upper.cells, column) for column in range(width)]
    across = {
        column: left
        for top, left, bottom, right in sheet.merged
        if top <= upper.number <= bottom
        for column in range(left, right + 1)
    }
    for column in range(1, width):
        if groups[column]:
            continue
        if across:
            left = across.get(column + 1)
            groups[column] = groups[left - 1] if left is not None and left - 1 < width else ""
        elif _get_name_at(lower.cells, column) and _get_name_at(lower.cells, column - 1):
            # Without word of what is merged, a group reaches as far as the names below it go on.
            groups[column] = groups[column - 1]
    return groups


def _get_title(rows: Sequence[RawRow]) -> str:
    return " ".join(text for row in rows for cell in row.cells if (text := get_text(cell).strip()))[:200]


def _get_name(cell: Cell) -> str:
    text = "".join(get_text(cell).split())
    return text if len(text) <= LONGEST_NAME else ""


def _get_name_at(cells: Sequence[Cell], column: int) -> str:
    return _get_name(cells[column]) if column < len(cells) else ""


def _make_unique(names: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return tuple(unique)
