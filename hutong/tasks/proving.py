"""A paper that proves what a post did, from whoever answers for the task; it goes into a file that they may not see."""

from datetime import datetime

from django.db import transaction

from hutong.children.evidence import add_evidence
from hutong.children.models import Evidence
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, get_scope
from hutong.tasks.errors import StepNotYours
from hutong.tasks.models import Task
from hutong.tasks.permitting import answers
from hutong.vocabulary.secrecy import kinds_of


def may_prove(task: Task) -> bool:
    """Whether who acts answers for the task of a child, so that what proves it may be added."""
    return task.child_id is not None and answers(task, get_scope())


@transaction.atomic
def add_proof(*, task: Task, title: str, content: bytes, media_type: str, by: Worker, at: datetime) -> Evidence:
    """Evidence in the child's file, of the classes of the task. Raises StepNotYours, EvidenceRefused."""
    if not may_prove(task):
        raise StepNotYours
    with acting_as(EVERYTHING):
        child = Task.objects.select_related("child").get(pk=task.pk).child
        assert child is not None
        return add_evidence(
            child=child, title=title, content=content, media_type=media_type, secrecy=kinds_of(task.secrecy), by=by,
            at=at,
        )  # fmt: skip
