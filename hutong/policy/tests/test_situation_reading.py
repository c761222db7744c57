"""Facts of a child as people write them: nested, dotted, dated, in words; what cannot be used is refused by name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.policy.collection import Library
from hutong.policy.errors import FactFault, SituationRefused
from hutong.policy.ranges import DateRange, IntRange, Known
from hutong.policy.situation import Situation, read_situation
from hutong.policy.tests.small_conditions import ON, situation, small_vocabulary

EXAMPLES = settings(max_examples=300, deadline=None, derandomize=True)


def known(facts: Mapping[str, Any], *, on: date = ON) -> Mapping[str, Known]:
    return situation(facts, on=on).known


def faults(facts: Mapping[str, Any], *, on: date = ON) -> list[FactFault]:
    with pytest.raises(SituationRefused) as refusal:
        situation(facts, on=on)
    return list(refusal.value.faults)


def kinds(facts: Mapping[str, Any], *, on: date = ON) -> list[str]:
    return [fault.kind for fault in faults(facts, on=on)]


def test_nested_and_dotted_names_are_the_same() -> None:
    assert known({"disability": {"hearing": True}}) == known({"disability.hearing": True})


def test_what_nobody_said_is_unknown() -> None:
    assert known({}) == {}


@pytest.mark.parametrize("word", [None, "", " ", "unknown", "未采集", "不详", "未知", "不清楚", "未填"])
def test_a_word_for_the_unknown_is_no_value(word: str | None) -> None:
    assert known({"poor": word, "school_stage": word, "household_income": word, "birth_date": word}) == {}


@pytest.mark.parametrize("word", [True, "true", "yes", "Y", "是", "有", " 是 "])
def test_yes_is_said_in_several_ways(word: object) -> None:
    assert known({"adopted": word}) == {"adopted": True}


@pytest.mark.parametrize("word", [False, "false", "No", "否", "无", "没有"])
def test_no_is_said_in_several_ways(word: object) -> None:
    assert known({"adopted": word}) == {"adopted": False}


@pytest.mark.parametrize("word", ["maybe", 1, 0, 1.0, [True], {"a": 1}, "是否"])
def test_neither_yes_nor_no_is_refused(word: object) -> None:
    assert kinds({"father.dead": word} if not isinstance(word, dict) else {"father.dead": [word]}) == ["not-a-bool"]


@pytest.mark.parametrize(("written", "fen"), [("600", 60_000), ("600.5", 60_050), (600, 60_000), ("1,200.00", 120_000)])
def test_money_is_read_into_fen(written: object, fen: int) -> None:
    assert known({"household_income": written}) == {"household_income": fen}


@pytest.mark.parametrize("written", ["-1", "600.005", "six hundred", True, "1e999999", "NaN", "inf", [], "１２０元"])
def test_what_is_no_money_is_refused(written: object) -> None:
    assert kinds({"household_income": written}) == ["not-an-amount"]


@pytest.mark.parametrize("written", ["2.5", -1, True, "many", 10**15, "1e400", float("inf"), [3]])
def test_what_is_no_count_is_refused(written: object) -> None:
    assert kinds({"father.custody_months": written}) == ["not-a-number"]


@pytest.mark.parametrize("written", ["2024-01-05", date(2024, 1, 5), datetime(2024, 1, 5, 8, 30), "2024-1-5"])
def test_a_day_is_read(written: object) -> None:
    assert known({"recognised_on": written}) == {"recognised_on": date(2024, 1, 5)}


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ({"from": "2024-01-05", "to": "2024-02-01"}, date(2024, 1, 5), date(2024, 2, 1)),
    ],
)
def test_what_is_known_of_a_day_may_be_a_range(written: object, low: date, high: date) -> None:
    assert known({"recognised_on": written}) == {"recognised_on": DateRange(low, high)}


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-30",
        "2024-13",
        "24-01-05",
        "yesterday",
        "1800-01-01",
        "２０２４",
        7,
        {"from": "2024-02-01", "to": "2024-01-01"},
    ],
)
def test_what_is_no_day_is_refused(written: object) -> None:
    assert kinds({"recognised_on": written}) == ["not-a-day"]


@pytest.mark.parametrize("written", ["431022", 431022, "431022100000", " 431022 "])
def test_a_place_is_a_division_code(written: object) -> None:
    assert str(known({"hukou_place": written})["hukou_place"])[:6] == "431022"


@pytest.mark.parametrize("written", ["宜章县", "4310", "43102x", "４３１０２２", True, ["431022"]])
def test_what_is_no_division_code_is_refused(written: object) -> None:
    assert kinds({"hukou_place": written}) == ["not-a-place"]


@pytest.mark.parametrize("written", ["primry", 3, ["primary"], {"from": 1}])
def test_a_word_that_the_fact_does_not_have_is_refused(written: object) -> None:
    (kind,) = set(kinds({"school_stage": written} if not isinstance(written, dict) else {"school_stage": [written]}))
    assert kind == "not-a-word"


def test_a_long_text_is_refused() -> None:
    assert kinds({"remark": "a" * 1_001}) == ["too-long"]


def test_a_word_spreads_over_several_facts() -> None:
    assert known({"poverty": "低保"}) == {"poor": True, "destitute": False}


def test_a_word_that_spreads_nowhere_is_refused_with_those_that_do() -> None:
    (fault,) = faults({"poverty": "小康"})
    assert fault.kind == "not-a-word"
    assert "低保" in fault.remedy("en")


def test_a_list_of_words_says_no_to_the_words_it_leaves_out() -> None:
    assert known({"disability.kinds": ["hearing"]}) == {"disability.hearing": True, "disability.sight": False}


def test_an_empty_list_says_no_to_all() -> None:
    assert known({"disability.kinds": []}) == {"disability.hearing": False, "disability.sight": False}


def test_one_word_is_a_list_of_one() -> None:
    assert known({"disability.kinds": "sight"}) == known({"disability.kinds": ["sight"]})


@pytest.mark.parametrize("words", [["smell"], [{}], [["hearing"]], [3], [None]])
def test_a_list_with_another_word_is_refused(words: list[object]) -> None:
    assert kinds({"disability.kinds": words}) == ["not-a-word"]


@pytest.mark.parametrize("words", [3, True, 1.5])
def test_what_is_no_list_is_refused(words: object) -> None:
    assert kinds({"disability.kinds": words}) == ["not-a-list"]


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ([{"sick": True}, {}], {"has_sick_sibling": True}),
        ([{"sick": False}, {}], {}),
        ([{"sick": False, "grown": True}], {"has_sick_sibling": False, "all_siblings_grown": True}),
        ([{"grown": False}, {}], {"all_siblings_grown": False}),
        ([{"sick": "是"}, {"sick": "未采集"}], {"has_sick_sibling": True}),
        ([], {"has_sick_sibling": False, "all_siblings_grown": True}),
        (["a name"], {}),
    ],
)
def test_a_list_of_persons_becomes_its_aggregates(persons: list[object], expected: dict[str, bool]) -> None:
    assert known({"children_at_home": persons}) == expected


def test_a_person_with_neither_yes_nor_no_is_refused() -> None:
    assert kinds({"children_at_home": [{"sick": "a little"}]}) == ["not-a-bool"]


def test_a_value_holds_from_its_first_through_its_last_day() -> None:
    dated = {"adopted": {"value": True, "since": "2024-06-01", "until": "2024-06-30"}}
    assert known(dated, on=date(2024, 6, 1)) == known(dated, on=date(2024, 6, 30)) == {"adopted": True}


def test_a_value_that_has_ended_or_not_begun_is_unknown_not_no() -> None:
    dated = {"adopted": {"value": True, "since": "2024-06-01", "until": "2024-06-30"}}
    assert known(dated, on=date(2024, 5, 31)) == known(dated, on=date(2024, 7, 1)) == {}


def test_of_several_dated_values_the_one_of_the_day_holds() -> None:
    dated = [{"value": "primary", "until": "2024-08-31"}, {"value": "junior", "since": "2024-09-01"}]
    assert known({"school_stage": dated}, on=date(2024, 8, 31)) == {"school_stage": "primary"}
    assert known({"school_stage": dated}, on=date(2024, 9, 1)) == {"school_stage": "junior"}


def test_two_values_of_one_day_are_refused() -> None:
    assert kinds({"school_stage": [{"value": "primary"}, {"value": "junior"}]}) == ["twice"]


def test_the_first_day_of_a_value_feeds_its_date() -> None:
    assert known({"poor": {"value": True, "since": "2024-01-01"}})["poor_since"] == date(2024, 1, 1)
    assert known({"poor": {"value": "是", "since": "2024-01-01"}})["poor_since"] == date(2024, 1, 1)


def test_a_no_has_no_first_day_of_yes() -> None:
    assert known({"poor": {"value": False, "since": "2024-01-01"}}) == {"poor": False}


@pytest.mark.parametrize("order", [1, -1])
def test_two_first_days_are_refused_in_any_order(order: int) -> None:
    facts = [("poor", {"value": True, "since": "2024-01-01"}), ("poor_since", "2024-02-01")]
    assert kinds(dict(facts[::order])) == ["twice"]


def test_a_day_that_is_none_in_a_dated_value_is_refused() -> None:
    assert kinds({"adopted": {"value": True, "since": "last year"}}) == ["not-a-day"]


def test_a_dated_value_may_have_facts_below_it() -> None:
    dated = {"receives": {"upkeep": {"value": True, "since": "2024-01-01", "amount": "600"}}}
    assert known(dated) == {"receives.upkeep": True, "receives.upkeep.amount": 60_000}


def test_the_same_value_twice_is_one_value() -> None:
    assert known({"disability": {"hearing": True}, "disability.hearing": "是"}) == {"disability.hearing": True}


def test_two_different_values_are_refused() -> None:
    (fault,) = faults({"disability": {"hearing": True}, "disability.hearing": False})
    assert (fault.kind, fault.fact) == ("twice", "disability.hearing")


def test_a_list_against_a_fact_it_sets_is_refused() -> None:
    assert kinds({"disability.kinds": ["sight"], "disability.hearing": True}) == ["twice"]


def test_an_age_follows_from_the_birth_date() -> None:
    assert known({"birth_date": "2008-06-01"}, on=date(2024, 5, 31))["age"] == 15
    assert known({"birth_date": "2008-06-01"}, on=date(2024, 6, 1))["age"] == 16


def test_an_age_from_a_month_is_a_range_only_in_that_month() -> None:
    assert known({"birth_date": "2008-06"}, on=date(2024, 6, 15))["age"] == IntRange(15, 16)
    assert known({"birth_date": "2008-06"}, on=date(2024, 6, 30))["age"] == 16
    assert known({"birth_date": "2008-06"}, on=date(2024, 5, 31))["age"] == 15


def test_an_age_from_a_year_is_a_range_of_two() -> None:
    assert known({"birth_date": "2008"}, on=date(2024, 6, 15))["age"] == IntRange(15, 16)


def test_a_child_born_this_year_is_not_below_nought() -> None:
    assert known({"birth_date": "2024"}, on=date(2024, 6, 15))["age"] == 0


def test_an_age_may_be_all_that_is_known() -> None:
    assert known({"age": 7}) == {"age": 7}


def test_an_age_narrows_a_range() -> None:
    assert known({"birth_date": "2008", "age": 15}, on=date(2024, 6, 15))["age"] == 15


def test_an_age_that_the_birth_date_rules_out_is_refused() -> None:
    assert kinds({"birth_date": "2008-06-01", "age": 12}) == ["twice"]


def test_a_birth_after_the_day_asked_about_is_refused() -> None:
    (fault,) = faults({"birth_date": "2024-06-02"})
    assert fault.kind == "in-the-future"
    assert "2024-06-02" in fault.message("en") and "2024-06-01" in fault.message("en")


def test_what_a_fact_fixes_is_known_with_its_reason() -> None:
    read = situation({"father.dead": True})
    assert read.known["father.missing"] is False
    assert read.because["father.missing"] == ("father.dead", "人已去世", "the parent has died")
    assert "mother.missing" not in read.known


def test_what_a_fact_makes_impossible_is_refused_with_both_labels() -> None:
    (fault,) = faults({"father.dead": True, "father.missing": True})
    assert fault.kind == "impossible"
    assert "dead" in fault.message("en") and "父亲去世" in fault.message("zh")


def test_who_is_paid_an_amount_receives_the_benefit() -> None:
    read = situation({"receives.upkeep.amount": "600"})
    assert read.known["receives.upkeep"] is True
    assert read.because["receives.upkeep"][0] == "receives.upkeep.amount"


def test_an_amount_of_what_is_not_received_is_refused() -> None:
    assert kinds({"receives.upkeep": False, "receives.upkeep.amount": "600"}) == ["impossible"]


def test_nought_says_nothing_on_receiving() -> None:
    assert known({"receives.upkeep.amount": 0}) == {"receives.upkeep.amount": 0}


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    (fault,) = faults({"adoptd": True})
    assert fault.kind == "unknown-fact"
    assert "adopted" in fault.remedy("en")


def test_a_parent_without_saying_which_is_no_fact() -> None:
    assert kinds({"parent.dead": True}) == ["unknown-fact"]


def test_every_fault_is_said_at_once() -> None:
    assert sorted(kinds({"adoptd": True, "poor": "maybe", "school_stage": "x"})) == [
        "not-a-bool",
        "not-a-word",
        "unknown-fact",
    ]


def test_a_refusal_reads_in_both_languages() -> None:
    for fault in faults({"adoptd": True, "poor": "maybe", "birth_date": "soon", "disability.kinds": 3}):
        assert fault.message("zh") != fault.message("en")
        assert fault.remedy("zh") != fault.remedy("en")


def test_a_child_may_have_a_number_and_events() -> None:
    read = situation({"child": "A-1", "events": ["report_received", {"event": "birthday"}]})
    assert (read.child, read.events) == ("A-1", ("report_received", "birthday"))


@pytest.mark.parametrize("events", [None, "report_received", 3, {}])
def test_events_that_are_no_list_are_none(events: object) -> None:
    assert situation({"events": events}).events == ()


def deep(levels: int) -> dict[str, Any]:
    nested: dict[str, Any] = {"a": True}
    for _ in range(levels):
        nested = {"a": nested}
    return nested


def test_facts_nested_without_end_are_refused() -> None:
    assert kinds(deep(5_000)) == ["unknown-fact"]


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.dates(),
    st.sampled_from(("是", "2024-02", "primary", "低保", "431022", "600.50", "hearing", "unknown")),
)
INNER = ("value", "since", "until", "from", "to", "sick", "a.b", "")
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(("value", "since", "until", "from", "to", "sick", "a.b", "")), inner, max_size=4
        ),
    ),
    max_leaves=8,
)
NAMES = st.one_of(
    st.sampled_from(sorted(small_vocabulary().facts)),
    st.sampled_from(("father", "disability", "receives", "receives.upkeep", "child", "events", "parent.dead", ".", "")),
    st.text(max_size=10),
)


@EXAMPLES
@given(st.dictionaries(NAMES, JSON, max_size=6))
def test_any_json_is_read_or_refused_by_name(facts: dict[str, Any]) -> None:
    try:
        read = situation(facts)
    except SituationRefused as refusal:
        assert refusal.faults
        assert all(fault.message("zh") and fault.remedy("en") for fault in refusal.faults)
        return
    assert isinstance(read, Situation)
    assert set(read.known) <= set(small_vocabulary().facts)
    assert all(value is not None for value in read.known.values())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_value_for_any_fact_of_the_documents_is_read_or_refused(library: Library, data: st.DataObject) -> None:
    facts = library.vocabulary.facts
    given_facts = data.draw(st.dictionaries(st.sampled_from(sorted(facts)), JSON, max_size=8))
    try:
        read = read_situation(given_facts, on=ON, facts=facts)
    except SituationRefused as refusal:
        assert all(fault.fact for fault in refusal.faults)
    else:
        assert set(read.known) <= set(facts)
