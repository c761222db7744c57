"""The totals of children whose findings were taken over: counted from what was written of them, not screened again.

They come out as the engine's own totals do (``counting.py``, ``settling.py``), so both add up to those of a whole run.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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
        counted = _Counted()
        _count_concerned(counted, kept)
        uncovered = _are_empty(findings["covered_by"])
        _count_verdicts(counted, findings, uncovered)
        _count_gaps(counted, gaps)
        return {
            "summary": counted.table(),
            "amounts": self._amounts(findings, uncovered),
            **self._open(findings, uncovered, rows, kept),
        }

    def _amounts(self, findings: pa.Table, uncovered: Bools) -> pa.Table:
        """What is owed and not covered, added up."""
        owed = findings.filter(pa.array(_is(findings["verdict"], "entitled") & uncovered))
        lists = owed["amounts"].combine_chunks()
        each = pc.list_flatten(lists)
        parents = pc.list_parent_indices(lists)
        # A struct's parts are those of the whole array, a slice's its own.
        parts = {name: pc.struct_field(each, name) for name in ("term", "value", "unit", "state")}
        at = pa.table(
            {
                "benefit": _plain(owed["benefit"]).take(parents),
                "place": _plain(owed["place"]).take(parents),
                **{name: parts[name] for name in ("term", "unit", "state")},
                "total": pa.array(_fen_or_parts(parts["value"], parts["unit"])),
            }
        )
        keys = ["benefit", "place", "term", "unit", "state"]
        summed = at.group_by(keys, use_threads=False).aggregate([("total", "sum"), ("total", "count")]).to_pylist()
        lines = [
            {name: line[name] for name in keys}
            | {
                "unit": self.units.get((line["benefit"], line["term"]), line["unit"]),
                "children": line["total_count"],
                "total": line["total_sum"],
            }
            for line in summed
        ]
        return pa.Table.from_pylist(lines, schema=AMOUNTS)

    def _open(self, findings: pa.Table, uncovered: Bools, rows: Rows, kept: pa.Table) -> dict[str, pa.Table]:
        """What open findings lack, and whose list would settle them."""
        is_open = _is(findings["verdict"], "unknown") & uncovered
        open_, rows = findings.filter(pa.array(is_open)), rows[is_open]
        missing = open_["missing"].combine_chunks().dictionary_encode()
        lacked = [expand_missing(code or "", self.order) for code in missing.dictionary.to_pylist()]
        lacking: Counter[tuple[str, int]] = Counter()
        deciding: Counter[tuple[str, str, bool]] = Counter()
        for (benefit, number), count in _counts(_plain(open_["benefit"]), missing.indices).items():
            names = lacked[int(number or 0)]
            lacking[str(benefit), len(names)] += count
            for name in names:
                deciding[str(benefit), name, len(names) == 1] += count
        held = [self._holder(names) for names in lacked]
        return {
            "lacking": _table([(name, f"{facts:02}", n) for (name, facts), n in lacking.items()], LACKING),
            "deciding": _table(
                [
                    (benefit, fact, deciding[benefit, fact, True], deciding[benefit, fact, False])
                    for benefit, fact in {key[:2] for key in deciding}
                ],
                DECIDING,
            ),
            "lists": _lists(held, np.asarray(missing.indices), rows, kept),
        }

    def _holder(self, names: Sequence[str]) -> str:
        """The one body that holds all of these facts, "" when there is none."""
        holders = {self.holders.get(name, "") for name in names}
        return holders.pop() if len(holders) == 1 else ""


def _lists(held: Sequence[str], which: Rows, rows: Rows, kept: pa.Table) -> pa.Table:
    """What each list would settle, by the county of the child's hukou."""
    counties = _plain(kept[PLACES[0]])
    lines = []
    for holder in sorted({one for one in held if one}):
        chosen = np.array([one == holder for one in held])[which]
        findings = _places(_counts(counties.take(pa.array(rows[chosen]))))
        children = _places(_counts(counties.take(pa.array(np.unique(rows[chosen])))))
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
        places = _plain(kept[name])
        for what, instead in ((CONCERNED, False), (NOT_OFFERED, True)):
            for (text, place), count in _counts(_plain(kept[what]), places).items():
                for column in read_set(text) if text else ():
                    if column.tie == tie:
                        names = ("not_offered",) if instead else ("not_entitled",)
                        counted.add(column.benefit, place, count, *names, instead=instead)


def _count_verdicts(counted: _Counted, findings: pa.Table, uncovered: Bools) -> None:
    resting = ~_are_empty(findings["rests_on"])
    columns = (_plain(findings["benefit"]), _plain(findings["place"]), _plain(findings["verdict"]))
    said = _counts(*columns, pa.array(uncovered), pa.array(resting))
    for (benefit, place, verdict, is_uncovered, is_resting), count in said.items():
        names = [str(verdict)] if verdict in ("entitled", "unknown") else []
        if names:
            counted.add(str(benefit), place, count, *names, instead=True)
        if verdict == "entitled" and not is_uncovered:
            counted.add(str(benefit), place, count, "covered")
        if is_resting and verdict != "unknown":
            counted.add(str(benefit), place, count, "rests_on_absence")


def _count_gaps(counted: _Counted, gaps: pa.Table) -> None:
    for (benefit, place, gap), count in _counts(*(_plain(gaps[name]) for name in ("benefit", "place", "gap"))).items():
        counted.add(str(benefit), place, count, str(gap))


def _counts(*columns: pa.Array) -> dict[tuple[str | None, ...], int]:
    """How often each row of values occurs."""
    names = [str(number) for number in range(len(columns))]
    table = pa.table(dict(zip(names, columns, strict=True)))
    counted = table.group_by(names, use_threads=False).aggregate([([], "count_all")])
    values = [counted[name].to_pylist() for name in names]
    return dict(zip(zip(*values, strict=True), counted["count_all"].to_pylist(), strict=True))


def _places(counted: Mapping[tuple[str | None, ...], int]) -> Counter[str | None]:
    """Counts by place; those who have no hukou and those of whom it is unknown are one."""
    found: Counter[str | None] = Counter()
    for (place,), count in counted.items():
        found[None if place == NO_HUKOU else place] += count
    return found


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """A column of few words as plain text, in one piece."""
    return column.cast(pa.string()).combine_chunks()


def _is(column: pa.ChunkedArray, word: str) -> Bools:
    return np.asarray(pc.equal(column.cast(pa.string()), word))


def _are_empty(column: pa.ChunkedArray) -> Bools:
    """Where a list is empty, or there is none."""
    return np.asarray(pc.equal(pc.fill_null(pc.list_value_length(column), 0), 0))


def _fen_or_parts(values: pa.Array, units: pa.Array) -> NDArray[np.int64]:
    """Sums of money in fen, other numbers in ten-thousandths, 0 where there is none."""
    filled = values.fill_null(0)
    parts = np.frombuffer(filled.buffers()[1], np.int64, 2 * len(filled), filled.offset * 16)[::2]
    is_money = np.asarray(pc.is_in(units, pa.array(sorted(MONEY_UNITS))))
    return np.where(is_money, parts // FEN_IN, parts)


def _table(lines: Sequence[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, line, strict=True)) for line in lines], schema=schema)
