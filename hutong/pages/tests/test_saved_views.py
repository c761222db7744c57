"""Views of the list that workers keep."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from hutong.children.tests.making import OTHER_VILLAGE, VILLAGE
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import SavedView, Worker
from hutong.staff.saved_views import MOST_VIEWS

pytestmark = pytest.mark.django_db
NARROWED = f"place={VILLAGE}&state=candidate&gap=owed_not_received"
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def keep(visitor: Client, name: str = "上清村有缺口", filters: str = NARROWED) -> Any:
    return visitor.post(reverse("view_keep"), {"name": name, "filters": filters})


def told(answer: Any) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_a_kept_view_stands_above_the_list_and_opens_it_narrowed(people: dict[str, Worker], signed: Signed) -> None:
    child = make_file(people["assigned"])
    elsewhere = make_file(people["stranger"], OTHER_VILLAGE, name="田小禾")
    visitor = signed("county")
    assert keep(visitor)["Location"] == f"{reverse('children')}?{NARROWED}"
    page = visitor.get(reverse("children"))
    assert "上清村有缺口" in page.content.decode()
    assert elsewhere.name in page.content.decode()
    opened = visitor.get(f"{reverse('children')}?{page.context['views'][0].filters}")
    assert child.name in opened.content.decode()
    assert elsewhere.name not in opened.content.decode()
    assert 'aria-current="true"' in opened.content.decode()


def test_the_page_offers_to_keep_what_it_is_narrowed_to(signed: Signed) -> None:
    visitor = signed("county")
    assert visitor.get(f"{reverse('children')}?stale=1&x=1&state=candidate").context["present"] == (
        "state=candidate&stale=1"
    )
    assert reverse("view_keep") not in visitor.get(reverse("children")).content.decode()


def test_what_the_filter_form_does_not_offer_is_not_kept(signed: Signed) -> None:
    visitor = signed("assigned")
    keep(visitor, filters="state=candidate&text=万小溪&after=1&label=万小溪&age=万小溪&name=万小溪")
    assert SavedView.objects.get().filters == "state=candidate"


@pytest.mark.parametrize(
    "filters",
    ["", "text=万小溪", "label=guardianship_harm", "label=万小溪", f"place={OTHER_VILLAGE}", "place=990101100999"],
    ids=["nothing", "a search", "a label that says harm", "a name as label", "elsewhere", "no such place"],
)
def test_without_a_filter_of_the_form_no_view_is_kept(filters: str, signed: Signed) -> None:
    assert "筛选" in told(keep(signed("assigned"), filters=filters))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "长" * 41])
def test_a_view_without_a_proper_name_is_refused(name: str, signed: Signed) -> None:
    assert "40" in told(keep(signed("assigned"), name=name))
    assert not SavedView.objects.exists()


def test_a_name_is_given_once_by_each_worker(signed: Signed) -> None:
    for who in ("county", "colleague"):
        keep(signed(who))
    assert SavedView.objects.count() == 2
    assert "另取" in told(keep(signed("county"), filters="stale=1"))
    assert SavedView.objects.count() == 2


def test_no_worker_keeps_views_without_end(signed: Signed) -> None:
    visitor = signed("county")
    for number in range(MOST_VIEWS):
        keep(visitor, name=f"第{number}个")
    assert "20" in told(keep(visitor))
    assert SavedView.objects.count() == MOST_VIEWS


def test_ones_own_view_is_renamed_and_removed(signed: Signed) -> None:
    visitor = signed("county")
    keep(visitor, name="别的")
    keep(visitor)
    view = SavedView.objects.get(name="上清村有缺口")
    visitor.post(reverse("view_rename", args=[view.uid]), {"name": " 待登记 "})
    assert SavedView.objects.get(uid=view.uid).name == "待登记"
    assert "另取" in told(visitor.post(reverse("view_rename", args=[view.uid]), {"name": "别的"}))
    assert SavedView.objects.get(uid=view.uid).name == "待登记"
    visitor.post(reverse("view_remove", args=[view.uid]))
    assert [one.name for one in SavedView.objects.all()] == ["别的"]


def test_another_workers_view_is_not_found_and_not_shown(signed: Signed) -> None:
    keep(signed("county"))
    view = SavedView.objects.get()
    other = signed("colleague")
    assert view.name not in other.get(reverse("children")).content.decode()
    for act in ("view_rename", "view_remove"):
        assert other.post(reverse(act, args=[view.uid]), {"name": "我的"}).status_code == 404
    assert SavedView.objects.get().name == "上清村有缺口"


def test_views_are_written_by_post_alone_and_only_when_signed_in(signed: Signed) -> None:
    visitor = signed("county")
    keep(visitor)
    view = SavedView.objects.get()
    addresses = [reverse("view_keep"), *(reverse(act, args=[view.uid]) for act in ("view_rename", "view_remove"))]
    assert [visitor.get(address).status_code for address in addresses] == [405] * 3
    assert all(reverse("sign_in") in Client().post(address)["Location"] for address in addresses)
    assert SavedView.objects.count() == 1
