"""Nobody sees a child beyond the scope in force, whichever way the question is put."""

from typing import Any

import pytest

from hutong.children.models import Child, Kinship, Person, RecordedFact
from hutong.children.queries import with_assigned
from hutong.children.scoped import everyone
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_COUNTY,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    make_child,
    make_worker,
)
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, NoScope, Scope, acting_as, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def children() -> dict[str, Child]:
    """A child in each of four places, with a father and a fact."""
    with acting_as(EVERYTHING):
        found = {place: make_child(place) for place in (VILLAGE, OTHER_VILLAGE, "990101101201", "990102100201")}
        for child in found.values():
            Kinship.objects.create(child=child, person=Person.objects.create(made_at=NOW), relation="father")
            RecordedFact.objects.create(child=child, name="disabled", value="true", recorded_at=NOW)
    return found


def scope(role: Role, area: str) -> Scope:
    return scope_of(make_worker(role, area), on=TODAY)


def test_without_a_scope_asking_for_children_fails(children: dict[str, Child]) -> None:
    for ask in (Child.objects.count, RecordedFact.objects.all, lambda: Child._base_manager.all()):
        with pytest.raises(NoScope):
            ask()


@pytest.mark.parametrize(
    ("role", "area", "seen"),
    [
        (Role.CHILD_DIRECTOR, VILLAGE, 1),
        (Role.CHILD_SUPERVISOR, TOWNSHIP, 2),
        (Role.CIVIL_AFFAIRS, COUNTY, 3),
        (Role.CIVIL_AFFAIRS, OTHER_COUNTY, 1),
        (Role.CIVIL_AFFAIRS, "990000000000", 4),
        (Role.DEPARTMENT, COUNTY, 0),
        (Role.LEADER, COUNTY, 0),
        (Role.AUDITOR, COUNTY, 0),
        (Role.SYSTEM_ADMIN, COUNTY, 0),
        (Role.AUDIT_ADMIN, COUNTY, 0),
    ],
)
def test_a_post_opens_the_files_of_its_area(children: dict[str, Child], role: Role, area: str, seen: int) -> None:
    with acting_as(scope(role, area)):
        assert Child.objects.count() == seen
        assert RecordedFact.objects.count() == Kinship.objects.count() == seen


def test_nobody_sees_past_the_scope_by_way_of_other_rows(children: dict[str, Child]) -> None:
    with acting_as(EVERYTHING):
        stranger = RecordedFact.objects.get(child=children[OTHER_VILLAGE])
        person = Kinship.objects.get(child=children[OTHER_VILLAGE]).person
    with acting_as(scope(Role.CHILD_DIRECTOR, VILLAGE)):
        assert not person.children.exists()
        assert not RecordedFact.objects.filter(pk=stranger.pk).exists()
        stranger_again: Any = RecordedFact(pk=stranger.pk, child_id=stranger.child_id)
        with pytest.raises(Child.DoesNotExist):
            _ = stranger_again.child
        with pytest.raises(RecordedFact.DoesNotExist):
            stranger.refresh_from_db()


def test_an_assigned_child_is_seen_elsewhere_until_the_assignment_ends(children: dict[str, Child]) -> None:
    worker = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING):
        given = children[OTHER_VILLAGE].assignments.create(worker=worker, purpose="代管", since=TODAY)
    with acting_as(with_assigned(scope_of(worker, on=TODAY), on=TODAY)):
        assert Child.objects.count() == 2
    with acting_as(EVERYTHING):
        given.until = TODAY.replace(day=1, month=5)
        given.since = given.until
        given.save()
    with acting_as(with_assigned(scope_of(worker, on=TODAY), on=TODAY)):
        assert Child.objects.count() == 1


def test_a_sealed_file_is_seen_by_nobody_at_a_screen(children: dict[str, Child]) -> None:
    everyone(Child).filter(pk=children[VILLAGE].pk).update(is_sealed=True)
    with acting_as(scope(Role.CIVIL_AFFAIRS, COUNTY)):
        assert Child.objects.count() == 2


def test_a_post_opens_nothing_before_its_first_and_after_its_last_day(children: dict[str, Child]) -> None:
    worker = make_worker(Role.CIVIL_AFFAIRS, COUNTY)
    worker.posts.update(since=TODAY, until=TODAY)
    for day, seen in ((-1, 0), (0, 3), (1, 0)):
        on = TODAY.fromordinal(TODAY.toordinal() + day)
        with acting_as(scope_of(worker, on=on)):
            assert Child.objects.count() == seen
