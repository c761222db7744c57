"""Counts by county: of few counties with many children each and of many with few, at once and in parts."""

from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hutong.policy.collection import Library
from hutong.policy.tests.small_policies import CITY, NATIONAL, ON, Text, grant, load_small, monthly, value
from hutong.screening.bits import pack
from hutong.screening.concluding import Concluder
from hutong.screening.counting import EVERY, ONE_IN, Spread, _list_large, _sorted, _without_place_in_one
from hutong.screening.tables import AMOUNTS
from hutong.screening.tests.comparing import check

SPREADS = {
    "one": [5] * 200,
    "some": [7] * 400 + [3] * 300 + [12] * 1,
    "scattered": list(range(1000, 0, -1)),
    "both": [4] * 900 + [number % 90 for number in range(400)],
    "turns": [number % 3 + 2 for number in range(130)],
    "child": [9],
}


@pytest.mark.parametrize("name", SPREADS)
def test_the_children_of_every_county_are_counted(name: str) -> None:
    counties = np.array(SPREADS[name], np.int16)
    spread = Spread(counties)
    assert sorted(spread.counties.tolist()) == sorted(set(SPREADS[name]))
    bools = np.random.default_rng(1).integers(0, 2, (3, len(counties))).astype(np.bool_)
    bools[2] = True
    found = spread.count(np.stack([pack(row) for row in bools]))
    for number, row in enumerate(bools):
        expected = np.bincount(counties[row], minlength=int(counties.max()) + 1)
        assert found[number].tolist() == expected[spread.counties].tolist()


def test_a_county_of_one_child_in_so_many_is_large() -> None:
    assert _list_large(np.repeat(np.arange(ONE_IN), EVERY)).tolist() == list(range(ONE_IN))
    assert _list_large(np.repeat(np.arange(ONE_IN + 1), EVERY)).tolist() == []
    assert _list_large(np.array([3, 0, 0])).tolist() == [3]


def library_of_two(folder: Path) -> Library:
    """The nation grants two benefits, of which one by residence, and a city a third."""
    sums = "CASE WHEN destitute THEN VALUE('least') WHEN adopted THEN VALUE('blank') ELSE VALUE('low') END"
    nation = (
        grant("a", "upkeep", "poor", monthly(sums))
        + grant("b", "tutoring", "destitute", 'tie = "residence"')
        + grant("c", "rescue", "poor", 'strength = "encouraged"')
        + grant("d", "subsidy", "poor", monthly("VALUE('low')"))
    )
    values = value("low", "50") + value("blank", "") + value("least", "70", 'state = "floor"')
    city = grant("a", "schooling", "poor", monthly("VALUE('low_here')"))
    here = value("low_here", "10.01")
    return load_small(folder, Text(nation, values=values), Text(city, CITY, here))


def make_children(count: int) -> list[dict[str, Any]]:
    """Children of few counties first, then of many."""
    places = [f"44{number:04}" for number in range(100, 190)]
    return [
        {
            "hukou_place": None if at % 50 == 49 else ("431022", *places)[at % 3 and at % (7 if at < 150 else 91)],
            "residence_place": "431003" if at % 2 else places[at % 90],
            "poor": (True, True, False, None)[at % 4],
            "destitute": (True, False, None, False, False)[at % 5],
            "adopted": at % 6 == 0,
            "receives.upkeep": (True, False, None)[at % 3],
            "receives.upkeep.amount": Decimal(at) if at % 3 == 0 else None,
        }
        for at in range(count)
    ]  # fmt: skip


def totals(library: Library, *tables: pa.RecordBatch) -> dict[str, Any]:
    """The totals of some batches one after another."""
    concluder = Concluder(library, ON, wanted=frozenset({"summary", "gaps"}))
    number = 1
    for table in tables:
        concluder.conclude(table, number)
        number += table.num_rows
    return {name: table.to_pylist() for name, table in concluder.take_totals().items()}


def test_parts_add_up_to_what_is_counted_at_once(tmp_path: Path) -> None:
    library = library_of_two(tmp_path)
    children = make_children(330)
    check(library, *children)
    table = pa.Table.from_pylist(children).combine_chunks().to_batches()[0]
    whole = totals(library, table)
    assert whole["summary"]
    assert whole["amounts"]
    cuts = ((0, 1, 2, 30, 130, 130, 131, 330), (0, 100, 330), tuple(range(0, 331, 66)))
    for cut in cuts:
        parts = [table.slice(start, end - start) for start, end in zip(cut, cut[1:], strict=False)]
        assert totals(library, *parts) == whole
        assert totals(library, *parts[::-1]) == whole


def test_those_of_unknown_place_are_a_line_without_one(tmp_path: Path) -> None:
    library = library_of_two(tmp_path)
    found = totals(library, pa.record_batch({"poor": [True, True, False], "destitute": [True, False, None]}))
    assert [(row["benefit"], row["place"], row["entitled"], row["not_entitled"]) for row in found["summary"]] == [
        ("rescue", None, 0, 1),
        ("schooling", None, 0, 1),
        ("subsidy", None, 2, 1),
        ("tutoring", None, 1, 1),
        ("upkeep", None, 2, 1),
    ]
    amounts = [
        tuple(row[name] for name in ("benefit", "unit", "state", "children", "total")) for row in found["amounts"]
    ]
    assert amounts == [
        ("subsidy", "yuan_per_month", "exact", 2, 10_000),
        ("upkeep", "yuan_per_month", "floor", 1, 7_000),
        ("upkeep", "yuan_per_month", "unknown", 1, 0),
    ]


@pytest.mark.parametrize(
    ("poor", "destitute", "paid", "gap", "place"),
    [
        (None, False, True, "undetermined", "431022"),
        (None, False, False, "undetermined", "431022"),
        (False, None, True, "undetermined", "440281"),
        (True, False, False, "owed_not_received", "431022"),
        (True, True, False, "owed_not_received", "440281"),
        (True, None, False, "owed_not_received", "431022"),
        (False, False, True, "received_not_owed", "440281"),
    ],
)
def test_a_gap_is_put_down_where_it_arises(
    tmp_path: Path, poor: bool | None, destitute: bool | None, paid: bool, gap: str, place: str
) -> None:
    rules = grant("a", "upkeep", "destitute") + grant("b", "upkeep", "poor", 'tie = "residence"')
    child = {"hukou_place": "440281", "residence_place": "431022", "receives.upkeep": paid}
    table = pa.Table.from_pylist([child]).append_column("poor", pa.array([poor], pa.bool_()))
    table = table.append_column("destitute", pa.array([destitute], pa.bool_()))
    found = totals(load_small(tmp_path, Text(rules)), table.to_batches()[0])["summary"]
    kinds = ("owed_not_received", "received_not_owed", "undetermined")
    assert [(kind, row["place"]) for row in found for kind in kinds if row[kind]] == [(gap, place)]


def test_a_benefit_that_comes_up_later_finds_room_where_no_new_place_does(tmp_path: Path) -> None:
    library = library_of_two(tmp_path)
    first = pa.record_batch({"hukou_place": ["440281"], "residence_place": ["431022"], "poor": [True]})
    then = pa.record_batch({"hukou_place": ["431022"], "residence_place": ["440281"], "poor": [True]})
    found = {(row["benefit"], row["place"]): row["entitled"] for row in totals(library, first, then)["summary"]}
    assert found["schooling", "431022"] == 1
    assert found["subsidy", "440281"] == found["subsidy", "431022"] == 1


def test_a_value_that_is_set_otherwise_from_place_to_place(tmp_path: Path) -> None:
    """A sum here, a floor there, and nothing said elsewhere, of one value and in one batch."""
    rules = grant("a", "upkeep", "poor", monthly("VALUE('sum')"))
    here = value("here", "10.01", f'fills = "{NATIONAL}:sum"')
    there = value("there", "70", 'state = "floor"', f'fills = "{NATIONAL}:sum"')
    texts = (Text(rules, values=value("sum", "")), Text("", CITY, here), Text("", "440100/city", there))
    places = ["431022"] * 3 + ["440103", "431022", "500110", "440103", None]
    found = check(load_small(tmp_path, *texts), *({"hukou_place": place, "poor": True} for place in places))["sums"]
    assert found == {
        ("upkeep", "431022", "monthly", "exact"): (4, 4_004),
        ("upkeep", "440103", "monthly", "floor"): (2, 14_000),
        ("upkeep", "500110", "monthly", "unset"): (1, 0),
        ("upkeep", None, "monthly", "unset"): (1, 0),
    }


def test_the_sum_of_a_county_is_right_to_the_fen_beyond_what_floating_numbers_hold(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "subsidy", "poor", monthly("RECEIVED_AMOUNT('upkeep')"))))
    count, fen = 9_100, 10**12 - 1
    assert count * fen > 2**53
    held = pa.array([True] * count)
    columns = {"poor": held, "receives.upkeep": held, "receives.upkeep.amount": pa.array([fen] * count)}
    (row,) = totals(library, pa.record_batch(columns))["amounts"]
    assert (row["children"], row["total"]) == (count, count * fen)


def test_children_of_no_place_are_counted_with_those_of_an_unknown_one() -> None:
    assert _without_place_in_one(np.array([[1, 2, 3], [40, 50, 60]])).tolist() == [[3, 0, 3], [90, 0, 60]]


def test_lines_stand_in_an_order_of_their_own_whatever_came_first() -> None:
    keys = ("benefit", "place", "term", "unit", "state")
    lines = [dict(zip(keys, words, strict=True)) | {"children": 1, "total": 2} for words in product("ab", repeat=5)]
    parts = [pa.Table.from_pylist([line], schema=AMOUNTS) for line in lines[::-1]]
    assert _sorted(parts, AMOUNTS).to_pylist() == lines
