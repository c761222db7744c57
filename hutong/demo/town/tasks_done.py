"""Two weeks of work on tasks: opened when they arose, some accepted, some done, some waiting, the others late."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hutong.staff.models import Post, Worker
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.draining import settle_tasks_waiting
from hutong.tasks.models import Task
from hutong.tasks.stepping import Taking
from hutong.tasks.steps import get_steps
from hutong.tasks.ticking import tick_clocks
from hutong.tasks.together import take_all

TWO_WEEKS, A_WEEK, A_DAY = timedelta(days=13), timedelta(days=7), timedelta(days=1)
DONE, WAITING = "已上门告知，家庭已提交申请。", "等待家庭补交户口簿复印件。"
OF_SEVEN = {0: ("accept", "finish"), 1: ("accept", "finish"), 2: ("accept", "pause"), 3: ("accept",)}
"""Of every seven tasks what was done with them; the other three were left."""
WORDS = {"finish": DONE, "pause": WAITING}


def do_some_tasks(*, now: datetime) -> None:
    """Open what arises, as of two weeks ago, and do some of it; call it with everything in scope."""
    begun = now - TWO_WEEKS
    settle_tasks_waiting(on=begun.date(), at=begun)
    tasks = list(Task.objects.order_by("pk"))
    for part, steps in OF_SEVEN.items():
        for number, step in enumerate(steps):
            at = begun + A_DAY * (1 + part) + A_WEEK * number
            for worker, mine in _by_worker([task for task in tasks if task.pk % 7 == part]):
                take_all(mine, Taking(get_steps()[step], worker, at, WORDS.get(step, "")))
    tick_clocks(now=now)


def _by_worker(tasks: list[Task]) -> Iterator[tuple[Worker, list[Task]]]:
    """The tasks by who holds the post."""
    holders = {
        (post.body.kind, post.area): post.worker
        for post in Post.objects.filter(role__in=ANSWERS).select_related("body", "worker").order_by("-pk")
    }
    by_post: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        by_post.setdefault((task.body_kind, task.area), []).append(task)
    for post, mine in by_post.items():
        if post in holders:
            yield holders[post], mine
