"""What a visit does for the tasks of a child: it stands as evidence beside those whose clause asks for it.

A task that asks for nothing but a visit is finished by one at which somebody was met, where the visitor's post answers
for it or leads the work over it. One that gathers other clauses of the body besides is not: whoever answers finishes
it, with the visit at hand.
"""

from datetime import datetime

from hutong.children.models import Child, Evidence
from hutong.services.models import Informing, Met, Visit
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, get_scope
from hutong.tasks.actions import take_step
from hutong.tasks.models import Cause, Task
from hutong.tasks.permitting import answers, leads

CLAUSES = (
    "000000/gf2016-36#3.1/ad",
    "000000/gf2016-36#3.1/ae",
    "000000/gbf2025#5.11/d",
    "000000/gbf2025#5.11/e",
    "000000/gbf2025#5.11/f",
    "000000/gbf2025#5.11/g",
    "000000/gbf2025#5.11/h",
    "431000/cz2017-3#3.1/ad",
    "500110/qj2017-91#4.1/ac",
)
"""What asks for visits, and for what is looked at on them."""
VISITED = "已走访 {day}，走访人 {who}"
RUNNING = ("open", "accepted", "waiting", "handed_over")


def show_visit_to_tasks(visit: Visit, *, by: Worker, at: datetime) -> int:
    """The visit finishes the child's tasks that ask for nothing else and is a reply to the others; how many."""
    words = VISITED.format(day=visit.visited_on, who=visit.visited_by)
    scope = get_scope()
    with acting_as(EVERYTHING):
        tasks = Task.objects.filter(child=visit.child_id, causes__clause__in=CLAUSES, causes__gone_at__isnull=True)
        running = list(tasks.filter(state__in=RUNNING).distinct().order_by("pk"))
        alone = [task for task in running if visit.met != Met.NOBODY and _asks_for_nothing_else(task)]
        done = [task for task in alone if scope.is_everything or answers(task, scope) or leads(task, scope)]
        for task in done:
            is_theirs = scope.is_everything or answers(task, scope)
            _finish(task, words, visit.evidence, by=by if is_theirs else None, at=at)
        others = [task for task in running if task not in done]
        return len(done) + _reply(others, words, visit.evidence, by=by, at=at)


def _asks_for_nothing_else(task: Task) -> bool:
    """Whether every clause that the task stands on asks for a visit."""
    return not Cause.objects.filter(task=task, gone_at__isnull=True).exclude(clause__in=CLAUSES).exists()


def _finish(task: Task, words: str, evidence: Evidence | None, *, by: Worker | None, at: datetime) -> None:
    """Done, whoever leads: of a task that another place has not accepted yet it is accepted first."""
    if task.state == "handed_over":
        task = take_step(task=task, step="accept", by=None, at=at)
    take_step(task=task, step="finish", by=by, at=at, words=words, evidence=evidence)


def show_informing_to_tasks(informing: Informing, *, child: Child, by: Worker, at: datetime) -> int:
    """That the family was told is a reply to the child's tasks about this benefit; how many."""
    words = f"{Informing.How(informing.how).label}"
    with acting_as(EVERYTHING):
        tasks = Task.objects.filter(child=child, causes__benefit=informing.benefit, causes__gone_at__isnull=True)
        paper = informing.visit.evidence if informing.visit is not None else None
        return _reply(list(tasks.filter(state__in=RUNNING).distinct()), words, paper, by=by, at=at)


def _reply(tasks: list[Task], words: str, evidence: Evidence | None, *, by: Worker, at: datetime) -> int:
    for task in tasks:
        take_step(task=task, step="reply", by=by, at=at, words=words, evidence=evidence)
    return len(tasks)
