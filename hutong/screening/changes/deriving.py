"""The totals of children whose findings were taken over: counted from what was written of them, not screened again.

They come out as the engine's own totals do (``counting.py``, ``settling.py``), so both add up to those of a whole run.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.values import MONEY_UNITS
from hutong.screening.bits import Bools
from hutong.screening.changes.kept import CONCERNED, NO_HUKOU, NOT_OFFERED, PLACES, read_set
from hutong.screening.codes import expand_missing, missing_order
from hutong.screening.sums import PER_MONTH
from hutong.screening.tables import AMOUNTS, DECIDING, LACKING, LISTS, SUMMARY

FEN_IN = 100
"""Ten-thousandths of a yuan, as findings hold sums, in a fen."""

Rows = NDArray[np.int64]
At = tuple[str, str | None]


@dataclass
class Deriving:
    """Derives totals from findings that were taken over, with one library."""

    library: Library

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The facts by their codes."""
        return missing_order(self.library.vocabulary.facts)

    @cached_property
    def holders(self) -> Mapping[str, str]:
        """The body that holds each fact, "" where none does."""
        return {name: fact.entry.holder for name, fact in self.library.vocabulary.facts.items()}

    @cached_property
    def units(self) -> Mapping[tuple[str, str], str]:
        """The unit of each term of a benefit: what is not set has none in findings, and one in totals."""
        return {
            (ground.benefit, term): unit
            for linked in self.library.linked.values()
            for ground in linked.grounds
            for term, node in ground.amounts
            if (unit := self._unit(node))
        }

    def _unit(self, node: tree.Node) -> str:
        for leaf in tree.walk(node):
            if isinstance(leaf, tree.ReceivedAmount):
                return PER_MONTH
            if isinstance(leaf, tree.Value) and (placed := self.library.values.get(leaf.address)):
                return placed[0].entry.unit
        return ""

    def totals(self, findings: pa.Table, rows: Rows, gaps: pa.Table, kept: pa.Table) -> dict[str, pa.Table]:
        """Totals by name; ``rows`` says for each finding which of the kept children it is of."""
        if not kept.num_rows:
            return {}
        counted, uncovered = _Counted(), are_empty(findings["covered_by"])
        _count_concerned(counted, kept)
        _count_verdicts(counted, findings, uncovered)
        _count_gaps(counted, gaps)
        return {
            "summary": counted.table(),
            "amounts": self._amounts(findings, uncovered),
            **self._open(findings, uncovered, rows, kept),
        }

    def _amounts(self, findings: pa.Table, uncovered: Bools) -> pa.Table:
        """What is owed and not covered, added up."""
        owed = np.flatnonzero(_is(findings["verdict"], "entitled") & uncovered)
        lists = findings["amounts"].take(pa.array(owed)).combine_chunks()
        each, of = pc.list_flatten(lists), owed[np.asarray(pc.list_parent_indices(lists))]
        parts = {name: pc.struct_field(each, name) for name in ("term", "value", "unit", "state")}
        totals = _fen_or_parts(parts["value"], parts["unit"])
        benefit, place = coded(findings["benefit"]).take(of), coded(findings["place"]).take(of)
        keys = [benefit, place, *(coded(parts[name]) for name in ("term", "unit", "state"))]
        lines = [
            (slug, at, term, self.units.get((slug, term), unit), state, children, total)
            for (slug, at, term, unit, state), children, total in _sums(keys, totals)
        ]
        return _table(lines, AMOUNTS)

    def _open(self, findings: pa.Table, uncovered: Bools, rows: Rows, kept: pa.Table) -> dict[str, pa.Table]:
        """What open findings lack, and whose list would settle them."""
        open_ = np.flatnonzero(_is(findings["verdict"], "unknown") & uncovered)
        missing = coded(findings["missing"].take(pa.array(open_)))
        lacked = {code: expand_missing(code, self.order) for code in missing.words if code is not None}
        lacking: Counter[tuple[str, int]] = Counter()
        deciding: Counter[tuple[str, str, bool]] = Counter()
        for (benefit, code), count in _counts(coded(findings["benefit"]).take(open_), missing).items():
            names = lacked[str(code)]
            lacking[str(benefit), len(names)] += count
            for name in names:
                deciding[str(benefit), name, len(names) == 1] += count
        held = [self._holder(lacked[code]) if code is not None else "" for code in missing.words]
        return {
            "lacking": _table([(name, f"{facts:02}", n) for (name, facts), n in lacking.items()], LACKING),
            "deciding": _table(
                [
                    (benefit, fact, deciding[benefit, fact, True], deciding[benefit, fact, False])
                    for benefit, fact in {key[:2] for key in deciding}
                ],
                DECIDING,
            ),
            "lists": _lists(held, missing.codes, rows[open_], kept),
        }

    def _holder(self, names: Sequence[str]) -> str:
        """The one body that holds all of these facts, "" when there is none."""
        holders = {self.holders.get(name, "") for name in names}
        return holders.pop() if len(holders) == 1 else ""


class Coded(NamedTuple):
    """A column of few words: for each row which of them; null is one of them, if any row has none."""

    codes: Rows
    words: Sequence[Any]

    def take(self, rows: Rows) -> "Coded":
        """The same of some rows."""
        return Coded(self.codes[rows], self.words)


def coded(column: pa.Array | pa.ChunkedArray) -> Coded:
    """A column of words by their numbers."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(column, pa.ChunkedArray):
        column = pa.chunked_array(column.chunks, column.type).unify_dictionaries().combine_chunks()
    column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = column.dictionary.to_pylist()
    codes = column.indices
    if codes.null_count:
        return Coded(codes.fill_null(len(words)).to_numpy().astype(np.int64), [*words, None])
    return Coded(codes.to_numpy().astype(np.int64), words)


def _lists(held: Sequence[str], which: Rows, rows: Rows, kept: pa.Table) -> pa.Table:
    """What each list would settle, by the county of the child's hukou."""
    counties = coded(kept[PLACES[0]])
    lines = []
    for holder in sorted({one for one in held if one}):
        mine = rows[np.array([one == holder for one in held])[which]]
        findings = _places(_counts(counties.take(mine)))
        children = _places(_counts(counties.take(np.flatnonzero(np.bincount(mine)))))
        lines += [(holder, place, children[place], count) for place, count in findings.items()]
    return _table(lines, LISTS)


class _Counted:
    """Lines of the summary, by benefit and place."""

    def __init__(self) -> None:
        self.lines: dict[At, Counter[str]] = {}

    def add(self, benefit: str, place: str | None, count: int, *names: str, instead: bool = False) -> None:
        """So many more; ``instead`` of being put down as not entitled, as all who are concerned are at first."""
        line = self.lines.setdefault((benefit, None if place == NO_HUKOU else place), Counter())
        for name in names:
            line[name] += count
        if instead:
            line["not_entitled"] -= count

    def table(self) -> pa.Table:
        """The summary."""
        lines = [
            {"benefit": benefit, "place": place} | {name: line[name] for name in SUMMARY.names[2:]}
            for (benefit, place), line in self.lines.items()
        ]
        return pa.Table.from_pylist(lines, schema=SUMMARY)


def _count_concerned(counted: _Counted, kept: pa.Table) -> None:
    for tie, name in enumerate(PLACES):
        places = coded(kept[name])
        for what, instead in ((CONCERNED, False), (NOT_OFFERED, True)):
            for (text, place), count in _counts(coded(kept[what]), places).items():
                for column in read_set(text) if text else ():
                    if column.tie == tie:
                        names = ("not_offered",) if instead else ("not_entitled",)
                        counted.add(column.benefit, place, count, *names, instead=instead)


def _count_verdicts(counted: _Counted, findings: pa.Table, uncovered: Bools) -> None:
    resting = ~are_empty(findings["rests_on"])
    columns = (coded(findings["benefit"]), coded(findings["place"]), coded(findings["verdict"]))
    said = _counts(*columns, _flags(uncovered), _flags(resting))
    for (benefit, place, verdict, is_uncovered, is_resting), count in said.items():
        names = [str(verdict)] if verdict in ("entitled", "unknown") else []
        if names:
            counted.add(str(benefit), place, count, *names, instead=True)
        if verdict == "entitled" and not is_uncovered:
            counted.add(str(benefit), place, count, "covered")
        if is_resting and verdict != "unknown":
            counted.add(str(benefit), place, count, "rests_on_absence")


def _count_gaps(counted: _Counted, gaps: pa.Table) -> None:
    for (benefit, place, gap), count in _counts(*(coded(gaps[name]) for name in ("benefit", "place", "gap"))).items():
        counted.add(str(benefit), place, count, str(gap))


def _flags(flags: Bools) -> Coded:
    return Coded(flags.astype(np.int64), (False, True))


def _counts(*columns: Coded) -> dict[tuple[Any, ...], int]:
    """How often each row of values occurs."""
    numbers, counts = np.unique(_numbered(columns), return_counts=True)
    return {_values(int(number), columns): int(count) for number, count in zip(numbers, counts, strict=True)}


def _sums(columns: Sequence[Coded], numbers: Rows) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Each row of values with how often it occurs and the sum of its numbers."""
    keys, which, counts = np.unique(_numbered(columns), return_inverse=True, return_counts=True)
    sums = np.zeros(len(keys), np.int64)
    np.add.at(sums, which, numbers)
    for key, count, total in zip(keys, counts, sums, strict=True):
        yield _values(int(key), columns), int(count), int(total)


def _numbered(columns: Sequence[Coded]) -> Rows:
    """Every row of values as one number."""
    numbers = np.zeros(len(columns[0].codes), np.int64)
    for column in columns:
        numbers = numbers * max(len(column.words), 1) + column.codes
    return numbers


def _values(number: int, columns: Sequence[Coded]) -> tuple[Any, ...]:
    values = []
    for column in reversed(columns):
        number, code = divmod(number, max(len(column.words), 1))
        values.append(column.words[code])
    return tuple(reversed(values))


def _places(counted: Mapping[tuple[str | None, ...], int]) -> Counter[str | None]:
    """Counts by place; those who have no hukou and those of whom it is unknown are one."""
    found: Counter[str | None] = Counter()
    for (place,), count in counted.items():
        found[None if place == NO_HUKOU else place] += count
    return found


def _is(column: pa.ChunkedArray, word: str) -> Bools:
    codes, words = coded(column)
    return codes == words.index(word) if word in words else np.zeros(len(codes), np.bool_)


def are_empty(column: pa.Array | pa.ChunkedArray) -> Bools:
    """Where a list has nothing in it."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    empty = [np.diff(np.asarray(chunk.offsets)) == 0 for chunk in chunks]
    return np.concatenate([np.zeros(0, np.bool_), *empty])


def _fen_or_parts(values: pa.Array, units: pa.Array) -> NDArray[np.int64]:
    """Sums of money in fen, other numbers in ten-thousandths, 0 where there is none."""
    filled = values.fill_null(0)
    parts = np.frombuffer(filled.buffers()[1], np.int64, 2 * len(filled), filled.offset * 16)[::2]
    is_money = np.asarray(pc.is_in(units, pa.array(sorted(MONEY_UNITS))))
    return np.where(is_money, parts // FEN_IN, parts)


def _table(lines: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, line, strict=True)) for line in lines], schema=schema)
