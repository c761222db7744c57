"""What is asked next: the place first, then what settles most; nothing that is known or cannot change anything."""

from pathlib import Path

from hutong.policy.tests.small_policies import CITY, Text, decide, grant, load_small, monthly, value


def asked(library_folder: Path, given: dict[str, object], *texts: Text) -> list[str]:
    return [question.fact for question in decide(load_small(library_folder, *texts), given).ask_next]


def test_what_settles_most_is_asked_first(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "adopted") + grant("b", "tutoring", "poor") + grant("c", "rescue", "poor")
    assert asked(tmp_path, {}, Text(rules)) == ["poor", "adopted"]


def test_what_is_nearest_to_an_answer_is_asked_first(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "destitute AND adopted") + grant("b", "tutoring", "poor")
    assert asked(tmp_path, {}, Text(rules))[0] == "poor"


def test_the_place_is_asked_before_all(tmp_path: Path) -> None:
    rules = "".join(grant(benefit[0], benefit, "poor") for benefit in ("schooling", "tutoring", "rescue"))
    assert asked(tmp_path, {}, Text(rules), Text(grant("a", "tutoring", "adopted"), CITY))[0] == "hukou_place"


def test_no_place_is_asked_where_no_local_text_could_give_anything(tmp_path: Path) -> None:
    local = Text(grant("a", "tutoring", "adopted"), CITY)
    assert asked(tmp_path, {"adopted": False, "poor": True}, Text(grant("a", "schooling", "poor")), local) == []


def test_where_something_happened_is_asked_once_it_is_known_that_it_did(tmp_path: Path) -> None:
    local = Text(grant("a", "rescue", "father.missing", 'tie = "event"'), CITY)
    national = Text(grant("a", "schooling", "poor"))
    given = {"poor": True, "hukou_place": "110101", "residence_place": "110101"}
    assert asked(tmp_path / "a", given, national, local) == ["father.missing"]
    assert asked(tmp_path / "b", {**given, "father.missing": True}, national, local) == ["event_place"]


def test_a_birth_date_is_asked_in_place_of_an_age(tmp_path: Path) -> None:
    assert asked(tmp_path, {}, Text(grant("a", "schooling", "age < 16"))) == ["birth_date"]


def test_a_birth_year_too_coarse_is_asked_again_and_one_fine_enough_is_not(tmp_path: Path) -> None:
    text = Text(grant("a", "schooling", "age < 16"))
    assert asked(tmp_path / "a", {"birth_date": "2008"}, text) == ["birth_date"]
    assert asked(tmp_path / "b", {"birth_date": "2010"}, text) == []


def test_a_term_is_asked_only_once_its_fact_is_known(tmp_path: Path) -> None:
    text = Text(grant("a", "schooling", "ANY_PARENT(parent.custody_months >= 6)"))
    given: dict[str, object] = {"mother.custody_months": 1}
    assert asked(tmp_path / "a", given, text) == ["father.in_custody"]
    assert asked(tmp_path / "b", {**given, "father.in_custody": True}, text) == ["father.custody_months"]


def test_what_a_known_fact_implies_is_not_asked(tmp_path: Path) -> None:
    text = Text(grant("a", "schooling", "father.missing OR poor"))
    assert asked(tmp_path, {"father.dead": True}, text) == ["poor"]


def test_what_cannot_change_anything_is_not_asked(tmp_path: Path) -> None:
    text = Text(grant("a", "schooling", "poor OR adopted") + grant("b", "tutoring", "poor AND adopted"))
    assert asked(tmp_path / "a", {"poor": True}, Text(grant("a", "schooling", "poor OR adopted"))) == []
    assert asked(tmp_path / "b", {"poor": False}, text) == ["adopted"]


def test_what_could_raise_an_amount_is_asked(tmp_path: Path) -> None:
    rules = grant("a", "upkeep", "poor", monthly("VALUE('x')")) + grant("b", "upkeep", "adopted", monthly("VALUE('y')"))
    text = Text(rules, values=value("x", "600") + value("y", "700"))
    assert asked(tmp_path, {"poor": True}, text) == ["adopted"]


def test_a_question_says_whom_to_ask_what_and_for_which_benefits(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "school_stage = 'primary'")))
    (question,) = decide(library, {}).ask_next
    told = question.as_json(library.vocabulary.facts, "en")
    assert (told["fact"], told["type"], told["benefits"]) == ("school_stage", "enum", ["schooling"])
    assert told["values"] == {"primary": "primary", "junior": "junior", "senior": "senior"}


def test_a_child_of_whom_all_is_known_is_asked_nothing(tmp_path: Path) -> None:
    assert asked(tmp_path, {"poor": True}, Text(grant("a", "schooling", "poor"))) == []
