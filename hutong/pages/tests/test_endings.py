"""What stands in a file ends on the screen: payments, labels, ties of kin, decisions; who may, and who may not."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children import actions
from hutong.children.models import Child, Kinship, Labelled, Receipt
from hutong.determinations.actions import depart
from hutong.determinations.models import Departure
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LABEL, BENEFIT = "orphan", "dibao"
People = dict[str, Worker]


@pytest.fixture
def people() -> Iterator[People]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def child(people: People) -> Child:
    return make_file(people["assigned"])


def sign_in(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def post(worker: Worker, screen: str, child: Child, row: int, **given: Any) -> Any:
    with acting_as(EVERYTHING):
        revision = Child.objects.get(pk=child.pk).revision
    return sign_in(worker).post(reverse(screen, args=[child.uid, row]), {"revision": revision, **given})


def look(worker: Worker, screen: str, child: Child, *more: int) -> Any:
    return sign_in(worker).get(reverse(screen, args=[child.uid, *more]))


def check_trio(people: People, screen: str, child: Child, row: int) -> None:
    assert look(people["assigned"], screen, child, row).status_code == 200
    assert look(people["colleague"], screen, child, row).status_code == 200
    for who in ("stranger", "leader"):
        assert look(people[who], screen, child, row).status_code == 404
    assert Client().get(reverse(screen, args=[child.uid, row])).status_code == 302


@pytest.fixture
def receipt(child: Child, people: People) -> Receipt:
    at = timezone.now()
    since = timezone.localdate() - timedelta(days=90)
    with acting_as(EVERYTHING):
        return actions.record_receipt(
            child=child, benefit=BENEFIT, fen=100_000, by=people["assigned"], at=at, since=since
        )


def test_the_trio_on_the_end_of_a_payment(child: Child, people: People, receipt: Receipt) -> None:
    check_trio(people, "receipt_end_new", child, receipt.pk)
    assert post(people["stranger"], "receipt_end", child, receipt.pk, is_withdrawn="on").status_code == 404


def test_a_payment_ends_and_what_stood_there_is_kept(child: Child, people: People, receipt: Receipt) -> None:
    link = reverse("receipt_end_new", args=[child.uid, receipt.pk])
    assert link in look(people["assigned"], "child_file", child).content.decode()
    last = timezone.localdate() - timedelta(days=1)
    saved = post(people["assigned"], "receipt_end", child, receipt.pk, until=last.isoformat())
    assert saved.status_code == 302, saved.content.decode()
    with acting_as(EVERYTHING):
        assert Receipt.objects.get(child=child, corrected_at__isnull=True).until == last
        assert Receipt.objects.get(pk=receipt.pk).corrected_at is not None
    assert not look(people["assigned"], "child_file", child).context["file"].paid


def test_a_payment_that_never_was_is_taken_back(child: Child, people: People, receipt: Receipt) -> None:
    assert post(people["assigned"], "receipt_end", child, receipt.pk, is_withdrawn="on").status_code == 302
    with acting_as(EVERYTHING):
        assert not Receipt.objects.filter(child=child, corrected_at__isnull=True).exists()
    assert post(people["assigned"], "receipt_end", child, receipt.pk, is_withdrawn="on").status_code == 422


def test_a_payment_neither_ends_nor_never_was(child: Child, people: People, receipt: Receipt) -> None:
    today = timezone.localdate().isoformat()
    for given in ({}, {"until": today, "is_withdrawn": "on"}):
        page = post(people["assigned"], "receipt_end", child, receipt.pk, **given)
        assert page.status_code == 422
        assert "二者选一" in page.content.decode()


@pytest.fixture
def held(child: Child, people: People) -> Labelled:
    since = timezone.localdate() - timedelta(days=90)
    with acting_as(EVERYTHING):
        return actions.confirm_label(
            child=child, label=LABEL, since=since, reason="入户所见", by=people["colleague"], at=timezone.now()
        )


def test_the_trio_on_the_end_of_a_label(child: Child, people: People, held: Labelled) -> None:
    check_trio(people, "label_end_new", child, held.pk)
    assert post(people["stranger"], "label_end", child, held.pk).status_code == 404


def test_a_confirmed_label_ends_with_a_reason(child: Child, people: People, held: Labelled) -> None:
    link = reverse("label_end_new", args=[child.uid, held.pk])
    assert link in look(people["colleague"], "child_file", child).content.decode()
    today = timezone.localdate().isoformat()
    assert post(people["colleague"], "label_end", child, held.pk, until=today).status_code == 422
    saved = post(people["colleague"], "label_end", child, held.pk, until=today, reason="情况已变")
    assert saved.status_code == 302, saved.content.decode()
    with acting_as(EVERYTHING):
        assert Labelled.objects.get(pk=held.pk).until == timezone.localdate()
    again = post(people["colleague"], "label_end", child, held.pk, until=today, reason="情况已变")
    assert again.status_code == 422


def test_what_the_documents_concluded_is_ended_by_nobody(child: Child, people: People) -> None:
    with acting_as(EVERYTHING):
        concluded = Labelled.objects.filter(child=child, basis=Labelled.Basis.DETERMINED).first()
    assert concluded is not None
    assert look(people["colleague"], "label_end_new", child, concluded.pk).status_code == 404


@pytest.fixture
def tie(child: Child) -> Kinship:
    with acting_as(EVERYTHING):
        return Kinship.objects.get(child=child, relation="paternal_grandmother")


def test_the_trio_on_a_tie_of_kin(child: Child, people: People, tie: Kinship) -> None:
    check_trio(people, "kin_edit", child, tie.pk)
    assert post(people["stranger"], "kin_change", child, tie.pk).status_code == 404


def test_a_tie_changes_and_ends(child: Child, people: People, tie: Kinship) -> None:
    link = reverse("kin_edit", args=[child.uid, tie.pk])
    assert link in look(people["assigned"], "child_file", child).content.decode()
    today = timezone.localdate()
    saved = post(people["assigned"], "kin_change", child, tie.pk, is_guardian="on", until=today.isoformat())
    assert saved.status_code == 302, saved.content.decode()
    with acting_as(EVERYTHING):
        now = Kinship.objects.get(pk=tie.pk)
    assert (now.is_guardian, now.is_carer, now.until) == (True, False, today)


def test_a_tie_of_another_child_is_not_found(child: Child, people: People, tie: Kinship) -> None:
    other = make_file(people["assigned"], name="万小河")
    assert look(people["assigned"], "kin_edit", other, tie.pk).status_code == 404


@pytest.fixture
def departure(child: Child, people: People) -> Departure:
    with acting_as(EVERYTHING):
        return depart(
            child=child, benefit=BENEFIT, verdict="entitled", reason="县级会商", by=people["county"],
            at=timezone.now(), since=timezone.localdate(),
        )  # fmt: skip


def test_only_those_who_decide_otherwise_take_it_back(child: Child, people: People, departure: Departure) -> None:
    for screen, how in (("departure_withdraw_new", look), ("departure_withdraw", post)):
        for who in ("assigned", "colleague"):
            assert how(people[who], screen, child, departure.pk).status_code == 403
        for who in ("stranger", "leader"):
            assert how(people[who], screen, child, departure.pk).status_code == 404
    link = reverse("departure_withdraw_new", args=[child.uid, departure.pk])
    assert link in look(people["county"], "child_file", child).content.decode()
    assert link not in look(people["colleague"], "child_file", child).content.decode()


def test_a_decision_taken_back_stays_on_record(child: Child, people: People, departure: Departure) -> None:
    assert look(people["county"], "departure_withdraw_new", child, departure.pk).status_code == 200
    assert post(people["county"], "departure_withdraw", child, departure.pk).status_code == 422
    saved = post(people["county"], "departure_withdraw", child, departure.pk, reason="依据有误")
    assert saved.status_code == 302, saved.content.decode()
    with acting_as(EVERYTHING):
        kept = Departure.objects.get(pk=departure.pk)
    assert (kept.withdrawn_by, kept.withdrawn_because) == (people["county"], "依据有误")
    assert not look(people["county"], "child_file", child).context["file"].departures
