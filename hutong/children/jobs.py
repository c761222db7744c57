"""What is done to files every day, on all of them: call it within ``acting_as(EVERYTHING)``."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from hutong.children.changing import note_file_act
from hutong.children.columns import FACTS_OF_COLUMNS
from hutong.children.mirroring import mirror_in_columns
from hutong.children.models import RecordedFact
from hutong.children.spans import ONE_DAY


def mirror_facts_of_day(*, on: date, at: datetime) -> int:
    """Columns follow facts that begin to hold on a day, or ended the day before; how many were looked at."""
    turning = RecordedFact.objects.filter(
        Q(since=on) | Q(until=on - ONE_DAY), name__in=list(FACTS_OF_COLUMNS), corrected_at__isnull=True
    )
    looked_at = {(fact.child_id, fact.name): fact for fact in turning.select_related("child")}
    for fact in looked_at.values():
        _mirror(fact, at=at)
    return len(looked_at)


@transaction.atomic
def _mirror(fact: RecordedFact, *, at: datetime) -> None:
    if written := mirror_in_columns(fact.child, fact.name, by=None, at=at):
        note_file_act(child=fact.child, act=f"file:{','.join(written)}", by=None, at=at)
