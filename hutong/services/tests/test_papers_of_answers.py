"""A body attaches what proves its answer; it lies sealed in the child's file, and the body sees its own alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from hutong.children.errors import EvidenceRefused
from hutong.children.evidence import read_evidence
from hutong.children.models import Evidence
from hutong.places.queries import forget_places
from hutong.services import actions
from hutong.services.models import Referral, ReferralPaper
from hutong.services.queries import get_referral, list_attached, read_referral
from hutong.services.replying import MOST_ATTACHED, Attached, Decided, Reply
from hutong.services.tests.asking import make_helpers
from hutong.services.tests.test_one_truth import send_one
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
People = dict[str, Worker]
PDF = Attached(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "application/pdf")


@pytest.fixture
def people() -> Iterator[People]:
    yield make_helpers()
    forget_places()


def answer(referral: Referral, people: People, *papers: Attached) -> None:
    worker = people["education"]
    with acting_as(scope_of(worker, on=timezone.localdate())):
        held = get_referral(referral.uid)
        decided = {one.pk: Decided(is_granted=True) for one in read_referral(held).matters}
        reply = Reply("已安排", reference="试教函1号", decided=decided, papers=papers)
        actions.complete_referral(referral=held, reply=reply, by=worker, at=timezone.now())


def test_what_a_body_attaches_is_evidence_in_the_childs_file(people: People) -> None:
    referral = send_one(people)
    answer(referral, people, PDF, PDF)
    with acting_as(scope_of(people["window"], on=timezone.localdate())):
        papers = list_attached([referral.pk])
        assert [one.evidence.child_id for one in papers] == [referral.child_id] * 2
        assert read_evidence(papers[0].evidence) == PDF.content
        assert Evidence.objects.filter(pk=papers[0].evidence_id).exists()
    on_disk = [one.read_bytes() for one in Path(settings.HOME).rglob("*") if one.is_file() and one.stem in
               {paper.evidence.uid.hex for paper in papers}]  # fmt: skip
    assert len(on_disk) == 2 and not any(PDF.content in one for one in on_disk)


def test_the_body_sees_what_it_attached_and_a_stranger_does_not(people: People) -> None:
    referral = send_one(people)
    answer(referral, people, PDF)
    with acting_as(scope_of(people["education"], on=timezone.localdate())):
        assert len(list_attached([referral.pk])) == 1
        assert not Evidence.objects.exists()
    with acting_as(scope_of(people["health"], on=timezone.localdate())):
        assert list_attached([referral.pk]) == []


def test_what_is_not_what_it_says_is_refused_and_the_answer_with_it(people: People) -> None:
    referral = send_one(people)
    with pytest.raises(EvidenceRefused):
        answer(referral, people, Attached(b"<script>", "application/pdf"))
    with acting_as(EVERYTHING):
        assert Referral.objects.get(pk=referral.pk).state == "sent"
        assert not ReferralPaper.objects.exists()


def test_an_answer_keeps_three_papers_at_most(people: People) -> None:
    referral = send_one(people)
    answer(referral, people, *[PDF] * 5)
    with acting_as(EVERYTHING):
        assert ReferralPaper.objects.count() == MOST_ATTACHED
