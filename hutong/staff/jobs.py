"""What signing in leaves behind, tidied every night. Reads the clock."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hutong.places.models import holding
from hutong.staff.models import Post, Session
from hutong.staff.sessions import forget_ended_sessions

KEPT_FOR = timedelta(days=1)


def tidy_sign_ins() -> None:
    """Sessions nobody can go on with, sessions of workers whose last post is over, failures that count no more."""
    now, on = timezone.now(), timezone.localdate()
    forget_ended_sessions(at=now)
    posts = Post.objects.filter(worker=OuterRef("worker"))
    Session.objects.filter(Exists(posts), ~Exists(posts.filter(holding(on)))).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - KEPT_FOR).delete()
