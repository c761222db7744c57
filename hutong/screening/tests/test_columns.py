"""Columns made fit: what is converted without loss, what several columns say together, who is handed back."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

from hutong.policy.library import load_library
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import Reading, UsableBlock, clean, make_usable
from hutong.screening.populations.pieces import Block, BrokenRow
from hutong.screening.tables import REFUSED

READING = Reading(load_library().vocabulary.facts, date(2025, 6, 1), "en")
WORDS = pa.dictionary(pa.int16(), pa.large_string())


def usable(columns: dict[str, Any], **more: Any) -> UsableBlock:
    batch = pa.record_batch(
        {name: value if isinstance(value, pa.Array) else pa.array(value) for name, value in columns.items()}
    )
    block = Block(batch, more.pop("children", batch.num_rows), **more)
    readers = cache(lambda name, kind: reader_of(name, kind, READING))
    return make_usable(clean(block, readers, batch.schema.names), block, first_row=11, lang="en")


def said(columns: dict[str, Any]) -> dict[str, list[Any]]:
    found = usable(columns)
    assert not found.refused.num_rows, found.refused.to_pylist()
    read: dict[str, list[Any]] = found.batch.to_pydict()
    return read


LOSSLESS: list[tuple[str, Any, list[Any] | None]] = [
    ("dibao", [0, 1, None], [False, True, None]),
    ("dibao", [0.0, 1.0, None], [False, True, None]),
    ("dibao", ["是", "否", "未采集"], [True, False, None]),
    ("dibao", pa.nulls(3), None),
    ("disability.grade", [1.0, None, 4.0], [1, None, 4]),
    ("disability.grade", [Decimal("2"), None, Decimal("3")], [2, None, 3]),
    ("disability.grade", ["二级", "", "4"], [2, None, 4]),
    ("birth_date", [datetime(2015, 3, 4), None, datetime(1960, 1, 1)], [date(2015, 3, 4), None, date(1960, 1, 1)]),
    ("birth_date", pa.array([date(2015, 3, 4)] * 3, pa.date64()), [date(2015, 3, 4)] * 3),
    ("birth_date", ["2015-03-04", "2015年3月4日", "20150304"], [date(2015, 3, 4)] * 3),
    ("hukou_place", [431022, None, 431003], ["431022", None, "431003"]),
    ("hukou_place", ["湖南省郴州市宜章县", "431022100000", ""], ["431022", "431022", None]),
    ("hukou_place", pa.array(["431022", None, "431003"]).cast(WORDS), ["431022", None, "431003"]),
    ("receives.dibao.amount", ["600元", "1,234.5", None], [60000, 123450, None]),
    ("receives.dibao.amount", pa.array([60000, 1, None], pa.uint32()), [60000, 1, None]),
    ("receives.dibao.amount", pa.array([Decimal("1.5"), None], pa.decimal128(38, 6)), [Decimal("1.50"), None]),
]


@pytest.mark.parametrize(("name", "given", "wanted"), LOSSLESS)
def test_what_loses_nothing_is_converted(name: str, given: Any, wanted: list[Any] | None) -> None:
    assert said({"dibao_edge": [None] * len(given), name: given}).get(name) == wanted


def test_a_word_that_stands_for_several_facts_sets_them() -> None:
    found = said({"father.life_status": ["dead", "alive", None]})
    assert found["father.dead"] == [True, False, None]
    assert "father.life_status" not in found


def test_a_list_in_one_cell_says_each_of_its_members() -> None:
    words: list[Any] = ["visual", "hearing、speech", None]
    for cells in (words, pa.array([["visual"], ["hearing", "speech"], None])):
        found = said({"disability_types": cells})
        assert found["disability.visual"] == [True, False, None]
        assert found["disability.speech"] == [False, True, None]


def test_a_month_is_the_days_that_it_allows() -> None:
    found = said({"birth_date": ["2015-03", "2016-02-29", None]})
    assert found["birth_date.from"] == [date(2015, 3, 1), None, None]
    assert found["birth_date.to"] == [date(2015, 3, 31), None, None]
    assert found["birth_date"] == [None, date(2016, 2, 29), None]


def test_the_ends_of_a_range_are_days_or_text() -> None:
    found = said({"birth_date.from": ["2015-03"], "birth_date.to": [date(2015, 4, 2)]})
    assert found == {"birth_date.from": [date(2015, 3, 1)], "birth_date.to": [date(2015, 4, 2)]}


def test_nought_paid_says_that_nothing_is_received_unless_its_column_says_so() -> None:
    found = said({"receives.dibao.amount": [0, 0, 5, None], "receives.dibao": [None, True, None, None]})
    assert found["receives.dibao"] == [False, True, None, None]


def test_two_columns_that_say_different_things_hand_the_child_back() -> None:
    found = usable({"child": ["a", "b"], "father.life_status": ["dead", "dead"], "father.dead": [True, False]})
    assert found.batch["child"].to_pylist() == ["a"]
    assert found.refused.to_pylist()[0]["why"] == "two columns give different values"


def test_rows_count_in_the_population_when_some_are_handed_back() -> None:
    found = usable({"dibao": [1, 7, 0, 1]})
    assert found.refused["row"].to_pylist() == [12]
    # Without ids the rows are the ids: of the population, not of those who are left.
    assert found.batch["child"].to_pylist() == ["11", "13", "14"]
    refused_later = pa.Table.from_pylist([{"child": "13", "row": 12, "column": "", "why": ""}], schema=REFUSED)
    assert found.with_their_rows(refused_later)["row"].to_pylist() == [13]


def test_broken_rows_between_are_counted_too() -> None:
    broken = (BrokenRow(1, "坏", "broken"),)
    found = usable({"dibao": [1, 7]}, children=3, rows=[0, 2], broken=broken)
    assert [(line["row"], line["why"][:6]) for line in found.refused.to_pylist()] == [(12, "broken"), (13, "7 is n")]
    assert found.batch["child"].to_pylist() == ["11"]


def test_clean_columns_are_handed_on_without_a_copy() -> None:
    column = pa.array([True, False, None])
    places = pa.array(["431022", "431003", None]).dictionary_encode()
    found = usable({"dibao": column, "hukou_place": places})
    assert found.batch["dibao"].buffers()[1].address == column.buffers()[1].address
    assert found.batch["hukou_place"].indices.buffers()[1].address == places.indices.buffers()[1].address
