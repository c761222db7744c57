"""What is compiled besides conditions: rivals, the slots of a column, who is paid though no rule reads it."""

from pathlib import Path

import pyarrow as pa

from hutong.policy.tests.small_policies import CITY, ON, Text, grant, load_small, monthly, value
from hutong.screening.arrow import ArrowEngine
from hutong.screening.compiling import with_rivals
from hutong.screening.tests.comparing import check
from hutong.screening.tests.test_choosing_together import choose

RIVALS = ("upkeep", "subsidy", "schooling")


def test_rivals_of_rivals_come_along(tmp_path: Path) -> None:
    choices = choose("d", "order", "upkeep", "subsidy") + choose("e", "order", "subsidy", "schooling")
    others = "".join(grant(entry, benefit, "poor") for entry, benefit in (("f", "rescue"), ("g", "tutoring")))
    grants = "".join(grant(entry, benefit, "poor") for entry, benefit in zip("abc", RIVALS, strict=True))
    library = load_small(tmp_path, Text(grants + choices + others))
    for benefit in RIVALS:
        assert with_rivals(frozenset({benefit}), library) == frozenset(RIVALS)
    assert with_rivals(frozenset({"rescue"}), library) == {"rescue"}
    assert with_rivals(frozenset({"rescue", "subsidy"}), library) == {"rescue", *RIVALS}


def test_every_column_knows_its_own_slots(tmp_path: Path) -> None:
    nation = Text(grant("a", "upkeep", "poor") + grant("b", "schooling", "poor", 'tie = "residence"'))
    library = load_small(tmp_path, nation, Text(grant("a", "upkeep", "adopted"), CITY))
    table = pa.record_batch({"hukou_place": ["431022", "440281"], "poor": [True, True]})
    compiled = ArrowEngine(library, ON).screen(table).compiled
    assert [len(compiled.slots_of[number]) for number in range(len(compiled.columns))] == [1, 2]
    for number, slots in compiled.slots_of.items():
        assert {slot.column for slot in slots} == {number}
    assert sum(map(len, compiled.slots_of.values())) == len(compiled.slots)


def test_who_is_paid_is_known_though_no_rule_reads_it(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "upkeep", "poor")))
    children = [{"poor": poor, "receives.upkeep": paid} for poor in (True, False, None) for paid in (True, False, None)]
    assert check(library, *children)["summary"]["upkeep", "owed_not_received"] == 1


EXCLUDE = """
[[exclude]]
entries = ["x"]
benefit = "upkeep"
when = "father.custody_months > 6"
reaches = "own"
"""
HARD_UP = """
[[define]]
entries = ["y"]
name = "hard_up"
when = "poor AND ENTITLED('subsidy') AND kept AND ill"
[[define]]
entries = ["w"]
name = "ill"
when = "has_sick_sibling"
[[define]]
entries = ["z"]
name = "kept"
when = "school_stage = 'primary' OR ENTITLED('tutoring')"
"""


def test_a_slot_knows_all_that_its_finding_rests_on(tmp_path: Path) -> None:
    terms = ("MAX(0, VALUE('low') - household_income)", "VALUE('low') + RECEIVED_AMOUNT('subsidy') + age")
    amounts = ", ".join(f'{{ term = "t{number}", value = "{term}" }}' for number, term in enumerate(terms))
    rules = (
        HARD_UP
        + grant("a", "upkeep", "hard_up", f"amounts = [{amounts}]")
        + EXCLUDE
        + grant("b", "subsidy", "adopted AND ENTITLED('schooling')")
        + grant("c", "schooling", "age > 6 AND destitute")
        + grant("d", "tutoring", "RECEIVED_AMOUNT('upkeep') > 5 AND ENTITLED('rescue')")
        + grant("e", "rescue", "all_siblings_grown")
    )
    library = load_small(tmp_path, Text(rules, values=value("low", "50")))
    compiled = ArrowEngine(library, ON).screen(pa.record_batch({"poor": [True]})).compiled
    ((key, plans),) = compiled.kernel.plans.items()
    found = {plan.slot.benefit: compiled.besides[key, plan.slot.index] for plan in plans}
    assert all(len(set(one)) == len(one) for each in found.values() for one in each)
    expected = {
        "upkeep": {
            "poor", "school_stage", "has_sick_sibling", "father.custody_months", "father.in_custody", "adopted",
            "household_income", "birth_date", "receives.subsidy", "receives.subsidy.amount", "receives.upkeep",
            "receives.upkeep.amount", "destitute", "all_siblings_grown",
        },
        "subsidy": {"adopted", "birth_date", "destitute"},
        "schooling": {"birth_date", "destitute"},
        "tutoring": {"receives.upkeep", "receives.upkeep.amount", "all_siblings_grown"},
        "rescue": {"all_siblings_grown"},
    }  # fmt: skip
    assert {benefit: set(one.known) for benefit, one in found.items()} == expected
    assert {benefit: one.sums for benefit, one in found.items() if one.sums} == {"upkeep": ("household_income", "age")}
    assert {benefit: one.received for benefit, one in found.items() if one.received} == {"upkeep": ("subsidy",)}


def test_slots_that_rest_on_the_same_grounds_are_worked_out_once(tmp_path: Path) -> None:
    sum_ = 'amounts = [{ term = "monthly", value = "VALUE(\'low\')" }]'
    nation = (
        grant("a", "upkeep", "poor", sum_)
        + grant("b", "subsidy", "poor")
        + grant("c", "schooling", "poor", 'strength = "encouraged"', sum_)
    )
    library = load_small(tmp_path, Text(nation, values=value("low", "50")), Text(grant("a", "upkeep", "adopted"), CITY))
    columns = {
        "hukou_place": ["431022", "440281", "440281"],
        "residence_place": ["431022", "440281", "431022"],
        "poor": [True] * 3,
    }
    compiled = ArrowEngine(library, ON).screen(pa.record_batch(columns)).compiled
    found = [(slot.plan.slot.benefit, len(slot.classes), slot.has_amounts) for slot in compiled.slots]
    assert sorted(found) == [
        ("schooling", 3, False), ("subsidy", 3, False), ("upkeep", 1, True), ("upkeep", 2, True),
    ]  # fmt: skip


def test_two_places_that_give_unlike_sums_on_the_same_condition_are_apart(tmp_path: Path) -> None:
    one, other = (
        Text(grant("a", "upkeep", "poor", monthly(f"VALUE('{name}')")), address, value(name, amount))
        for name, amount, address in (("here", "50", CITY), ("there", "80", "500110/district"))
    )
    found = check(
        load_small(tmp_path, one, other), *({"hukou_place": place, "poor": True} for place in ("431022", "500110"))
    )
    assert found["sums"] == {
        ("upkeep", "431022", "monthly", "exact"): (1, 5_000),
        ("upkeep", "500110", "monthly", "exact"): (1, 8_000),
    }
