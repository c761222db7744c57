"""A request goes from the window to the bodies, back in one answer, and on until help is there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from hutong.children.models import Child, Receipt, RecordedEvent
from hutong.children.tests.making import TOWNSHIP, VILLAGE, make_worker
from hutong.determinations.models import FindingSpan
from hutong.places.queries import forget_places
from hutong.services import actions
from hutong.services.errors import NotThisWay, ProofNeeds, RequestNeeds, StillOpen, ToldAlready
from hutong.services.leading import Leads, list_leads
from hutong.services.materials import Missing
from hutong.services.models import Material, Matter, MatterState, Moment, Referral, Request, RequestState
from hutong.services.queries import get_referral, list_addressed, read_referral
from hutong.services.receiving import Proof, goes_on_monthly
from hutong.services.referring import Wanted
from hutong.services.replying import Answering, Decided, Reply
from hutong.services.tests.asking import make_child_in_need, make_helpers
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
People = dict[str, Worker]


@pytest.fixture
def people() -> Iterator[People]:
    yield make_helpers()
    forget_places()


@pytest.fixture
def child(people: People) -> Child:
    return make_child_in_need()


def take(child: Child, people: People, who: str = "window", sent_as: str = "") -> Request:
    worker = people[who]
    with acting_as(scope_of(worker, on=timezone.localdate())):
        return actions.take_request(
            child=child, area=TOWNSHIP if who == "window" else VILLAGE, channel="walk_in", wish="孩子上学和生活有困难",
            asked_by="祖母 田奶奶", phone="19900002222", by=worker, at=timezone.now(), sent_as=sent_as,
        )  # fmt: skip


def leads_of(child: Child, worker: Worker) -> Leads:
    with acting_as(scope_of(worker, on=timezone.localdate())):
        return list_leads(child, on=timezone.localdate())


def refer_two(child: Child, people: People) -> tuple[Request, Referral, Referral]:
    """A request with a referral to civil affairs for the living allowance and to education for words."""
    request, window = take(child, people), people["window"]
    lead = next(one for one in leads_of(child, window).owed if one.benefit == "de_facto_living")
    wanted = [Wanted("civil_affairs", lead, level="county"), Wanted("education", words="课业辅导")]
    with acting_as(scope_of(window, on=timezone.localdate())):
        first, second = actions.refer(request=request, wanted=wanted, by=window, at=timezone.now())
    return request, first, second


def complete(referral: Referral, worker: Worker, *, is_granted: bool, words: str = "按规定办理") -> Referral:
    with acting_as(scope_of(worker, on=timezone.localdate())):
        held = get_referral(referral.uid)
        decided = {one.pk: Decided(is_granted, "" if is_granted else words) for one in read_referral(held).matters}
        reply = Reply(words, reference="试民发〔2026〕1号", decided=decided)
        return actions.complete_referral(referral=held, reply=reply, by=worker, at=timezone.now())


def test_what_a_request_may_lead_to_names_the_body_the_days_and_the_papers(child: Child, people: People) -> None:
    leads = leads_of(child, people["window"])
    lead = next(one for one in leads.owed if one.benefit == "de_facto_living")
    assert (lead.body_kind, lead.working_days) == ("civil_affairs", 30)
    assert any("申请表" in paper for paper in lead.papers)
    assert lead.clause.startswith("000000/mf2019-62#")


def test_taking_a_request_starts_the_duties_of_one(child: Child, people: People) -> None:
    request = take(child, people)
    with acting_as(EVERYTHING):
        assert RecordedEvent.objects.filter(child=child, name="help_requested").count() == 1
    assert request.state == RequestState.TAKEN
    assert request.number.startswith(f"{TOWNSHIP[:6]}-")


def test_the_same_form_sent_twice_is_one_request(child: Child, people: People) -> None:
    assert take(child, people, sent_as="form-1").pk == take(child, people, sent_as="form-1").pk
    with acting_as(EVERYTHING):
        assert Request.objects.count() == 1


def test_each_body_has_one_task_and_sees_its_referral_and_not_the_file(child: Child, people: People) -> None:
    _, first, second = refer_two(child, people)
    assert first.task is not None
    with acting_as(EVERYTHING):
        assert Task.objects.filter(kind="referral").count() == 2
    with acting_as(scope_of(people["education"], on=timezone.localdate())):
        assert [one.uid for one in list_addressed()] == [second.uid]
        assert read_referral(get_referral(second.uid)).about["name"] == child.name
        assert not Child.objects.exists()
        assert not Request.objects.exists()
        assert not Matter.objects.exists()


def test_a_stranger_department_sees_no_referral(child: Child, people: People) -> None:
    refer_two(child, people)
    with acting_as(scope_of(people["health"], on=timezone.localdate())):
        assert not Referral.objects.exists()


def test_the_days_of_the_document_make_the_clock_and_the_setting_where_it_gives_none(
    child: Child, people: People
) -> None:
    _, first, second = refer_two(child, people)
    assert (first.due_is_local, second.due_is_local) == (False, True)
    assert first.due_at is not None
    assert second.due_at is not None
    assert first.due_at > second.due_at + timedelta(days=20)


def test_from_the_window_to_the_proof_that_it_came(child: Child, people: People) -> None:
    request, first, second = refer_two(child, people)
    window = people["window"]
    with acting_as(scope_of(people["education"], on=timezone.localdate())):
        actions.accept_referral(referral=get_referral(second.uid), by=people["education"], at=timezone.now())
    complete(second, people["education"], is_granted=False, words="不属我单位职责范围内事项")
    with acting_as(scope_of(window, on=timezone.localdate())), pytest.raises(StillOpen):
        actions.make_answer(request=request, is_final=True, by=window, at=timezone.now())
    complete(first, people["civil"], is_granted=True)
    today = timezone.localdate()
    with acting_as(scope_of(window, on=today)):
        answer = actions.make_answer(request=request, is_final=True, by=window, at=timezone.now())
        given = actions.give_answer(answer=answer, on=today, how="handed", to="田奶奶", by=window, at=timezone.now())
        assert given.given_on == today
        matter = request.matters.get(benefit="de_facto_living")
        assert matter.state == MatterState.GRANTED
        with pytest.raises(ProofNeeds):
            actions.receive_matter(
                matter=matter, on=today, proof=Proof(reference="凭证1"), by=window, at=timezone.now()
            )
        proof = Proof(reference="凭证1", payee="田奶奶", month="2026-11", fen=120_000, is_monthly=True)
        actions.receive_matter(matter=matter, on=today, proof=proof, by=window, at=timezone.now())
        request.refresh_from_db()
        assert request.state == RequestState.HELPED
        assert Receipt.objects.filter(child=child, benefit="de_facto_living", fen=120_000).exists()
    with acting_as(EVERYTHING):
        assert not Task.objects.filter(kind="referral", ended_at__isnull=True).exists()
        whats = list(Moment.objects.filter(request=request).order_by("pk").values_list("what", flat=True))
    assert whats[0] == "taken"
    assert {"sent", "accepted", "completed", "answer_made", "answer_given", "received"} <= set(whats)


def test_what_is_declined_goes_to_another_body_with_everything_it_was_asked(child: Child, people: People) -> None:
    request, _, second = refer_two(child, people)
    worker, window = people["education"], people["window"]
    with acting_as(scope_of(worker, on=timezone.localdate())):
        actions.decline_referral(
            referral=get_referral(second.uid), reply=Reply("由卫健部门负责", better="health"), by=worker,
            at=timezone.now(),
        )  # fmt: skip
    with acting_as(scope_of(window, on=timezone.localdate())):
        wanted = [Wanted("health", words="课业辅导")]
        third = actions.refer(request=request, wanted=wanted, by=window, at=timezone.now())[0]
        assert third.state == "sent"
        assert third.task is not None
        assert third.task.body_kind == "health"


def test_a_refusal_needs_its_reason_and_a_grant_its_paper(child: Child, people: People) -> None:
    _, first, _ = refer_two(child, people)
    civil = people["civil"]
    with acting_as(scope_of(civil, on=timezone.localdate())):
        held = get_referral(first.uid)
        matter = read_referral(held).matters[0]
        for reply in (
            Reply("不予办理", decided={matter.pk: Decided(False)}),
            Reply("同意", decided={matter.pk: Decided(True)}),
            Reply("同意", reference="1号"),
        ):
            with pytest.raises(RequestNeeds):
                actions.complete_referral(referral=held, reply=reply, by=civil, at=timezone.now())


def test_nobody_answers_for_another_body(child: Child, people: People) -> None:
    _, first, _ = refer_two(child, people)
    window = people["window"]
    with acting_as(scope_of(window, on=timezone.localdate())), pytest.raises(NotAllowed):
        actions.decline_referral(
            referral=get_referral(first.uid), reply=Reply("代为退回"), by=window, at=timezone.now()
        )


def test_material_is_told_once_and_the_clocks_stand_still_meanwhile(child: Child, people: People) -> None:
    request, first, _ = refer_two(child, people)
    window, at = people["window"], timezone.now()
    with acting_as(scope_of(window, on=timezone.localdate())):
        told = actions.tell_missing(
            request=request, missing=[Missing("申请表"), Missing("户口簿"), Missing("户口簿")], by=window, at=at
        )
        assert len(told) == 2
        with acting_as(EVERYTHING):
            assert Task.objects.get(referral=first).state == "waiting"
        with pytest.raises(ToldAlready):
            actions.tell_missing(request=request, missing=[Missing("身份证")], by=window, at=at)
        for material in Material.objects.filter(request=request):
            actions.settle_material(material=material, by=window, at=at)
        request.refresh_from_db()
        assert request.state == RequestState.REFERRED
    with acting_as(EVERYTHING):
        assert Task.objects.get(referral=first).state == "accepted"


def test_a_body_without_an_account_is_asked_by_the_window(child: Child, people: People) -> None:
    request, window = take(child, people), people["window"]
    with acting_as(scope_of(window, on=timezone.localdate())):
        wanted = [Wanted("charity_federation", words="大病救助金")]
        referral = actions.refer(request=request, wanted=wanted, by=window, at=timezone.now())[0]
        assert referral.is_outside
        assert referral.task is not None
        assert referral.task.body_kind == "township_government"
        matter = referral.matters.get()
        reply = Reply("同意资助", reference="慈字1号", decided={matter.pk: Decided(True)})
        who = Answering(window, outside="县慈善总会 王某（电话）")
        actions.complete_referral(referral=referral, reply=reply, by=window, at=timezone.now(), answering=who)
        assert get_referral(referral.uid).answered_outside == "县慈善总会 王某（电话）"


def test_a_request_that_is_taken_back_takes_its_referrals_back(child: Child, people: People) -> None:
    request, first, second = refer_two(child, people)
    window = people["window"]
    with acting_as(scope_of(window, on=timezone.localdate())):
        actions.withdraw_request(request=request, words="家庭已搬走", by=window, at=timezone.now())
        with pytest.raises(NotThisWay):
            actions.withdraw_request(request=request, words="再次撤回", by=window, at=timezone.now())
    with acting_as(EVERYTHING):
        states = set(Referral.objects.filter(pk__in=[first.pk, second.pk]).values_list("state", flat=True))
        tasks = set(Task.objects.filter(kind="referral").values_list("state", flat=True))
    assert (states, tasks) == ({"withdrawn"}, {"withdrawn"})


def test_a_village_takes_requests_for_its_own_children_alone(child: Child, people: People) -> None:
    assert take(child, people, who="village").area == VILLAGE
    other = make_worker(Role.CHILD_DIRECTOR, "990101100202")
    with acting_as(scope_of(other, on=timezone.localdate())), pytest.raises(NotAllowed):
        actions.take_request(
            child=child, area="990101100202", channel="phone", wish="帮助", by=other, at=timezone.now()
        )


def test_what_is_owed_every_month_is_taken_to_go_on_every_month() -> None:
    make_helpers()
    child = make_child_in_need()
    matter = Matter(request=Request(child=child), benefit="de_facto_living")
    with acting_as(EVERYTHING):
        FindingSpan.objects.filter(child=child).update(monthly_fen=None)
        assert not goes_on_monthly(matter)
        FindingSpan.objects.filter(child=child, benefit="de_facto_living").update(monthly_fen=120_000)
        assert goes_on_monthly(matter)
        assert not goes_on_monthly(Matter(request=Request(child=child), benefit="dibao"))
