"""Sums of every certainty beside each other: which one is given, and which benefit gives most."""

from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hutong.policy.amounts import CERTAINTY, Quantity
from hutong.policy.fact_values import MOST_NUMBER
from hutong.policy.findings import _most_favourable
from hutong.policy.tests.small_policies import ON, Text, grant, load_small, monthly, value
from hutong.screening.arrow import ArrowEngine
from hutong.screening.compiling import _asked_first
from hutong.screening.sums import EXACT, FLOOR, OPEN, UNSET, Sums, Term, _better, kind_of, unit_of
from hutong.screening.tests.comparing import check
from hutong.screening.tests.test_choosing_together import choose

KINDS = [(state, number) for state in (EXACT, FLOOR) for number in (1, 2)] + [(OPEN, 0), (UNSET, 0), (OPEN, 9)]
VALUES = "".join(
    (
        value("low", "50"),
        value("high", "100"),
        value("nothing", "0"),
        value("least", "70", 'state = "floor"'),
        value("blank", ""),
        value("whole", "100", unit="percent"),
        value("half", "50", unit="percent"),
        value("some", "60", 'state = "floor"', unit="percent"),
        value("unsaid", "", unit="percent"),
        value("none", "0", unit="percent"),
        value("ten_thousand", "10000"),
    )
)


@pytest.mark.parametrize("term", ["monthly", "fee"])
def test_the_better_of_two_sums_is_that_of_the_explanation(term: str) -> None:
    pairs = list(product(KINDS, KINDS))
    one, other = (
        Sums(np.array([pair[at][1] for pair in pairs]), np.array([pair[at][0] for pair in pairs], np.int8))
        for at in (0, 1)
    )
    everybody, nobody = np.ones(len(pairs), np.bool_), np.zeros(len(pairs), np.bool_)
    found = _better(term, Term("", everybody, one), Term("yuan", everybody, other))
    assert found.unit == "yuan"
    assert found.present.all()
    for row, pair in enumerate(pairs):
        told = [Quantity(Decimal(number) if state < OPEN else None, CERTAINTY[state]) for state, number in pair]
        best = _most_favourable(term, told)
        assert CERTAINTY[found.sums.states[row]] == best.state, pair
        assert best.number is None or found.sums.numbers[row] == best.number, pair
    for has, has_other in ((everybody, nobody), (nobody, everybody), (nobody, nobody)):
        found = _better(term, Term("fen", has, one), Term("yuan", has_other, other))
        assert (found.unit, found.present.tolist()) == ("fen", (has | has_other).tolist())
        for row, pair in enumerate(pairs) if has.any() or has_other.any() else ():
            assert (found.sums.states[row], found.sums.numbers[row]) == pair[0 if has.any() else 1]


def by_case(fact: str, *names: str) -> str:
    """One value after another as the fact is 0, 1, 2 and so on."""
    arms = " ".join(f"WHEN {fact} < {number} THEN VALUE('{name}')" for number, name in enumerate(names[:-1], start=1))
    return f"CASE {arms} ELSE VALUE('{names[-1]}') END"


@pytest.mark.parametrize(
    ("term", "names"),
    [
        ("monthly", ("low", "high", "least", "blank")),
        ("fee", ("low", "nothing", "least", "blank")),
        ("ratio", ("half", "whole", "some", "unsaid")),
        ("fee", ("half", "whole", "none", "unsaid")),
        ("monthly", ("ten_thousand", "nothing", "low", "blank")),
    ],
)
def test_what_gives_most_is_that_of_the_explanation(tmp_path: Path, term: str, names: tuple[str, ...]) -> None:
    """Two benefits and a third that gives no sum, each held or not, with sums of every kind."""
    one, other = (
        f'amounts = [{{ term = "{term}", value = "{by_case(fact, *names)}" }}]'
        for fact in ("father.custody_months", "mother.custody_months")
    )
    rules = (
        grant("a", "upkeep", "poor", one)
        + grant("b", "subsidy", "adopted", other)
        + grant("c", "rescue", "destitute")
        + choose("d", "most_favourable", "subsidy", "upkeep", "rescue")
    )
    library = load_small(tmp_path, Text(rules, values=VALUES))
    numbers = (0, 1, 2, 3, None)
    held: dict[str, Any] = {"adopted": True, "father.in_custody": True, "mother.in_custody": True}
    children = [
        held | {"poor": poor, "destitute": destitute, "father.custody_months": first, "mother.custody_months": second}
        for first in numbers
        for second in numbers
        for poor in (True, None)
        for destitute in (True, False)
    ]
    check(library, *children)


def test_benefits_that_give_unlike_terms_are_not_compared(tmp_path: Path) -> None:
    rules = (
        grant("a", "upkeep", "poor", 'amounts = [{ term = "monthly", value = "VALUE(\'low\')" }]')
        + grant("b", "subsidy", "adopted", 'amounts = [{ term = "fee", value = "VALUE(\'low\')" }]')
        + grant("c", "rescue", "destitute", 'amounts = [{ term = "monthly", value = "VALUE(\'high\')" }]')
        + choose("d", "most_favourable", "subsidy", "upkeep", "rescue")
    )
    library = load_small(tmp_path, Text(rules, values=VALUES))
    held = (True, False, None)
    check(library, *({"poor": a, "adopted": b, "destitute": c} for a in held for b in held for c in held))


def test_the_unit_of_an_amount_is_that_of_the_first_value_in_it(tmp_path: Path) -> None:
    terms = ("0", "MAX(0, VALUE('whole'))", "household_income", "RECEIVED_AMOUNT('upkeep') - VALUE('low')", "age")
    amounts = ", ".join(f'{{ term = "t{number}", value = "{term}" }}' for number, term in enumerate(terms))
    library = load_small(tmp_path, Text(grant("a", "upkeep", "poor", f"amounts = [{amounts}]"), values=VALUES))
    engine = ArrowEngine(library, ON)
    (ground,) = (ground for linked in library.linked.values() for ground in linked.grounds)
    found = [kind_of(node, engine) for _, node in ground.amounts]
    assert found == [
        ("", False), ("percent", False), ("", True), ("yuan_per_month", True), ("", False),
    ]  # fmt: skip
    assert [unit_of(node, engine) for _, node in ground.amounts] == [unit for unit, _ in found]


def test_before_a_fact_what_it_is_reckoned_from_and_what_it_hangs_on_is_asked(tmp_path: Path) -> None:
    facts = load_small(tmp_path, Text(grant("a", "upkeep", "poor"))).vocabulary.facts
    names = ("age", "birth_date", "receives.upkeep.amount", "nobody_knows", "father.custody_months", "poor", "age")
    assert tuple(_asked_first(names, facts)) == (
        "birth_date", "receives.upkeep.amount", "receives.upkeep", "father.custody_months", "father.in_custody", "poor",
    )  # fmt: skip


def test_what_is_merely_encouraged_adds_no_sum(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('low')")) + grant(
        "b", "upkeep", "poor", 'strength = "encouraged"', 'amounts = [{ term = "fee", value = "VALUE(\'high\')" }]'
    )
    found = check(load_small(tmp_path, Text(rules, values=VALUES)), {"poor": True})
    assert found["sums"] == {("upkeep", None, "monthly", "exact"): (1, 5_000)}


def test_a_child_on_the_first_and_the_last_of_three_grounds_is_paid_once(tmp_path: Path) -> None:
    pairs = (("a", "poor", "low"), ("b", "destitute", "high"), ("c", "adopted", "high"))
    rules = "".join(grant(entry, "upkeep", when, monthly(f"VALUE('{name}')")) for entry, when, name in pairs)
    library = load_small(tmp_path, Text(rules, values=VALUES))
    found = check(
        library,
        {"poor": True, "destitute": False, "adopted": True},
        {"poor": False, "destitute": True, "adopted": False},
    )
    assert found["sums"]["upkeep", None, "monthly", "exact"] == (2, 20_000)


@pytest.mark.parametrize(
    ("amount", "total"),
    [
        ("MAX(0, VALUE('whole') - age)", 930_000),
        ("MAX(0, age - VALUE('little'))", 50_000),
        ("age + VALUE('half')", 570_000),
        ("MAX(age, VALUE('little'))", 70_000),
    ],
)
def test_numbers_beside_a_percentage_are_percentages(tmp_path: Path, amount: str, total: int) -> None:
    rule = grant("a", "upkeep", "poor", f'amounts = [{{ term = "ratio", value = "{amount}" }}]')
    library = load_small(tmp_path, Text(rule, values=VALUES + value("little", "2", unit="percent")))
    found = check(library, {"poor": True, "age": 7}, {"poor": True, "age": None})
    assert found["sums"]["upkeep", None, "ratio", "exact"] == (1, total)


def test_as_much_as_is_paid_of_another_benefit_is_added_up(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "upkeep", "poor", monthly("RECEIVED_AMOUNT('subsidy')"))))
    paid = {"poor": True, "receives.subsidy": True, "receives.subsidy.amount": Decimal("12.34")}
    none = {"poor": True, "receives.subsidy": False, "receives.subsidy.amount": None}
    found = check(library, paid, paid, none, none | {"receives.subsidy": None})
    assert found["sums"]["upkeep", None, "monthly", "exact"] == (3, 2_468)


@pytest.mark.parametrize(
    "amount",
    [
        "{one} + VALUE('low')",
        "VALUE('low') + {one}",
        "MAX(0, {one} - VALUE('low'))",
        "MAX(0, VALUE('high') - {one})",
        "MIN(VALUE('high'), {one})",
        "CASE WHEN destitute THEN {one} ELSE VALUE('high') END",
        "CASE WHEN destitute THEN VALUE('high') ELSE {one} END",
    ],
)
def test_a_case_may_stand_anywhere_in_a_sum(tmp_path: Path, amount: str) -> None:
    """On the second of two grounds, so that its conditions are not those of the first."""
    case = "CASE WHEN adopted THEN VALUE('low') ELSE VALUE('high') END"
    other = "CASE WHEN destitute THEN VALUE('nothing') ELSE VALUE('nothing') END"
    rules = grant("a", "upkeep", "poor", monthly(other)) + grant(
        "b", "upkeep", "poor", monthly(amount.format(one=case))
    )
    truths = (True, False, None)
    children = [{"poor": True, "adopted": a, "destitute": b} for a in truths for b in truths]
    check(load_small(tmp_path, Text(rules, values=VALUES)), *children)


def test_some_children_gain_most_in_one_term_and_others_in_another(tmp_path: Path) -> None:
    """And whoever has both terms gains most in neither, though one of them is a fee of nothing."""
    of = (
        ("upkeep", "poor", "monthly", "low"),
        ("rescue", "poor", "monthly", "high"),
        ("subsidy", "adopted", "fee", "nothing"),
        ("tutoring", "adopted", "fee", "high"),
    )
    rules = "".join(
        grant(benefit[0], benefit, when, f'amounts = [{{ term = "{term}", value = "VALUE(\'{name}\')" }}]')
        for benefit, when, term, name in of
    )
    library = load_small(tmp_path, Text(rules + choose("x", "most_favourable", *(one[0] for one in of)), values=VALUES))
    truths = (True, False, None)
    found = check(library, *({"poor": a, "adopted": b} for a in truths for b in truths))["findings"]
    assert found["2", "upkeep", None]["covered_by"] == ["rescue"]
    assert found["4", "tutoring", None]["covered_by"] == ["subsidy"]
    assert not any(found["1", one[0], None]["covered_by"] for one in of)


@pytest.mark.parametrize(
    ("amount", "total"),
    [
        ("CASE WHEN adopted THEN VALUE('half') ELSE 0 END", 0),
        ("CASE WHEN destitute THEN VALUE('whole') ELSE age + VALUE('half') END", 570_000),
    ],
)
def test_what_is_left_of_a_case_of_percentages_is_a_percentage(tmp_path: Path, amount: str, total: int) -> None:
    rule = grant("a", "upkeep", "poor", f'amounts = [{{ term = "ratio", value = "{amount}" }}]')
    library = load_small(tmp_path, Text(rule, values=VALUES))
    found = check(library, {"poor": True, "adopted": False, "destitute": False, "age": 7})
    assert found["sums"]["upkeep", None, "ratio", "exact"] == (1, total)


def test_while_a_guard_is_open_nothing_is_known_unless_nothing_is_set(tmp_path: Path) -> None:
    guarded = "CASE WHEN adopted THEN VALUE('{}') WHEN destitute THEN VALUE('{}') ELSE VALUE('{}') END"
    of = {
        "upkeep": ("blank", "blank", "blank"),
        "subsidy": ("blank", "low", "blank"),
        "rescue": ("low", "low", "blank"),
    }
    rules = "".join(grant(one[0], one, "poor", monthly(guarded.format(*names))) for one, names in of.items())
    truths = (True, False, None)
    children = [{"poor": True, "adopted": a, "destitute": b} for a in truths for b in truths]
    found = check(load_small(tmp_path, Text(rules, values=VALUES)), *children)["sums"]
    assert found["upkeep", None, "monthly", "unset"][0] == len(children)


def test_what_a_floor_is_taken_from_is_not_set(tmp_path: Path) -> None:
    sums = "MAX(0, VALUE('high') - CASE WHEN adopted THEN VALUE('least') ELSE VALUE('low') END)"
    library = load_small(tmp_path, Text(grant("a", "upkeep", "poor", monthly(sums)), values=VALUES))
    held = {"poor": True}
    found = check(library, held | {"adopted": True}, held | {"adopted": False}, held | {"adopted": None})["sums"]
    assert found["upkeep", None, "monthly", "exact"] == (1, 5_000)
    assert found["upkeep", None, "monthly", "unset"][0] == 1


def test_whether_a_minimum_is_reached_is_each_childs_own(tmp_path: Path) -> None:
    sums = "MIN(CASE WHEN adopted THEN VALUE('low') ELSE VALUE('high') END, VALUE('least'))"
    library = load_small(tmp_path, Text(grant("a", "upkeep", "poor", monthly(sums)), values=VALUES))
    found = check(library, {"poor": True, "adopted": True}, {"poor": True, "adopted": False})["sums"]
    assert found["upkeep", None, "monthly", "exact"] == (1, 5_000)
    assert found["upkeep", None, "monthly", "floor"] == (1, 7_000)


def test_what_another_ground_would_give_keeps_no_choice_open(tmp_path: Path) -> None:
    """Of two terms a child has one only, though its neighbour has both by a second ground of the same benefit."""
    fee = 'amounts = [{ term = "fee", value = "VALUE(\'low\')" }]'
    rules = (
        grant("a", "upkeep", "poor", monthly("VALUE('low')"))
        + grant("b", "upkeep", "destitute", fee)
        + grant("c", "subsidy", "adopted", monthly("VALUE('high')"))
        + choose("d", "most_favourable", "upkeep", "subsidy")
    )
    held = {"poor": True, "adopted": True}
    children = [held | {"destitute": destitute} for destitute in (False, True)]
    found = check(load_small(tmp_path, Text(rules, values=VALUES)), *children)["findings"]
    assert [found[child, "upkeep", None]["covered_by"] for child in "12"] == [["subsidy"], []]


def test_sums_beyond_what_floating_numbers_hold_are_told_apart(tmp_path: Path) -> None:
    """By a ten-thousandth of a percent beside a number as large as any may be."""
    shares = ("50.0000", "50.0001", "50.0002")
    values = "".join(value(f"share{number}", share, unit="percent") for number, share in enumerate(shares))
    children = [{"father.in_custody": True, "father.custody_months": MOST_NUMBER, "poor": True}]
    for lower in (0, 1):
        rules = "".join(
            grant(
                f"a{number}",
                benefit,
                "poor",
                f'amounts = [{{ term = "ratio", value = "father.custody_months + VALUE(\'share{number}\')" }}]',
            )
            for benefit, number in (("upkeep", lower), ("subsidy", lower + 1))
        )
        text = Text(rules + choose("x", "most_favourable", "upkeep", "subsidy"), values=values)
        found = check(load_small(tmp_path / str(lower), text), *children)
        assert found["findings"]["1", "upkeep", None]["covered_by"] == ["subsidy"]
        total = MOST_NUMBER * 10_000 + 500_001 + lower
        assert found["sums"]["subsidy", None, "ratio", "exact"] == (1, total)
