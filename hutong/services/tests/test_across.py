"""An application goes from the place that received it to the place of the household and back, each with its clock."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone

from hutong.children.models import Child, Evidence
from hutong.children.tests.making import TOWNSHIP, make_worker
from hutong.places.models import Division, Level
from hutong.places.queries import forget_places
from hutong.places.working_days import add_working_days
from hutong.services import actions
from hutong.services.across import list_offered, list_turns
from hutong.services.errors import CrossNeeds, CrossNotYours
from hutong.services.models import CrossApplication, CrossPaper
from hutong.services.tests.asking import make_child_in_need, make_helpers
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, Scope, acting_as, scope_of
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
FAR_TOWNSHIP, FAR_VILLAGE, FAR_COUNTY = "980101100000", "980101100201", "980101000000"
TOLD = {"child_name": "钱知秋", "applicant": "外婆 钱氏", "phone": "19900003333", "born": "2016-05-06"}


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    found = make_helpers()
    for code, level in ((FAR_COUNTY, Level.COUNTY), (FAR_TOWNSHIP, Level.TOWNSHIP), (FAR_VILLAGE, Level.VILLAGE)):
        Division.objects.create(code=code, name=f"远方{level}", level=level)
    forget_places()
    found["far_township"] = make_worker(Role.CHILD_SUPERVISOR, FAR_TOWNSHIP, kind="township_government")
    found["far_county"] = make_worker(Role.CIVIL_AFFAIRS, FAR_COUNTY, kind="civil_affairs")
    yield found
    forget_places()


def scope_for(worker: Worker) -> Scope:
    return scope_of(worker, on=timezone.localdate())


def begin(worker: Worker, *missing: str) -> CrossApplication:
    with acting_as(scope_for(worker)):
        return actions.begin_cross(
            benefit="de_facto_living", from_area=TOWNSHIP, to_area=FAR_TOWNSHIP, particulars=TOLD, missing=missing,
            by=worker, at=timezone.now(),
        )  # fmt: skip


def step(application: CrossApplication, worker: Worker, name: str, **given: object) -> CrossApplication:
    with acting_as(scope_for(worker)):
        found = CrossApplication.objects.get(pk=application.pk)
        return actions.advance(
            application=found, step=name, by=worker, at=timezone.now(), words="材料齐全，情况属实",
            is_granted=given.get("is_granted"),  # type: ignore[arg-type]
        )  # fmt: skip


def due_of(application: CrossApplication) -> date:
    assert application.due_at is not None
    return timezone.localdate(application.due_at)


def test_the_days_of_the_document_are_the_clocks_of_both_places(people: dict[str, Worker]) -> None:
    here, there, county, today = people["window"], people["far_township"], people["far_county"], timezone.localdate()
    application = begin(here)
    assert (application.stage, due_of(application)) == ("complete", add_working_days(today, 3))
    application = step(application, here, "push")
    assert (application.stage, due_of(application)) == ("pushed", add_working_days(today, 15))
    child = make_child_in_need(FAR_VILLAGE, name="钱知秋")
    with acting_as(scope_for(there)):
        held = CrossApplication.objects.get(pk=application.pk)
        actions.put_to_file(application=held, child=Child.objects.get(pk=child.pk), by=there, at=timezone.now())
    application = step(application, there, "examine")
    assert (application.stage, due_of(application)) == ("examined", add_working_days(today, 15))
    application = step(application, county, "decide", is_granted=True)
    assert (application.stage, due_of(application)) == ("decided", add_working_days(today, 3))
    application = step(application, here, "tell")
    application = step(application, county, "pay")
    assert (application.stage, application.due_at) == ("paid", None)
    with acting_as(EVERYTHING):
        tasks = list(Task.objects.filter(kind="referral").order_by("pk").values_list("body_kind", "area", "state"))
    assert [(body, area) for body, area, _ in tasks] == [
        ("township_government", TOWNSHIP), ("township_government", FAR_TOWNSHIP), ("civil_affairs", FAR_COUNTY),
        ("township_government", TOWNSHIP), ("civil_affairs", FAR_COUNTY),
    ]  # fmt: skip
    assert {state for *_, state in tasks} == {"done"}


def test_the_receiving_place_sees_progress_and_the_household_the_material(people: dict[str, Worker]) -> None:
    here, there, county = people["window"], people["far_township"], people["far_county"]
    application = begin(here, "户口簿")
    with acting_as(scope_for(here)):
        actions.take_paper(
            application=application, title="户口簿", content=b"%PDF-1.4 x", media_type="application/pdf", by=here,
            at=timezone.now(),
        )  # fmt: skip
        assert CrossPaper.objects.count() == 1
    with acting_as(scope_for(there)):
        assert not CrossPaper.objects.exists()
    step(application, here, "complete")
    step(application, here, "push")
    with acting_as(scope_for(here)):
        assert not CrossPaper.objects.exists()
        seen = CrossApplication.objects.get()
        assert seen.steps.count() == 4
        assert list_turns(seen) == []
    for worker in (there, county):
        with acting_as(scope_for(worker)):
            assert CrossPaper.objects.count() == 1
    with acting_as(scope_for(people["education"])):
        assert not CrossApplication.objects.exists()


def test_the_papers_go_into_the_file_of_the_household(people: dict[str, Worker]) -> None:
    here, there = people["window"], people["far_township"]
    application = begin(here, "户口簿")
    with acting_as(scope_for(here)):
        actions.take_paper(application=application, title="户口簿", reference="原件已核", by=here, at=timezone.now())
    step(application, here, "complete")
    step(application, here, "push")
    child = make_child_in_need(FAR_VILLAGE)
    with acting_as(scope_for(there)):
        held = CrossApplication.objects.get(pk=application.pk)
        actions.put_to_file(application=held, child=Child.objects.get(pk=child.pk), by=there, at=timezone.now())
        assert Evidence.objects.filter(child=child, title="户口簿").exists()
    with acting_as(scope_for(here)):
        assert not Child.objects.filter(pk=child.pk).exists()


def test_nobody_takes_the_step_of_the_other_place(people: dict[str, Worker]) -> None:
    application = begin(people["window"])
    with pytest.raises(CrossNotYours):
        step(application, people["far_township"], "push")
    step(application, people["window"], "push")
    with pytest.raises(CrossNotYours):
        step(application, people["window"], "examine")
    with pytest.raises(CrossNeeds):
        step(application, people["far_township"], "examine")


def test_the_form_sent_twice_is_one_and_papers_are_told_once(people: dict[str, Worker]) -> None:
    here = people["window"]
    with acting_as(scope_for(here)):
        both = [
            actions.begin_cross(
                benefit="orphan_protection", from_area=TOWNSHIP, to_area=FAR_TOWNSHIP, particulars=TOLD,
                missing=["户口簿", "户口簿", "申请书"], by=here, at=timezone.now(), sent_as="form-7",
            )
            for _ in range(2)
        ]  # fmt: skip
        assert both[0].pk == both[1].pk
        assert both[1].stage == "incomplete"
        assert CrossPaper.objects.filter(is_missing=True).count() == 2
        with pytest.raises(CrossNeeds):
            actions.advance(application=both[0], step="complete", by=here, at=timezone.now())


def test_what_is_offered_stands_in_the_document_from_its_day_on() -> None:
    assert set(list_offered(on=date(2026, 1, 1))) == {"orphan_protection", "de_facto_living"}
    assert list_offered(on=date(2020, 1, 1)) == ()
