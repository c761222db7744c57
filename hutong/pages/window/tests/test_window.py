"""The window through its pages: taking, referring, answering, the papers, the signed link; who sees which of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.pages.window.tests.filing import make_window, take_and_refer
from hutong.places.queries import forget_places
from hutong.services import actions
from hutong.services.models import Matter, Referral, ReferralPaper, ReplyLink, Request
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]
World = tuple[dict[str, Worker], Child]


@pytest.fixture
def world() -> Iterator[World]:
    yield make_window()
    forget_places()


@pytest.fixture
def signed(world: World) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(world[0][who])
        return visitor

    return sign_in


@pytest.fixture
def referred(world: World) -> tuple[Request, list[Referral]]:
    return take_and_refer(world[1], world[0]["window"])


def make_link(referral: Referral, window: Worker) -> str:
    with acting_as(scope_of(window, on=timezone.localdate())):
        _, signed = actions.make_link(referral=referral, to_whom="县慈善总会 王某", by=window, at=timezone.now())
    return reverse("reply", args=[signed])


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_a_request_is_taken_once_though_the_form_is_sent_twice(world: World, signed: Signed) -> None:
    visitor, child = signed("window"), world[1]
    found = text_of(visitor.post(reverse("window_who"), {"text": child.name}))
    assert reverse("request_new", args=[child.uid]) in found
    page = visitor.get(reverse("request_new", args=[child.uid]))
    sent = {
        "sent": page.context["form"]["sent"].value(), "area": page.context["form"].fields["area"].choices[0][0],
        "channel": "hotline_12345", "asked_on": timezone.localdate().isoformat(), "wish": "需要生活补贴",
    }  # fmt: skip
    first = visitor.post(reverse("request_take", args=[child.uid]), sent)
    second = visitor.post(reverse("request_take", args=[child.uid]), sent)
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    with acting_as(EVERYTHING):
        assert Request.objects.count() == 1


def test_the_page_says_what_a_request_may_lead_to_and_sends_it_to_the_bodies(world: World, signed: Signed) -> None:
    people, child = world
    window = people["window"]
    with acting_as(scope_of(window, on=timezone.localdate())):
        request = actions.take_request(
            child=child, area=window.posts.get().area, channel="phone", wish="生活困难", by=window, at=timezone.now()
        )
    visitor = signed("window")
    page = visitor.get(reverse("request", args=[request.uid]))
    assert "事实无人抚养儿童基本生活补贴" in text_of(page)
    keys = [one.key for one in page.context["owed"] if one.is_ticked]
    sent = {"lead": keys, "words": "课业辅导", "body": "education", "revision": page.context["asked"].revision}
    assert visitor.post(reverse("request_refer", args=[request.uid]), sent).status_code == 302
    with acting_as(EVERYTHING):
        assert {"civil_affairs", "education"} <= set(Referral.objects.values_list("body_kind", flat=True))


def test_a_form_on_a_page_that_changed_meanwhile_is_refused(
    referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    request = referred[0]
    sent = {"words": "别的需要", "body": "health", "revision": 1}
    assert signed("window").post(reverse("request_refer", args=[request.uid]), sent).status_code == 422


def test_a_department_answers_on_its_page_and_never_sees_the_file(
    world: World, referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    request, (_, second, _) = referred
    visitor = signed("education")
    assert reverse("referral", args=[second.uid]) in text_of(visitor.get(reverse("referrals")))
    page = text_of(visitor.get(reverse("referral", args=[second.uid])))
    assert "课业辅导" in page
    assert world[1].name in page
    assert visitor.get(reverse("child_file", args=[world[1].uid])).status_code == 404
    assert visitor.get(reverse("request", args=[request.uid])).status_code == 404
    assert visitor.post(reverse("referral_accept", args=[second.uid]), {}).status_code == 302
    with acting_as(EVERYTHING):
        matter = Matter.objects.get(referral=second)
        revision = Referral.objects.get(pk=second.pk).revision
    sent = {
        "revision": revision, f"verdict_{matter.pk}": "yes", f"reason_{matter.pk}": "每周两次", "words": "已安排教师",
        "reference": "试教函〔2026〕3号",
    }  # fmt: skip
    assert visitor.post(reverse("referral_complete", args=[second.uid]), sent).status_code == 302
    second.refresh_from_db = None  # type: ignore[method-assign,assignment]
    assert "已安排教师" in text_of(signed("window").get(reverse("request", args=[request.uid])))
    assert "referral" in {one.door for one in Entry.objects.filter(child=world[1].uid)}


def test_what_is_addressed_to_others_is_as_if_it_were_not(
    referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    _, (first, _, _) = referred
    for who in ("education", "health", "inspector"):
        assert signed(who).get(reverse("referral", args=[first.uid])).status_code == 404


def test_every_paper_is_a_pdf_and_taking_it_is_on_record(
    world: World, referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    request, (first, _, _) = referred
    visitor = signed("window")
    for address in (
        reverse("request_receipt", args=[request.uid]),
        reverse("referral_paper", args=[first.uid]),
    ):
        answer = visitor.get(address)
        assert answer.content.startswith(b"%PDF-")
        assert world[1].name not in str(answer.headers)
    assert {"request_receipt", "referral_paper"} <= {one.door for one in Entry.objects.filter(way="export")}


def test_material_is_told_on_one_paper(referred: tuple[Request, list[Referral]], signed: Signed) -> None:
    request, visitor = referred[0], signed("window")
    page = visitor.get(reverse("request", args=[request.uid]))
    sent = {"paper": page.context["papers"][:2], "other": "户口簿\n身份证", "revision": page.context["asked"].revision}
    assert visitor.post(reverse("request_missing", args=[request.uid]), sent).status_code == 302
    with acting_as(EVERYTHING):
        assert request.materials.count() == 4
    assert visitor.get(reverse("request_notice", args=[request.uid])).content.startswith(b"%PDF-")


def test_a_link_answers_once_and_names_no_child(
    world: World, referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    people, child = world
    referral = referred[1][2]
    address = make_link(referral, people["window"])
    outside = Client()
    page = outside.get(address)
    assert page.status_code == 200
    assert child.name not in text_of(page) + address
    assert str(child.uid) not in text_of(page) + address
    with acting_as(EVERYTHING):
        matter = Matter.objects.get(referral=referral)
    sent = {
        f"verdict_{matter.pk}": "yes", "words": "同意资助", "reference": "慈字1号", "by_whom": "王某 干事",
        "revision": page.context["form"]["revision"].value(),
    }  # fmt: skip
    assert outside.post(address, sent).status_code == 200
    assert outside.get(address).status_code == 410
    assert outside.post(address, sent).status_code == 410
    with acting_as(EVERYTHING):
        answered = Referral.objects.get(pk=referral.pk)
    assert answered.state == "done"
    assert "王某 干事" in answered.answered_outside


def test_links_that_were_changed_withdrawn_or_ran_out_lead_nowhere(
    world: World, referred: tuple[Request, list[Referral]]
) -> None:
    window, referral = world[0]["window"], referred[1][2]
    first, outside = make_link(referral, window), Client()
    second = make_link(referral, window)
    assert outside.get(first).status_code == 410
    assert outside.get(second[:-2] + "xx").status_code == 410
    assert outside.get(second).status_code == 200
    with acting_as(EVERYTHING):
        ReplyLink.objects.update(expires_at=timezone.now())
    assert outside.get(second).status_code == 410


def test_whoever_tries_links_is_slowed_down(world: World, settings: Any) -> None:
    settings.REPLY_LINKS_PER_MINUTE = 3
    outside = Client()
    found = [outside.get(reverse("reply", args=[f"guess{number}:x"])).status_code for number in range(5)]
    assert found == [410, 410, 410, 429, 429]


def test_the_inbox_leads_a_referral_to_its_page_and_offers_no_second_way_to_end_it(
    referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    _, (_, second, _) = referred
    with acting_as(EVERYTHING):
        task = Task.objects.get(referral=second)
    visitor, address = signed("education"), reverse("referral", args=[second.uid])
    assert visitor.post(reverse("task_step_take", args=[task.uid, "accept"]), {}).status_code == 302
    with acting_as(EVERYTHING):
        assert Referral.objects.get(pk=second.pk).state == "accepted"
    page = text_of(visitor.get(reverse("task", args=[task.uid])))
    assert address in page
    assert reverse("task_step", args=[task.uid, "finish"]) not in page
    assert reverse("task_step", args=[task.uid, "reassign"]) in page
    assert address in text_of(visitor.get(reverse("tasks_by_child")))
    refused = visitor.get(reverse("task_step", args=[task.uid, "finish"]), follow=True)
    assert "转介单或申请" in text_of(refused)
    sent = visitor.post(reverse("task_step_take", args=[task.uid, "finish"]), {"words": "办好了"})
    assert sent.status_code == 422
    with acting_as(EVERYTHING):
        assert Referral.objects.get(pk=second.pk).state == "accepted"


def test_the_printed_form_carries_the_code_of_a_link_while_its_address_is_known_and_only_then(
    world: World, referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    _, (_, _, third) = referred
    visitor = signed("window")
    made = visitor.post(reverse("referral_link", args=[third.uid]), {"to_whom": "县慈善总会 王某"}, follow=True)
    known = made.context["link_signed"]
    address = reverse("referral_with_code", args=[third.uid])
    plain = visitor.get(reverse("referral_paper", args=[third.uid]))
    coded = visitor.post(address, {"signed": known})
    assert coded["Content-Type"] == "application/pdf" and "no-store" in coded["Cache-Control"]
    assert coded.content.startswith(b"%PDF") and len(coded.content) > len(plain.content)
    assert visitor.post(address, {"signed": f"{known}x"}).status_code == 302
    with acting_as(EVERYTHING):
        ReplyLink.objects.update(revoked_at=timezone.now())
    assert visitor.post(address, {"signed": known}).status_code == 302
    assert Entry.objects.filter(door="referral_with_code", child=world[1].uid).count() == 3


def test_a_body_attaches_what_proves_its_answer_and_the_window_opens_it_inert(
    world: World, referred: tuple[Request, list[Referral]], signed: Signed
) -> None:
    request, (_, second, _) = referred
    with acting_as(EVERYTHING):
        matter = Matter.objects.get(referral=second)
    sent = {"revision": second.revision, f"verdict_{matter.pk}": "yes", "words": "已安排", "reference": "试教函3号"}
    address = reverse("referral_complete", args=[second.uid])
    body = signed("education")
    page = SimpleUploadedFile("a.html", b"<script>alert(1)</script>", "text/html")
    assert body.post(address, sent | {"paper_1": page}).status_code == 422
    disguised = SimpleUploadedFile("a.pdf", b"<script>alert(1)</script>", "application/pdf")
    assert body.post(address, sent | {"paper_1": disguised}).status_code == 422
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    assert body.post(address, sent | {"paper_1": paper}).status_code == 302
    with acting_as(EVERYTHING):
        held = ReferralPaper.objects.get()
    opened = reverse("referral_attached", args=[second.uid, held.uid])
    assert opened in text_of(body.get(reverse("referral", args=[second.uid])))
    assert opened in text_of(signed("window").get(reverse("request", args=[request.uid])))
    for who in ("education", "window"):
        answer = signed(who).get(opened)
        assert (answer.status_code, answer.content) == (200, b"%PDF-1.7\n%%EOF\n")
        assert "attachment" in answer["Content-Disposition"] and "sandbox" in answer["Content-Security-Policy"]
    assert signed("health").get(opened).status_code == 404
    assert Entry.objects.filter(door="referral_attached", way="attachment", child=world[1].uid).count() == 2


def test_a_body_without_an_account_attaches_by_its_link(world: World, referred: tuple[Request, list[Referral]]) -> None:
    _, (_, _, third) = referred
    address, outside = make_link(third, world[0]["window"]), Client()
    with acting_as(EVERYTHING):
        matter = Matter.objects.get(referral=third)
    paper = SimpleUploadedFile("a.png", b"not a picture", "image/png")
    sent = {
        f"verdict_{matter.pk}": "yes", "words": "已资助", "reference": "慈字1号", "by_whom": "王某", "paper_1": paper,
        "revision": third.revision,
    }  # fmt: skip
    assert outside.post(address, sent).status_code == 422
    sent["paper_1"] = SimpleUploadedFile("a.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    assert outside.post(address, sent).status_code == 200
    with acting_as(EVERYTHING):
        assert ReferralPaper.objects.get(referral=third).evidence.made_by is None
