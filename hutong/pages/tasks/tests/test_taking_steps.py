"""Taking steps at a screen: one task or many, by hand, in somebody's stead, with the settings of the place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.children.models import Child, Evidence
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_worker
from hutong.pages.tasks.step_forms import TaskStepForm
from hutong.pages.tasks.tests.giving import fill_inbox, give_task, step_by
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import DayCount, Leave, Step, Task
from hutong.tasks.step_table import list_step_lines, write_page
from hutong.tasks.steps import get_steps

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people() | {"education": make_worker(Role.DEPARTMENT, COUNTY, kind="education")}
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


@pytest.fixture
def tasks(child: Child, people: dict[str, Worker]) -> dict[str, Task]:
    return fill_inbox(child, people)


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def state_of(task: Task) -> Task:
    with acting_as(EVERYTHING):
        return Task.objects.get(pk=task.pk)


def take(visitor: Client, task: Task, step: str, **given: object) -> object:
    return visitor.post(reverse("task_step_take", args=[task.uid, step]), given)


def steps_shown(visitor: Client, task: Task) -> set[str]:
    page = visitor.get(reverse("task", args=[task.uid])).content.decode()
    return {
        slug
        for slug in get_steps()
        if reverse("task_step", args=[task.uid, slug]) + '"' in page
        or reverse("task_step_take", args=[task.uid, slug]) + '"' in page
    }


def test_the_page_offers_the_steps_of_the_table_and_no_others(tasks: dict[str, Task], signed: Signed) -> None:
    answers = {slug for slug, step in get_steps().items() if "answers" in step.who}
    for name, state in (("new", "open"), ("accepted", "accepted"), ("waiting", "waiting"), ("done", "done")):
        wanted = {slug for slug in answers if state in get_steps()[slug].before}
        assert steps_shown(signed("assigned"), tasks[name]) == wanted, state


def test_a_task_is_accepted_waits_goes_on_and_is_finished(tasks: dict[str, Task], signed: Signed) -> None:
    visitor, task = signed("assigned"), tasks["new"]
    take(visitor, task, "accept")
    assert state_of(task).state == "accepted"
    take(visitor, task, "pause", words="等待户籍证明")
    assert state_of(task).state == "waiting"
    take(visitor, task, "resume")
    take(visitor, task, "finish", words="已看望")
    assert state_of(task).state == "done"
    page = visitor.get(reverse("task", args=[task.uid])).content.decode()
    assert [words in page for words in ("等待户籍证明", "已看望", "恢复办理")] == [True] * 3


def test_a_step_without_the_words_it_needs_is_given_back(tasks: dict[str, Task], signed: Signed) -> None:
    assert take(signed("assigned"), tasks["new"], "finish").status_code == 422  # type: ignore[attr-defined]
    assert state_of(tasks["new"]).state == "open"


def test_a_form_that_is_sent_twice_is_taken_once(tasks: dict[str, Task], signed: Signed) -> None:
    visitor = signed("assigned")
    for _ in range(2):
        take(visitor, tasks["new"], "reply", words="本周内办理", sent="abcdefghijkl")
    with acting_as(EVERYTHING):
        assert Step.objects.filter(task=tasks["new"], step="reply").count() == 1


def test_the_picture_that_proves_it_goes_into_the_file(tasks: dict[str, Task], child: Child, signed: Signed) -> None:
    picture = SimpleUploadedFile("走访.png", b"\x89PNG\r\n\x1a\n invented", content_type="image/png")
    take(signed("assigned"), tasks["new"], "finish", words="已看望", title="走访照片", file=picture)
    with acting_as(EVERYTHING):
        step = Step.objects.get(task=tasks["new"], step="finish")
        assert step.evidence == Evidence.objects.get(child=child, title="走访照片")


def test_a_picture_needs_a_word_on_what_it_shows(tasks: dict[str, Task], signed: Signed) -> None:
    picture = SimpleUploadedFile("走访.png", b"\x89PNG\r\n\x1a\n invented", content_type="image/png")
    answer = take(signed("assigned"), tasks["new"], "finish", words="已看望", file=picture)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert state_of(tasks["new"]).state == "open"


def test_a_stranger_finds_no_step(tasks: dict[str, Task], signed: Signed) -> None:
    assert take(signed("stranger"), tasks["new"], "accept").status_code == 404  # type: ignore[attr-defined]


def test_the_township_that_sees_the_task_cannot_finish_it(tasks: dict[str, Task], signed: Signed) -> None:
    take(signed("colleague"), tasks["new"], "finish", words="代办")
    assert state_of(tasks["new"]).state == "open"
    assert "finish" not in steps_shown(signed("colleague"), tasks["new"])
    assert "withdraw" in steps_shown(signed("colleague"), tasks["new"])


def post_of(worker: Worker) -> int:
    return worker.posts.get().pk


def test_a_task_goes_to_a_colleague(tasks: dict[str, Task], people: dict[str, Worker], signed: Signed) -> None:
    take(signed("assigned"), tasks["new"], "reassign", words="熟悉情况", post=post_of(people["colleague"]))
    moved = state_of(tasks["new"])
    assert (moved.worker, moved.area) == (people["colleague"], TOWNSHIP)
    assert "上门看望" in signed("colleague").get(reverse("tasks")).content.decode()


def test_help_is_asked_for_and_stands_beside_the_task(
    tasks: dict[str, Task], people: dict[str, Worker], signed: Signed
) -> None:
    take(signed("assigned"), tasks["new"], "ask_help", words="请协调学位", post=post_of(people["education"]))
    assert "请协调学位" in signed("education").get(reverse("tasks")).content.decode()
    assert "请协调学位" in signed("assigned").get(reverse("task", args=[tasks["new"].uid])).content.decode()


def test_a_task_is_handed_over_to_another_place(tasks: dict[str, Task], signed: Signed) -> None:
    take(signed("assigned"), tasks["new"], "hand_over", words="已搬到下清村", to_place=OTHER_VILLAGE)
    moved = state_of(tasks["new"])
    assert (moved.state, moved.area) == ("handed_over", OTHER_VILLAGE)
    page = signed("stranger").get(reverse("task", args=[moved.uid]))
    assert page.status_code == 200
    assert "各方各自的时限" in page.content.decode()


def test_sent_back_it_lies_with_whom_it_came_from(
    tasks: dict[str, Task], people: dict[str, Worker], signed: Signed
) -> None:
    take(signed("assigned"), tasks["new"], "reassign", words="熟悉情况", post=post_of(people["colleague"]))
    take(signed("colleague"), tasks["new"], "send_back", words="不属我管")
    assert state_of(tasks["new"]).area == VILLAGE


# ---- Given by hand


def test_a_task_is_given_from_a_file(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    visitor = signed("county")
    page = visitor.get(reverse("task_new") + f"?child={child.uid}")
    assert child.name in page.content.decode()
    given = {
        "what": "核实监护情况", "post": post_of(people["assigned"]), "child": child.uid, "sent": "abcdefghijkl",
        "due": timezone.localdate() + timedelta(days=3),
    }  # fmt: skip
    for _ in range(2):
        assert visitor.post(reverse("task_give"), given).status_code == 302
    with acting_as(EVERYTHING):
        task = Task.objects.get(kind="by_hand")
    assert (task.child_id, task.worker, task.area) == (child.pk, people["assigned"], VILLAGE)
    assert "核实监护情况" in signed("assigned").get(reverse("tasks")).content.decode()
    assert "核实监护情况" in visitor.get(reverse("tasks") + "?whose=given").content.decode()


def test_a_task_is_given_for_a_place(people: dict[str, Worker], signed: Signed) -> None:
    given = {
        "what": "开展入户排查", "post": post_of(people["assigned"]), "to_place": VILLAGE, "urgent": "on",
        "due": timezone.localdate(),
    }  # fmt: skip
    assert signed("colleague").post(reverse("task_give"), given).status_code == 302
    with acting_as(EVERYTHING):
        task = Task.objects.get(kind="by_hand")
    assert (task.urgency, task.place, task.child_id) == ("urgent", VILLAGE, None)


@pytest.mark.parametrize("faulty", [{"due": "2020-01-01"}, {"post": ""}, {"what": ""}])
def test_a_task_that_is_not_whole_is_given_back(
    faulty: dict[str, str], people: dict[str, Worker], signed: Signed
) -> None:
    whole = {
        "what": "排查", "post": post_of(people["assigned"]), "to_place": VILLAGE, "due": timezone.localdate(),
    }  # fmt: skip
    assert signed("colleague").post(reverse("task_give"), {**whole, **faulty}).status_code == 422
    with acting_as(EVERYTHING):
        assert not Task.objects.filter(kind="by_hand").exists()


def test_nobody_gives_a_task_for_a_child_whom_they_do_not_see(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    given = {
        "what": "排查", "post": post_of(people["assigned"]), "child": child.uid, "due": timezone.localdate(),
    }  # fmt: skip
    assert signed("stranger").post(reverse("task_give"), given).status_code == 404
    assert signed("leader").post(reverse("task_give"), given).status_code == 403


# ---- Many at once


def test_many_tasks_are_finished_with_one_word_and_the_refused_are_named(
    tasks: dict[str, Task], signed: Signed
) -> None:
    visitor = signed("assigned")
    chosen = [tasks[name].uid for name in ("new", "late", "done", "county")]
    page = visitor.post(reverse("tasks_chosen"), {"step": "finish", "task": chosen}).content.decode()
    assert "已选任务：4 项" in page
    held = ",".join(uid.hex for uid in chosen)
    said = {"step_taken": "finish", "held": held, "words": "集中走访时办理", "sent": "abcdefghijkl"}
    preview = visitor.post(reverse("tasks_look"), said).content.decode()
    assert "2" in preview and state_of(tasks["new"]).state == "open"
    done = visitor.post(reverse("tasks_do"), said, follow=True).content.decode()
    assert [state_of(tasks[name]).state for name in ("new", "late", "county")] == ["done", "done", "open"]
    assert "通知家长会" in done and "确认待遇" in done
    assert visitor.post(reverse("tasks_do"), said).status_code == 302


def test_all_that_the_list_finds_are_paused_and_go_on_again(tasks: dict[str, Task], signed: Signed) -> None:
    visitor = signed("assigned")
    page = visitor.post(reverse("tasks_chosen"), {"step": "pause", "all": "1", "filters": "kind=by_hand"})
    held = page.context["form"].initial["held"]
    assert len(held.split(",")) == 4
    said = {"step_taken": "pause", "held": held, "words": "等待统一通知"}
    done = visitor.post(reverse("tasks_do"), said, follow=True).content.decode()
    assert "撤回" in done
    visitor.post(reverse("tasks_do"), {"step_taken": "resume", "held": held})
    assert state_of(tasks["late"]).state == "accepted"


def test_choosing_nothing_says_what_to_do(tasks: dict[str, Task], signed: Signed) -> None:
    answer = signed("assigned").post(reverse("tasks_chosen"), {"step": "finish"}, follow=True)
    assert "请先选择任务" in answer.content.decode()


def test_a_step_that_does_not_go_for_many_is_not_there(signed: Signed, people: dict[str, Worker]) -> None:
    answer = signed("assigned").post(reverse("tasks_do"), {"step_taken": "ask_help", "held": ""})
    assert answer.status_code == 404


# ---- Somebody is away


def test_while_somebody_is_away_their_tasks_lie_with_the_substitute_and_come_back(
    child: Child, tasks: dict[str, Task], people: dict[str, Worker], signed: Signed
) -> None:
    visitor, on = signed("assigned"), timezone.localdate()
    given = {
        "worker": people["assigned"].uid, "substitute": people["colleague"].uid, "since": on,
        "until": on + timedelta(days=5), "reason": "外出培训",
    }  # fmt: skip
    assert visitor.post(reverse("leave_begin"), given).status_code == 302
    assert state_of(tasks["accepted"]).worker == people["colleague"]
    page = signed("colleague").get(reverse("tasks")).content.decode()
    assert "上门看望" in page and people["assigned"].name in page
    take(signed("colleague"), tasks["new"], "finish", words="已代办")
    assert visitor.post(reverse("leave_end", args=[Leave.objects.get().uid])).status_code == 302
    assert state_of(tasks["accepted"]).worker == people["assigned"]
    assert state_of(tasks["new"]).state == "done"


def test_a_stranger_ends_nobodys_leave_and_writes_none_down_for_others(
    people: dict[str, Worker], signed: Signed
) -> None:
    on = timezone.localdate()
    leave = Leave.objects.create(
        worker=people["assigned"], substitute=people["colleague"], since=on, until=on, made_at=timezone.now()
    )
    assert signed("stranger").post(reverse("leave_end", args=[leave.uid])).status_code == 403
    given = {"worker": people["assigned"].uid, "substitute": people["stranger"].uid, "since": on, "until": on}
    assert signed("stranger").post(reverse("leave_begin"), given).status_code == 422


def test_whoever_leads_writes_a_leave_down_for_those_below(people: dict[str, Worker], signed: Signed) -> None:
    on = timezone.localdate()
    given = {"worker": people["assigned"].uid, "substitute": people["stranger"].uid, "since": on, "until": on}
    assert signed("colleague").post(reverse("leave_begin"), given).status_code == 302
    assert Leave.objects.get().substitute == people["stranger"]


def test_nobody_stands_in_for_themselves(people: dict[str, Worker], signed: Signed) -> None:
    on = timezone.localdate()
    given = {"worker": people["assigned"].uid, "substitute": people["assigned"].uid, "since": on, "until": on}
    assert signed("assigned").post(reverse("leave_begin"), given).status_code == 422


# ---- Settings of the place


def test_the_county_says_how_long_in_time_is_and_it_is_called_a_local_setting(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    given = {"area": COUNTY, "word": "及时", "count": 2, "unit": "days", "reason": "县专班第3次会议"}
    assert signed("county").post(reverse("day_count_set"), given).status_code == 302
    page = signed("assigned").get(reverse("day_counts")).content.decode()
    assert "本地设定" in page and "县专班第3次会议" in page
    assert signed("county").post(reverse("day_count_set"), {**given, "count": 4}).status_code == 302
    assert DayCount.objects.filter(ended_at__isnull=True).get().count == 4


@pytest.mark.parametrize("faulty", [{"count": 0}, {"word": "随时"}, {"reason": ""}, {"area": "990102000000"}])
def test_a_number_that_makes_no_sense_is_given_back(
    faulty: dict[str, object], people: dict[str, Worker], signed: Signed
) -> None:
    given = {"area": COUNTY, "word": "及时", "count": 2, "unit": "days", "reason": "会议"}
    assert signed("county").post(reverse("day_count_set"), {**given, **faulty}).status_code == 422
    assert not DayCount.objects.exists()


def test_the_township_does_not_set_it(people: dict[str, Worker], signed: Signed) -> None:
    assert signed("colleague").post(reverse("day_count_set"), {}).status_code == 403


# ---- The table


def test_the_page_of_the_docs_is_the_table_that_the_software_reads() -> None:
    assert Path("docs/task-steps.md").read_text("utf-8") == write_page()


def test_the_page_shows_every_step_and_every_state(signed: Signed, people: dict[str, Worker]) -> None:
    page = signed("assigned").get(reverse("task_steps")).content.decode()
    assert all(line.name in page for line in list_step_lines("zh"))


def test_a_task_that_is_over_says_so_when_a_step_comes_too_late(
    tasks: dict[str, Task], people: dict[str, Worker], signed: Signed
) -> None:
    visitor = signed("assigned")
    step_by(people["assigned"], tasks["new"], "finish", words="办好")
    answer = visitor.get(reverse("task_step", args=[tasks["new"].uid, "pause"]), follow=True)
    assert "已不能办理" in answer.content.decode()
    give_task("again", child=None)


def test_a_department_proves_what_it_did_in_a_file_that_it_does_not_see(child: Child) -> None:
    department = make_worker(Role.DEPARTMENT, COUNTY, kind="education")
    task = give_task("school", body_kind="education", child=child, what_zh="安排入学")
    visitor = Client()
    visitor.force_login(department)
    assert "task_step" in visitor.get(reverse("task_step", args=[task.uid, "finish"])).content.decode()
    picture = SimpleUploadedFile("入学.png", b"\x89PNG\r\n\x1a\n invented", content_type="image/png")
    take(visitor, task, "finish", words="已入学", title="入学通知", file=picture)
    with acting_as(EVERYTHING):
        held = Evidence.objects.get(child=child, title="入学通知")
        assert Step.objects.get(task=task, step="finish").evidence == held
        assert held.made_by == department
    assert visitor.get(reverse("evidence_file", args=[child.uid, held.uid])).status_code == 404


def test_a_step_for_which_the_table_asks_evidence_is_not_taken_without(tasks: dict[str, Task]) -> None:
    step = replace(get_steps()["finish"], needs=("words", "evidence"))
    given = {"words": "已看望"}
    form = TaskStepForm(given, {}, lang="zh", step=step, task=tasks["new"], on=timezone.localdate())
    form.offer_papers([], may_add=True)
    assert not form.is_valid()
    assert "凭证" in str(form.non_field_errors()) or "证明" in str(form.non_field_errors())
    picture = SimpleUploadedFile("走访.png", b"\x89PNG\r\n\x1a\n invented", content_type="image/png")
    again = TaskStepForm(
        given | {"title": "走访照片"}, {"file": picture}, lang="zh", step=step, task=tasks["new"],
        on=timezone.localdate(),
    )  # fmt: skip
    again.offer_papers([], may_add=True)
    assert again.is_valid(), again.errors
