"""Facts: their names for both parents, labels, questions, values, and what some fix about others."""

from datetime import date

import pytest

from hutong.vocabulary.facts import (
    Fact,
    FactEntry,
    FactType,
    ImplicationEntry,
    Label,
    expand,
    expand_implication,
    for_parent,
)


def entry(**more: object) -> FactEntry:
    return FactEntry.model_validate({"type": "bool", "zh": "去世", "en": "dead", **more})


def test_a_fact_of_the_child_is_itself() -> None:
    assert [fact.name for fact in expand("adopted", entry())] == ["adopted"]


def test_a_fact_of_a_parent_stands_for_each() -> None:
    facts = expand("parent.dead", entry())
    assert [(fact.name, fact.zh, fact.en) for fact in facts] == [
        ("father.dead", "父亲去世", "father: dead"),
        ("mother.dead", "母亲去世", "mother: dead"),
    ]


def test_questions_about_a_parent_name_the_parent() -> None:
    asked = entry(ask_zh="父母一方去世了吗？", ask_en="Has this parent died?")
    father, mother = expand("parent.dead", asked)
    assert (father.question("zh"), mother.question("en")) == ("父亲去世了吗？", "Has the mother died?")


def test_what_a_fact_of_a_parent_points_at_is_of_the_same_parent() -> None:
    pointing = entry(
        since="parent.dead_on",
        after="parent.missing",
        derive={"how": "whole_months", "from": "parent.dead_on"},
        spread={"亡": {"parent.missing": False}},
        members={"a": "parent.ill"},
    )
    father = expand("parent.dead", pointing)[0].entry
    assert (father.since, father.after) == ("father.dead_on", "father.missing")
    assert father.derive is not None and father.derive.source == "father.dead_on"
    assert (father.spread, father.members) == ({"亡": {"father.missing": False}}, {"a": "father.ill"})


@pytest.mark.parametrize(
    ("name", "parent", "expected"),
    [("parent.dead", "father", "father.dead"), ("adopted", "father", "adopted"), ("parents", "mother", "parents")],
)
def test_a_name_is_given_a_parent(name: str, parent: str, expected: str) -> None:
    assert for_parent(name, parent) == expected


def test_a_fact_without_a_question_asks_by_its_label() -> None:
    fact = Fact("adopted", entry())
    assert (fact.question("zh"), fact.question("en")) == ("去世", "dead")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (True, "是", "yes"),
        (False, "否", "no"),
        ("primary", "小学", "primary school"),
        ("other", "other", "other"),
        (date(2024, 1, 5), "2024-01-05", "2024-01-05"),
        (3, "3", "3"),
    ],
)
def test_a_value_is_shown_in_words(value: object, zh: str, en: str) -> None:
    fact = Fact("stage", entry(type="enum", values={"primary": {"zh": "小学", "en": "primary school"}}))
    assert (fact.shown(value, "zh"), fact.shown(value, "en")) == (zh, en)


def test_a_label_is_in_both_languages() -> None:
    label = Label(zh="孤儿", en="orphan")
    assert (label.text("zh"), label.text("en")) == ("孤儿", "orphan")


def implies(condition: str, **then: bool) -> ImplicationEntry:
    named = {name.replace("__", "."): value for name, value in then.items()}
    return ImplicationEntry.model_validate({"if": condition, "then": named, "because_zh": "因", "because_en": "why"})


def test_an_implication_holds_for_each_parent() -> None:
    found = expand_implication(implies("parent.dead", parent__missing=False))
    assert [(one.fact, one.holds, dict(one.then)) for one in found] == [
        ("father.dead", True, {"father.missing": False}),
        ("mother.dead", True, {"mother.missing": False}),
    ]


@pytest.mark.parametrize("written", ["NOT has_hukou", "not  has_hukou", " NOT has_hukou "])
def test_an_implication_may_follow_from_a_no(written: str) -> None:
    (found,) = expand_implication(implies(written, migrant=False))
    assert (found.fact, found.holds) == ("has_hukou", False)


def test_a_fact_of_a_parent_may_fix_one_of_the_child() -> None:
    found = expand_implication(implies("adopted", parent__missing=False))
    assert [dict(one.then) for one in found] == [{"father.missing": False}, {"mother.missing": False}]


@pytest.mark.parametrize("kind", list(FactType))
def test_every_type_can_be_declared(kind: FactType) -> None:
    assert entry(type=kind.value).type is kind
