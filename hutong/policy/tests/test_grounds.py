"""Definitions, grounds, exclusions, strength, adoption, repeal: how rules of several texts come together."""

from datetime import date
from pathlib import Path

import pytest

from hutong.policy.tests.small_policies import (
    CITY,
    COUNTY,
    NATIONAL,
    Text,
    decide,
    finding,
    grant,
    load_small,
    monthly,
    value,
    verdict,
)

HERE = {"hukou_place": "431022"}


def define(entry: str, when: str, *more: str, name: str = "needy") -> str:
    return "\n".join(["[[define]]", f'entries = ["{entry}"]', f'name = "{name}"', f'when = "{when}"', *more, ""])


def exclude(entry: str, benefit: str, when: str, *more: str) -> str:
    return "\n".join(["[[exclude]]", f'entries = ["{entry}"]', f'benefit = "{benefit}"', f'when = "{when}"', *more, ""])


ALL = ('reaches = "all"', 'treatment = "A8"')


def test_several_grounds_of_a_benefit_are_joined_by_or(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor") + grant("b", "schooling", "adopted")))
    assert verdict(library, "schooling", {"poor": False, "adopted": True}) == "entitled"
    assert verdict(library, "schooling", {"poor": False}) == "unknown"
    assert verdict(library, "schooling", {"poor": False, "adopted": False}) == "not_entitled"


def test_the_grounds_of_several_documents_are_joined_by_or(tmp_path: Path) -> None:
    library = load_small(
        tmp_path, Text(grant("a", "schooling", "poor")), Text(grant("a", "schooling", "adopted"), CITY)
    )
    found = finding(library, "schooling", {"poor": False, "adopted": True, **HERE})
    assert found.verdict == "entitled"
    assert [(one.document, one.conclusion) for one in found.because] == [(CITY, "entitled"), (NATIONAL, "not_entitled")]


def test_a_local_text_cannot_narrow_a_national_ground(tmp_path: Path) -> None:
    narrower = Text(grant("a", "schooling", "poor AND adopted"), CITY)
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor")), narrower)
    assert verdict(library, "schooling", {"poor": True, "adopted": False, **HERE}) == "entitled"


def test_definitions_of_several_documents_add_up(tmp_path: Path) -> None:
    national = Text(define("a", "poor") + grant("b", "schooling", "needy"))
    library = load_small(tmp_path, national, Text(define("a", "adopted"), CITY))
    assert verdict(library, "schooling", {"poor": False, "adopted": True, **HERE}) == "entitled"
    assert verdict(library, "schooling", {"poor": False, "adopted": True, "hukou_place": "500110"}) == "not_entitled"


def test_a_definition_that_replaces_ends_the_earlier_ones_of_its_place(tmp_path: Path) -> None:
    old = Text(define("a", "poor") + grant("b", "schooling", "needy"))
    new = Text(define("a", "adopted", 'mode = "replaces"'), "000000/new", front={"in_force": "2023-01-01"})
    library = load_small(tmp_path, old, new)
    child = {"poor": True, "adopted": False}
    assert verdict(library, "schooling", child, on=date(2022, 12, 31)) == "entitled"
    assert verdict(library, "schooling", child, on=date(2023, 1, 1)) == "not_entitled"


def test_a_local_definition_that_replaces_leaves_the_national_one(tmp_path: Path) -> None:
    national = Text(define("a", "poor") + grant("b", "schooling", "needy"))
    library = load_small(tmp_path, national, Text(define("a", "adopted", 'mode = "replaces"'), CITY))
    assert verdict(library, "schooling", {"poor": True, "adopted": False, **HERE}) == "entitled"


def test_a_definition_over_a_parent_stands_for_each(tmp_path: Path) -> None:
    rules = define("a", "parent.missing OR parent.in_custody", name="parent.away")
    library = load_small(tmp_path, Text(rules + grant("b", "schooling", "EVERY_PARENT(parent.away)")))
    child = {"father.missing": True, "mother.in_custody": True}
    assert verdict(library, "schooling", child) == "entitled"
    assert (
        verdict(library, "schooling", {**child, "father.missing": False, "father.in_custody": False}) == "not_entitled"
    )


def test_a_proof_goes_through_the_definition_that_held(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(define("a", "poor") + grant("b", "schooling", "needy")))
    (reason,) = finding(library, "schooling", {"poor": True}).because
    assert [(one.name, one.address) for one in reason.through] == [("needy", f"{NATIONAL}#1/a")]
    assert [(fact.name, fact.value) for fact in reason.facts] == [("poor", True)]


def test_an_exclusion_binds_the_grounds_of_its_own_document(tmp_path: Path) -> None:
    library = load_small(
        tmp_path,
        Text(grant("a", "schooling", "poor") + exclude("b", "schooling", "adopted")),
        Text(grant("a", "schooling", "poor"), CITY),
    )
    found = finding(library, "schooling", {"poor": True, "adopted": True, **HERE})
    assert found.verdict == "entitled"
    assert found.excluded_by == (f"{NATIONAL}#1/b",)
    assert verdict(library, "schooling", {"poor": True, "adopted": True, "hukou_place": "500110"}) == "not_entitled"


def test_an_exclusion_that_reaches_all_binds_every_ground(tmp_path: Path) -> None:
    library = load_small(
        tmp_path,
        Text(grant("a", "schooling", "poor") + exclude("b", "schooling", "adopted", *ALL)),
        Text(grant("a", "schooling", "poor"), CITY),
    )
    assert verdict(library, "schooling", {"poor": True, "adopted": True, **HERE}) == "not_entitled"


def test_an_unknown_exclusion_leaves_the_benefit_open_and_is_asked_about(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor") + exclude("b", "schooling", "adopted")))
    found = finding(library, "schooling", {"poor": True})
    assert (found.verdict, found.missing) == ("unknown", ("adopted",))


def test_an_exclusion_does_not_matter_where_no_ground_holds(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor") + exclude("b", "schooling", "adopted")))
    found = finding(library, "schooling", {"poor": False, "adopted": True})
    assert (found.verdict, found.excluded_by) == ("not_entitled", ())


@pytest.mark.parametrize(
    ("strength", "expected"),
    [("must", "entitled"), ("phased", "entitled"), ("encouraged", "not_offered"), ("optional", "not_offered")],
)
def test_what_a_text_merely_encourages_or_allows_is_not_offered(tmp_path: Path, strength: str, expected: str) -> None:
    library = load_small(tmp_path, Text(grant("a", "tutoring", "poor", f'strength = "{strength}"')))
    found = finding(library, "tutoring", {"poor": True})
    assert (found.verdict, found.strength) == (expected, strength)


def test_a_local_text_adopts_what_a_wider_one_encourages(tmp_path: Path) -> None:
    national = Text(grant("a", "tutoring", "poor", 'strength = "encouraged"'))
    adopting = f'[[grant]]\nentries = ["a"]\nbenefit = "tutoring"\nadopts = "{NATIONAL}#1/a"\n'
    library = load_small(tmp_path, national, Text(adopting, CITY))
    assert verdict(library, "tutoring", {"poor": True, **HERE}) == "entitled"
    assert verdict(library, "tutoring", {"poor": True, "hukou_place": "500110"}) == "not_offered"
    assert verdict(library, "tutoring", {"poor": False, **HERE}) == "not_entitled"


def test_a_local_text_may_adopt_under_a_condition_of_its_own(tmp_path: Path) -> None:
    national = Text(grant("a", "tutoring", "poor", 'strength = "encouraged"'))
    adopting = Text(grant("a", "tutoring", "poor AND adopted", f'adopts = "{NATIONAL}#1/a"'), CITY)
    library = load_small(tmp_path, national, adopting)
    assert verdict(library, "tutoring", {"poor": True, "adopted": False, **HERE}) == "not_offered"


def test_a_ground_that_holds_stands_before_one_that_is_open_or_not_offered(tmp_path: Path) -> None:
    encouraged = grant("b", "tutoring", "poor", 'strength = "encouraged"')
    library = load_small(tmp_path, Text(grant("a", "tutoring", "adopted") + encouraged))
    assert verdict(library, "tutoring", {"poor": True, "adopted": True}) == "entitled"
    assert verdict(library, "tutoring", {"poor": True}) == "unknown"
    assert verdict(library, "tutoring", {"poor": True, "adopted": False}) == "not_offered"


def test_a_repealed_clause_ends_on_its_day(tmp_path: Path) -> None:
    repeal = '[[repeal]]\nentries = ["b"]\nclause = "000000/old#1/a"\non = 2023-01-01\n'
    old = Text(grant("a", "schooling", "poor") + grant("b", "schooling", "adopted"), "000000/old")
    library = load_small(tmp_path, old, Text(repeal))
    child = {"poor": True, "adopted": False}
    assert verdict(library, "schooling", child, on=date(2022, 12, 31)) == "entitled"
    assert verdict(library, "schooling", child, on=date(2023, 1, 1)) == "not_entitled"


@pytest.mark.parametrize("kind", ["grant", "define", "exclude"])
def test_a_whole_clause_can_be_repealed(tmp_path: Path, kind: str) -> None:
    ended = {
        "grant": grant("a", "schooling", "poor"),
        "define": define("a", "poor"),
        "exclude": exclude("a", "schooling", "poor", *ALL),
    }[kind]
    repeal = '[[repeal]]\nentries = ["z"]\nclause = "000000/old#1"\non = 2023-01-01\n'
    kept = define("b", "adopted") + grant("c", "schooling", "needy")
    library = load_small(tmp_path, Text(ended, "000000/old"), Text(repeal + kept))
    child = {"poor": True, "adopted": kind == "exclude"}
    before = verdict(library, "schooling", child, on=date(2022, 12, 31))
    after = verdict(library, "schooling", child, on=date(2023, 1, 1))
    assert (before, after) == (("not_entitled", "entitled") if kind == "exclude" else ("entitled", "not_entitled"))


def test_a_city_may_repeal_a_clause_of_its_county(tmp_path: Path) -> None:
    repeal = f'[[repeal]]\nentries = ["b"]\nclause = "{COUNTY}#1"\non = 2023-01-01\n'
    library = load_small(tmp_path, Text(repeal, CITY), Text(grant("a", "schooling", "poor"), COUNTY))
    assert decide(library, {"poor": True, **HERE}).findings == ()


@pytest.mark.parametrize(("age", "expected"), [("2006-06-02", "entitled"), ("2006-06-01", "not_entitled")])
def test_a_frame_gates_every_grant_of_its_document(tmp_path: Path, age: str, expected: str) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor"), front={"frame": '"age < 18"'}))
    assert verdict(library, "schooling", {"poor": True, "birth_date": age}) == expected


@pytest.mark.parametrize(
    "rule",
    [
        grant("a", "schooling", "poor", "framed = false"),
        grant("a", "schooling", "poor", 'tie = "event"'),
        grant("a", "rescue", "poor"),
    ],
)
def test_a_frame_never_gates_emergencies_nor_what_says_so(tmp_path: Path, rule: str) -> None:
    library = load_small(tmp_path, Text(rule, front={"frame": '"age < 18"'}))
    (found,) = decide(library, {"poor": True, "birth_date": "1990-01-01"}).findings
    assert found.verdict == "entitled"


def test_an_unknown_frame_is_asked_for(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor"), front={"frame": '"age < 18"'}))
    assert finding(library, "schooling", {"poor": True}).missing == ("birth_date",)


def test_our_own_conclusion_can_be_a_condition(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor") + grant("b", "tutoring", "ENTITLED('schooling') AND NOT adopted")
    library = load_small(tmp_path, Text(rules))
    assert verdict(library, "tutoring", {"poor": True, "adopted": False}) == "entitled"
    assert verdict(library, "tutoring", {"poor": False}) == "not_entitled"


def test_an_open_conclusion_leaves_what_rests_on_it_open_for_the_same_reasons(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor AND adopted") + grant("b", "tutoring", "ENTITLED('schooling')")
    library = load_small(tmp_path, Text(rules))
    found = finding(library, "tutoring", {"poor": True})
    assert (found.verdict, found.missing) == ("unknown", ("adopted",))


def test_a_conclusion_of_another_document_and_place_counts(tmp_path: Path) -> None:
    city = Text(grant("a", "tutoring", "ENTITLED('schooling')"), CITY)
    library = load_small(tmp_path, Text(grant("a", "schooling", "poor", 'tie = "residence"')), city)
    child = {"poor": True, "hukou_place": "431022", "residence_place": "500110"}
    assert verdict(library, "tutoring", child) == "entitled"


def test_what_is_not_offered_is_not_owed_to_what_rests_on_it(tmp_path: Path) -> None:
    rules = grant("a", "tutoring", "poor", 'strength = "optional"') + grant("b", "schooling", "ENTITLED('tutoring')")
    library = load_small(tmp_path, Text(rules))
    assert verdict(library, "schooling", {"poor": True}) == "not_entitled"


def test_a_chain_of_conclusions_is_followed_to_its_end(tmp_path: Path) -> None:
    rules = (
        grant("a", "schooling", "poor")
        + grant("b", "tutoring", "ENTITLED('schooling')")
        + grant("c", "rescue", "NOT ENTITLED('tutoring')")
        + grant("d", "upkeep", "ENTITLED('rescue') OR adopted", monthly("VALUE('x')"))
    )
    library = load_small(tmp_path, Text(rules, values=value("x", "100")))
    assert verdict(library, "upkeep", {"poor": True, "adopted": False}) == "not_entitled"
    assert verdict(library, "upkeep", {"poor": False}) == "entitled"
    assert finding(library, "upkeep", {"adopted": False}).missing == ("poor",)


def test_a_benefit_that_no_document_grants_is_not_owed_to_what_rests_on_it(tmp_path: Path) -> None:
    library = load_small(tmp_path, Text(grant("a", "schooling", "ENTITLED('tutoring')")))
    assert verdict(library, "schooling", {}) == "not_entitled"


def test_the_bodies_of_the_grounds_that_decide_lead(tmp_path: Path) -> None:
    rules = grant("a", "schooling", "poor", 'lead = ["school@school"]')
    rules += grant("b", "schooling", "adopted", 'lead = ["civil_affairs@county"]')
    library = load_small(tmp_path, Text(rules))
    assert finding(library, "schooling", {"poor": True, "adopted": False}).lead == ("school@school",)


def test_a_duty_arises_when_its_event_has_happened(tmp_path: Path) -> None:
    duty = (
        '[[duty]]\nentries = ["a"]\nafter = "report_received"\nwhen = "poor"\nwho = ["school@school"]\n'
        'must = "visit"\nmust_zh = "探访"\n'
    )
    library = load_small(tmp_path, Text(duty))
    happened = {"poor": True, "events": ["report_received"]}
    assert [one.obligation.rule.address for one in decide(library, happened).duties] == [f"{NATIONAL}#1/a"]
    assert decide(library, {"poor": True}).duties == ()
    assert decide(library, {**happened, "poor": False}).duties == ()


def test_a_category_names_the_clause_that_puts_the_child_in_it(tmp_path: Path) -> None:
    shown = ("category = true", 'zh = "困难儿童"', 'en = "needy child"')
    library = load_small(tmp_path, Text(define("a", "poor", *shown)), Text(define("b", "adopted"), CITY))
    (category,) = decide(library, {"poor": False, "adopted": True, **HERE}).categories
    assert (category.name, category.zh, category.truth, category.clauses) == (
        "needy", "困难儿童", True, (f"{CITY}#1/b",),
    )  # fmt: skip
