"""From the number to the file and back to the review, through the pages; who may see which of them."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, make_number, make_worker
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.privacy.actions import appoint_manager
from hutong.privacy.models import Opening
from hutong.staff.models import Grant, Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
ROLES = {
    "officer": (Role.CIVIL_AFFAIRS, OTHER_COUNTY),
    "director": (Role.CHILD_DIRECTOR, "990102100201"),
    "manager": (Role.LEADER, COUNTY),
    "security": (Role.SECURITY_ADMIN, COUNTY),
    "audit": (Role.AUDIT_ADMIN, COUNTY),
    "county": (Role.CIVIL_AFFAIRS, COUNTY),
}
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    found = {who: make_worker(role, area, kind="civil_affairs") for who, (role, area) in ROLES.items()}
    with acting_as(EVERYTHING):
        today = timezone.localdate()
        appoint_manager(worker=found["manager"], area=COUNTY, since=today, by=None, at=timezone.now())
    yield found
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    born = timezone.localdate().replace(year=timezone.localdate().year - 9, month=3, day=4)
    return make_file(people["county"], identity_number=make_number(born, sex="female"), identity_kind="resident")


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def ask(visitor: Client, child: Child, number: str = "") -> object:
    with acting_as(EVERYTHING):
        given = number or child.identity_number
    sent = {"identity_number": given, "why": "here_now", "reason": "走失儿童在我县，需要联系家人"}
    return visitor.post(reverse("opening_begin"), sent, follow=True)


def test_a_file_is_opened_read_and_reviewed(child: Child, signed: Signed) -> None:
    officer, manager = signed("officer"), signed("manager")
    assert officer.get(reverse("child_file", args=[child.uid])).status_code == 404
    page = ask(officer, child)
    assert "万小溪" in page.content.decode()  # type: ignore[attr-defined]
    opening = Opening.objects.get()
    assert "child_file" in {entry.door for entry in Entry.objects.filter(child=child.uid)}
    listed = manager.get(reverse("openings")).content.decode()
    assert reverse("opening_review_new", args=[opening.uid]) in listed
    review = manager.get(reverse("opening_review_new", args=[opening.uid])).content.decode()
    assert "走失儿童" in review
    assert "万小溪" not in review
    manager.post(reverse("opening_review", args=[opening.uid]), {"is_justified": "no", "review": "并无紧急情形发生"})
    opening.refresh_from_db()
    assert opening.is_justified is False
    assert officer.get(reverse("child_file", args=[child.uid])).status_code == 404


def test_the_same_words_for_no_file_and_for_one_of_a_victim(child: Child, signed: Signed) -> None:
    with acting_as(EVERYTHING):
        child.facts.create(name="harmed", value="true", recorded_at=timezone.now())
    officer = signed("officer")
    none = ask(officer, child, make_number(timezone.localdate().replace(year=2017, day=1), sex="male"))
    hidden = ask(officer, child)
    assert (none.status_code, hidden.status_code) == (422, 422)  # type: ignore[attr-defined]
    told = [page.context["form"].non_field_errors() for page in (none, hidden)]  # type: ignore[attr-defined]
    assert told[0] == told[1]


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("director", 403), ("security", 403), ("audit", 403)])
def test_who_may_ask(signed: Signed, who: str, status: int) -> None:
    assert signed(who).get(reverse("opening_new")).status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 403), ("director", 403), ("manager", 403), ("security", 200), ("audit", 200)]
)
def test_administrators_read_who_opened_without_child_and_words(
    child: Child, signed: Signed, who: str, status: int
) -> None:
    ask(signed("officer"), child)
    page = signed(who).get(reverse("openings_listed"))
    assert page.status_code == status
    text = page.content.decode()
    assert str(child.uid) not in text
    assert "走失儿童" not in text


def test_openings_of_others_are_as_if_they_were_not(child: Child, signed: Signed) -> None:
    ask(signed("officer"), child)
    uid = Opening.objects.get().uid
    for who in ("director", "county", "security", "audit"):
        for screen in ("opening_close", "opening_review"):
            assert signed(who).post(reverse(screen, args=[uid])).status_code == 404


@pytest.mark.parametrize("who", ["officer", "director", "manager", "audit", "county"])
def test_only_the_security_administrator_gives_grants(signed: Signed, who: str) -> None:
    visitor = signed(who)
    for screen in ("grants", "grant_new", "data_manager_new"):
        assert visitor.get(reverse(screen)).status_code == 403
    assert visitor.post(reverse("grant_give"), {}).status_code == 403


def test_a_grant_is_given_and_ended_through_the_pages(people: dict[str, Worker], signed: Signed) -> None:
    visitor, on = signed("security"), timezone.localdate()
    post = people["county"].posts.get()
    sent = {"post": post.pk, "kind": "hiv", "since": on.isoformat(), "reason": "分管领导批准"}
    assert visitor.post(reverse("grant_give"), sent).status_code == 302
    grant = Grant.objects.get()
    assert (grant.kind, grant.area, grant.worker) == ("hiv", COUNTY, people["county"])
    assert "分管领导批准" in visitor.get(reverse("grants")).content.decode()
    assert visitor.get(reverse("grant_end_new", args=[grant.uid])).status_code == 200
    assert visitor.post(reverse("grant_end", args=[grant.uid]), {"because": "调离"}).status_code == 302
    grant.refresh_from_db()
    assert grant.ended_because == "调离"


def test_a_manager_is_appointed_and_dismissed_through_the_pages(people: dict[str, Worker], signed: Signed) -> None:
    visitor = signed("security")
    post = people["county"].posts.get()
    assert visitor.post(reverse("data_manager_appoint"), {"post": post.pk}).status_code == 302
    held = people["county"].manages_data.get()
    assert visitor.post(reverse("data_manager_dismiss", args=[held.uid])).status_code == 302
    held.refresh_from_db()
    assert held.until == timezone.localdate()


def test_a_worker_keeps_out_of_a_file_through_the_page(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    visitor = signed("county")
    address = reverse("child_file", args=[child.uid])
    assert reverse("recusal_new", args=[child.uid]) in visitor.get(address).content.decode()
    sent = {"worker": str(people["county"].uid), "reason": "外甥女"}
    assert visitor.post(reverse("recusal_declare", args=[child.uid]), sent).status_code == 302
    assert visitor.get(address).status_code == 404
    assert "万小溪" not in visitor.get(reverse("home")).content.decode()
