"""Choices and fees that random rules hardly ever bring together, beside what the explanation says."""

from pathlib import Path

from hutong.policy.tests.small_policies import CITY, NATIONAL, Text, grant, load_small, monthly, value
from hutong.screening.tests.comparing import check

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
