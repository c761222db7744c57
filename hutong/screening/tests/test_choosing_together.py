"""Choices and fees that random rules hardly ever bring together, beside what the explanation says."""

from itertools import product
from pathlib import Path

import pyarrow as pa

from hutong.policy.absence import Absence, read_absences
from hutong.policy.collection import Library
from hutong.policy.library import load_library
from hutong.policy.tests.small_policies import CITY, NATIONAL, ON, Text, grant, load_small, monthly, value, write_folder
from hutong.screening.arrow import ArrowEngine
from hutong.screening.tests.comparing import check, explain, screened

HELD = {"poor": True, "adopted": True, "chosen_benefit": "subsidy"}
GRANTS = (
    grant("a", "upkeep", "poor")
    + grant("b", "subsidy", "adopted")
    + grant("c", "schooling", "poor")
)  # fmt: skip


def choose(entry: str, by: str, *benefits: str) -> str:
    """A choice over the grounds of all documents."""
    fact = '\nfact = "chosen_benefit"' if by == "applicant" else ""
    named = ", ".join(f'"{one}"' for one in benefits)
    reach = 'reaches = "all"\ntreatment = "A8"\n'
    return f'[[choose]]\nentries = ["{entry}"]\nbenefits = [{named}]\nby = "{by}"{fact}\n{reach}'


def test_two_places_that_choose_otherwise_between_the_same_grants(tmp_path: Path) -> None:
    by_order = Text(choose("a", "order", "upkeep", "subsidy"), CITY)
    by_applicant = Text(choose("a", "applicant", "upkeep", "subsidy"), "500110/district")
    library = load_small(tmp_path, Text(GRANTS), by_order, by_applicant)
    places = ("431022", "500110", "440281")
    found = check(library, *(HELD | {"hukou_place": place} for place in places))["findings"]
    covered = {(place, one): found[child, one, place]["covered_by"]
               for child, place in zip("123", places, strict=True) for one in ("upkeep", "subsidy")}  # fmt: skip
    assert {key: by for key, by in covered.items() if by} == {
        ("431022", "subsidy"): ["upkeep"],
        ("500110", "upkeep"): ["subsidy"],
    }


def test_what_the_applicant_chose_is_settled_first_wherever_it_stands(tmp_path: Path) -> None:
    choices = choose("d", "order", "upkeep", "schooling") + choose("e", "applicant", "upkeep", "subsidy")
    found = check(load_small(tmp_path, Text(GRANTS + choices)), HELD)["findings"]
    assert found["1", "upkeep", None]["covered_by"] == ["subsidy"]
    assert found["1", "schooling", None]["covered_by"] == []


def test_of_two_fees_the_smaller_is_asked_and_of_two_sums_the_larger_paid(tmp_path: Path) -> None:
    def both(benefit: str, term: str) -> str:
        return "".join(
            grant(
                f"{benefit[0]}{name}",
                benefit,
                "poor",
                f'amounts = [{{ term = "{term}", value = "VALUE(\'{name}\')" }}]',
            )
            for name in ("low", "high")
        )

    values = value("low", "50") + value("high", "100")
    library = load_small(tmp_path, Text(both("upkeep", "fee") + both("subsidy", "monthly"), NATIONAL, values))
    found = check(library, {"poor": True})
    assert found["sums"]["upkeep", None, "fee", "exact"] == (1, 5_000)
    assert found["sums"]["subsidy", None, "monthly", "exact"] == (1, 10_000)


def test_a_minimum_is_exact_only_where_an_exact_sum_reaches_it(tmp_path: Path) -> None:
    rules = (
        grant("a", "upkeep", "poor", monthly("MIN(VALUE('high'), VALUE('least'))"))
        + grant("b", "subsidy", "poor", monthly("MIN(VALUE('low'), VALUE('least'))"))
        + grant(
            "c", "schooling", "poor", monthly("MAX(0, CASE WHEN adopted THEN VALUE('low') ELSE VALUE('high') END - 0)")
        )
    )
    values = value("low", "50") + value("high", "100") + value("least", "70", 'state = "floor"')
    found = check(load_small(tmp_path, Text(rules, values=values)), {"poor": True, "adopted": True})
    assert found["sums"]["upkeep", None, "monthly", "floor"] == (1, 7_000)
    assert found["sums"]["subsidy", None, "monthly", "exact"] == (1, 5_000)
    assert found["sums"]["schooling", None, "monthly", "exact"] == (1, 5_000)


def test_of_two_equal_sums_the_exact_one_stands(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('exact')")) + grant(
        "b", "upkeep", "poor", monthly("VALUE('least')")
    )
    values = value("exact", "70") + value("least", "70", 'state = "floor"')
    found = check(load_small(tmp_path, Text(rules, values=values)), {"poor": True})
    assert found["sums"] == {("upkeep", None, "monthly", "exact"): (1, 7_000)}


def test_what_gives_most_covers_the_rest_unless_a_blank_keeps_it_open(tmp_path: Path) -> None:
    rules = (
        grant("a", "upkeep", "poor", monthly("VALUE('low')"))
        + grant("b", "subsidy", "adopted", monthly("CASE WHEN destitute THEN VALUE('least') ELSE VALUE('high') END"))
        + choose("c", "most_favourable", "upkeep", "subsidy")
    )
    values = value("low", "50") + value("high", "100") + value("least", "70", 'state = "floor"')
    library = load_small(tmp_path, Text(rules, values=values))
    found = check(library, *(HELD | {"destitute": destitute} for destitute in (False, True, None)))["findings"]
    assert [found[child, "upkeep", None]["covered_by"] for child in "123"] == [["subsidy"], [], []]


def on_no_list_of_the_poor(folder: Path, library: Library) -> tuple[Absence, ...]:
    """Whoever is on no list of the poor is not poor, everywhere."""
    file = folder / "absence.toml"
    keys = ("[[absence]]", 'fact = "poor"', 'source = "a list"', 'places = ["000000"]', "from = 2020-01-01")
    file.write_text("\n".join(("format = 1", *keys)), "utf-8")
    return read_absences(file, library)


def test_what_is_not_owed_because_of_absence_is_covered_by_nothing(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "adopted") + grant("b", "subsidy", "poor") + choose("c", "order", "upkeep", "subsidy")
    library = load_small(tmp_path / "policies", Text(rules))
    absences = on_no_list_of_the_poor(tmp_path, library)
    table = pa.record_batch({"hukou_place": ["431022"] * 2, "adopted": [True, False]})
    children = [{"hukou_place": "431022", "adopted": adopted} for adopted in (True, False)]
    found = screened(library, table, on=ON, absences=absences)
    assert found == explain(library, children, on=ON, absences=absences).told()
    assert [found["findings"][child, "subsidy", "431022"]["covered_by"] for child in "12"] == [[], []]


def test_what_is_paid_and_not_owed_because_of_absence_alone_is_to_be_verified(tmp_path: Path) -> None:
    """At either of two places; whoever is known not to be poor is paid and not owed."""
    rules = grant("a", "subsidy", "poor") + grant("b", "subsidy", "adopted", 'tie = "residence"')
    library = load_small(tmp_path / "policies", Text(rules))
    absences = on_no_list_of_the_poor(tmp_path, library)
    at = {"hukou_place": "431022", "residence_place": "440281", "receives.subsidy": True}
    children = [at | {"adopted": adopted, "poor": poor} for adopted in (False, True) for poor in (None, False)]
    table = pa.Table.from_pylist(children).combine_chunks().to_batches()[0]
    found = screened(library, table, on=ON, absences=absences)
    assert found == explain(library, children, on=ON, absences=absences).told()
    assert found["gaps"] == {("1", "subsidy"): "undetermined", ("2", "subsidy"): "received_not_owed"}


def test_all_that_the_applicant_chose_is_settled_first(tmp_path: Path) -> None:
    ways = ("order", "order", "applicant", "order", "applicant", "applicant", "order", "order", "applicant")
    choices = "".join(choose(f"x{number}", by, "upkeep", "subsidy") for number, by in enumerate(ways))
    library = load_small(tmp_path, Text(GRANTS + choices))
    groups = ArrowEngine(library, ON).screen(pa.record_batch({"poor": [True]})).compiled.choices
    expected = [f"x{at}" for way in ("applicant", "order") for at, by in enumerate(ways) if by == way]
    assert [group.choice.block.entries[0] for group in groups] == expected


def test_a_document_chooses_between_what_it_grants_itself_on_any_ground(tmp_path: Path) -> None:
    own = choose("x", "order", "upkeep", "subsidy").replace('reaches = "all"\ntreatment = "A8"\n', 'reaches = "own"\n')
    grants = (
        grant("a", "upkeep", "poor")
        + grant("b", "upkeep", "destitute")
        + grant("c", "subsidy", "adopted")
        + grant("d", "subsidy", "has_sick_sibling")
        + grant("e", "subsidy", "all_siblings_grown", 'strength = "encouraged"')
    )
    library = load_small(tmp_path, Text(grants + own), Text(grant("a", "subsidy", "poor"), CITY))
    names = ("poor", "destitute", "adopted", "has_sick_sibling", "all_siblings_grown")
    truths = [
        dict(zip(names, values, strict=True))
        for values in (
            (True, False, True, False, False),
            (True, False, False, True, False),
            (False, True, True, False, False),
            (False, True, None, False, None),
            (False, True, False, None, None),
            (None, True, False, False, True),
            (None, None, True, None, None),
        )
    ]
    check(library, *(one | {"hukou_place": place} for one in truths for place in ("431022", "440281")))


def test_the_first_of_three_stands_for_those_after_it_whoever_holds_which(tmp_path: Path) -> None:
    library = load_small(
        tmp_path,
        Text(
            grant("a", "upkeep", "poor")
            + grant("b", "subsidy", "adopted")
            + grant("c", "schooling", "destitute")
            + choose("d", "order", "upkeep", "subsidy", "schooling")
        ),
    )
    truths = (True, False, None)
    children = [{"poor": a, "adopted": b, "destitute": c} for a in truths for b in truths for c in truths]
    assert check(library, *children)["summary"]["schooling", None, "covered"] == 5


def test_of_four_in_an_order_each_stands_only_for_whom_none_before_it_does(tmp_path: Path) -> None:
    facts = ("poor", "adopted", "destitute", "father.in_custody")
    benefits = ("upkeep", "subsidy", "schooling", "tutoring")
    rules = "".join(grant(str(n), *pair) for n, pair in enumerate(zip(benefits, facts, strict=True), start=1))
    library = load_small(tmp_path, Text(rules + choose("e", "order", *benefits)))
    truths = (True, False)
    children = [dict(zip(facts, held, strict=True)) for held in product(truths, truths, truths, truths)]
    found = check(library, *children)["findings"]
    everything = next(n for n, child in enumerate(children, start=1) if all(child.values()))
    assert found[str(everything), "tutoring", None]["covered_by"] == ["upkeep"]


def test_a_benefit_owed_at_either_of_two_places_stands_for_those_after_it(tmp_path: Path) -> None:
    rules = (
        grant("a", "upkeep", "poor")
        + grant("b", "upkeep", "destitute", 'tie = "residence"')
        + grant("c", "schooling", "adopted")
        + choose("d", "order", "upkeep", "schooling")
    )
    library = load_small(tmp_path, Text(rules))
    truths = (True, False, None)
    places = {"hukou_place": "431022", "residence_place": "440281", "adopted": True}
    check(library, *({**places, "poor": a, "destitute": b} for a in truths for b in truths))


def test_the_applicant_chooses_among_what_the_child_holds(tmp_path: Path) -> None:
    """Of children enough for several words, of whom some chose what they do not hold."""
    third = 'schooling = { zh = "入学", en = "schooling" }\n'
    home = write_folder(tmp_path, Text(GRANTS + choose("d", "applicant", "upkeep", "subsidy", "schooling")))
    facts = home / "facts.toml"
    mark = "[facts.chosen_benefit.values]\n"
    facts.write_text(facts.read_text("utf-8").replace(mark, mark + third), "utf-8")
    chosen = ("subsidy", "upkeep", "schooling", None)
    children = [
        {"poor": at % 3 != 0, "adopted": at < 64 and at % 2 == 0, "chosen_benefit": chosen[at % 4]} for at in range(150)
    ]
    found = check(load_library(home), *children)["findings"]
    assert found["5", "upkeep", None]["covered_by"] == ["subsidy"]
    assert found["69", "upkeep", None]["covered_by"] == []
