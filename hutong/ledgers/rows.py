"""One row of a ledger as the facts of one child, or as faults beside its cells."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hutong.ledgers.cells import Cell, RawRow, get_text, get_word, is_blank, is_not_collected
from hutong.ledgers.choices import Choices, read_certificate, read_disability
from hutong.ledgers.faults import CellFault, CellRefused, shorten
from hutong.ledgers.gathering import Gathering
from hutong.ledgers.headers import Header
from hutong.ledgers.limits import Limits
from hutong.ledgers.mapping import ColumnRule, LedgerMapping
from hutong.ledgers.values import (
    BIRTH_DATE,
    LAST_DAY,
    NOTHING_TO_WRITE,
    Reading,
    read_span,
    read_value,
)
from hutong.ledgers.who import Who, mask_long_numbers, read_who
from hutong.vocabulary.facts import Facts, FactType

RECEIVES_AMOUNT = re.compile(r"(receives\.\w+)\.amount")
NOUGHT = "0.00"
# What has happened is no fact but travels with them.
EVENTS = "events"


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A child's facts in the shape that a determination takes; `child` is never an identity number."""

    sheet: str
    row: int
    child: str
    name: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is handed back whole, with what is wrong in it."""

    sheet: str
    row: int
    cells: tuple[Cell, ...]
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row and the identity number that tells it from others, if it has one."""

    conclusion: GoodRow | RefusedRow
    identity: str
    identity_column: int


@dataclass(frozen=True, slots=True)
class Column:
    number: int  # from 1
    rule: ColumnRule
    choices: Choices | None
    is_place: bool


@dataclass(slots=True)
class RowState:
    """What is known of the row so far."""

    row: RawRow
    gathering: Gathering
    faults: list[CellFault] = field(default_factory=list)
    filled: list[tuple[Column, Cell]] = field(default_factory=list)
    who: Who = field(default_factory=Who)


class RowReader:
    """Reads the rows of one sheet after one mapping."""

    def __init__(
        self, *, sheet: str, header: Header, mapping: LedgerMapping, facts: Facts, on: date, limits: Limits
    ) -> None:
        self.sheet, self.facts, self.limits = sheet, facts, limits
        self.reading = Reading(on=on, within=mapping.within)
        self.headers = {index: name for index, name in enumerate(header.names, start=1)}
        # Keys of JSON that are no facts: each with what to write instead.
        self.unknown_keys: dict[int, str] = {}
        self.columns = [
            Column(number, rule, Choices(rule) if rule.values else None, self._is_place(rule))
            for number, name in self.headers.items()
            if name and (rule := mapping.get(name)) is not None and rule.is_read
        ]
        self.by_header = {column.rule.header: column for column in self.columns}
        self.numbers_read = {column.number for column in self.columns}

    def read(self, row: RawRow, *, ordinal: int) -> ReadRow:
        """The row as facts or as faults; `ordinal` names a child that has no key of its own."""
        state = RowState(row=row, gathering=Gathering(self.facts, self.headers))
        self._add_raw_faults(state)
        self._fill(state)
        for column, cell in state.filled:
            if column.rule.role:
                self._attempt(state, column, self._read_who, cell)
        for column, cell in state.filled:
            if not (column.rule.role or column.is_place or column.rule.ends or column.rule.begins):
                self._attempt(state, column, self._read_fact, cell)
        self._read_places(state)
        self._check_possible(state)
        for column, cell in state.filled:
            if column.rule.ends or column.rule.begins:
                self._attempt(state, column, self._read_end, cell)
        self._check_whole(state)
        return self._conclude(state, ordinal)

    def make_fault(self, row: RawRow, column: int, kind: str, **details: object) -> CellFault:
        """A fault of this sheet; what the cell holds is shortened, and masked where it names a person."""
        cell = row.cells[column - 1] if 0 < column <= len(row.cells) else None
        shown = shorten(mask_long_numbers(get_text(cell)))
        return CellFault(self.sheet, row.number, column, self.headers.get(column, ""), shown, kind, details)

    def _is_place(self, rule: ColumnRule) -> bool:
        return bool(rule.fact) and self.facts[rule.fact].type is FactType.PLACE and not rule.values

    def _conclude(self, state: RowState, ordinal: int) -> ReadRow:
        row, who = state.row, state.who
        conclusion: GoodRow | RefusedRow
        if state.faults:
            conclusion = RefusedRow(self.sheet, row.number, row.cells, tuple(state.faults))
        else:
            child = who.key or str(ordinal)
            given = state.gathering.get_facts() | self._get_events(row)
            conclusion = GoodRow(self.sheet, row.number, child, who.name, given)
        return ReadRow(conclusion, who.number, who.identity_column)

    def _get_events(self, row: RawRow) -> dict[str, Any]:
        number = next((number for number, name in self.headers.items() if name == EVENTS), 0)
        cell = row.cells[number - 1] if 0 < number <= len(row.cells) else None
        return {EVENTS: cell} if isinstance(cell, list) else {}

    def _add_raw_faults(self, state: RowState) -> None:
        row = state.row
        for fault in row.faults:
            if not fault.column or fault.column in self.numbers_read or fault.kind == "json_line":
                state.faults.append(self.make_fault(row, fault.column, fault.kind, **fault.details))
        for column, suggestion in self.unknown_keys.items():
            if column <= len(row.cells) and not is_blank(row.cells[column - 1]):
                name = self.headers[column]
                fault_of_key = self.make_fault(row, column, "unknown_fact", name=name, suggestion=suggestion)
                state.faults.append(fault_of_key)

    def _fill(self, state: RowState) -> None:
        """The cells that say something, without those that are faulty as they stand."""
        row, limit = state.row, self.limits.cell_characters
        faulty = {fault.column for fault in state.faults}
        for column in self.columns:
            cell = row.cells[column.number - 1] if column.number <= len(row.cells) else None
            if is_not_collected(cell) or column.number in faulty:
                continue
            if isinstance(cell, str) and len(cell) > limit:
                fault = self.make_fault(row, column.number, "too_long", length=len(cell), limit=limit)
                state.faults.append(fault)
            else:
                state.filled.append((column, cell))

    def _attempt(
        self, state: RowState, column: Column, act: Callable[[RowState, Column, Cell], None], cell: Cell
    ) -> None:
        try:
            act(state, column, cell)
        except CellRefused as refusal:
            state.faults.append(self.make_fault(state.row, column.number, refusal.kind, **refusal.details))

    def _read_who(self, state: RowState, column: Column, cell: Cell) -> None:
        read_who(state.who, role=column.rule.role, cell=cell, column=column.number, on=self.reading.on)

    def _read_fact(self, state: RowState, column: Column, cell: Cell) -> None:
        gathering, rule = state.gathering, column.rule
        for given in self._list_given(state, column, cell):
            for name, value in given.items():
                gathering.put(name, value, column=column.number)
        if rule.fact and column.choices is None:
            value = read_value(cell, self.facts[rule.fact], self.reading)
            if value is not None:
                gathering.put(rule.fact, value, column=column.number)
                self._put_receipt(gathering, rule.fact, value, column.number)
        for given in column.choices.read_unless_said(cell) if column.choices else ():
            for name, value in given.items():
                gathering.put(name, value, column=column.number, weak=True)
        for name in rule.rest:
            gathering.put(name, False, column=column.number, weak=True)

    def _list_given(self, state: RowState, column: Column, cell: Cell) -> Sequence[Mapping[str, Any]]:
        if column.rule.reads == "disability":
            return [read_disability(cell)]
        if column.rule.reads == "certificate":
            return [read_certificate(cell, identity=state.who.number)]
        return column.choices.read(cell) if column.choices else ()

    def _put_receipt(self, gathering: Gathering, fact: str, value: Any, column: int) -> None:
        """An amount that is paid says that the benefit is received; nought says that it is not."""
        found = RECEIVES_AMOUNT.fullmatch(fact)
        if found and found[1] in self.facts and isinstance(value, str):
            gathering.put(found[1], value != NOUGHT, column=column, weak=True)

    def _read_places(self, state: RowState) -> None:
        """A place may be spread over columns: province, city, county, street."""
        places: dict[str, list[tuple[Column, Cell]]] = {}
        for column, cell in state.filled:
            if column.is_place:
                places.setdefault(column.rule.fact, []).append((column, cell))
        for parts in places.values():
            cells = [cell for _, cell in parts]
            codes = [cell for cell in cells if get_text(cell).strip().isdigit()]
            joined: Cell = cells[0] if len(cells) == 1 else "".join(map(get_text, cells))
            self._attempt(state, parts[0][0], self._read_place, codes[0] if codes else joined)

    def _read_place(self, state: RowState, column: Column, cell: Cell) -> None:
        value = read_value(cell, self.facts[column.rule.fact], self.reading)
        if value is not None:
            state.gathering.put(column.rule.fact, value, column=column.number)

    def _read_end(self, state: RowState, column: Column, cell: Cell) -> None:
        target = self.by_header.get(column.rule.ends or column.rule.begins)
        if target is None or get_word(cell) in NOTHING_TO_WRITE:
            return
        span = read_span(cell, latest=LAST_DAY)
        if column.rule.ends:
            state.gathering.limit(target.number, until=span.last)
        else:
            state.gathering.limit(target.number, since=span.first)

    def _check_possible(self, state: RowState) -> None:
        for column, refusal in state.gathering.list_impossible():
            state.faults.append(self.make_fault(state.row, column, refusal.kind, **refusal.details))

    def _check_whole(self, state: RowState) -> None:
        self._check_identity(state)
        if not state.faults and not state.gathering.said and state.who.is_nobody:
            state.faults.append(self.make_fault(state.row, 0, "empty_row"))

    def _check_identity(self, state: RowState) -> None:
        who = state.who
        if who.identity is None:
            return
        born = who.identity.birth_date
        said = state.gathering.said.get(BIRTH_DATE)
        if said is None and BIRTH_DATE in self.facts:
            state.gathering.put(BIRTH_DATE, born, column=who.identity_column)
        elif said is not None and _could_be(said.value, born):
            said.value = born
        elif said is not None:
            fault = self.make_fault(state.row, said.column, "identity_birth_mismatch", born=born.isoformat())
            state.faults.append(fault)
        if who.sex and who.sex != who.identity.sex:
            state.faults.append(self.make_fault(state.row, who.sex_column, "identity_sex_mismatch"))


def _could_be(value: object, born: date) -> bool:
    """The identity number is more exact than a birth date known only by month or year."""
    if isinstance(value, dict):
        first, last = value.get("from"), value.get("to")
        return isinstance(first, date) and isinstance(last, date) and first <= born <= last
    return value == born
