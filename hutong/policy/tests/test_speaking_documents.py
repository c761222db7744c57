"""Which documents speak of a child: by place, tie, day and standing; and what a few of them alone would say."""

from datetime import date
from pathlib import Path

import pytest

from hutong.policy.errors import DocumentUnknown, PolicyFolderMissing, PolicyUnusable
from hutong.policy.library import load_library
from hutong.policy.tests.small_policies import (
    CITY,
    COUNTY,
    NATIONAL,
    ON,
    Text,
    decide,
    finding,
    grant,
    load_small,
    verdict,
    write_folder,
)

POOR = grant("a", "schooling", "poor")


def test_a_national_text_speaks_everywhere(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR))
    for place in ("110101", "431022", "431022100000"):
        assert verdict(library, "schooling", {"poor": True, "hukou_place": place}) == "entitled"


@pytest.mark.parametrize(
    ("place", "expected"), [("431000", "entitled"), ("431022", "entitled"), ("430000", None), ("500110", None)]
)
def test_a_local_text_speaks_in_its_place_and_below(tmp_path: Path, place: str, expected: str | None) -> None:
    library = load_small(tmp_path, Text(POOR, CITY))
    findings = decide(library, {"poor": True, "hukou_place": place}).findings
    assert [one.verdict for one in findings] == ([expected] if expected else [])


@pytest.mark.parametrize("tie", ["hukou", "residence", "event"])
def test_a_ground_is_tied_to_one_of_three_places(tmp_path: Path, tie: str) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor", f'tie = "{tie}"'), CITY))
    places = {"hukou_place": "110101", "residence_place": "110101", "event_place": "110101"}
    assert decide(library, {"poor": True, **places}).findings == ()
    assert finding(library, "schooling", {"poor": True, **places, f"{tie}_place": "431022"}).place == "431022"


def test_a_document_ties_its_grants_where_they_do_not_say(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR, CITY, front={"tie": '"residence"'}))
    child = {"poor": True, "hukou_place": "110101", "residence_place": "431000"}
    assert finding(library, "schooling", child).place == "431000"


def test_a_benefit_at_two_places_is_found_at_each(tmp_path: Path) -> None:
    rules = POOR + grant("b", "schooling", "adopted", 'tie = "residence"')
    library = load_small(tmp_path, Text(rules))
    child = {"poor": True, "adopted": False, "hukou_place": "431022", "residence_place": "500110"}
    found = {one.place: one.verdict for one in decide(library, child).findings}
    assert found == {"431022": "entitled", "500110": "not_entitled"}


def test_where_the_place_is_unknown_national_texts_compute(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(grant("a", "tutoring", "poor"), CITY))
    assert verdict(library, "schooling", {"poor": True}) == "entitled"


def test_where_the_place_is_unknown_what_only_local_texts_give_waits_for_it(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(grant("a", "tutoring", "poor AND adopted"), CITY))
    found = finding(library, "tutoring", {"poor": True})
    assert (found.verdict, found.place, found.missing) == ("unknown", None, ("hukou_place",))


def test_what_a_local_text_would_refuse_anyway_does_not_wait_for_the_place(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(grant("a", "tutoring", "poor"), CITY))
    assert verdict(library, "tutoring", {"poor": False}) == "not_entitled"


def test_what_a_local_definition_could_add_waits_for_the_place(tmp_path: Path) -> None:
    national = '[[define]]\nentries = ["a"]\nname = "needy"\nwhen = "poor"\n' + grant("b", "schooling", "needy")
    local = '[[define]]\nentries = ["a"]\nname = "needy"\nwhen = "adopted"\n'
    library = load_small(tmp_path, Text(national), Text(local, CITY))
    assert verdict(library, "schooling", {"poor": False, "adopted": True}) == "unknown"


def test_a_child_of_another_place_is_not_owed_what_a_local_text_gives(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(grant("a", "tutoring", "poor"), CITY))
    assert [one.benefit for one in decide(library, {"poor": True, "hukou_place": "500110"}).findings] == ["schooling"]


@pytest.mark.parametrize("standing", ["draft", "guidance"])
def test_drafts_and_guidance_never_compute(tmp_path: Path, standing: str) -> None:
    library = load_small(tmp_path, Text(POOR, front={"standing": f'"{standing}"'}))
    assert decide(library, {"poor": True}).findings == ()


def test_a_draft_defines_nothing(tmp_path: Path) -> None:
    definition = '[[define]]\nentries = ["a"]\nname = "needy"\nwhen = "poor"\n'
    draft = Text(definition, "000000/draft", front={"standing": '"draft"'})
    library = load_small(tmp_path, Text(grant("a", "schooling", "needy")), draft)
    assert verdict(library, "schooling", {"poor": True}) == "unknown"


@pytest.mark.parametrize(
    ("on", "speaks"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2023, 12, 31), True),
        (date(2024, 1, 1), False),
    ],
)
def test_a_text_computes_from_its_first_day_to_the_day_before_it_ends(tmp_path: Path, on: date, speaks: bool) -> None:
    library = load_small(tmp_path, Text(POOR, front={"in_force": "2021-01-01", "ended": "2024-01-01"}))
    assert bool(decide(library, {"poor": True}, on=on).findings) is speaks


def test_an_ended_text_still_computes_for_its_days(tmp_path: Path) -> None:
    old = Text(grant("a", "schooling", "poor"), "000000/old", front={"ended": "2023-01-01"})
    new = Text(grant("a", "schooling", "destitute"), front={"in_force": "2023-01-01"})
    library = load_small(tmp_path, old, new)
    child = {"poor": True, "destitute": False}
    assert verdict(library, "schooling", child, on=date(2022, 12, 31)) == "entitled"
    assert verdict(library, "schooling", child, on=date(2023, 1, 1)) == "not_entitled"


def test_the_documents_that_speak_are_named(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(POOR, CITY), Text(POOR, "500110/other"))
    assert decide(library, {"hukou_place": "431022"}).documents == (NATIONAL, CITY)


def test_a_county_speaks_beside_its_city_and_the_nation(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(POOR, CITY), Text(POOR, COUNTY))
    clauses = [
        reason.document for reason in finding(library, "schooling", {"poor": True, "hukou_place": "431022"}).because
    ]
    assert clauses == [NATIONAL, CITY, COUNTY]


def test_one_document_alone_can_be_asked(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR), Text(grant("a", "tutoring", "poor"), CITY))
    child = {"poor": True, "hukou_place": "431022"}
    assert [one.benefit for one in decide(library, child, givers=frozenset({CITY})).findings] == ["tutoring"]


def test_a_document_asked_alone_uses_the_definitions_and_values_of_the_others(tmp_path: Path) -> None:
    national = Text('[[define]]\nentries = ["a"]\nname = "needy"\nwhen = "poor"\n')
    library = load_small(tmp_path, national, Text(grant("a", "tutoring", "needy"), CITY))
    child = {"poor": True, "hukou_place": "431022"}
    assert verdict(library, "tutoring", child, givers=frozenset({CITY})) == "entitled"


def test_the_exclusions_of_documents_that_are_not_asked_do_not_count(tmp_path: Path) -> None:
    exclude = '[[exclude]]\nentries = ["b"]\nbenefit = "schooling"\nwhen = "poor"\nreaches = "all"\ntreatment = "A8"\n'
    library = load_small(tmp_path, Text(POOR), Text(exclude, "000000/strict"))
    assert verdict(library, "schooling", {"poor": True}) == "not_entitled"
    assert verdict(library, "schooling", {"poor": True}, givers=frozenset({NATIONAL})) == "entitled"


def test_a_further_folder_adds_its_documents(tmp_path: Path) -> None:
    main = write_folder(tmp_path / "main", Text(POOR))
    Text(grant("a", "tutoring", "poor"), CITY).write(tmp_path / "further")
    library = load_library(main, also=[tmp_path / "further"])
    assert verdict(library, "tutoring", {"poor": True, "hukou_place": "431000"}) == "entitled"


def test_a_folder_without_documents_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PolicyFolderMissing, match="holds no policy documents"):
        load_library(tmp_path)


def test_a_library_with_a_fault_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(PolicyUnusable, match="'por' is neither a fact") as refusal:
        load_small(tmp_path, Text(grant("a", "schooling", "por")))
    assert [fault.line for fault in refusal.value.faults] == [20]


def test_an_address_that_is_none_is_refused_with_those_there_are(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(POOR))
    assert library.document(NATIONAL).title("zh") == "试行办法"
    with pytest.raises(DocumentUnknown, match=NATIONAL):
        library.document("000000/other")


def test_the_tree_of_places_can_be_handed_in(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, Text(POOR, "990100/village"))
    library = load_library(folder, ancestors=lambda place: (place, "990100", "000000"))
    assert verdict(library, "schooling", {"poor": True, "hukou_place": "123456"}, on=ON) == "entitled"
