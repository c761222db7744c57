from collections.abc import Mapping
from datetime import date

import pytest

from hutong.ledgers.gaps import CONTINUATIONS, list_gaps
from hutong.policy.determining import determine
from hutong.policy.library import Library, load_library

ORPHAN = {"hukou_place": "431022", "residence_place": "431022", "birth_date": "2015-03-04", "orphan_recognised": True}
NO_ORPHAN = ORPHAN | {"orphan_recognised": False, "statutory_supporter_exists": True}

AT_SCHOOL = ORPHAN | {
    "birth_date": "2006-03-04",
    "orphan_at_adulthood": True,
    "enrolled": True,
    "studying_full_time": True,
    "school_stage": "senior_regular",
}
OWED = ("adult_orphan_continuation", "owed_not_received")
ADULT_GAPS = {OWED, ("orphan_protection", "received_not_owed")}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def list_gaps_of(library: Library, facts: Mapping[str, object]) -> dict[str, str]:
    determination = determine(facts, library=library, on=date(2025, 6, 1))
    return {finding.benefit: gap for finding, gap in list_gaps(determination)}


def test_an_orphan_who_is_paid_nothing_is_owed_and_does_not_receive(library: Library) -> None:
    gaps = list_gaps_of(library, ORPHAN | {"receives.orphan_protection": False})
    assert gaps["orphan_protection"] == "owed_not_received"


def test_an_orphan_who_is_paid_has_no_gap(library: Library) -> None:
    assert list_gaps_of(library, ORPHAN | {"receives.orphan_protection": True}) == {}


def test_where_nobody_knows_what_is_paid_there_is_no_gap(library: Library) -> None:
    assert "orphan_protection" not in list_gaps_of(library, ORPHAN)


def test_a_child_who_is_no_orphan_and_is_paid_receives_what_is_not_owed(library: Library) -> None:
    gaps = list_gaps_of(library, NO_ORPHAN | {"receives.orphan_protection": True})
    assert gaps["orphan_protection"] == "received_not_owed"


@pytest.mark.parametrize("paid", ["orphan_protection", "adult_orphan_continuation"])
def test_a_grown_up_orphan_at_school_who_is_still_paid_has_no_gap(library: Library, paid: str) -> None:
    unpaid = {"receives.orphan_protection": False, "receives.adult_orphan_continuation": False}
    assert ADULT_GAPS.isdisjoint(list_gaps_of(library, AT_SCHOOL | unpaid | {f"receives.{paid}": True}).items())


def test_a_grown_up_orphan_at_school_who_is_paid_under_no_name_is_owed(library: Library) -> None:
    unpaid = {"receives.orphan_protection": False, "receives.adult_orphan_continuation": False}
    assert ADULT_GAPS & list_gaps_of(library, AT_SCHOOL | unpaid).items() == {OWED}


def test_a_grown_up_orphan_who_left_school_and_is_paid_receives_what_is_not_owed(library: Library) -> None:
    left = AT_SCHOOL | {"enrolled": False, "studying_full_time": False, "receives.orphan_protection": True}
    assert ADULT_GAPS & list_gaps_of(library, left).items() == {("orphan_protection", "received_not_owed")}


def test_a_clause_grants_what_goes_on_under_another_name(library: Library) -> None:
    for one in CONTINUATIONS:
        clauses = {
            reason.clause
            for finding in determine(AT_SCHOOL, library=library, on=date(2025, 6, 1)).findings
            for reason in finding.because
            if finding.benefit == one.after
        }
        assert one.clause in clauses


def test_money_that_may_be_owed_is_no_gap(library: Library) -> None:
    unknown = {name: value for name, value in NO_ORPHAN.items() if name != "orphan_recognised"}
    assert "orphan_protection" not in list_gaps_of(library, unknown | {"receives.orphan_protection": True})
