"""Any text is a condition, or is refused with its place; nothing is dropped in silence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.naming import Names
from hutong.policy.predicates import parse_condition
from hutong.policy.tests.small_conditions import conditions, names, read, read_amount, small_vocabulary
from hutong.policy.tokens import FULL_WIDTH, PredicateFault
from hutong.vocabulary.facts import FactType

EXAMPLES = settings(max_examples=400, deadline=None, derandomize=True)
WORDS = (
    "poor", "age", "school_stage", "father.dead", "parent.dead", "remark", "AND", "OR", "NOT", "(", ")", ",", ".", "=",
    "<>", "<", ">=", "IN", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "TRUE", "NULL", "IS", "DATE", "'primary'",
    "'2024-01-01'", "16", "1.5", "-", "+", "*", ";", "@", "||", "&&", "EVERY_PARENT", "VALUE", "ENTITLED", "'upkeep'",
    "（", "”", "--", "/*", "SELECT", "FROM", "AS", "CAST", "INTERVAL", "::", "[", "]", "{", "x", "!", "%", "$1", "\n",
    '"', "`", "\\", "LIKE", "SYMMETRIC", "DISTINCT", "ALL", "ANY", "EXISTS", "OVER", "LIMIT", "UNION", "MAX", "儿童",
)  # fmt: skip


def refused(text: str) -> PredicateFault | None:
    try:
        read(text)
    except PredicateFault as fault:
        return fault
    return None


@EXAMPLES
@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_words_in_any_order_are_read_or_refused_within_the_text(text: str) -> None:
    fault = refused(text)
    if fault is not None:
        assert fault.code and fault.remedy and str(fault)
        assert 0 <= fault.start <= max(len(text) - 1, 0)
        assert fault.length >= 1


@EXAMPLES
@given(st.text(max_size=60))
def test_characters_in_any_order_are_read_or_refused(text: str) -> None:
    fault = refused(text)
    assert fault is None or 0 <= fault.start <= len(text)


@EXAMPLES
@given(conditions(), st.integers(0, 400), st.sampled_from(WORDS))
def test_a_word_slipped_into_a_sound_condition_is_read_or_refused(text: str, place: int, word: str) -> None:
    at = place % (len(text) + 1)
    refused(f"{text[:at]} {word} {text[at:]}")


@EXAMPLES
@given(st.lists(st.sampled_from(("poor", "adopted", "destitute")), min_size=2, max_size=9), st.data())
def test_every_name_in_a_condition_is_in_its_tree(facts: list[str], data: st.DataObject) -> None:
    joints = [data.draw(st.sampled_from((" AND ", " OR ", " AND NOT ", " "))) for _ in facts[1:]]
    text = facts[0] + "".join(joint + fact for joint, fact in zip(joints, facts[1:], strict=True))
    if refused(text) is None:
        assert sorted(node.name for node in tree.walk(read(text)) if isinstance(node, tree.FactRead)) == sorted(facts)
    else:
        assert " " in joints


def test_every_fact_of_the_vocabulary_can_be_named() -> None:
    for name, fact in small_vocabulary().facts.items():
        if not fact.entry.input_only and fact.type is FactType.BOOL:
            assert read(name) == tree.FactRead(name)


def test_every_fact_of_the_documents_can_be_named(library: Library) -> None:
    """No name is a word of SQL: sudden_hardship.temporary was one."""
    words = Names(library.vocabulary, frozenset(), {})
    facts = [one for one in library.vocabulary.facts.values() if not one.entry.input_only]
    yes_or_no = [one.name for one in facts if one.type is FactType.BOOL]
    assert len(yes_or_no) > 100
    assert [parse_condition(name, words) for name in yes_or_no] == [tree.FactRead(name) for name in yes_or_no]


def test_a_keyword_is_a_plain_name_after_a_dot() -> None:
    with pytest.raises(PredicateFault) as refusal:
        read("father.temporary")
    assert refusal.value.code == "unknown-name"


@pytest.mark.parametrize("text", ["father.'dead'", 'father."dead"', "father.(dead)", "father.1", "father.", ".dead"])
def test_what_follows_a_dot_is_a_name(text: str) -> None:
    assert refused(text) is not None


@pytest.mark.parametrize("sign", sorted(FULL_WIDTH))
def test_a_full_width_sign_is_refused_at_its_place(sign: str) -> None:
    fault = refused(f"poor {sign} adopted")
    assert fault is not None
    assert (fault.code, fault.start, fault.length) == ("full-width", 5, 1)


def test_full_width_signs_inside_quotes_are_text() -> None:
    assert read("remark = '（甲），乙'") == tree.Compare("=", tree.FactRead("remark"), tree.Literal("（甲），乙"))


def test_a_quote_inside_a_text_is_doubled() -> None:
    assert read("remark = 'a''b'") == tree.Compare("=", tree.FactRead("remark"), tree.Literal("a'b"))


def test_a_text_over_several_lines_is_one_condition() -> None:
    assert read("poor\n  AND adopted") == tree.And((tree.FactRead("poor"), tree.FactRead("adopted")))


def test_small_letters_do_for_the_words_of_the_language() -> None:
    assert read("poor and not adopted") == read("poor AND NOT adopted")


def test_brackets_bind_before_and_and_and_before_or() -> None:
    poor, adopted, destitute = (tree.FactRead(name) for name in ("poor", "adopted", "destitute"))
    assert read("poor OR adopted AND destitute") == tree.Or((poor, tree.And((adopted, destitute))))
    assert read("(poor OR adopted) AND destitute") == tree.And((tree.Or((poor, adopted)), destitute))


def test_long_chains_are_flat() -> None:
    node = read(" OR ".join(["poor"] * 1_000))
    assert isinstance(node, tree.Or)
    assert len(node.parts) == 1_000


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3_000 + "poor" + ")" * 3_000,
        "NOT " * 3_000 + "poor",
        "age > " + "-" * 3_000 + "1",
        "CASE WHEN poor THEN " * 1_000 + "poor" + " ELSE poor END" * 1_000,
        " = ".join(["age"] * 3_000),
        "age" + " IN (1)" * 2_000,
        "NOT (poor AND " * 500 + "poor" + ")" * 500,
    ],
)
def test_what_is_nested_without_end_is_refused(text: str) -> None:
    assert refused(text) is not None


def test_a_sum_without_end_is_refused() -> None:
    with pytest.raises(PredicateFault):
        read_amount(" + ".join(["VALUE('upkeep_monthly')"] * 3_000))


def test_a_nought_may_stand_in_an_amount() -> None:
    assert isinstance(read_amount("MAX(0, VALUE('upkeep_monthly') - RECEIVED_AMOUNT('upkeep'))"), tree.Greatest)


def test_a_number_may_stand_in_the_guard_of_an_amount() -> None:
    node = read_amount("CASE WHEN age < 16 THEN VALUE('upkeep_monthly') ELSE 0 END")
    assert isinstance(node, tree.Case)


def test_an_amount_is_no_condition_and_a_condition_no_amount() -> None:
    with pytest.raises(PredicateFault):
        read_amount("poor")
    assert refused("VALUE('upkeep_monthly')") is not None


def test_yuan_become_fen_once() -> None:
    assert read("household_income < 800") == tree.Compare("<", tree.FactRead("household_income"), tree.Literal(80_000))
    assert read("age < 800") == tree.Compare("<", tree.FactRead("age"), tree.Literal(800))


def test_a_fault_says_what_is_wrong_and_what_to_write() -> None:
    with pytest.raises(PredicateFault, match="'adoptd' is neither a fact nor a definition; did you mean 'adopted'"):
        parse_condition("poor AND adoptd", names())
