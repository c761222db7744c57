"""Determinations are kept when something changed, and only what changed of them."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hutong.children.models import Change, Child, Evidence, Labelled, RecordedFact, State
from hutong.children.tests.making import NOW, OTHER_COUNTY, TODAY, make_child, make_worker
from hutong.determinations.actions import settle, settle_everyone, settle_waiting
from hutong.determinations.bundles import checksum_of, current_library, library_of
from hutong.determinations.errors import SettledForALaterDay
from hutong.determinations.models import Determination, DueAgain, FindingSpan, PolicyBundle
from hutong.determinations.queries import (
    conclude,
    list_coming,
    list_findings_on,
    list_open_findings,
    recompute,
)
from hutong.determinations.tests.making import CHENZHOU, make_orphan, receive, record
from hutong.policy.as_json import determination_as_json
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeing_all")]
LATER = TODAY + timedelta(days=30)
ORPHAN = "orphan_protection"


@pytest.fixture
def seeing_all() -> Iterator[None]:
    with acting_as(EVERYTHING):
        yield


def settled(child: Child, on: date = TODAY, **given: Any) -> Determination | None:
    return settle(child=child, on=on, at=NOW, because="fact", **given)


def orphan_span(child: Child) -> FindingSpan:
    return FindingSpan.objects.get(child=child, benefit=ORPHAN, until__isnull=True)


def test_what_is_owed_is_kept_with_its_sum_and_its_gap() -> None:
    child = make_orphan()
    made = settled(child)
    span = orphan_span(child)
    assert made is not None
    assert (span.verdict, span.place, span.gap, span.since) == ("entitled", "431022", "owed_not_received", TODAY)
    assert span.monthly_fen
    assert span.begun_with == made


def test_a_settled_file_waits_no_longer() -> None:
    child = make_orphan()
    settled(child)
    assert not Change.objects.filter(child=child).exists()


def test_the_same_again_is_not_stored_again() -> None:
    child = make_orphan()
    settled(child)
    spans = set(FindingSpan.objects.values_list("pk", flat=True))
    assert settled(child) is None
    assert Determination.objects.count() == 1
    assert set(FindingSpan.objects.values_list("pk", flat=True)) == spans


def test_only_what_changed_is_written_when_a_payment_is_recorded() -> None:
    child = make_orphan()
    first = settled(child)
    before = {span.pk for span in list_open_findings(child)}
    receive(child, ORPHAN, 95_000, since=LATER)
    second = settled(child, LATER)
    ended = FindingSpan.objects.filter(until__isnull=False)
    assert [(span.benefit, span.gap, span.until) for span in ended] == [(ORPHAN, "owed_not_received", LATER)]
    assert (ended[0].begun_with, ended[0].ended_with) == (first, second)
    assert orphan_span(child).gap == ""
    assert len({span.pk for span in list_open_findings(child)} - before) == 1
    assert list_findings_on(child, on=TODAY).get(benefit=ORPHAN).gap == "owed_not_received"
    assert list_findings_on(child, on=LATER).get(benefit=ORPHAN).gap == ""


def test_a_payment_that_goes_on_though_nothing_is_owed_is_a_gap() -> None:
    child = make_orphan(born=date(2000, 1, 1))
    receive(child, "de_facto_living", 95_000)
    record(child, "enrolled", "false")
    settled(child)
    span = FindingSpan.objects.get(child=child, gap="received_not_owed")
    assert (span.benefit, span.verdict) == ("de_facto_living", "not_entitled")


def test_a_file_settled_for_a_later_day_is_not_settled_for_an_earlier_one() -> None:
    child = make_orphan()
    settled(child, LATER)
    with pytest.raises(SettledForALaterDay):
        settled(child)
    record(child, "enrolled")
    assert settle_waiting(on=TODAY, at=NOW).later == 1
    assert Change.objects.filter(child=child).exists()


def test_labels_come_and_go_and_what_a_person_confirmed_stays() -> None:
    child = make_orphan()
    Labelled.objects.create(child=child, label="tekun_child", basis="confirmed", since=TODAY)
    settled(child)
    held = Labelled.objects.filter(child=child, basis="determined", until__isnull=True)
    assert "orphan" in held.values_list("label", flat=True)
    RecordedFact.objects.filter(child=child).update(value="false")
    settled(child, LATER)
    assert "orphan" not in held.values_list("label", flat=True)
    assert Labelled.objects.get(child=child, label="orphan").until == LATER
    assert Labelled.objects.get(child=child, basis="confirmed").until is None


def test_a_closed_file_ends_what_was_open() -> None:
    child = make_orphan()
    settled(child)
    child.state, child.closed_on, child.closed_because = State.CLOSED, LATER, "年满十八周岁"
    child.save()
    assert settled(child, LATER) is None
    assert not FindingSpan.objects.filter(until__isnull=True).exists()
    assert not Labelled.objects.filter(until__isnull=True).exists()
    assert not DueAgain.objects.exists()


def test_a_file_that_is_open_again_has_its_findings_again() -> None:
    child = make_orphan()
    made = settled(child)
    child.state, child.closed_on, child.closed_because = State.CLOSED, TODAY, "误结案"
    child.save()
    settled(child)
    child.state = State.REGISTERED
    child.save()
    assert settled(child) is None
    assert orphan_span(child).begun_with == made
    assert Labelled.objects.filter(child=child, label="orphan", until__isnull=True).exists()


def test_the_facts_are_sealed_in_the_database() -> None:
    made = settled(make_orphan())
    assert made is not None
    raw = Determination.objects.filter(pk=made.pk).values_list("facts", flat=True).get()
    assert b"orphan_recognised" not in bytes(raw)
    assert "orphan_recognised" in Determination.objects.get(pk=made.pk).facts


@pytest.fixture
def other_documents(tmp_path: Path) -> Library:
    """The documents with other sums."""
    folder = tmp_path / "policies"
    shutil.copytree(bundled_policies(), folder)
    for file in folder.rglob("values.toml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('amount = "600"', 'amount = "777"'), encoding="utf-8")
    return load_library(folder)


def test_an_old_determination_recomputes_identically_from_its_bundle_and_facts(other_documents: Library) -> None:
    child = make_orphan()
    old = settled(child, library=other_documents)
    assert old is not None
    then = determination_as_json(conclude(child=child, on=TODAY, library=other_documents), other_documents)
    record(child, "disabled")
    new = settled(child, LATER)
    assert new is not None
    kept = Determination.objects.get(pk=old.pk)
    again, library = recompute(kept), library_of(kept.bundle)
    assert determination_as_json(again, library) == then
    assert checksum_of(library) == checksum_of(other_documents) != checksum_of(current_library())
    assert new.bundle != old.bundle


def test_new_documents_are_kept_once_and_everybody_is_settled_anew(other_documents: Library) -> None:
    children = [make_orphan() for _ in range(3)]
    settle_waiting(on=TODAY, at=NOW)
    done = settle_everyone(on=LATER, at=NOW, library=other_documents)
    assert (done.files, done.stored) == (3, 3)
    assert PolicyBundle.objects.count() == 2
    assert Determination.objects.filter(child=children[0]).count() == 2


def test_birthdays_ends_and_expiries_are_days_ahead() -> None:
    child = make_orphan(born=date(2011, 3, 2))
    record(child, "father.imprisoned", until=date(2026, 9, 30))
    record(child, "disability.certificate_until", "2028-01-31")
    Evidence.objects.create(child=child, title="残疾人证", valid_until=date(2027, 5, 1), made_at=NOW)
    settled(child)
    ahead = set(DueAgain.objects.filter(child=child).values_list("on", "why"))
    assert {
        (date(2027, 3, 2), "birthday:16"),
        (date(2029, 3, 2), "birthday:18"),
        (date(2026, 10, 1), "fact_ends:father.imprisoned"),
        (date(2026, 9, 30), "day_of:father.imprisoned_until"),
        (date(2028, 1, 31), "day_of:disability.certificate_until"),
        (date(2027, 5, 2), "evidence_expires"),
    } <= ahead
    assert not any(on <= TODAY for on, _ in ahead)


def test_months_of_lost_contact_are_full_on_a_day_ahead() -> None:
    child = make_child()
    record(child, "father.lost_contact", since=date(2025, 3, 10))
    settled(child)
    assert DueAgain.objects.filter(on=date(2025, 9, 10), why="months:6:father.lost_contact_months").exists()


def test_a_birthday_settles_the_file_when_it_comes() -> None:
    child = make_orphan(born=TODAY.replace(year=TODAY.year - 18) + timedelta(days=10))
    settled(child)
    coming = TODAY + timedelta(days=10)
    assert [due.why for due in list_coming(on=TODAY, days=60)][:1] == ["birthday:18"]
    assert settle_waiting(on=coming - timedelta(days=1), at=NOW).files == 0
    assert settle_waiting(on=coming, at=NOW).stored == 1
    made = Determination.objects.filter(child=child).latest("pk")
    assert (made.on, made.because) == (coming, "calendar")
    assert not DueAgain.objects.filter(child=child, on__lte=coming).exists()


def test_what_comes_is_listed_for_a_place_and_within_the_scope() -> None:
    here, there = make_orphan(born=TODAY - timedelta(days=365 * 3 - 20)), make_orphan("990101100201")
    settle_waiting(on=TODAY, at=NOW)
    assert {due.child for due in list_coming(on=TODAY, days=6_000)} == {here, there}
    assert {due.child for due in list_coming(on=TODAY, days=6_000, within="431022000000")} == {here}
    stranger = make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY)
    with acting_as(scope_of(stranger, on=TODAY)):
        assert not list_coming(on=TODAY, days=6_000).exists()


def test_a_village_worker_settles_the_own_files_and_no_others() -> None:
    own, other = make_orphan(CHENZHOU), make_orphan("431022100202")
    settle_waiting(on=TODAY, at=NOW)
    for child in (own, other):
        receive(child, ORPHAN, 95_000)
        RecordedFact.objects.filter(child=child).update(value="false")
    with acting_as(scope_of(make_worker(Role.CHILD_DIRECTOR, CHENZHOU), on=LATER)):
        assert settled(own, LATER) is not None
        assert settled(other, LATER) is None
    assert not FindingSpan.objects.filter(
        child=own, until__isnull=True, gap="owed_not_received", benefit=ORPHAN
    ).exists()
    assert FindingSpan.objects.get(child=own, until=LATER, benefit=ORPHAN).ended_with is not None
    assert not Change.objects.filter(child=own).exists()
    assert orphan_span(other).gap == "owed_not_received"
    assert Change.objects.filter(child=other).exists()


def test_one_file_is_settled_in_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    make_orphan()
    settle_waiting(on=TODAY, at=NOW)
    child = make_orphan()
    with django_assert_max_num_queries(26):
        settled(child)
    record(child, "enrolled")
    with django_assert_max_num_queries(26):
        settled(child, LATER)


def test_many_files_are_read_in_as_few_queries_as_one() -> None:
    for _ in range(60):
        make_orphan()
    with CaptureQueriesContext(connection) as captured:
        done = settle_waiting(on=TODAY, at=NOW)
    # How many rows go into one INSERT is the database's own matter.
    assert len([query for query in captured if not query["sql"].startswith("INSERT")]) <= 30
    assert (done.files, done.stored, Determination.objects.count()) == (60, 60, 60)
    alone = make_orphan()
    settled(alone)
    found = [
        {(span.benefit, span.verdict, span.missing) for span in list_open_findings(child)}
        for child in Child.objects.filter(area=CHENZHOU)
    ]
    assert all(one == found[0] for one in found)


def test_a_drain_stops_at_its_limit_and_goes_on_next_time() -> None:
    for _ in range(5):
        make_orphan()
    assert settle_waiting(on=TODAY, at=NOW, limit=3).files == 3
    assert settle_waiting(on=TODAY, at=NOW, limit=3).files == 2
    assert settle_waiting(on=TODAY, at=NOW).files == 0
