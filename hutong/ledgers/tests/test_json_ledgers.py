import json
from datetime import date
from pathlib import Path

import pytest

from hutong.ledgers.errors import JsonBroken
from hutong.ledgers.reading import Ledger, read_ledger
from hutong.ledgers.tests.ledger_files import ON
from hutong.vocabulary.facts import Facts


def read(tmp_path: Path, facts: Facts, content: object, *, name: str = "child.json") -> Ledger:
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_ledger(path, facts=facts, on=ON)


def test_one_object_is_one_child(tmp_path: Path, facts: Facts) -> None:
    row = read(tmp_path, facts, {"child": "c1", "birth_date": "2015-01-02", "dibao": True}).rows[0]
    assert (row.child, row.facts) == ("c1", {"birth_date": date(2015, 1, 2), "dibao": True})


def test_nested_and_dotted_names_are_the_same(tmp_path: Path, facts: Facts) -> None:
    nested = read(tmp_path, facts, {"father": {"dead": True, "imprisoned": False}}).rows[0].facts
    assert nested == read(tmp_path, facts, {"father.dead": True, "father.imprisoned": False}).rows[0].facts


def test_a_list_of_objects_is_a_list_of_children(tmp_path: Path, facts: Facts) -> None:
    ledger = read(tmp_path, facts, [{"dibao": True}, {"tekun": "urban", "birth_date": "2015"}])
    assert ledger.rows[1].facts == {
        "tekun": True,
        "tekun.kind": "urban",
        "birth_date": {"from": date(2015, 1, 1), "to": date(2015, 12, 31)},
    }


def test_a_dated_value_and_a_span_of_days_stay_whole(tmp_path: Path, facts: Facts) -> None:
    dated = {"value": True, "since": "2024-01-01"}
    given = read(tmp_path, facts, {"father": {"dead": dated}, "birth_date": {"from": "2015-01", "to": "2015-03"}})
    assert given.rows[0].facts == {
        "father.dead": {"value": True, "since": date(2024, 1, 1)},
        "birth_date": {"from": date(2015, 1, 1), "to": date(2015, 3, 31)},
    }


def test_a_list_fact_settles_all_its_members(tmp_path: Path, facts: Facts) -> None:
    given = read(tmp_path, facts, {"rehab_needs": ["surgery"]}).rows[0].facts
    assert given["needs_surgery"] is True
    assert given["needs_device"] is False


def test_events_travel_with_the_facts(tmp_path: Path, facts: Facts) -> None:
    assert read(tmp_path, facts, {"dibao": True, "events": ["x"]}).rows[0].facts["events"] == ["x"]


def test_null_is_unknown(tmp_path: Path, facts: Facts) -> None:
    assert read(tmp_path, facts, {"dibao": None, "tekun": False}).rows[0].facts == {"tekun": False}


def test_an_unknown_fact_is_refused_with_a_suggestion(tmp_path: Path, facts: Facts) -> None:
    fault = read(tmp_path, facts, {"birth_dat": "2015-01-02", "dibao": True}).faults[0]
    assert fault.kind == "unknown_fact"
    assert "birth_date" in fault.remedy("en")


def test_an_impossible_combination_is_refused(tmp_path: Path, facts: Facts) -> None:
    fault = read(tmp_path, facts, {"father": {"dead": True, "imprisoned": True}}).faults[0]
    assert fault.kind == "impossible"
    assert "父亲" in fault.message()


def test_chinese_keys_are_columns(tmp_path: Path, facts: Facts) -> None:
    row = read(tmp_path, facts, {"姓名": "测试甲", "出生日期": "2015年1月2日", "备注": "x"}).rows[0]
    assert row.facts == {"birth_date": date(2015, 1, 2)}


def test_a_broken_line_is_handed_back_and_the_others_are_done(tmp_path: Path, facts: Facts) -> None:
    lines = '{"dibao": true}\n{"dibao": tru\n\n[1]\n{"tekun": false}\n'
    ledger = read(tmp_path, facts, lines, name="children.jsonl")
    assert [row.row for row in ledger.rows] == [1, 5]
    assert [(row.row, row.faults[0].kind) for row in ledger.refused] == [(2, "json_line"), (4, "json_line")]
    assert '{"dibao": tru' in ledger.refused[0].cells


def test_a_key_given_twice_is_a_fault(tmp_path: Path, facts: Facts) -> None:
    ledger = read(tmp_path, facts, '{"dibao": true, "dibao": false}')
    assert ledger.faults[0].kind == "json_repeated_key"


@pytest.mark.parametrize(
    "content",
    ['{"dibao": tru}', "[" * 100_000, '{"a":' * 100_000, "[1, 2", "{" + '"a": ' + "9" * 10_000 + "}"],
)
def test_what_is_no_json_is_a_named_error(tmp_path: Path, facts: Facts, content: str) -> None:
    with pytest.raises(JsonBroken) as refusal:
        read(tmp_path, facts, content)
    assert "line" in refusal.value.render("en")


@pytest.mark.parametrize(
    "value",
    [[], {}, [[]], {"value": {"value": True}}, {"value": []}, "\ud800", 1e400, -0.0, {"from": 1}, [{"value": True}]],
)
@pytest.mark.parametrize("name", ["dibao", "birth_date", "hukou_place", "disability.types", "father.life_status"])
def test_any_value_is_read_or_refused(tmp_path: Path, facts: Facts, name: str, value: object) -> None:
    ledger = read(tmp_path, facts, {"tekun": False, name: value})
    assert ledger.count == 1
