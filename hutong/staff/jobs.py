"""What signing in leaves behind, tidied every night; what was unusual in the record. Reads the clock."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from hutong.audit.errors import StillWritten
from hutong.audit.kept_unusual import keep_unusual
from hutong.places.models import holding
from hutong.staff.models import Post, Session
from hutong.staff.sessions import CLOCKS_DIFFER, forget_ended_sessions
from hutong.staff.watching import list_watched_areas, seen_from

KEPT_FOR = timedelta(days=1)


def tidy_sign_ins() -> None:
    """Sessions nobody can go on with, sessions of workers whose last post is over, failures that count no more."""
    now, on = timezone.now(), timezone.localdate()
    forget_ended_sessions(at=now)
    posts = Post.objects.filter(worker=OuterRef("worker"))
    Session.objects.filter(Exists(posts), ~Exists(posts.filter(holding(on)))).delete()
    # Those of a time to come were counted while the clock was ahead; they would close a name until then.
    gone = Q(attempt_time__lt=now - KEPT_FOR) | Q(attempt_time__gt=now + CLOCKS_DIFFER)
    AccessAttempt.objects.filter(gone).delete()


def keep_unusual_reading() -> int:
    """What was unusual on the days before, for each audit administrator; how many days were gone through."""
    at = timezone.now()
    on = timezone.localdate(at)
    try:
        return sum(
            keep_unusual(areas=areas, seen=seen_from(areas), on=on, at=at) for areas in list_watched_areas(on=on)
        )
    except StillWritten:
        return 0
