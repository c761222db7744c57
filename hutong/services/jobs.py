"""What nobody waits for at a screen: days of visits for files begun or ended since, old call-backs. Reads the clock."""

from itertools import chain

from django.db.models import Q
from django.utils import timezone

from hutong.children.models import Child
from hutong.services.calling import forget_calls
from hutong.services.following import follow_areas
from hutong.services.visiting_days import AT_ONCE, OVER, keep_due_days
from hutong.staff.scope import EVERYTHING, acting_as

ENDED = Q(state__in=OVER) | Q(merged_into__isnull=False)


def reckon_visits(*, most: int = 20 * AT_ONCE) -> int:
    """Files that have no day of a visit yet get one, files that are over lose theirs; how many were looked at."""
    with acting_as(EVERYTHING):
        begun = Child.objects.filter(visit_due__isnull=True).exclude(ENDED).order_by("pk")[:most]
        ended = Child.objects.filter(ENDED, visit_due__isnull=False).order_by("pk")[:most]
        children = list(chain(begun, ended))
        if children:
            keep_due_days(children, on=timezone.localdate())
    return len(children)


def forget_old_calls() -> int:
    """What families wrote on the public page is emptied when it is no longer needed; how many."""
    return forget_calls(at=timezone.now())


def follow_areas_now() -> int:
    """What stands at places that have other codes now goes along with them; how many rows."""
    return follow_areas(on=timezone.localdate(), at=timezone.now())
