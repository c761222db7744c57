"""What every road hands in: a summary by benefit and county, and the list of gaps. Equal answers come before times."""

from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from benchmarks.screening.cities import list_fen
from benchmarks.screening.districts import list_counties
from benchmarks.screening.rules import TWELVE_BENEFITS, Benefit

KEY = ("benefit", "place")
COUNTS = ("entitled", "unknown", "not_entitled", "with_amount", "total", "owed_not_received", "received_not_owed")
SUMMARY = pa.schema([(name, pa.string()) for name in KEY] + [(name, pa.int64()) for name in COUNTS])
"""``with_amount`` are the entitled whose amount is known; ``total`` is its sum: fen, or ten-thousandths of no money."""
GAP_KINDS = ("owed_not_received", "received_not_owed")
GAPS = ("child", *KEY, "gap", "fen")


class AnswersDiffer(Exception):
    """Two roads say different things about the same children: then times mean nothing."""

    def __init__(self, *, what: str, road: str, against: str, where: object) -> None:
        super().__init__(f"{what}: {road} and {against} differ: {where}")


def summary_file(out: Path) -> Path:
    return out / "summary.parquet"


def gaps_folder(out: Path) -> Path:
    return out / "gaps"


def write_summary(out: Path, counted: dict[str, pa.Table]) -> None:
    """From a wide table for each kind of place to the summary; how many gaps there are is taken from the lists.

    A wide table has ``place``, ``children``, and for each benefit ``y_`` entitled, ``k_`` with a known verdict, and
    where the amount is no single figure ``n_`` and ``s_``: how many with a known amount, and their sum.
    """
    parts = [_lengthen(one, counted[one.place]) for one in TWELVE_BENEFITS]
    table = _with_gaps(pa.concat_tables(parts), _count_gaps(out))
    pq.write_table(table.select(SUMMARY.names).cast(SUMMARY), summary_file(out))


def _lengthen(benefit: Benefit, wide: pa.Table) -> pa.Table:
    children, yes, known = (_numbers(wide, name) for name in ("children", f"y_{benefit.slug}", f"k_{benefit.slug}"))
    if benefit.is_counted:
        with_amount, total = _numbers(wide, f"n_{benefit.slug}"), _numbers(wide, f"s_{benefit.slug}")
    elif benefit.value:
        # What is paid in an unknown place is unknown.
        fen = _look_up(wide["place"].cast(pa.string()), benefit.value)
        with_amount = pc.if_else(pc.is_valid(fen), yes, 0)
        total = pc.multiply(yes, pc.fill_null(fen, 0))
    else:
        with_amount, total = yes, pc.multiply(yes, benefit.total)
    columns = {
        "benefit": pa.repeat(pa.scalar(benefit.slug), len(wide)),
        "place": wide["place"].cast(pa.string()),
        "entitled": yes,
        "unknown": pc.subtract(children, known),
        "not_entitled": pc.subtract(known, yes),
        "with_amount": with_amount,
        "total": total,
    }
    return pa.table(columns)


def _look_up(places: pa.ChunkedArray, value: str) -> pa.ChunkedArray:
    """What the city pays, by county."""
    counties, fen = pa.array(list_counties()), pa.array(list_fen(value))
    return pa.chunked_array([fen.take(pc.index_in(one, counties)) for one in places.chunks], pa.int64())


def _numbers(wide: pa.Table, name: str) -> pa.ChunkedArray:
    """A column of counts; an engine that has nothing to add up may say null."""
    return pc.fill_null(wide[name].cast(pa.int64()), 0)


def _count_gaps(out: Path) -> pa.Table:
    """How many gaps of each kind there are, by benefit and place."""
    if not any(gaps_folder(out).iterdir()):
        return pa.table({name: pa.array([], pa.string()) for name in (*KEY, "gap")} | {"count_all": []})
    gaps = ds.dataset(gaps_folder(out), format="parquet").to_table(columns=[*KEY, "gap"])
    gaps = gaps.set_column(1, "place", gaps["place"].cast(pa.string()))
    return (
        gaps.cast(pa.schema([(name, pa.string()) for name in (*KEY, "gap")]))
        .group_by([*KEY, "gap"])
        .aggregate([([], "count_all")])
    )


def _with_gaps(summary: pa.Table, counted: pa.Table) -> pa.Table:
    found = dict(zip(zip(*(counted[name].to_pylist() for name in (*KEY, "gap")), strict=True),
                     counted["count_all"].to_pylist(), strict=True))  # fmt: skip
    keys = list(zip(*(summary[name].to_pylist() for name in KEY), strict=True))
    for kind in GAP_KINDS:
        summary = summary.append_column(kind, pa.array([found.get((*key, kind), 0) for key in keys], pa.int64()))
    return summary


def add_up(tables: Iterable[pa.Table], by: str) -> pa.Table:
    """Tables of counts added up by place."""
    whole = pa.concat_tables(tables)
    names = [name for name in whole.schema.names if name != by]
    added = whole.group_by(by).aggregate([(name, "sum") for name in names])
    return added.rename_columns([name.removesuffix("_sum") for name in added.schema.names])


def read_summary(out: Path) -> pa.Table:
    """The summary in order, without the places where there is nobody."""
    table = pq.read_table(summary_file(out)).select(SUMMARY.names).cast(SUMMARY)
    people = pc.add(pc.add(table["entitled"], table["unknown"]), table["not_entitled"])
    return table.filter(pc.greater(people, 0)).sort_by([(name, "ascending") for name in KEY])


def read_gaps(out: Path) -> pa.Table:
    """The gap lists in order."""
    table = ds.dataset(gaps_folder(out), format="parquet").to_table(columns=list(GAPS))
    kinds = pa.schema([("child", pa.int64()), *((name, pa.string()) for name in (*KEY, "gap")), ("fen", pa.int64())])
    return table.cast(kinds).sort_by([(name, "ascending") for name in ("child", "benefit", "gap")])


def check_equal(outs: dict[str, Path], *, rows: bool, counts_alone: Collection[str] = ()) -> None:
    """Raises AnswersDiffer unless all roads agree in every count and sum, and if asked in every line of the gaps.

    Those who hand in counts alone are not asked about gaps.
    """
    (first, *others) = outs.items()
    for name, out in others:
        mine, theirs = read_summary(first[1]), read_summary(out)
        is_counted = {first[0], name} & set(counts_alone)
        if is_counted:
            mine, theirs = mine.drop_columns(GAP_KINDS), theirs.drop_columns(GAP_KINDS)
        _compare("summary", mine, theirs, first[0], name)
        if rows and not is_counted:
            _compare("gaps", read_gaps(first[1]), read_gaps(out), first[0], name)


def _compare(what: str, ours: pa.Table, theirs: pa.Table, first: str, other: str) -> None:
    if ours.num_rows != theirs.num_rows:
        raise AnswersDiffer(what=what, road=first, against=other, where=f"{ours.num_rows} and {theirs.num_rows} lines")
    for name in ours.schema.names:
        same = pc.fill_null(pc.equal(ours[name], theirs[name]), False)
        both_null = pc.and_(pc.is_null(ours[name]), pc.is_null(theirs[name]))
        wrong = np.flatnonzero(~pc.or_(same, both_null).to_numpy())
        if len(wrong):
            where = [one.slice(int(wrong[0]), 1).to_pylist() for one in (ours, theirs)]
            raise AnswersDiffer(what=f"{what}.{name} ({len(wrong)} lines)", road=first, against=other, where=where)
