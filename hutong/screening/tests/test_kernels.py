"""What random rules hardly ever come to: leaves seen before, bits past the last child, verdicts asked across places."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from hutong.policy import tree
from hutong.policy.absence import read_absences
from hutong.policy.collection import Library
from hutong.policy.layouts import layout_for
from hutong.policy.library import load_library
from hutong.policy.situation import read_situation
from hutong.policy.tests.small_policies import CITY, ON, Text, grant, load_small, write_folder
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import nobody, rows_of
from hutong.screening.kernels import Kernel, Lowering, Step
from hutong.screening.tapes import AND, FALSE, FIRST_LEAF, OR, TRUE, Tape, Worksheet
from hutong.screening.tests.comparing import check, explain, screened
from hutong.vocabulary.facts import Facts


def test_the_leaves_of_a_step_are_found_whatever_was_seen_before() -> None:
    kernel = Kernel(Facts({}), date(2025, 6, 1))
    a, b, c = (kernel.step("fact", name) for name in "abc")
    both = kernel.step("and", a, -b)
    assert kernel.atoms_of((c, both, -both)) == (a, b, c)


@pytest.mark.parametrize("children", [1, 63, 64, 65])
def test_whatever_stands_past_the_last_child_is_nobodys_row(children: int) -> None:
    assert np.array_equal(rows_of(~nobody(children), children), np.arange(children))


def test_a_verdict_that_others_ask_for_is_each_childs_own(tmp_path: Path) -> None:
    """Two children from one county, of whom one lives where a city grants what the other grant asks for."""
    nation = Text(grant("a", "schooling", "ENTITLED('upkeep')") + grant("b", "tutoring", "NOT ENTITLED('upkeep')"))
    library = load_small(tmp_path, nation, Text(grant("a", "upkeep", "TRUE", 'tie = "residence"'), CITY))
    children = [{"hukou_place": "500110", "residence_place": place} for place in ("431022", "440281", "500110", None)]
    table = pa.Table.from_pylist(children).combine_chunks().to_batches()[0]
    assert screened(library, table, on=ON) == explain(library, children, on=ON).told()


@pytest.mark.parametrize(
    ("requires", "resting"),
    [
        ("household_income > RECEIVED_AMOUNT('subsidy')", 1),
        ("RECEIVED_AMOUNT('subsidy') < 100", 2),
        ("NOT ENTITLED('tutoring')", 1),
        ("ENTITLED('tutoring')", 1),
    ],
)
def test_what_absence_requires_may_read_what_no_rule_reads(tmp_path: Path, requires: str, resting: int) -> None:
    rules = grant("a", "upkeep", "poor") + grant("b", "tutoring", "household_income < 1")
    library = load_small(tmp_path / "policies", Text(rules))
    file = tmp_path / "absence.toml"
    keys = ("[[absence]]", 'fact = "poor"', 'source = "a list"', 'places = ["000000"]', "from = 2020-01-01")
    file.write_text("\n".join(("format = 1", *keys, f'requires = "{requires}"')), "utf-8")
    absences = read_absences(file, library)
    here = {"hukou_place": "431022"}
    children = [here | {"household_income": income, "receives.subsidy": False} for income in (Decimal(1), Decimal(0))]
    table = pa.Table.from_pylist(children).combine_chunks().to_batches()[0]
    found = screened(library, table, on=ON, absences=absences)
    assert found == explain(library, children, on=ON, absences=absences).told()
    assert found["summary"]["upkeep", "431022", "rests_on_absence"] == resting


def load_implying(folder: Path, rules: str, *implied: tuple[str, str]) -> Library:
    """The small vocabulary with more that follows from facts."""
    home = write_folder(folder / "policies", Text(rules))
    facts = home / "facts.toml"
    more = "".join(f'\n[[implies]]\nif = "{one}"\nthen = {{ {then} }}\n' for one, then in implied)
    facts.write_text(facts.read_text("utf-8") + more, "utf-8")
    return load_library(home)


def test_what_follows_from_what_follows_is_fixed_whatever_the_names(tmp_path: Path) -> None:
    chain = (("NOT poor", "destitute = false"), ("NOT destitute", "adopted = true"))
    library = load_implying(tmp_path, grant("a", "schooling", "adopted"), *chain)
    found = check(library, {"poor": False}, {"poor": True}, {"poor": None})
    assert found["summary"]["schooling", None, "entitled"] == 1


def test_two_facts_that_fix_a_third_unlike_refuse_a_child_though_no_rule_reads_it(tmp_path: Path) -> None:
    unlike = (("has_sick_sibling", "destitute = true"), ("all_siblings_grown", "destitute = false"))
    library = load_implying(tmp_path, grant("a", "schooling", "adopted"), *unlike)
    both = [{"has_sick_sibling": sick, "all_siblings_grown": grown} for sick in (True, False) for grown in (True, None)]
    assert check(library, *both)["refused"] == {"1"}


DEFINE = """
[[define]]
entries = ["{entry}"]
name = "{name}"
when = "{when}"
"""


def test_a_definition_that_only_another_place_has_is_unknown(tmp_path: Path) -> None:
    nation = Text(grant("a", "schooling", "hard_up") + grant("b", "tutoring", "NOT hard_up"))
    library = load_small(tmp_path, nation, Text(DEFINE.format(entry="a", name="hard_up", when="poor"), CITY))
    children = [{"hukou_place": place, "poor": poor} for place in ("431022", "440281") for poor in (True, False, None)]
    assert check(library, *children)["summary"]["schooling", "440281", "unknown"] == 3


def test_a_definition_that_asks_for_a_verdict_in_one_place_alone_is_each_childs_own(tmp_path: Path) -> None:
    wide = DEFINE.format(entry="c", name="hard_up", when="poor")
    nation = Text(wide + grant("a", "schooling", "hard_up") + grant("b", "tutoring", "NOT hard_up AND destitute"))
    city = DEFINE.format(entry="a", name="hard_up", when="ENTITLED('upkeep')")
    library = load_small(tmp_path, nation, Text(city + grant("b", "upkeep", "destitute", 'tie = "residence"'), CITY))
    places = ("431022", "440281", None)
    children = [
        {"hukou_place": hukou, "residence_place": residence, "poor": poor, "destitute": destitute}
        for hukou in places for residence in places for poor in (True, False) for destitute in (True, None)
    ]  # fmt: skip
    check(library, *children)


def test_whole_years_are_compared_in_every_way_and_on_the_birthday(tmp_path: Path) -> None:
    ways = ("age > 5", "age <= 5", "age = 5", "age <> 5", "age IN (4, 6)", "age >= 5", "age < 5", "5 < age", "5 >= age")
    library = load_small(
        tmp_path, *(Text(grant("a", "schooling", when), f"{431000 + 100 * at}/x") for at, when in enumerate(ways))
    )
    births = [date(2024 - years, month, day) for years in (4, 5, 6, 7) for month, day in ((5, 31), (6, 1), (6, 2))]
    children = [
        {"hukou_place": str(431000 + 100 * at), "birth_date": birth} for at in range(len(ways)) for birth in births
    ]
    check(library, *children)


def test_what_is_paid_is_compared_though_nothing_grants_it(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "RECEIVED_AMOUNT('subsidy') < 100")))
    children = [
        {"receives.subsidy": paid, "receives.subsidy.amount": amount}
        for paid in (True, False, None) for amount in (Decimal(99), Decimal(100), None) if paid or amount is None
    ]  # fmt: skip
    assert check(library, *children)["summary"]["schooling", None, "entitled"] == 2


def test_nothing_joined_is_true_and_nothing_to_choose_from_is_false(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor")))
    facts = library.vocabulary.facts
    kernel = Kernel(facts, ON)
    lowering = Lowering(kernel, layout_for(library, read_situation({}, on=ON, facts=facts)))
    for kind, empty in (("and", True), ("or", False)):
        assert kernel.steps[lowering.junction(kind, []) - 1].on == (empty,)  # type: ignore[arg-type]
    paid = kernel.step("received", "subsidy", ">", 0)
    assert kernel.atoms_of((paid,)) == (paid,)
    assert lowering.junction("and", [paid, paid]) == lowering.junction("or", [paid]) == paid


def test_what_is_no_condition_is_refused_by_name(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor")))
    facts = library.vocabulary.facts
    layout = layout_for(library, read_situation({}, on=ON, facts=facts))
    with pytest.raises(NotImplementedError, match="^Value does not stand in conditions$"):
        Kernel(facts, ON).condition(layout, tree.Value("000000/law:low"))


def test_only_the_benefits_asked_for_are_computed(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor") + grant("b", "tutoring", "poor")))
    table = pa.record_batch({"poor": [True, False]})
    found = ArrowEngine(library, ON, only=frozenset({"tutoring"})).screen(table)
    assert [column.benefit for column in found.columns] == ["tutoring"]


def test_a_tape_uses_a_register_again_as_soon_as_nobody_reads_it() -> None:
    kernel = Kernel(Facts({}), ON)
    facts = [kernel.step("fact", f"f{number}") for number in range(30)]
    ref = facts[0]
    for number, fact in enumerate(facts[1:]):
        ref = kernel.step("or" if number % 2 else "and", ref, fact)
    tape = Tape(kernel)
    settled = tape.settled([tape.of(ref)])
    assert settled.registers == FIRST_LEAF + len(facts) + 2


def test_nothing_is_computed_where_a_part_changes_nothing() -> None:
    tape = Tape(Kernel(Facts({}), ON))
    leaf = tape.leaf(Step("fact", ("a",)))
    assert tape.joined(AND, [TRUE, leaf, leaf]) == tape.joined(OR, [leaf, FALSE]) == leaf
    assert (tape.joined(AND, [leaf, FALSE]), tape.joined(OR, [leaf, TRUE])) == (FALSE, TRUE)
    assert not tape.steps


def test_registers_that_become_free_together_are_both_used_again() -> None:
    kernel = Kernel(Facts({}), ON)
    a, b, c, d, e, f, g, h = (kernel.step("fact", name) for name in "abcdefgh")
    early = kernel.step("or", kernel.step("and", a, b), kernel.step("and", c, d))
    top = kernel.step("and", early, kernel.step("or", e, f), kernel.step("or", g, h))
    tape = Tape(kernel)
    assert tape.settled([tape.of(top)]).registers == FIRST_LEAF + 8 + 4


def test_what_is_asked_for_keeps_its_register_to_the_end() -> None:
    kernel = Kernel(Facts({}), ON)
    a, b, c = (kernel.step("fact", name) for name in "abc")
    early, late = kernel.step("and", a, b), kernel.step("or", kernel.step("and", a, c), kernel.step("and", b, c))
    tape = Tape(kernel)
    wanted = [tape.of(early), tape.of(late)]
    settled = tape.settled(wanted)
    assert settled.registers == FIRST_LEAF + 3 + 4
    assert len({settled.wanted[one] for one in wanted}) == 2
    sheet = Worksheet(settled, 1)
    for name, bits in (("a", 0b0111), ("b", 0b0011), ("c", 0b0101)):
        sheet[settled.leaves[Step("fact", (name,))]][:] = bits
    sheet.run()
    assert [int(sheet[settled.wanted[one]][0][0]) for one in wanted] == [0b0011, 0b0101]
