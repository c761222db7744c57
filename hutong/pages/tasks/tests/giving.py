"""Tasks for the screens: invented, for the child of ``filing.make_file`` and for the places around it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from hutong.children.models import Child
from hutong.children.tests.making import VILLAGE
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.tasks.actions import open_task, take_step
from hutong.tasks.addressing import resolve
from hutong.tasks.clocks import Deadline
from hutong.tasks.models import Task
from hutong.tasks.opening import NewCause

CLAUSE = "000000/gf2016-36#2.1/a"
IN_A_WEEK = Deadline(days=7)


def give_task(
    key: str,
    *,
    body_kind: str = "village_committee",
    child: Child | None = None,
    kind: str = "by_hand",
    due: Deadline | None = IN_A_WEEK,
    days_ago: int = 0,
    **given: Any,
) -> Task:
    """A task that the system opened so many days ago, for a body of the village's."""
    at = timezone.now() - timedelta(days=days_ago)
    words = given.pop("what_zh", f"办理事项{key}")
    with acting_as(EVERYTHING):
        return open_task(
            kind=kind,
            addressee=resolve(body_kind, place=VILLAGE, on=timezone.localdate()),
            cause=NewCause(f"by_hand:{key}", clause=CLAUSE, what=f"matter {key}", what_zh=words),
            place=VILLAGE,
            what=f"matter {key}",
            what_zh=words,
            done_when="办好并写明",
            at=at,
            child=child,
            due=due,
            **given,
        )


def step_by(worker: Worker, task: Task, step: str, *, at: datetime | None = None, **given: Any) -> Task:
    """A step that a worker takes."""
    with acting_as(scope_of(worker, on=timezone.localdate())):
        return take_step(task=task, step=step, by=worker, at=at or timezone.now(), **given)


def fill_inbox(child: Child, people: Mapping[str, Worker]) -> dict[str, Task]:
    """One task of every look: new, accepted, late, urgent, waiting, done, with a duty behind it, elsewhere."""
    village = people["assigned"]
    found = {
        "new": give_task("new", child=child, what_zh="上门看望，了解近况"),
        "late": give_task("late", child=child, due=Deadline(days=3), days_ago=9, what_zh="核对低保名单"),
        "urgent": give_task("urgent", child=child, due=Deadline(hours=4), urgency="urgent", what_zh="立即联系家庭"),
        "accepted": give_task("accepted", child=child, kind="duty", what_zh="签订委托照护确认书"),
        "waiting": give_task("waiting", child=child, due=Deadline(working_days=10), what_zh="收齐残疾证材料"),
        "done": give_task("done", child=child, what_zh="通知家长会"),
        "place": give_task("place", what_zh="张贴求助电话"),
        "county": give_task("county", body_kind="civil_affairs", child=child, what_zh="确认待遇"),
    }
    step_by(village, found["accepted"], "accept")
    step_by(village, found["waiting"], "pause", words="等待残联出具证明")
    step_by(village, found["done"], "finish", words="已当面告知")
    return found
