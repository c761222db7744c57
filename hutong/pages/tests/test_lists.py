"""The overview, the list, looking for a child and beginning a file."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_grant
from hutong.determinations.bundles import current_library
from hutong.pages.names import get_names
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.policy.discretion import Discretion
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.vocabulary.secrecy import VICTIM

pytestmark = pytest.mark.django_db
LARGEST = 100_000
SCREENS = {"home": 27, "children": 15, "child_new": 12, "transfer_ask_new": 12}
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


@pytest.mark.parametrize(("screen", "most"), SCREENS.items())
def test_a_screen_is_small_and_asks_little(
    screen: str,
    most: int,
    people: dict[str, Worker],
    signed: Signed,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(51):
        make_file(people["assigned"], name=f"试验{number}") if number < 3 else make_plain(number)
    visitor = signed("county")
    visitor.get(reverse(screen))
    for lang in ("zh-hans", "en"):
        visitor.cookies["django_language"] = lang
        with django_assert_max_num_queries(most):
            page = visitor.get(reverse(screen))
        assert page.status_code == 200
        assert len(page.content) < LARGEST


def make_plain(number: int) -> None:
    with acting_as(EVERYTHING):
        Child.objects.create(area=VILLAGE, name=f"试验{number}", made_at=timezone.now())


@pytest.mark.parametrize("screen", SCREENS)
def test_nobody_comes_in_unsigned(screen: str, people: dict[str, Worker]) -> None:
    assert Client().get(reverse(screen)).status_code == 302


@pytest.mark.parametrize(
    ("who", "seen"), [("assigned", True), ("colleague", True), ("county", True), ("stranger", False)]
)
def test_lists_and_searches_show_the_children_of_ones_area(who: str, seen: bool, child: Child, signed: Signed) -> None:
    visitor = signed(who)
    for page in (
        visitor.get(reverse("children")),
        visitor.post(reverse("children_search"), {"text": "万小"}),
        visitor.post(reverse("children_search"), {"text": "wxx"}),
        visitor.get(reverse("home")),
    ):
        assert (child.name in page.content.decode()) is seen


def test_a_leader_is_told_where_to_go_instead(child: Child, signed: Signed) -> None:
    visitor = signed("leader")
    assert child.name not in visitor.get(reverse("children")).content.decode()
    assert "政策文库" in visitor.get(reverse("home")).content.decode()
    assert visitor.get(reverse("child_new")).status_code == 403


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"place": VILLAGE}, True),
        ({"place": TOWNSHIP}, True),
        ({"place": OTHER_VILLAGE}, False),
        ({"label": "de_facto_unattended"}, None),
        ({"state": "candidate"}, True),
        ({"state": "registered"}, False),
        ({"age": "6-13"}, True),
        ({"age": "0-5"}, False),
        ({"gap": "owed_not_received"}, True),
        ({"gap": "received_not_owed"}, False),
        ({"without_evidence": "1"}, True),
        ({"stale": "1"}, False),
        ({"place": "no place", "state": "?", "after": "?"}, True),
    ],
)
def test_a_filter_narrows_the_list(asked: dict[str, str], seen: bool | None, child: Child, signed: Signed) -> None:
    page = signed("county").get(reverse("children"), asked)
    assert page.status_code == 200
    if seen is not None:
        assert (child.name in page.content.decode()) is seen


def test_the_overview_counts_labels_gaps_and_what_waits(child: Child, signed: Signed) -> None:
    overview = signed("county").get(reverse("home")).context["overview"]
    assert overview.states == {"candidate": 1}
    assert overview.gap_children == {"owed_not_received": 1}
    assert [line.count for line in overview.labels]
    assert overview.unknown
    assert [one.pk for one in overview.waiting] == [child.pk]


def test_lists_and_searches_are_noted(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    visitor.get(reverse("children"))
    visitor.post(reverse("children_search"), {"text": "万小溪"})
    noted = list(Entry.objects.exclude(way="act").order_by("pk").values_list("door", "rows"))
    assert noted == [("children", 1), ("children_search", 1)]


def begin(visitor: Client, **given: Any) -> Any:
    page = visitor.get(reverse("child_new"))
    return visitor.post(reverse("child_begin"), {"area": VILLAGE, "number": page.context["number"], **given})


def test_who_looks_alike_is_shown_before_a_file_is_begun(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    page = begin(visitor, name="万小溪", born=f"{child.born:%Y-%m-%d}")
    assert [one.child.pk for one in page.context["likely"]] == [child.pk]
    assert count(name="万小溪") == 1


def test_a_file_is_begun_once_though_it_is_sent_twice(people: dict[str, Worker], signed: Signed) -> None:
    visitor = signed("assigned")
    given = {"area": VILLAGE, "name": "田小禾", "number": "one-form"}
    first, second = (visitor.post(reverse("child_begin"), given) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert count(name="田小禾") == 1


def test_a_village_begins_no_file_elsewhere(people: dict[str, Worker], signed: Signed) -> None:
    assert begin(signed("assigned"), name="田小禾", area=OTHER_VILLAGE).status_code == 422
    assert count(name="田小禾") == 0


def test_a_wrong_number_is_sent_back_with_what_was_typed(people: dict[str, Worker], signed: Signed) -> None:
    page = begin(signed("assigned"), name="田小禾", identity_number="990101201503040010")
    assert page.status_code == 422
    assert "田小禾" in page.content.decode()


def count(**given: str) -> int:
    with acting_as(EVERYTHING):
        return Child.objects.filter(**given).count()


def test_a_label_that_says_harm_is_named_in_no_list(child: Child, signed: Signed) -> None:
    with acting_as(EVERYTHING):
        given = {"label": "guardianship_harm", "basis": "confirmed", "since": timezone.localdate()}
        child.labels.create(**given)
    visitor = signed("county")
    narrowed = visitor.get(reverse("children"), {"label": "guardianship_harm"})
    assert narrowed.context["filters"].label == ""
    harm = get_names("zh", Discretion(current_library().vocabulary, is_lifted=True)).category("guardianship_harm")
    address = reverse("child_file", args=[child.uid])
    for page in (narrowed, visitor.get(reverse("home")), visitor.get(address), signed("assigned").get(address)):
        assert harm not in page.content.decode()


def test_whoever_has_the_grant_is_told_of_harm(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    with acting_as(EVERYTHING):
        child.labels.create(label="guardianship_harm", basis="confirmed", since=timezone.localdate())
    make_grant(people["county"], VICTIM, COUNTY)
    harm = get_names("zh", Discretion(current_library().vocabulary, is_lifted=True)).category("guardianship_harm")
    visitor = signed("county")
    assert harm in visitor.get(reverse("child_file", args=[child.uid])).content.decode()
    assert harm in visitor.get(reverse("children"), {"label": "guardianship_harm"}).content.decode()
