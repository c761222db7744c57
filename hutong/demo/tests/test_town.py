"""The application's demo: everybody is invented, everything hangs together, and the documents can read it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from hutong.children.evidence import read_evidence
from hutong.children.models import (
    Child,
    Evidence,
    Kinship,
    Labelled,
    Person,
    RecordedFact,
    State,
    Step,
    Transfer,
)
from hutong.children.queries import with_assigned
from hutong.demo.town.by_hand import act_by_hand
from hutong.demo.town.making import TownPlan, make_towns, read_sign_ins, write_sign_ins
from hutong.demo.town.places import KEYS
from hutong.demo.town.workers import SignIn
from hutong.determinations.actions import settle_waiting
from hutong.determinations.models import Departure, Determination, FindingSpan
from hutong.determinations.translating import list_conflicts
from hutong.lib.identity_number import UNUSED_AREAS, parse_identity_number
from hutong.places.codes import is_inside
from hutong.places.queries import get_full_name
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
ON = NOW.date()
PASSWORD = "only-for-tests-1"
COUNT = 160


@pytest.fixture(scope="module")
def sign_ins(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[SignIn]]:
    """Both counties with their determinations, gone again after this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = make_towns(TownPlan(COUNT, 7, NOW, PASSWORD))
        with acting_as(EVERYTHING):
            settle_waiting(on=ON, at=NOW)
        act_by_hand(KEYS, at=NOW)
        with acting_as(EVERYTHING):
            settle_waiting(on=ON, at=NOW)
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def children(sign_ins: list[SignIn]) -> Iterator[list[Child]]:
    with acting_as(EVERYTHING):
        yield list(Child.objects.order_by("pk"))


def test_as_many_children_are_made_as_were_asked_for(children: list[Child]) -> None:
    # Some are entered once more by hand, where a village has two.
    assert COUNT <= len(children) <= COUNT + len(KEYS)
    for county in ("431022", "500110"):
        assert any(is_inside(child.area, county) for child in children)


def test_nobody_can_bear_the_numbers_of_the_demo(children: list[Child]) -> None:
    numbers = [child.identity_number for child in children if child.identity_number]
    numbers += [person.identity_number for person in Person.objects.all() if person.identity_number]
    assert len(numbers) > COUNT
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert parse_identity_number(number, latest=ON).text.startswith(UNUSED_AREAS)
    assert all(person.phone.startswith("100") for person in Person.objects.all() if person.phone)


def test_every_child_lives_in_a_village_that_there_is(children: list[Child]) -> None:
    for child in children:
        assert get_full_name(child.area, on=ON).startswith(("湖南省郴州市宜章县", "重庆市綦江区")), child.area


def test_brothers_and_sisters_have_the_same_parents(children: list[Child]) -> None:
    fathers = Kinship.objects.filter(relation="father").values_list("person", flat=True)
    assert 0 < len(set(fathers)) < len(fathers)


def test_files_come_as_far_as_their_steps_and_none_of_these_lies_ahead(children: list[Child]) -> None:
    assert {child.state for child in children} >= {State.VERIFIED, State.REGISTERED}
    for child in children:
        steps = list(Step.objects.filter(child=child).order_by("at"))
        assert [step.before for step in steps] == ["", *(step.after for step in steps[:-1])]
        assert steps[-1].after == child.state
        assert steps[0].at == child.made_at
        assert steps[-1].at < NOW


def test_what_was_wrong_stands_beside_what_is_right(children: list[Child]) -> None:
    wrong = RecordedFact.objects.filter(corrected_at__isnull=False).select_related("corrected_by")
    assert wrong.exists()
    for fact in wrong:
        right = fact.corrected_by
        assert right is not None
        assert (right.name, right.child_id) == (fact.name, fact.child_id)
        assert right.value != fact.value
        assert fact.recorded_at < right.recorded_at == fact.corrected_at
        assert fact.correction_reason


def test_workers_have_done_what_can_be_done_at_a_screen(children: list[Child]) -> None:
    assert Transfer.objects.filter(state="proposed").exists()
    assert Departure.objects.count() == len(KEYS)
    assert Labelled.objects.filter(basis=Labelled.Basis.CONFIRMED).count() == len(KEYS)
    for paper in Evidence.objects.exclude(file=""):
        assert "演示件" in read_evidence(paper).decode()
    assert Evidence.objects.exclude(file="").exists()


def test_some_facts_have_changed_and_some_were_asked_for_in_vain(children: list[Child]) -> None:
    facts = RecordedFact.objects.all()
    assert facts.filter(name="school_stage", until__isnull=False).exists()
    assert facts.filter(is_collected=False).exists()
    assert facts.filter(since__gt=ON).count() == facts.filter(recorded_at__gte=NOW).count() == 0


def test_the_documents_read_every_file_and_sources_seldom_differ(children: list[Child]) -> None:
    living = [child for child in children if child.state != State.CLOSED]
    assert Determination.objects.count() == len(living)
    assert FindingSpan.objects.filter(verdict="entitled").exists()
    assert FindingSpan.objects.filter(gap="owed_not_received").exists()
    assert FindingSpan.objects.filter(gap="received_not_owed").exists()
    conflicts = [one for child in living for one in list_conflicts(child=child, on=ON)]
    assert not [one for one in conflicts if one.is_impossible]
    assert len(conflicts) < COUNT / 10


def test_there_is_somebody_of_every_role_who_can_sign_in(sign_ins: list[SignIn]) -> None:
    workers = {one.username: Worker.objects.get(username=one.username) for one in sign_ins}
    assert {post.role for worker in workers.values() for post in worker.posts.all()} == set(Role)
    one = workers["yizhang-village"]
    assert one.check_password(PASSWORD)
    assert len({worker.password for worker in workers.values()}) == 1


@pytest.mark.parametrize(
    ("username", "sees"),
    [
        ("yizhang-village", "4310221"),
        ("yizhang-town", "4310221"),
        ("yizhang-county", "431022"),
        ("qijiang-city", "500110"),
        ("yizhang-education", ""),
    ],
)
def test_whoever_signs_in_sees_the_children_of_the_area(sign_ins: list[SignIn], username: str, sees: str) -> None:
    worker = Worker.objects.get(username=username)
    with acting_as(with_assigned(scope_of(worker, on=ON), on=ON)):
        areas = set(Child.objects.values_list("area", flat=True))
    assert bool(areas) == bool(sees)
    assert all(area.startswith(sees) for area in areas)


def test_those_of_the_home_see_the_children_who_live_there(sign_ins: list[SignIn]) -> None:
    seen = 0
    for username in ("yizhang-home", "qijiang-home"):
        with acting_as(with_assigned(scope_of(Worker.objects.get(username=username), on=ON), on=ON)):
            seen += Child.objects.count()
    assert seen


def test_the_list_of_sign_ins_is_read_by_its_owner_alone(sign_ins: list[SignIn], tmp_path: Path) -> None:
    write_sign_ins(tmp_path, sign_ins)
    assert read_sign_ins(tmp_path) == sign_ins
    file = tmp_path / "demo-signins.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert {"username", "password", "name", "role", "place"} == set(json.loads(file.read_text("utf-8"))[0])
