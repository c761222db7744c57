"""The day counts of a place: how long 及时 and 定期 are there. Kept with the reason; what held before is ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from hutong.audit.actions import note_act
from hutong.places.codes import full_code, level_of
from hutong.places.models import Level
from hutong.staff.models import Role, Worker
from hutong.staff.scope import get_scope
from hutong.tasks.clocks import get_usual
from hutong.tasks.errors import CountNotSet, CountRefused, StepNotYours
from hutong.tasks.models import DayCount
from hutong.tasks.models.settings import UNITS

MOST = 1_000


@transaction.atomic
def set_count(*, area: str, word: str, unit: str, count: int, reason: str, by: Worker, at: datetime) -> DayCount:
    """How long a word is in an area from now on: civil affairs of the county or wider, for their own area.

    Clocks that run already go on as they were. Raises StepNotYours, CountRefused.
    """
    code = full_code(area)
    if not get_scope().covers(code, roles=frozenset({Role.CIVIL_AFFAIRS})) or level_of(code) > Level.COUNTY:
        raise StepNotYours
    if word not in get_usual() or unit not in UNITS or not 1 <= count <= MOST or not reason.strip():
        raise CountRefused(most=MOST)
    DayCount.objects.filter(area=code, word=word, ended_at__isnull=True).update(ended_at=at)
    note_act(at=at, act="day count", about=f"{word} {count} {unit}", place=code, by=by.uid)
    return DayCount.objects.create(
        area=code, word=word, unit=unit, count=count, reason=reason.strip()[:300], set_by=by, set_at=at
    )


@transaction.atomic
def clear_count(*, area: str, word: str, by: Worker, at: datetime) -> None:
    """As the wider area has it, or as usual, again. Clocks that run already go on. Raises StepNotYours, CountNotSet."""
    code = full_code(area)
    if not get_scope().covers(code, roles=frozenset({Role.CIVIL_AFFAIRS})) or level_of(code) > Level.COUNTY:
        raise StepNotYours
    own = DayCount.objects.filter(area=code, word=word, ended_at__isnull=True)
    if not own.update(ended_at=at):
        raise CountNotSet
    note_act(at=at, act="day count", about=f"{word} usual", place=code, by=by.uid)


def list_counts(area: str) -> QuerySet[DayCount]:
    """What an area has set for itself."""
    return (
        DayCount.objects.filter(area=full_code(area), ended_at__isnull=True).select_related("set_by").order_by("word")
    )
