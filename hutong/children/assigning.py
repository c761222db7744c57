"""A worker is given a child to look after whom the area of their posts would not show."""

from datetime import date, datetime

from django.db import transaction

from hutong.children.changing import A_REASON, begin_change, refuse_narrower
from hutong.children.errors import StepNeeds
from hutong.children.models import WORDS, Assignment, Child
from hutong.children.recording import check_span
from hutong.places.models import Level
from hutong.staff.models import Worker


@transaction.atomic
def assign_child(
    *,
    child: Child,
    worker: Worker,
    purpose: str,
    since: date,
    by: Worker | None,
    at: datetime,
    until: date | None = None,
) -> Assignment:
    """The township or wider gives a child into a worker's hands, and says for what."""
    if not purpose.strip():
        raise StepNeeds(needed=A_REASON)
    check_span(since, until)
    begin_change(child=child, what="assigned", by=by, at=at)
    refuse_narrower(child, Level.TOWNSHIP, act="assign a child")
    return Assignment.objects.create(
        child=child, worker=worker, purpose=purpose.strip()[:WORDS], since=since, until=until
    )


@transaction.atomic
def end_assignment(*, assignment: Assignment, until: date, by: Worker | None, at: datetime) -> Assignment:
    """The last day of an assignment."""
    check_span(assignment.since, until)
    begin_change(child=assignment.child, what="assigned", by=by, at=at)
    refuse_narrower(assignment.child, Level.TOWNSHIP, act="assign a child")
    assignment.until = until
    assignment.save(update_fields=["until"])
    return assignment
