"""Acts on many files from the list: who is chosen, what will happen, what was refused, the way back."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.models import Assignment, Child, Labelled, State
from hutong.children.tests.making import OTHER_COUNTY, VILLAGE
from hutong.children.together import MOST
from hutong.exchange.models import ExportRequest
from hutong.pages.chosen.forms import FORMS, list_acts
from hutong.pages.names import get_names
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
LARGEST = 100_000
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


def make_plain(count: int, state: str = State.CANDIDATE, area: str = VILLAGE) -> list[Child]:
    with acting_as(EVERYTHING):
        now = timezone.now()
        given: dict[str, Any] = {"area": area, "state": state, "made_at": now}
        if state == State.CLOSED:
            given |= {"closed_on": timezone.localdate(), "closed_because": "试验"}
        children = [Child(name=f"试验{number}", **given) for number in range(count)]
        return Child.objects.bulk_create(children)


def visit() -> dict[str, str]:
    return {"visited_by": "测试主任", "visited_on": f"{timezone.localdate() - timedelta(days=1):%Y-%m-%d}"}


def begin(visitor: Client, act: str, children: list[Child], **given: Any) -> Any:
    return visitor.post(reverse("chosen_begin"), {"act": act, "child": [child.uid for child in children], **given})


def go_through(visitor: Client, act: str, children: list[Child], **given: Any) -> tuple[Any, Any]:
    """The preview and the page after the act."""
    sent = {**sent_by(begin(visitor, act, children)), **given}
    looked = visitor.post(reverse("chosen_look"), sent)
    assert looked.status_code == 200, looked.context["form"].errors
    done = visitor.post(reverse("chosen_do"), sent, follow=True)
    return looked, done


def sent_by(page: Any) -> dict[str, Any]:
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def states(children: list[Child]) -> list[str]:
    with acting_as(EVERYTHING):
        return list(Child.objects.filter(pk__in=[child.pk for child in children]).values_list("state", flat=True))


def test_the_list_lets_rows_be_chosen_only_where_something_can_be_done(signed: Signed) -> None:
    make_plain(1)
    assert 'name="child"' in signed("county").get(reverse("children")).content.decode()
    assert 'name="child"' not in signed("leader").get(reverse("children")).content.decode()


def test_a_township_verifies_many_and_hears_who_was_left(signed: Signed) -> None:
    children = [*make_plain(3), *make_plain(1, State.REGISTERED)]
    looked, done = go_through(signed("colleague"), "step-verified", children, **visit())
    assert (len(looked.context["parted"].ready), len(looked.context["parted"].refused)) == (3, 1)
    assert "登记在册" in looked.context["reasons"][0].why
    assert (len(done.context["done"]), done.context["refused"]) == (3, 1)
    assert sorted(states(children)) == ["registered", "verified", "verified", "verified"]


def test_the_preview_writes_nothing(signed: Signed) -> None:
    children, visitor = make_plain(2), signed("colleague")
    sent = {**sent_by(begin(visitor, "step-verified", children)), **visit()}
    visitor.post(reverse("chosen_look"), sent)
    assert states(children) == ["candidate", "candidate"]


def test_all_that_the_filter_finds_is_chosen_up_to_a_bound(signed: Signed) -> None:
    make_plain(MOST + 5)
    make_plain(2, State.REGISTERED)
    visitor = signed("county")
    page = visitor.post(reverse("chosen_begin"), {"act": "anew", "all": "1", "filters": "state=registered"})
    assert len(page.context["children"]) == 2
    page = visitor.post(reverse("chosen_begin"), {"act": "anew", "all": "1", "filters": "state=candidate"})
    assert len(page.context["children"]) == MOST
    assert len(page.content) < LARGEST
    sent = {**sent_by(page), "act": "step-closed", "reason": "试验"}
    looked = visitor.post(reverse("chosen_look"), sent)
    assert len(looked.content) < LARGEST


def test_sending_twice_does_it_once(signed: Signed) -> None:
    children, visitor = make_plain(1), signed("county")
    sent = {
        **sent_by(begin(visitor, "label", children)),
        "label": next(iter(get_names("zh").categories)),
        "reason": "核实",
    }
    for _ in range(2):
        assert visitor.post(reverse("chosen_do"), sent).status_code == 302
    with acting_as(EVERYTHING):
        assert Labelled.objects.filter(child=children[0], basis="confirmed").count() == 1


def test_an_act_is_taken_back_from_the_page_that_says_it_was_done(signed: Signed, people: dict[str, Worker]) -> None:
    children, visitor = make_plain(2), signed("colleague")
    helper = str(people["stranger"].uid)
    _, done = go_through(visitor, "assign", children, worker=helper, purpose="代管")
    assert done.context["opposite"] == "end-assignment"
    shown = visitor.get(reverse("child_file", args=[children[0].uid])).content.decode()
    assert people["stranger"].name in shown and "代管" in shown
    back = visitor.post(
        reverse("chosen_begin"), {"act": "end-assignment", "held": done.context["held_done"], "worker": helper}
    )
    assert back.context["form"]["worker"].value() == helper
    visitor.post(reverse("chosen_do"), sent_by(back))
    with acting_as(EVERYTHING):
        assert set(Assignment.objects.values_list("until", flat=True)) == {timezone.localdate()}


def test_what_follows_is_determined_at_once(signed: Signed, people: dict[str, Worker]) -> None:
    child = make_file(people["assigned"])
    with acting_as(EVERYTHING):
        child.findings.all().delete()
        child.determinations.all().delete()
    go_through(signed("county"), "anew", [child])
    with acting_as(EVERYTHING):
        assert child.findings.exists() and not child.changes.exists()


def test_a_stranger_does_nothing_with_files_of_elsewhere(signed: Signed) -> None:
    children = make_plain(1)
    page = begin(signed("stranger"), "label", children)
    assert (page.status_code, page["Location"]) == (302, reverse("children"))
    assert begin(signed("leader"), "anew", children).status_code == 302
    sent = {"act": "step-registered", "held": children[0].uid.hex, "sent": "x"}
    assert signed("assigned").post(reverse("chosen_do"), sent).status_code == 404
    assert states(children) == ["candidate"]


def test_the_chosen_are_asked_for_with_a_purpose_that_is_noted(signed: Signed) -> None:
    children, visitor = [*make_plain(2), *make_plain(1, State.CLOSED)], signed("county")
    there = make_plain(1, area=OTHER_COUNTY)
    page = begin(visitor, "export", [*children, *there])
    sent = {"held": page.context["held"], "kind": "own"}
    assert visitor.post(reverse("chosen_export"), {**sent, "purpose": ""}).status_code == 422
    answer = visitor.post(reverse("chosen_export"), {**sent, "purpose": "季度核对名单"})
    with acting_as(EVERYTHING):
        asked = ExportRequest.objects.get()
    assert (answer.status_code, asked.rows, sorted(asked.chosen or ())) == (302, 3, sorted(one.pk for one in children))
    noted = Entry.objects.filter(way="act").order_by("-pk").values_list("rows", "purpose").first()
    assert noted == (3, "季度核对名单")
    assert signed("leader").post(reverse("chosen_export"), {**sent, "purpose": "季度核对名单"}).status_code == 404


def test_every_act_has_a_form_that_opens(signed: Signed, people: dict[str, Worker]) -> None:
    children, visitor = make_plain(1), signed("county")
    acts = list_acts(scope_of(people["county"], on=timezone.localdate()))
    assert set(acts) >= set(FORMS)
    for act in acts:
        assert begin(visitor, act, children).status_code == 200, act
