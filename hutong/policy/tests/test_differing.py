"""What differs between two places or two days."""

from functools import cache
from pathlib import Path

from hutong.lib.text_layout import cell_width
from hutong.policy.differing import BenefitDifference, Difference, differ
from hutong.policy.differing_text import tell_difference
from hutong.policy.library import Library, load_library
from hutong.policy.showing_text import WIDTH
from hutong.policy.standpoints import read_standpoint
from hutong.policy.tests.sample_city import ADDRESS, VALUES, load_with_city


@cache
def bundled() -> Library:
    return load_library()


def between(library: Library, before: str, after: str) -> Difference:
    return differ(library, *(read_standpoint(text, library=library) for text in (before, after)))


def of(difference: Difference, slug: str) -> BenefitDifference:
    return next(one for one in difference.benefits if one.slug == slug)


def test_nothing_differs_between_a_standpoint_and_itself() -> None:
    difference = between(bundled(), "431000@2018-06-01", "431000@2018-06-01")
    assert not difference.benefits and not difference.values_changed and not difference.documents_gone
    assert "没有差别" in tell_difference(difference, bundled())


def test_a_new_text_brings_its_grounds_and_values(tmp_path: Path) -> None:
    difference = between(load_with_city(tmp_path), "990100@2025-06-30", "990100@2025-07-01")
    assert [one.address for one in difference.documents_added] == [ADDRESS]
    aid = of(difference, "education_aid")
    assert [one.clause for one in aid.added] == [f"{ADDRESS}#1/a"] and not aid.gone
    assert [one.clause for one in aid.procedures_added] == [f"{ADDRESS}#1/e"]
    assert f"{ADDRESS}:aid" in [one.asked for one in difference.values_added]


def test_a_filled_blank_is_a_changed_value_and_a_changed_amount(tmp_path: Path) -> None:
    difference = between(load_with_city(tmp_path), "990100@2025-06-30", "990100@2025-07-01")
    change = next(one for one in difference.values_changed if one.before.asked == "000000/mf2019-62:de_facto_monthly")
    assert (change.before.state, change.after.state, change.after.amount) == ("unset", "floor", "1200")
    assert "amount" in of(difference, "de_facto_living").changed[0].aspects


def test_a_figure_that_rises_is_shown_on_both_sides(tmp_path: Path) -> None:
    old = VALUES.replace(
        'amount = "2000"\nfrom = 2025-07-01', 'amount = "2000"\nfrom = 2025-07-01\nthrough = 2025-12-31'
    )
    new = VALUES.split("[[value]]")[1].replace("2000", "2500").replace("2025-07-01", "2026-01-01")
    library = load_with_city(tmp_path, values=f"{old}\n[[value]]{new}")
    difference = between(library, "990100@2025-12-31", "990100@2026-01-01")
    text = tell_difference(difference, library)
    assert "− 每年：2000 元/年" in text and "+ 每年：2500 元/年" in text


def test_two_places_are_compared_ground_by_ground() -> None:
    difference = between(bundled(), "431000@2018-03-01", "500110@2018-03-01")
    orphans = of(difference, "orphan_protection")
    assert all(one.clause.startswith("431000") for one in orphans.gone)
    assert all(one.clause.startswith("500110") for one in orphans.added)
    assert orphans.gone and orphans.added


def test_a_ground_that_asks_the_same_elsewhere_is_a_pair_and_not_two() -> None:
    difference = between(bundled(), "431000@2018-03-01", "500110@2018-03-01")
    for benefit in difference.benefits:
        gone = {one.condition for one in benefit.gone}
        assert not gone & {one.condition for one in benefit.added}


def test_the_reform_of_2018_shows_as_another_lead_body() -> None:
    difference = between(bundled(), "431000@2018-05-30", "431000@2018-05-31")
    changed = of(difference, "basic_insurance_preference").changed
    assert changed and all(one.aspects == ("lead",) for one in changed)
    assert "医疗保障部门" in tell_difference(difference, bundled())


def test_a_repealed_clause_is_gone_from_its_day(tmp_path: Path) -> None:
    repeal = '[[repeal]]\nentries = ["a"]\nclause = "000000/mf2019-62#3.3/a"\non = 2025-09-01\n'
    nation = {"place": '"000000"', "place_name": '"全国"', "address": "000000/zz2025"}
    library = load_with_city(tmp_path, rules=repeal, values="", **nation)
    difference = between(library, "990100@2025-08-31", "990100@2025-09-01")
    assert [one.clause for one in of(difference, "education_aid").gone] == ["000000/mf2019-62#3.3/a"]


def test_the_comparison_of_two_cities_fits_a_hundred_columns_in_both_languages() -> None:
    difference = between(bundled(), "431000@2018-03-01", "500110@2018-03-01")
    for lang in ("zh", "en"):
        lines = tell_difference(difference, bundled(), lang=lang).splitlines()
        assert [line for line in lines if cell_width(line) > WIDTH] == []


def test_the_difference_is_plain_json() -> None:
    plain = between(bundled(), "431000@2018-05-30", "431000@2018-05-31").as_json()
    assert (plain["format"], plain["before"]) == (1, "431000@2018-05-30")
    assert plain["benefits"][0]["changed"][0]["aspects"] == ["lead"]
