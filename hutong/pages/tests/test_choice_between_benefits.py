"""Benefits between which is still to be chosen stand in the file as one choice, so that nobody pays twice."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children import actions
from hutong.children.models import Child
from hutong.determinations.actions import settle
from hutong.determinations.models import FindingSpan
from hutong.pages.names import get_names
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LIVING = {"de_facto_living", "tekun_support", "tekun_care_subsidy"}


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    """A child who is owed the allowance and fits extreme-poverty support."""
    child = make_file(people["assigned"])
    with acting_as(EVERYTHING):
        for name in ("has_livelihood", "supporter_able", "orphan_recognised"):
            actions.record_fact(child=child, name=name, value=False, by=None, at=timezone.now())
        settle(child=child, on=timezone.localdate(), at=timezone.now(), because="page")
    return child


def open_gaps() -> list[str]:
    with acting_as(EVERYTHING):
        spans = FindingSpan.objects.filter(gap="owed_not_received", until__isnull=True, benefit__in=LIVING)
        return list(spans.values_list("benefit", flat=True))


def test_the_file_shows_one_choice_and_lists_count_one_gap(child: Child, people: dict[str, Worker]) -> None:
    visitor = Client()
    visitor.force_login(people["county"])
    page = visitor.get(reverse("child_file", args=[child.uid]))
    file, names = page.context["file"], get_names("zh")
    owed = [one.benefit for one in file.owed if one.benefit in LIVING]
    assert len(owed) > 1
    told = {names.benefit(slug) for slug in LIVING}
    (gap,) = [one for one in file.gaps["owed_not_received"] if one.name in told]
    assert {gap.name, *gap.others} == {names.benefit(slug) for slug in owed}
    assert "择一享受，待选择" in page.content.decode()
    assert len(open_gaps()) == 1


def test_once_one_that_wins_is_paid_nothing_is_missing(child: Child) -> None:
    with acting_as(EVERYTHING):
        now = timezone.now()
        actions.record_receipt(child=child, benefit="de_facto_living", fen=100_000, by=None, at=now)
        settle(child=child, on=timezone.localdate(), at=timezone.now(), because="page")
    assert open_gaps() == []
