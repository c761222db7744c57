from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.ledgers.cells import Cell
from hutong.ledgers.faults import CellRefused
from hutong.ledgers.values import Reading, read_value
from hutong.vocabulary.facts import Facts

READING = Reading(on=date(2025, 6, 1))
NAMES = (
    "dibao",
    "disability.grade",
    "receives.dibao.amount",
    "birth_date",
    "school_stage",
    "hukou_place",
    "disability.types",
)
ANY_CELL = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["value", "from", "to", "since", "until"]), st.text(max_size=10)),
)


def read(facts: Facts, name: str, cell: Cell) -> object:
    return read_value(cell, facts[name], READING)


def refuse(facts: Facts, name: str, cell: Cell) -> str:
    with pytest.raises(CellRefused) as refusal:
        read(facts, name, cell)
    return refusal.value.kind


@pytest.mark.parametrize("cell", ["是", "有", "√", "Y", "yes", "TRUE", True, 1, 1.0, "１", " 是 "])
def test_ways_to_say_yes(facts: Facts, cell: Cell) -> None:
    assert read(facts, "orphan_recognised", cell) is True


@pytest.mark.parametrize("cell", ["否", "无", "没有", "×", "N", "no", "False", False, 0, 0.0])
def test_ways_to_say_no(facts: Facts, cell: Cell) -> None:
    assert read(facts, "orphan_recognised", cell) is False


@pytest.mark.parametrize("cell", [None, "", " ", "未采集", "不详", "/", "-", "——", "未知", "N/A"])
@pytest.mark.parametrize("name", NAMES)
def test_what_nobody_knows_is_nothing(facts: Facts, name: str, cell: Cell) -> None:
    assert read(facts, name, cell) is None


@pytest.mark.parametrize("cell", ["也许", 2, 0.5, date(2020, 1, 1), "是否"])
def test_what_is_neither_yes_nor_no_is_refused(facts: Facts, cell: Cell) -> None:
    assert refuse(facts, "orphan_recognised", cell) == "yes_no"


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        (600, "600.00"),
        (600.5, "600.50"),
        ("1,000.00", "1000.00"),
        ("¥950元/月", "950.00"),
        ("0", "0.00"),
        ("600.500", "600.50"),
    ],
)
def test_money_is_exact_text(facts: Facts, cell: Cell, yuan: str) -> None:
    assert read(facts, "receives.dibao.amount", cell) == yuan


@pytest.mark.parametrize("cell", [-1, 0.001, "很多", "1e9", float("inf"), True, "1.2.3", "9" * 400, date(2020, 1, 1)])
def test_what_is_no_amount_is_refused(facts: Facts, cell: Cell) -> None:
    assert refuse(facts, "receives.dibao.amount", cell) == "money"


@pytest.mark.parametrize(("cell", "grade"), [("一级", 1), ("2", 2), (3.0, 3), ("四", 4), ("Ⅱ级", 2), ("壹级", 1)])
def test_grades_in_words_and_figures(facts: Facts, cell: Cell, grade: int) -> None:
    assert read(facts, "disability.grade", cell) == grade


@pytest.mark.parametrize("cell", [0, 5, "五级", "2级3级", True, 1.5, "一二"])
def test_a_grade_out_of_range_is_refused(facts: Facts, cell: Cell) -> None:
    assert refuse(facts, "disability.grade", cell) == "number"


@pytest.mark.parametrize("cell", ["小学", "primary", " Primary "])
def test_an_enumerated_fact_takes_its_slug_and_its_labels(facts: Facts, cell: Cell) -> None:
    assert read(facts, "school_stage", cell) == "primary"


def test_a_dated_value_keeps_its_days(facts: Facts) -> None:
    cell: Cell = {"value": True, "since": "2024-01-01", "until": "2026-05"}
    assert read(facts, "father.imprisoned", cell) == {
        "value": True,
        "since": date(2024, 1, 1),
        "until": date(2026, 5, 31),
    }


def test_a_dated_value_that_ends_before_it_begins_is_refused(facts: Facts) -> None:
    assert (
        refuse(facts, "father.imprisoned", {"value": True, "since": "2024-01-01", "until": "2023-05"}) == "span_order"
    )


@pytest.mark.parametrize(
    ("cell", "code"), [(431022, "431022"), (431022.0, "431022"), ("431022100201", "431022"), ("宜章县", "431022")]
)
def test_places_become_codes(facts: Facts, cell: Cell, code: str) -> None:
    assert read(facts, "hukou_place", cell) == code


def test_a_town_goes_into_the_county_of_the_ledger(facts: Facts) -> None:
    assert read_value("玉溪镇", facts["hukou_place"], Reading(READING.on, within="431022")) == "431022"


def test_an_ambiguous_county_is_the_one_in_our_city(facts: Facts) -> None:
    assert read_value("朝阳区", facts["hukou_place"], Reading(READING.on, within="110000")) == "110105"


def test_a_county_cannot_settle_an_ambiguous_county(facts: Facts) -> None:
    with pytest.raises(CellRefused, match="place_ambiguous"):
        read_value("朝阳区", facts["hukou_place"], Reading(READING.on, within="431022"))


@given(cell=ANY_CELL)
@pytest.mark.parametrize("name", NAMES)
def test_any_cell_is_a_value_nothing_or_a_named_refusal(facts: Facts, name: str, cell: Cell) -> None:
    try:
        read(facts, name, cell)
    except CellRefused as refusal:
        assert refusal.kind
