"""A referral and its task never say two things, whatever is done with either, in whatever order."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hutong.children.tests.making import COUNTY
from hutong.places.queries import forget_places
from hutong.services import actions
from hutong.services.errors import ServiceError
from hutong.services.leading_tasks import AGREES, CLOSED
from hutong.services.materials import Missing
from hutong.services.models import Material, Moment, Referral, ReferralState, Request
from hutong.services.referring import Wanted
from hutong.services.replying import Reply
from hutong.services.tests.asking import make_child_in_need, make_helpers
from hutong.services.tests.test_one_window import complete
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of
from hutong.tasks.actions import take_step
from hutong.tasks.addressing import resolve
from hutong.tasks.errors import StepElsewhere, TaskError
from hutong.tasks.foreseeing import foresee
from hutong.tasks.models import Task
from hutong.tasks.permitting import list_steps_for
from hutong.tasks.steps import get_steps
from hutong.tasks.together import TOGETHER, take_step_of_many

pytestmark = pytest.mark.django_db
People = dict[str, Worker]
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
STEPS = sorted(slug for slug, row in get_steps().items() if row.who)
OF_SERVICES = ("accept", "complete", "decline", "withdraw", "tell_missing", "settle")
ACTS = st.one_of(
    st.tuples(st.just("one"), st.sampled_from(STEPS)),
    st.tuples(st.just("many"), st.sampled_from(sorted(TOGETHER))),
    st.tuples(st.just("system"), st.sampled_from(STEPS)),
    st.tuples(st.just("services"), st.sampled_from(OF_SERVICES)),
)


@pytest.fixture
def people() -> Iterator[People]:
    yield make_helpers()
    forget_places()


def send_one(people: People) -> Referral:
    """A referral to the education bureau, with its task."""
    window, now = people["window"], timezone.now()
    child = make_child_in_need()
    with acting_as(scope_of(window, on=timezone.localdate())):
        request = actions.take_request(
            child=child, area=window.posts.get().area, channel="phone", wish="课业", by=window, at=now
        )
        return actions.refer(request=request, wanted=[Wanted("education", words="课业辅导")], by=window, at=now)[0]


def by_hand(step: str, task: Task, worker: Worker | None, *, is_many: bool) -> None:
    on, at = timezone.localdate(), timezone.now()
    to = resolve("education", place=COUNTY, on=on)
    given: dict[str, Any] = {"addressee": to} if step in ("ask_help", "reassign", "hand_over") else {}
    if is_many:
        assert worker is not None
        take_step_of_many(tasks=[task.uid], step=step, by=worker, at=at, words="说明", **given)
    else:
        take_step(task=task, step=step, by=worker, at=at, words="说明", **given)


def by_services(act: str, referral: Referral, people: People) -> None:
    at, window, education = timezone.now(), people["window"], people["education"]
    request = Request.objects.get(pk=referral.request_id) if act in ("withdraw", "tell_missing", "settle") else None
    if act == "accept":
        actions.accept_referral(referral=referral, by=education, at=at)
    elif act == "decline":
        actions.decline_referral(referral=referral, reply=Reply("不归本单位办理"), by=education, at=at)
    elif act == "complete":
        complete(referral, education, is_granted=True)
    elif act == "withdraw":
        actions.withdraw_referral(referral=referral, words="家庭已撤回", by=window, at=at)
    elif act == "tell_missing" and request is not None:
        what = f"材料{request.revision}"
        actions.tell_missing(request=request, missing=[Missing(what)], by=window, at=at, again_because="后来才知道")
    elif request is not None:
        material = Material.objects.filter(request=request, settled_at__isnull=True).first()
        if material is not None:
            actions.settle_material(material=material, by=window, at=at)


def check(referral: Referral) -> tuple[str, str]:
    with acting_as(EVERYTHING):
        held = Referral.objects.select_related("task").get(pk=referral.pk)
        assert held.task is not None
        assert held.state in AGREES[held.task.state], (held.task.state, held.state)
        assert (held.accepted_at is None) or held.state != ReferralState.SENT
        return held.task.state, held.state


@FEW
@given(st.lists(ACTS, max_size=12))
def test_whatever_is_done_the_task_and_its_referral_agree(people: People, acts: list[tuple[str, str]]) -> None:
    referral = send_one(people)
    on = timezone.localdate()
    for how, act in acts:
        who = "window" if act in ("withdraw", "tell_missing", "settle") else "education"
        scope = EVERYTHING if how == "system" else scope_of(people[who], on=on)
        with acting_as(scope):
            seen = Referral.objects.select_related("task").get(pk=referral.pk)
            assert seen.task is not None
            task = seen.task
            try:
                if how == "services":
                    by_services(act, seen, people)
                else:
                    by_hand(act, task, None if how == "system" else people[who], is_many=how == "many")
            except (TaskError, ServiceError, NotAllowed):
                pass
        check(referral)


def as_education(people: People, act: Callable[[Task], object], referral: Referral) -> None:
    with acting_as(scope_of(people["education"], on=timezone.localdate())):
        act(Task.objects.get(referral=referral))


@pytest.mark.parametrize("step", sorted(CLOSED["referral"]))
def test_what_decides_a_referral_is_not_done_with_its_task(people: People, step: str) -> None:
    referral = send_one(people)

    def act(task: Task) -> None:
        assert step not in [one.slug for one in list_steps_for(task)]
        with pytest.raises(TaskError) as refused:
            take_step(task=task, step=step, by=people["education"], at=timezone.now(), words="已办")
        if step in ("finish", "send_back"):
            assert isinstance(refused.value, StepElsewhere)
            assert "referral" in refused.value.told("en")

    as_education(people, act, referral)
    assert check(referral) == ("open", "sent")


def test_many_tasks_accepted_at_once_are_referrals_accepted(people: People) -> None:
    referrals = [send_one(people) for _ in range(3)]
    education = people["education"]
    with acting_as(scope_of(education, on=timezone.localdate())):
        uids = [one.task.uid for one in referrals if one.task is not None]
        many = take_step_of_many(tasks=uids, step="accept", by=education, at=timezone.now())
        assert (many.taken, many.refused) == (3, [])
        foreseen = foresee(tasks=uids, step="finish")
        assert [type(error) for _, error in foreseen.refused] == [StepElsewhere] * 3
        done = take_step_of_many(tasks=uids, step="finish", by=education, at=timezone.now(), words="办好了")
        assert (done.taken, len(done.refused)) == (0, 3)
    assert {check(one) for one in referrals} == {("accepted", "accepted")}
    with acting_as(EVERYTHING):
        assert {one.accepted_by for one in Referral.objects.all()} == {education}
        assert Moment.objects.filter(what="accepted", by=education).count() == 3


def test_a_referral_that_is_given_to_somebody_else_waits_to_be_accepted_again(people: People) -> None:
    referral = send_one(people)
    to = resolve("education", place=COUNTY, on=timezone.localdate())
    by, at = people["education"], timezone.now()
    as_education(people, lambda task: take_step(task=task, step="accept", by=by, at=at), referral)
    as_education(
        people, lambda task: take_step(task=task, step="reassign", by=by, at=at, words="休假", addressee=to), referral
    )
    assert check(referral) == ("open", "sent")
    with acting_as(EVERYTHING):
        assert Moment.objects.get(what="passed_on").words == "休假"


def test_a_completed_referral_ends_its_task_also_while_it_is_handed_over(people: People) -> None:
    referral = send_one(people)
    to = resolve("education", place=COUNTY, on=timezone.localdate())
    as_education(
        people,
        lambda task: take_step(
            task=task, step="hand_over", by=people["education"], at=timezone.now(), words="转", addressee=to
        ),
        referral,
    )
    assert check(referral) == ("handed_over", "sent")
    complete(referral, people["education"], is_granted=True)
    assert check(referral) == ("done", "done")


def test_what_goes_to_another_body_after_a_refusal_asks_the_window_no_longer(people: People) -> None:
    referral, window = send_one(people), people["window"]
    by_education = scope_of(people["education"], on=timezone.localdate())
    with acting_as(by_education):
        actions.decline_referral(
            referral=Referral.objects.get(pk=referral.pk), reply=Reply("归卫健部门"), by=people["education"],
            at=timezone.now(),
        )  # fmt: skip
    with acting_as(EVERYTHING):
        asked = Task.objects.get(causes__key__contains=":declined:")
        assert asked.state == "open"
    with acting_as(scope_of(window, on=timezone.localdate())):
        request = Request.objects.get(pk=referral.request_id)
        actions.refer(request=request, wanted=[Wanted("health", words="体检")], by=window, at=timezone.now())
    with acting_as(EVERYTHING):
        asked.refresh_from_db()
        assert asked.state == "withdrawn"
