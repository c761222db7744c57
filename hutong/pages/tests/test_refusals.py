"""Whoever tries what is not open to them is on record, and learns nothing by it."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hutong.audit.models import Entry, Way
from hutong.children.models import Child
from hutong.children.tests.making import OTHER_VILLAGE, VILLAGE, make_worker
from hutong.pages.refusals import MORE, MOST_WITHIN
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None) -> Iterator[None]:
    make_places()
    yield
    forget_places()


@pytest.fixture
def neighbour() -> Worker:
    return make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)


@pytest.fixture
def child() -> Child:
    return make_file(make_worker(), name="万小溪")


def visit(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def list_tried(worker: Worker) -> list[dict[str, Any]]:
    tried = Entry.objects.filter(worker=worker.uid, way=Way.REFUSED).order_by("id")
    return [dict(one) for one in tried.values("door", "child", "about", "role", "area")]


def test_a_neighbours_file_that_was_tried_is_on_record(child: Child, neighbour: Worker) -> None:
    assert visit(neighbour).get(reverse("child_file", args=[child.uid])).status_code == 404
    assert list_tried(neighbour) == [
        {
            "door": "child_file",
            "child": child.uid,
            "about": "GET 404",
            "role": "child_director",
            "area": OTHER_VILLAGE,
        }
    ]


def test_a_number_that_is_nobodys_leaves_the_same(child: Child, neighbour: Worker) -> None:
    guessed = uuid4()
    visit(neighbour).post(reverse("child_file_numbers", args=[guessed]))
    visit(neighbour).post(reverse("child_file_numbers", args=[child.uid]))
    first, second = list_tried(neighbour)
    assert (first["child"], second["child"]) == (guessed, child.uid)
    assert {**first, "child": None} == {**second, "child": None}


def test_what_else_is_asked_for_by_number_is_on_record(neighbour: Worker) -> None:
    number = uuid4()
    assert visit(neighbour).get(reverse("import", args=[number])).status_code in (403, 404)
    (tried,) = list_tried(neighbour)
    assert tried["child"] is None and str(number) in tried["about"]


def test_a_screen_that_no_post_opens_is_on_record(neighbour: Worker) -> None:
    assert visit(neighbour).get(reverse("audit")).status_code == 403
    assert [one["door"] for one in list_tried(neighbour)] == ["audit"]


def test_the_own_file_an_old_form_and_a_wrong_address_are_not(child: Child) -> None:
    own = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    visitor = visit(own)
    visitor.get(reverse("child_file", args=[child.uid]))
    visitor.get("/no-such-page")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(own)
    assert strict.post(reverse("children_search"), {"text": "万"}).status_code == 403
    assert list_tried(own) == []


def test_whoever_tries_on_and_on_is_on_record_as_such_and_fills_nothing(neighbour: Worker) -> None:
    visitor = visit(neighbour)
    for _ in range(MOST_WITHIN + 4):
        visitor.get(reverse("child_file", args=[uuid4()]))
    tried = list_tried(neighbour)
    assert len(tried) == MOST_WITHIN + 1
    assert tried[-1]["about"] == MORE
