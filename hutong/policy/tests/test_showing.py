"""What stands at a place on a day."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from hutong.lib.text_layout import cell_width
from hutong.policy.errors import BenefitUnknown
from hutong.policy.library import Library, load_library
from hutong.policy.showing import show
from hutong.policy.showing_text import WIDTH, tell_place
from hutong.policy.shown import BenefitShown, PlaceShown
from hutong.policy.standpoints import Standpoint
from hutong.policy.tests.sample_city import ADDRESS, load_with_city

CHENZHOU, CITY = "431000", "990100"


@cache
def bundled() -> Library:
    return load_library()


def shown(library: Library, place: str, on: str, benefit: str = "") -> PlaceShown:
    return show(library, Standpoint(place, date.fromisoformat(on)), benefit=benefit)


def only(view: PlaceShown) -> BenefitShown:
    assert len(view.benefits) == 1
    return view.benefits[0]


def test_the_documents_of_the_place_and_of_the_nation_are_shown() -> None:
    addresses = [one.address for one in shown(bundled(), CHENZHOU, "2018-06-01").documents]
    assert {"000000/gf2016-36", "431000/cz2017-3"} <= set(addresses)
    assert "500110/qj2017-91" not in addresses


def test_a_text_not_yet_in_force_is_not_shown() -> None:
    assert "431000/cz2017-3" not in [one.address for one in shown(bundled(), CHENZHOU, "2017-03-26").documents]


def test_guidance_is_shown_beside_and_never_among_what_computes() -> None:
    view = shown(bundled(), CHENZHOU, "2025-07-01")
    assert "000000/article2025" in [one.address for one in view.read_beside]
    assert {one.standing for one in view.documents} == {"law"}


def test_a_local_value_stands_in_the_national_blank(tmp_path: Path) -> None:
    view = shown(load_with_city(tmp_path), CITY, "2025-08-01", "de_facto_living")
    values = [value for ground in only(view).grounds for term in ground.amounts for value in term.values]
    filled = next(value for value in values if value.asked == "000000/mf2019-62:de_facto_monthly")
    assert (filled.address, filled.amount, filled.state) == (f"{ADDRESS}:allowance", "1200", "floor")
    assert filled.is_filled


def test_a_blank_that_nobody_fills_is_said_to_be_not_set_here() -> None:
    view = shown(bundled(), CITY, "2025-08-01", "de_facto_living")
    text = tell_place(view, bundled())
    assert "应给，此地未定数额" in text
    assert "owed, not set here" in tell_place(view, bundled(), lang="en")


def test_a_county_has_the_values_of_its_city(tmp_path: Path) -> None:
    text = tell_place(
        shown(load_with_city(tmp_path), "990102", "2025-08-01", "de_facto_living"), bundled_with(tmp_path)
    )
    assert "不低于 1200 元/月" in text


def bundled_with(folder: Path) -> Library:
    return load_library(also=[folder])


def test_an_encouraged_ground_is_not_offered_until_a_local_text_adopts_it(tmp_path: Path) -> None:
    without = only(shown(bundled(), CITY, "2025-08-01", "offsite_application"))
    assert [one.offered for one in without.grounds] == [False] * len(without.grounds)
    library = load_with_city(tmp_path)
    view = shown(library, CITY, "2025-08-01", "offsite_application")
    adopted = next(one for one in only(view).grounds if one.clause == "000000/gbf2025#2.2/d")
    assert adopted.adopted_by == (f"{ADDRESS}#1/c",)
    assert f"已由 {ADDRESS}#1/c 采纳" in tell_place(view, library)
    other = next(one for one in only(view).grounds if one.clause == "000000/gbf2025#2.2/e")
    assert not other.offered and not other.adopted_by


def test_the_lead_body_has_the_name_of_the_day() -> None:
    for on, name in (("2018-05-30", "人力资源社会保障部门"), ("2018-05-31", "医疗保障部门")):
        ground = only(shown(bundled(), CHENZHOU, on, "basic_insurance_preference")).grounds[0]
        assert [body.zh for body in ground.lead] == [name]


def test_a_body_that_the_text_does_not_name_is_marked() -> None:
    view = shown(bundled(), CHENZHOU, "2018-06-01", "orphan_protection")
    local = next(one for one in only(view).grounds if one.clause.startswith("431000"))
    assert [body.stated for body in local.lead] == [False]
    assert "（文中未写，推定）" in tell_place(view, bundled())


def test_an_exclusion_is_shown_at_the_grounds_that_it_reaches(tmp_path: Path) -> None:
    grounds = only(shown(load_with_city(tmp_path), CITY, "2025-08-01", "education_aid")).grounds
    reached = {one.clause.split("#")[0]: [held.clause for held in one.exclusions] for one in grounds}
    assert reached[ADDRESS] == [f"{ADDRESS}#1/b"]
    assert reached["000000/mf2019-62"] == []


def test_a_choice_and_a_procedure_stand_at_their_benefit(tmp_path: Path) -> None:
    benefit = only(shown(load_with_city(tmp_path), CITY, "2025-08-01", "education_aid"))
    assert f"{ADDRESS}#1/d" in [one.clause for one in benefit.choices]
    procedure = next(one for one in benefit.procedures if one.clause == f"{ADDRESS}#1/e")
    assert (procedure.steps[0].working_days, procedure.notice_days) == (10, 0)


def test_never_published_is_said_in_words(tmp_path: Path) -> None:
    library = load_with_city(tmp_path)
    assert "不公示" in tell_place(shown(library, CITY, "2025-08-01", "education_aid"), library)


def test_a_benefit_is_found_by_its_name_too() -> None:
    assert only(shown(bundled(), CHENZHOU, "2018-06-01", "孤儿基本生活保障")).slug == "orphan_protection"


def test_a_benefit_that_does_not_exist_is_refused_with_its_neighbours() -> None:
    with pytest.raises(BenefitUnknown, match="orphan_protection"):
        shown(bundled(), CHENZHOU, "2018-06-01", "orphan")


def test_what_is_defined_of_a_parent_is_shown_once() -> None:
    names = [one.name for one in shown(bundled(), CITY, "2025-08-01", "de_facto_living").definitions]
    assert "parent.in_listed_situation" in names
    assert not [name for name in names if name.startswith(("father.", "mother."))]
    assert len(names) == len(set(names))


def test_a_definition_is_shown_with_those_that_it_uses() -> None:
    view = shown(bundled(), CITY, "2025-08-01", "de_facto_living")
    known = {one.name for one in view.definitions}
    assert all(name in known for one in view.definitions for name in one.names)


def test_where_nothing_is_in_force_the_text_says_so() -> None:
    view = shown(bundled(), CITY, "2009-01-01")
    assert not view.documents and not view.benefits
    assert "没有任何文件在执行" in tell_place(view, bundled())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", ["431000", "500110"])
def test_the_whole_of_a_place_fits_a_hundred_columns(lang: str, place: str) -> None:
    view = shown(bundled(), place, "2025-07-01")
    wide = [line for line in tell_place(view, bundled(), lang=lang).splitlines() if cell_width(line) > WIDTH]
    assert wide == []


def test_a_text_without_a_word_on_its_validity_is_marked_and_explained() -> None:
    text = tell_place(shown(bundled(), CHENZHOU, "2018-06-01", "dibao"), bundled())
    assert "待确认" in text and "请向制定机关核实" in text


def test_the_view_is_plain_json() -> None:
    plain = shown(bundled(), CHENZHOU, "2018-06-01", "orphan_protection").as_json()
    again = json.loads(json.dumps(plain, ensure_ascii=False))
    assert (again["format"], again["place"], again["on"]) == (1, CHENZHOU, "2018-06-01")
    assert again["benefits"][0]["grounds"][0]["clause"]
