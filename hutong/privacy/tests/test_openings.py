"""A file outside one's own is opened for a reason and some hours, on record, and reviewed by somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from hutong.audit.models import Entry
from hutong.children.changing import may_write
from hutong.children.models import Child, Kinship, Person, Placement, RecordedFact
from hutong.children.queries import with_assigned
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_COUNTY,
    TODAY,
    make_child,
    make_number,
    make_worker,
)
from hutong.privacy.actions import appoint_manager, close_opening, dismiss_manager, open_file_of, review_opening
from hutong.privacy.errors import (
    ManagerRefused,
    NobodyReviews,
    NothingToOpen,
    OpeningNeeds,
    OpeningUnknown,
    OwnReview,
    ReviewedAlready,
)
from hutong.privacy.models import Opening
from hutong.privacy.queries import list_appointed, list_to_review, list_without_words, with_opened
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
NUMBER = make_number(TODAY.replace(year=2016))
REASON = "儿童在我县走失，需要联系家人"


@contextmanager
def acting(worker: Worker, *, at: Any = NOW) -> Iterator[Worker]:
    scope = with_opened(with_assigned(scope_of(worker, on=TODAY), on=TODAY), at=at)
    with acting_as(scope):
        yield worker


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        return make_child(identity_number=NUMBER, identity_kind="resident", name="万小溪")


@pytest.fixture
def manager() -> Worker:
    worker = make_worker(Role.LEADER, COUNTY)
    with acting_as(EVERYTHING):
        appoint_manager(worker=worker, area=COUNTY, since=TODAY, by=None, at=NOW)
    return worker


@pytest.fixture
def officer() -> Worker:
    """Of another county."""
    return make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY)


def open_it(officer: Worker, **changed: Any) -> Opening:
    given: dict[str, Any] = {"identity_number": NUMBER, "why": "here_now", "reason": REASON, **changed}
    with acting(officer):
        return open_file_of(**given, by=officer, on=TODAY, at=NOW)


def sees(worker: Worker, *, at: Any = NOW) -> bool:
    with acting(worker, at=at):
        return Child.objects.filter(identity_mark__isnull=False).exists()


def test_a_file_stands_open_for_some_hours_to_be_read(child: Child, manager: Worker, officer: Worker) -> None:
    assert not sees(officer)
    open_it(officer)
    assert sees(officer)
    with acting(officer):
        assert not may_write(Child.objects.get())
    assert not sees(officer, at=NOW + timedelta(hours=8))
    assert not sees(make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY))


def test_it_is_on_record_without_the_words(child: Child, manager: Worker, officer: Worker) -> None:
    open_it(officer)
    entry = Entry.objects.get(act="opened")
    assert (entry.child, entry.worker, entry.about) == (child.uid, officer.uid, "here_now")


def test_whoever_opened_it_closes_it(child: Child, manager: Worker, officer: Worker) -> None:
    opening = open_it(officer)
    with acting(officer):
        close_opening(opening=opening, by=officer, at=NOW + timedelta(minutes=5))
    assert not sees(officer, at=NOW + timedelta(minutes=6))
    with pytest.raises(OpeningUnknown):
        close_opening(opening=opening, by=manager, at=NOW)


def test_a_reason_in_words_is_needed(child: Child, manager: Worker, officer: Worker) -> None:
    for changed in ({"reason": "看看"}, {"why": "curious"}):
        with pytest.raises(OpeningNeeds):
            open_it(officer, **changed)


def test_a_village_opens_nothing(child: Child, manager: Worker) -> None:
    with pytest.raises(NotAllowed):
        open_it(make_worker(Role.CHILD_DIRECTOR, "990102100201"))


def test_nothing_is_opened_where_nobody_reviews(child: Child, officer: Worker) -> None:
    with pytest.raises(NobodyReviews):
        open_it(officer)


def seal(child: Child) -> None:
    child.is_sealed = True
    child.save()


def harm(child: Child) -> None:
    RecordedFact.objects.create(child=child, name="harm.family_violence", value="true", recorded_at=NOW)


def shelter(child: Child) -> None:
    Placement.objects.create(child=child, kind="temporary", since=TODAY)


def adopt(child: Child) -> None:
    Placement.objects.create(child=child, kind="adoption", since=TODAY)


def have_adoptive_father(child: Child) -> None:
    Kinship.objects.create(child=child, relation="adoptive_father", person=Person.objects.create(made_at=NOW))


@pytest.mark.parametrize("close", [seal, harm, shelter, adopt, have_adoptive_father])
def test_what_is_never_answered_is_never_opened_and_in_the_same_words(
    child: Child, manager: Worker, officer: Worker, close: Any
) -> None:
    with acting_as(EVERYTHING):
        close(child)
    with pytest.raises(NothingToOpen) as refused:
        open_it(officer)
    with pytest.raises(NothingToOpen) as unknown:
        open_it(officer, identity_number=make_number(TODAY.replace(year=2015)))
    assert refused.value.told("zh") == unknown.value.told("zh")
    assert not Opening.objects.exists()
    assert Entry.objects.filter(act="opening refused").count() == 2


def test_what_becomes_such_a_file_closes_by_that(child: Child, manager: Worker, officer: Worker) -> None:
    open_it(officer)
    with acting_as(EVERYTHING):
        harm(child)
    assert not sees(officer)


def test_the_manager_reviews_within_a_day(child: Child, manager: Worker, officer: Worker) -> None:
    opening = open_it(officer)
    assert opening.is_overdue(at=NOW + timedelta(hours=25))
    assert not opening.is_overdue(at=NOW + timedelta(hours=23))
    given: dict[str, Any] = {"opening": opening, "is_justified": True, "review": "", "on": TODAY, "at": NOW}
    with acting(manager):
        assert list(list_to_review(worker=manager, on=TODAY)) == [opening]
        review_opening(**given, by=manager)
        assert list(list_to_review(worker=manager, on=TODAY)) == []
        with pytest.raises(ReviewedAlready):
            review_opening(**given, by=manager)


def test_what_was_not_right_ends_at_once(child: Child, manager: Worker, officer: Worker) -> None:
    opening = open_it(officer)
    later = NOW + timedelta(minutes=1)
    given: dict[str, Any] = {"opening": opening, "is_justified": False, "by": manager, "on": TODAY, "at": later}
    with acting(manager):
        with pytest.raises(OpeningNeeds):
            review_opening(**given, review="")
        review_opening(**given, review="与本职无关，未见紧急情形")
    assert not sees(officer, at=later)
    assert Entry.objects.filter(act="opening not justified").exists()


def test_nobody_reviews_their_own(child: Child, manager: Worker, officer: Worker) -> None:
    with acting_as(EVERYTHING):
        appoint_manager(worker=officer, area=OTHER_COUNTY, since=TODAY, by=None, at=NOW)
    opening = open_it(officer)
    with acting(officer), pytest.raises(OwnReview):
        review_opening(opening=opening, is_justified=True, review="", by=officer, on=TODAY, at=NOW)
    stranger = make_worker(Role.CIVIL_AFFAIRS, COUNTY)
    with acting(stranger), pytest.raises(OpeningUnknown):
        review_opening(opening=opening, is_justified=True, review="", by=stranger, on=TODAY, at=NOW)


def test_administrators_see_neither_child_nor_words(child: Child, manager: Worker, officer: Worker) -> None:
    open_it(officer)
    with acting(make_worker(Role.SECURITY_ADMIN, COUNTY)):
        deferred = list_without_words().get().get_deferred_fields()
    assert {"child", "reason", "review"} <= deferred
    with acting(make_worker(Role.SECURITY_ADMIN, OTHER_COUNTY)):
        assert not list_without_words().exists()


def test_the_security_administrator_appoints_and_dismisses(officer: Worker) -> None:
    admin, leader = make_worker(Role.SECURITY_ADMIN, COUNTY), make_worker(Role.LEADER, COUNTY)
    given: dict[str, Any] = {"area": COUNTY, "since": TODAY, "at": NOW}
    with acting(admin):
        held = appoint_manager(worker=leader, by=admin, **given)
        assert list(list_appointed(on=TODAY)) == [held]
        with pytest.raises(ManagerRefused):
            appoint_manager(worker=make_worker(Role.AUDIT_ADMIN, COUNTY), by=admin, **given)
        dismiss_manager(manager=held, until=TODAY, by=admin, at=NOW)
        assert not list_appointed(on=TODAY + timedelta(days=1)).exists()
    with acting(officer), pytest.raises(NotAllowed):
        appoint_manager(worker=leader, by=officer, **given)
