"""Labels: kinds of difficulty, each with the days it came and went. Concluded and confirmed ones are kept apart."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from hutong.children.changing import A_REASON, begin_change
from hutong.children.errors import LabelHeld, LabelNotHeld, StepNeeds
from hutong.children.models import WORDS, Child, Labelled
from hutong.children.recording import check_span
from hutong.children.spans import ONE_DAY
from hutong.staff.models import Worker

Basis = Labelled.Basis


@transaction.atomic
def confirm_label(*, child: Child, label: str, by: Worker, at: datetime, since: date, reason: str = "") -> Labelled:
    """A person says that the child has this label. Raises LabelHeld."""
    begin_change(child=child, what=f"label:{label}", by=by, at=at)
    if _open(child, Basis.CONFIRMED).filter(label=label).exists():
        raise LabelHeld
    return Labelled.objects.create(
        child=child,
        label=label,
        basis=Basis.CONFIRMED,
        since=since,
        confirmed_by=by,
        reason=reason[:WORDS],
        recorded_at=at,
    )


@transaction.atomic
def end_label(*, child: Child, label: str, by: Worker, at: datetime, until: date, reason: str) -> Labelled:
    """A person says through which day the child had a label that a person had confirmed. Raises LabelNotHeld."""
    if not reason.strip():
        raise StepNeeds(needed=A_REASON)
    begin_change(child=child, what=f"label:{label}", by=by, at=at)
    held = _open(child, Basis.CONFIRMED).filter(label=label).first()
    if held is None:
        raise LabelNotHeld
    check_span(held.since, until)
    held.until, held.reason = until, reason[:WORDS]
    held.save(update_fields=["until", "reason"])
    return held


@transaction.atomic
def determine_labels(*, child: Child, labels: Iterable[str], on: date, at: datetime) -> list[Labelled]:
    """What the documents concluded for a day: labels that came begin, those that went end the day before.

    Called when determinations are stored, so it leaves no note of a change; what persons confirmed stays.
    """
    wanted = set(labels)
    held = {row.label: row for row in _open(child, Basis.DETERMINED)}
    for label in held.keys() - wanted:
        _end(held[label], on=on)
    return [
        Labelled.objects.create(child=child, label=label, basis=Basis.DETERMINED, since=on, recorded_at=at)
        for label in sorted(wanted - held.keys())
    ]


def _end(row: Labelled, *, on: date) -> None:
    """Through the day before; a label that came the same day went with it."""
    row.until = max(row.since, on - ONE_DAY)
    row.save(update_fields=["until"])


def _open(child: Child, basis: str) -> QuerySet[Labelled]:
    return Labelled.objects.filter(child=child, basis=basis, until__isnull=True)
