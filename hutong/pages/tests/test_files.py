"""The file's screens: who may see them, who may not, how large they are and how often they ask the database."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hutong.audit.models import Entry
from hutong.children.models import Child, Kinship, RecordedFact, Step
from hutong.children.tests.making import VILLAGE
from hutong.pages.tests.filing import PHONE, make_ending, make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LARGEST = 100_000
SCREENS = {
    "child_file": 47,
    "child_file_compare": 60,
    "child_file_summary": 45,
    "child_archive": 14,
    "child_archive_json": 50,
    "fact_new": 14,
    "kin_new": 14,
    "receipt_new": 14,
    "placement_new": 18,
    "evidence_new": 14,
    "child_edit": 16,
    "label_new": 15,
    "transfer_new": 16,
    "event_new": 15,
}
ENDING = {"receipt_end_new": 16, "label_end_new": 18, "event_end_new": 16, "kin_edit": 16, "departure_withdraw_new": 17}
"""Every screen about a file by GET, and how many queries it may cost."""
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


@pytest.mark.parametrize("screen", SCREENS)
def test_the_trio_on_every_screen_of_a_file(screen: str, child: Child, signed: Signed) -> None:
    address = reverse(screen, args=[child.uid])
    assert signed("assigned").get(address).status_code == 200
    assert signed("colleague").get(address).status_code == 200
    for who in ("stranger", "leader"):
        assert signed(who).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(("screen", "most"), SCREENS.items())
def test_a_screen_is_small_and_asks_little(
    screen: str,
    most: int,
    child: Child,
    signed: Signed,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    visitor, address = signed("assigned"), reverse(screen, args=[child.uid])
    visitor.get(address)
    for lang in ("zh-hans", "en"):
        visitor.cookies["django_language"] = lang
        with django_assert_max_num_queries(most):
            page = visitor.get(address)
        assert len(page.content) < LARGEST or "html" not in page["Content-Type"]


def post(visitor: Client, screen: str, child: Child, *more: Any, **given: Any) -> Any:
    with acting_as(EVERYTHING):
        revision = Child.objects.get(pk=child.pk).revision
    return visitor.post(reverse(screen, args=[child.uid, *more]), {"revision": revision, **given})


@pytest.mark.parametrize(("screen", "most"), ENDING.items())
def test_a_screen_on_which_something_ends_is_small_and_asks_little(
    screen: str,
    most: int,
    child: Child,
    people: dict[str, Worker],
    signed: Signed,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with acting_as(EVERYTHING):
        row = make_ending(child, by=people["assigned"])[screen]
    address, visitor = reverse(screen, args=[child.uid, row]), signed("county")
    visitor.get(address)
    with django_assert_max_num_queries(most):
        page = visitor.get(address)
    assert (page.status_code, len(page.content) < LARGEST) == (200, True)
    assert signed("stranger").get(address).status_code == 404


def test_the_file_says_what_is_owed_and_why(child: Child, signed: Signed) -> None:
    page = signed("assigned").get(reverse("child_file", args=[child.uid])).content.decode()
    for word in ("万小溪", "应享什么", "事实无人抚养", "监狱服刑证明", "万大山", "田奶奶", "接下来问什么", "<svg"):
        assert word in page, word
    assert PHONE not in page


def test_the_file_reads_in_english_too(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    visitor.cookies["django_language"] = "en"
    page = visitor.get(reverse("child_file", args=[child.uid])).content.decode()
    for word in ("What the child is owed", "Who the child is", "What to ask next", "to be verified"):
        assert word in page, word


def test_numbers_are_shown_only_when_asked_for_and_that_is_noted(child: Child, signed: Signed) -> None:
    page = signed("assigned").post(reverse("child_file_numbers", args=[child.uid])).content.decode()
    assert PHONE in page
    assert Entry.objects.filter(door="child_file_numbers", way="reveal", child=child.uid).count() == 1


def test_every_look_is_noted(child: Child, signed: Signed) -> None:
    visitor = signed("colleague")
    for screen in ("child_file", "child_file_compare", "child_file_summary", "child_archive_json", "child_archive_pdf"):
        visitor.get(reverse(screen, args=[child.uid]))
    screens = list(
        Entry.objects.filter(child=child.uid).exclude(way="act").order_by("pk").values_list("door", flat=True)
    )
    assert screens == ["child_file", "child_file_compare", "child_file_summary", "child_archive", "child_archive"]


def test_a_recorded_fact_changes_the_determination(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    before = visitor.get(reverse("child_file", args=[child.uid])).context["file"].situation.known
    saved = post(visitor, "fact_record", child, name="disabled", value="true", source="disabled_persons_federation")
    assert saved.status_code == 302, saved.content.decode()
    after = visitor.get(reverse("child_file", args=[child.uid])).context["file"].situation.known
    assert "disabled" not in before
    assert after["disabled"] is True


def test_not_collected_is_an_answer(child: Child, signed: Signed) -> None:
    post(signed("assigned"), "fact_record", child, name="disabled", is_not_collected="on")
    with acting_as(EVERYTHING):
        assert not RecordedFact.objects.get(child=child, name="disabled").is_collected


def test_neither_a_value_nor_not_collected_is_sent_back(child: Child, signed: Signed) -> None:
    page = post(signed("assigned"), "fact_record", child, name="disabled")
    assert page.status_code == 422
    assert "未采集" in page.content.decode()


def test_a_form_on_an_older_revision_is_told_so(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    page = visitor.post(reverse("fact_record", args=[child.uid]), {"revision": 1, "name": "disabled", "value": "true"})
    assert page.status_code == 422
    with acting_as(EVERYTHING):
        assert not RecordedFact.objects.filter(child=child, name="disabled").exists()


def test_the_same_form_sent_twice_is_saved_once(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    given = {"revision": child.revision, "relation": "sibling", "name": "万小河", "sent": "abc"}
    given["revision"] = revision_of(child)
    for _ in range(2):
        assert visitor.post(reverse("kin_add", args=[child.uid]), given).status_code == 302
    with acting_as(EVERYTHING):
        assert Kinship.objects.filter(child=child, relation="sibling").count() == 1


def revision_of(child: Child) -> int:
    with acting_as(EVERYTHING):
        return Child.objects.get(pk=child.pk).revision


def test_answers_are_recorded_and_open_ones_stay_open(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    page = visitor.get(reverse("child_file", args=[child.uid]))
    names = [fact.name for fact in page.context["questions"].facts]
    chosen = [name for name in names if page.context["file"].names.vocabulary.facts[name].type == "bool"][:2]
    saved = post(
        visitor, "questions_answer", child, **{f"ask.{chosen[0]}": "true", f"ask.{chosen[1]}": "not-collected"}
    )
    assert saved.status_code == 302
    with acting_as(EVERYTHING):
        said = dict(RecordedFact.objects.filter(child=child, name__in=names).values_list("name", "is_collected"))
    assert said == {chosen[0]: True, chosen[1]: False}


def test_a_correction_keeps_what_stood_there(child: Child, signed: Signed) -> None:
    with acting_as(EVERYTHING):
        row = RecordedFact.objects.get(child=child, name="mother.lost_contact")
    visitor = signed("assigned")
    assert visitor.get(reverse("fact_correct", args=[child.uid, row.pk])).status_code == 200
    saved = post(visitor, "fact_save_correction", child, row.pk, value="false", reason="已联系上", name=row.name)
    assert saved.status_code == 302, saved.content.decode()
    with acting_as(EVERYTHING):
        row.refresh_from_db()
        assert row.corrected_at is not None
        assert row.value == "true"


def test_two_days_side_by_side_tell_what_differs(child: Child, signed: Signed) -> None:
    today = timezone.localdate()
    address = reverse("child_file_compare", args=[child.uid])
    page = signed("assigned").get(address, {"on": f"{today.year - 3}-01-01", "and": today.isoformat()})
    assert page.context["differences"]


def test_what_was_not_known_yet_is_not_shown(child: Child, signed: Signed) -> None:
    address = reverse("child_file", args=[child.uid])
    page = signed("assigned").get(address, {"known_at": "2020-01-01"})
    assert "father.imprisoned" not in page.context["file"].situation.known


def test_the_village_takes_no_step_that_the_township_takes(child: Child, signed: Signed) -> None:
    given = {"to": "verified", "visited_by": "测试人员", "visited_on": timezone.localdate().isoformat()}
    assert post(signed("assigned"), "step_take", child, **given).status_code == 422
    assert post(signed("colleague"), "step_take", child, **given).status_code == 302
    with acting_as(EVERYTHING):
        assert Step.objects.filter(child=child, after="verified").count() == 1


def test_an_attachment_opens_for_those_who_see_the_file(child: Child, signed: Signed) -> None:
    with acting_as(EVERYTHING):
        paper = child.evidence.get()
    address = reverse("evidence_file", args=[child.uid, paper.uid])
    opened = signed("colleague").get(address)
    assert opened.content == b"%PDF-1.4 invented"
    assert signed("stranger").get(address).status_code == 404


def test_every_finding_opens_in_full(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    file = visitor.get(reverse("child_file", args=[child.uid])).context["file"]
    for told in [*file.owed, *file.unknown[:3]]:
        page = visitor.get(reverse("child_file_benefit", args=[child.uid, told.number]))
        assert page.status_code == 200
        assert len(page.content) < LARGEST or "html" not in page["Content-Type"]
        assert "blockquote" in page.content.decode()


def test_the_archive_on_paper_is_a_pdf(child: Child, signed: Signed) -> None:
    page = signed("assigned").get(reverse("child_archive_pdf", args=[child.uid]))
    assert page.content.startswith(b"%PDF-")


def test_the_archive_as_json_holds_everything(child: Child, signed: Signed) -> None:
    told = signed("assigned").get(reverse("child_archive_json", args=[child.uid])).json()
    assert told["child"]["name"] == "万小溪"
    assert {one["name"] for one in told["facts"]} >= {"father.imprisoned", "mother.lost_contact"}
    assert told["determination"]["findings"]


def test_the_list_finds_by_place_and_page(people: dict[str, Worker], child: Child, signed: Signed) -> None:
    for number in range(55):
        make_plain(people["assigned"], number)
    visitor = signed("assigned")
    first = visitor.get(reverse("children"))
    assert len(first.context["rows"]) == 50
    second = visitor.get(first.context["following"])
    assert len(second.context["rows"]) == 6
    assert not second.context["following"]


def make_plain(by: Worker, number: int) -> None:
    with acting_as(EVERYTHING):
        Child.objects.create(area=VILLAGE, name=f"试验{number}", made_at=timezone.now(), made_by=by)
