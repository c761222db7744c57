"""Facts with their days and sources: what was true on a day, and what was known at an instant."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hutong.children.actions import correct_fact, prefer_fact, record_fact, withdraw_fact
from hutong.children.errors import (
    AlreadyCorrected,
    BodyKindUnknown,
    FactDerived,
    FactUnknown,
    NothingToPrefer,
    SpanRefused,
    ValueRefused,
)
from hutong.children.fact_values import get_fact, value_of
from hutong.children.models import Change, Child, RecordedFact
from hutong.children.queries import differing, facts_on, list_history, with_assigned
from hutong.children.tests.making import COUNTY, NOW, OTHER_VILLAGE, TODAY, acting, make_child
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
POLICE, COURT = "police", "court"


@pytest.fixture
def child() -> Any:
    with acting_as(EVERYTHING):
        yield make_child()


def record(child: Child, value: Any, name: str = "father.imprisoned", at: datetime = NOW, **given: Any) -> RecordedFact:
    return record_fact(child=child, name=name, value=value, by=None, at=at, **given)


def values(child: Child, *, on: date = TODAY, known_at: datetime | None = None) -> list[str]:
    return [fact.value for fact in facts_on(child, on=on, known_at=known_at).get("father.imprisoned", [])]


@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("father.imprisoned", True, "true"),
        ("father.imprisoned", "否", "false"),
        ("residence_place", "431022", "431022000000"),
        ("birth_date", date(2015, 3, 4), "2015-03-04"),
        ("birth_date", "2015年3月", "2015-03"),
        ("birth_date", "2015", "2015"),
        ("birth_date", "2015-03-04..2015-04-01", "2015-03-04..2015-04-01"),
        ("hukou_urban_rural", "农村", "rural"),
        ("disability.types", ["visual", "hearing"], "visual,hearing"),
        ("receives.dibao.amount", "600", "600.00"),
    ],
)
def test_a_value_is_kept_in_one_spelling(child: Child, name: str, given: Any, text: str) -> None:
    assert record(child, given, name).value == text


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("father.imprisoned", "也许"),
        ("father.imprisoned", None),
        ("residence_place", "郴州"),
        ("birth_date", "2015-02-30"),
        ("hukou_urban_rural", "suburban"),
        ("disability.types", ["smell"]),
        ("receives.dibao.amount", "-5"),
        ("receives.dibao.amount", "many"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_to_write(child: Child, name: str, given: Any) -> None:
    with pytest.raises(ValueRefused) as refused:
        record(child, given, name)
    assert name in str(refused.value) and refused.value.details["why"]


def test_values_are_read_back_as_the_policy_library_takes_them() -> None:
    assert value_of(get_fact("father.imprisoned"), "true") is True
    assert value_of(get_fact("disability.types"), "visual,hearing") == ["visual", "hearing"]
    assert value_of(get_fact("birth_date"), "2015-03-04..2015-04-01") == {"from": "2015-03-04", "to": "2015-04-01"}
    assert value_of(get_fact("receives.dibao.amount"), "600.00") == "600.00"


def test_an_unknown_fact_names_the_nearest_and_a_counted_one_its_source(child: Child) -> None:
    with pytest.raises(FactUnknown) as unknown:
        record(child, True, "father.imprisond")
    assert "father.imprisoned" in str(unknown.value)
    with pytest.raises(FactDerived) as derived:
        record(child, 9, "age")
    assert "birth_date" in str(derived.value)


def test_days_the_wrong_way_round_and_strange_sources_are_refused(child: Child) -> None:
    with pytest.raises(SpanRefused):
        record(child, True, since=date(2025, 1, 2), until=date(2025, 1, 1))
    with pytest.raises(BodyKindUnknown):
        record(child, True, source="the_moon")


def test_nobody_records_in_a_file_that_is_not_theirs(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, OTHER_VILLAGE), pytest.raises(Exception, match="no such file"):
        record(child, True)
    with acting(Role.LEADER, COUNTY), pytest.raises(Exception, match="no such file"):
        record(child, True)


def test_an_assigned_file_may_be_written_by_those_who_write_files(child: Child) -> None:
    with acting(Role.LEADER, COUNTY) as leader:
        pass
    with acting_as(EVERYTHING):
        child.assignments.create(worker=leader, purpose="看望", since=TODAY)
    from_elsewhere = acting_as_assigned(leader, child)
    with from_elsewhere, pytest.raises(NotAllowed):
        record(child, True)


def acting_as_assigned(worker: Any, child: Child) -> Any:
    return acting_as(with_assigned(scope_of(worker, on=TODAY), on=TODAY))


def test_every_record_counts_the_file_up_and_leaves_a_change(child: Child) -> None:
    record(child, True)
    assert child.revision == 2
    assert Change.objects.get(child=child).what == "fact:father.imprisoned"


def test_a_source_that_speaks_anew_ends_what_it_said_of_these_days_only(child: Child) -> None:
    record(child, True, since=date(2020, 1, 1), source=POLICE)
    record(child, False, at=LATER, since=date(2024, 6, 1), until=date(2024, 6, 30), source=POLICE)
    told = {day: values(child, on=day) for day in (date(2024, 5, 31), date(2024, 6, 1), date(2024, 7, 1))}
    assert list(told.values()) == [["true"], ["false"], ["true"]]
    assert values(child, on=date(2024, 6, 1), known_at=NOW) == ["true"]
    assert values(child, on=date(2019, 1, 1)) == []


def test_sources_that_differ_stand_side_by_side_until_a_person_prefers_one(child: Child) -> None:
    record(child, True, source=POLICE)
    other = record(child, False, source=COURT)
    facts = facts_on(child, on=TODAY)
    assert values(child) == ["true", "false"] and differing(facts) == ["father.imprisoned"]
    prefer_fact(fact=other, by=None, at=LATER)
    assert values(child) == ["false"]
    assert values(child, known_at=NOW) == ["true", "false"]


def test_a_person_may_prefer_the_other_source_afterwards(child: Child) -> None:
    one, other = record(child, True, source=POLICE), record(child, False, source=COURT)
    prefer_fact(fact=other, by=None, at=LATER)
    prefer_fact(fact=one, by=None, at=LATER + timedelta(days=1))
    assert values(child) == ["true"] and values(child, known_at=LATER) == ["false"]


def test_not_collected_is_a_value_of_its_own_and_yields_to_one_that_was(child: Child) -> None:
    asked = record(child, None, is_collected=False)
    assert [fact.is_collected for fact in facts_on(child, on=TODAY)["father.imprisoned"]] == [False]
    with pytest.raises(NothingToPrefer):
        prefer_fact(fact=asked, by=None, at=LATER)
    record(child, True, source=POLICE)
    assert values(child) == ["true"]


def test_a_correction_keeps_the_old_row_and_says_why(child: Child) -> None:
    wrong = record(child, True, since=date(2020, 1, 1), source=POLICE)
    right = correct_fact(fact=wrong, value=False, reason="看错了判决书", by=None, at=LATER)
    wrong.refresh_from_db()
    assert (wrong.corrected_by, wrong.correction_reason) == (right, "看错了判决书")
    assert (right.since, right.source) == (date(2020, 1, 1), POLICE)
    assert values(child) == ["false"] and values(child, known_at=NOW) == ["true"]
    with pytest.raises(AlreadyCorrected):
        correct_fact(fact=wrong, value=True, reason="", by=None, at=LATER)
    assert list_history(child).count() == 2


def test_a_correction_may_take_back_the_first_day(child: Child) -> None:
    wrong = record(child, True, since=date(2020, 1, 1))
    assert correct_fact(fact=wrong, value=True, reason="", by=None, at=LATER, since=None).since is None


def test_what_should_not_have_been_recorded_is_withdrawn(child: Child) -> None:
    withdraw_fact(fact=record(child, True), reason="是另一个孩子", by=None, at=LATER)
    assert values(child) == [] and values(child, known_at=NOW) == ["true"]


def test_a_fact_that_is_a_column_too_shows_in_the_lists(child: Child) -> None:
    record(child, "431022100201", "hukou_place")
    record(child, "2014-05", "birth_date")
    stored = Child.objects.get(pk=child.pk)
    assert stored.hukou_place == "431022100201"
    assert (stored.born, stored.born_earliest, stored.born_latest) == (None, date(2014, 5, 1), date(2014, 5, 31))


class Said(NamedTuple):
    """One thing a source said."""

    value: bool
    source: str
    since: date | None
    until: date | None


DAYS = st.none() | st.dates(date(2024, 1, 1), date(2024, 1, 12))
SAYINGS = st.lists(
    st.builds(Said, st.booleans(), st.sampled_from([POLICE, COURT]), DAYS, DAYS).filter(
        lambda one: one.since is None or one.until is None or one.since <= one.until
    ),
    max_size=6,
)


def covers(one: Said, day: date) -> bool:
    return (one.since is None or one.since <= day) and (one.until is None or day <= one.until)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAYINGS)
def test_both_questions_are_answered_as_by_listening_to_each_source_in_order(said: list[Said]) -> None:
    """The answer for a day, as known after any number of sayings: of each source the last that speaks of the day."""
    with acting_as(EVERYTHING):
        child = make_child()
        for number, one in enumerate(said):
            at = NOW + timedelta(hours=number)
            record(child, one.value, at=at, since=one.since, until=one.until, source=one.source)
        for heard in range(len(said) + 1):
            known_at = NOW + timedelta(hours=heard, minutes=-1)
            for day in (date(2023, 12, 31), date(2024, 1, 3), date(2024, 1, 6), date(2024, 1, 12), date(2024, 2, 1)):
                last = {one.source: one.value for one in said[:heard] if covers(one, day)}
                found = facts_on(child, on=day, known_at=known_at).get("father.imprisoned", [])
                assert {fact.source: fact.value == "true" for fact in found} == last
                assert len(found) == len(last)
