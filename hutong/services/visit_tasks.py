"""What a visit does for the tasks of a child: it stands as evidence beside those whose clause asks for it.

A task gathers several clauses of one body, so a visit alone does not finish it: whoever answers does, with the visit
at hand.
"""

from datetime import datetime

from hutong.children.models import Child, Evidence
from hutong.services.models import Informing, Visit
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import take_step
from hutong.tasks.models import Task

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
    """The visit is a reply to the child's tasks that ask for one; how many."""
    words = VISITED.format(day=visit.visited_on, who=visit.visited_by)
    with acting_as(EVERYTHING):
        tasks = Task.objects.filter(child=visit.child_id, causes__clause__in=CLAUSES, causes__gone_at__isnull=True)
        return _reply(list(tasks.filter(state__in=RUNNING).distinct()), words, visit.evidence, by=by, at=at)


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
