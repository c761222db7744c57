"""What conditions mean: three-valued, the same by both roads, and never turned round by learning more."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.policy.ranges import IntRange, Known
from hutong.policy.tests.small_conditions import (
    KNOWN,
    conditions,
    proof,
    quick,
    read,
    situations,
    truth,
)

EXAMPLES = settings(max_examples=200, deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("poor", None),
        ("NOT poor", None),
        ("poor OR TRUE", True),
        ("poor AND FALSE", False),
        ("poor AND TRUE", None),
        ("poor OR NOT poor", None),
        ("age < 16", None),
        ("school_stage IN ('primary')", None),
        ("school_stage NOT IN ('primary')", None),
        ("age BETWEEN 3 AND 6", None),
        ("CASE WHEN poor THEN TRUE ELSE TRUE END", None),
        ("RECEIVES('upkeep')", None),
        ("RECEIVED_AMOUNT('upkeep') > 100", None),
        ("ENTITLED('upkeep')", None),
        ("ANY_PARENT(parent.dead)", None),
        ("EVERY_PARENT(parent.dead)", None),
        ("ONE_AND_OTHER(parent.dead, parent.missing)", None),
    ],
)
def test_of_what_nobody_knows_only_a_tautology_is_known(text: str, expected: bool | None) -> None:
    assert truth(text) is expected


def test_a_case_with_an_unknown_guard_is_unknown_where_sql_would_fall_to_else() -> None:
    assert truth("CASE WHEN poor THEN FALSE ELSE adopted END", adopted=True) is None


def test_a_case_with_an_unknown_guard_is_unknown_even_where_all_arms_agree() -> None:
    assert truth("CASE WHEN poor THEN adopted ELSE adopted END", adopted=True) is None


def test_an_unknown_guard_behind_a_true_one_does_not_matter() -> None:
    assert truth("CASE WHEN adopted THEN TRUE WHEN poor THEN FALSE ELSE FALSE END", adopted=True) is True


def test_an_unknown_guard_before_a_true_one_makes_the_case_unknown() -> None:
    assert truth("CASE WHEN poor THEN TRUE WHEN adopted THEN TRUE ELSE FALSE END", adopted=True) is None


def test_the_first_arm_that_holds_counts() -> None:
    assert truth("CASE WHEN poor THEN FALSE WHEN adopted THEN TRUE ELSE FALSE END", poor=True, adopted=True) is False


def test_a_case_of_numbers_is_compared() -> None:
    text = "CASE WHEN poor THEN 18 ELSE 16 END > age"
    assert truth(text, poor=True, birth_date="2007-01-01") is True
    assert truth(text, poor=False, birth_date="2007-01-01") is False


@pytest.mark.parametrize(
    ("birth", "expected"), [("2021-06-01", True), ("2021-06-02", False), ("2017-06-01", False), ("2017-06-02", True)]
)
def test_between_holds_at_both_ends(birth: str, expected: bool) -> None:
    assert truth("age BETWEEN 3 AND 6", birth_date=birth) is expected


def test_not_between_is_the_opposite() -> None:
    assert truth("age NOT BETWEEN 3 AND 6", birth_date="2019-01-01") is False


def test_money_is_compared_in_yuan() -> None:
    assert truth("household_income <= 800", household_income="800.00") is True
    assert truth("household_income < 800", household_income="800.01") is False


def test_days_are_compared() -> None:
    assert truth("recognised_on >= DATE '2024-01-01'", recognised_on="2024-01-01") is True


def test_a_month_that_straddles_a_day_is_unknown() -> None:
    assert truth("recognised_on >= DATE '2024-01-15'", recognised_on="2024-01") is None
    assert truth("recognised_on >= DATE '2024-01-15'", recognised_on="2024-02") is True


def test_negative_numbers_can_be_written() -> None:
    assert truth("age > -1", birth_date="2020-01-01") is True


def test_a_child_who_receives_nothing_receives_nought() -> None:
    assert truth("RECEIVED_AMOUNT('upkeep') < 100", receives__upkeep=False) is True


def test_a_payment_of_unknown_size_is_unknown() -> None:
    assert truth("RECEIVED_AMOUNT('upkeep') < 100", receives__upkeep=True) is None


@pytest.mark.parametrize(
    ("father", "mother", "every", "any_of_them"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (False, False, False, False),
        (True, None, None, True),
        (False, None, False, None),
    ],
)
def test_a_condition_over_parents(
    father: bool | None, mother: bool | None, every: bool | None, any_of_them: bool | None
) -> None:
    assert truth("EVERY_PARENT(parent.dead)", father__dead=father, mother__dead=mother) is every
    assert truth("ANY_PARENT(parent.dead)", father__dead=father, mother__dead=mother) is any_of_them


def test_one_and_other_needs_two_different_parents() -> None:
    text = "ONE_AND_OTHER(parent.in_custody, parent.missing)"
    assert truth(text, father__in_custody=True, mother__missing=True) is True
    assert truth(text, father__missing=True, mother__in_custody=True) is True
    both_of_one = {"father__in_custody": True, "father__missing": True}
    assert truth(text, **both_of_one, mother__in_custody=False, mother__missing=False) is False


def test_conditions_of_one_parent_stay_together() -> None:
    text = "ANY_PARENT(parent.in_custody AND parent.custody_months >= 6)"
    apart = {"father__in_custody": True, "father__custody_months": 1, "mother__in_custody": False}
    assert truth(text, **apart, mother__custody_months=8) is False


def test_a_thousand_terms_are_one_flat_condition() -> None:
    for word in ("AND", "OR"):
        node = read(f" {word} ".join(["poor", "(adopted)", "NOT destitute", "age < 16"] * 250))
        known: dict[str, Known] = {"poor": True, "adopted": True, "destitute": False, "age": 3}
        assert quick(node, known) is True
        assert proof(node, known).truth is True


def test_a_thousand_unknown_terms_are_asked_once() -> None:
    node = read(" AND ".join(["poor", "adopted"] * 500))
    assert proof(node, {}).missing == ("poor", "adopted")


@EXAMPLES
@given(conditions(), situations())
def test_both_roads_come_to_the_same_truth(text: str, known: dict[str, Known]) -> None:
    node = read(text)
    assert quick(node, known) is proof(node, known).truth


@EXAMPLES
@given(conditions(), situations(), st.data())
def test_learning_a_fact_never_turns_a_verdict_round(text: str, known: dict[str, Known], data: st.DataObject) -> None:
    node = read(text)
    before = quick(node, known)
    unknown = sorted(set(KNOWN) - set(known))
    if not unknown:
        return
    name = data.draw(st.sampled_from(unknown))
    after = quick(node, {**known, name: data.draw(KNOWN[name])})
    assert before is None or after is before


@EXAMPLES
@given(conditions(), st.integers(0, 20), st.integers(0, 20), situations())
def test_a_range_is_never_surer_than_each_number_in_it(
    text: str, one: int, other: int, known: dict[str, Known]
) -> None:
    node = read(text)
    low, high = sorted((one, other))
    coarse = quick(node, {**known, "age": IntRange(low, high)})
    exact = {quick(node, {**known, "age": age}) for age in range(low, high + 1)}
    assert coarse is None or exact == {coarse}


@EXAMPLES
@given(conditions(), situations())
def test_the_deciding_facts_alone_decide(text: str, known: dict[str, Known]) -> None:
    node = read(text)
    found = proof(node, known)
    deciding = {fact.name: known[fact.name] for fact in found.facts}
    if found.truth is not None:
        assert quick(node, deciding) is found.truth


@EXAMPLES
@given(conditions(), situations())
def test_what_is_missing_is_unknown_and_named_only_where_the_truth_is(text: str, known: dict[str, Known]) -> None:
    found = proof(read(text), known)
    assert not set(found.missing) & set(known)
    assert bool(found.missing) is (found.truth is None)


@EXAMPLES
@given(conditions(), situations())
def test_a_proof_gives_each_fact_its_value_once(text: str, known: dict[str, Known]) -> None:
    found = proof(read(text), known)
    assert all(fact.value == known[fact.name] for fact in found.facts)
    assert len(set(found.facts)) == len(found.facts)
