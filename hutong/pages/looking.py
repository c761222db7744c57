"""What every screen of the file does: knows who acts, finds the child within the scope, notes who looked."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from hutong.audit.actions import note_look
from hutong.audit.models import Way
from hutong.children.errors import ChildUnknown
from hutong.children.models import Child
from hutong.children.queries import get_child
from hutong.determinations.actions import MAY_DEPART
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.scope import get_scope
from hutong.staff.sealed_fields import mark_of


def get_worker(request: HttpRequest) -> Worker:
    """Whoever is signed in; only behind ``login_required``."""
    assert isinstance(request.user, Worker)
    return request.user


def get_child_or_404(uid: UUID) -> Child:
    """The child, or an answer that does not tell whether there is such a file."""
    try:
        return get_child(uid)
    except ChildUnknown as error:
        raise Http404 from error


def note_reading(
    request: HttpRequest,
    *,
    screen: str,
    child: Child | None = None,
    rows: int = 1,
    way: Way | None = None,
    purpose: str = "",
    searched: str = "",
    uid: UUID | None = None,
) -> None:
    """Write down that somebody looks, before the page goes out; of what was searched for its mark alone."""
    note_look(
        at=timezone.now(),
        door=screen,
        way=way or (Way.READ if child or uid else Way.LIST),
        child=child.uid if child else uid,
        place=child.area if child else "",
        rows=rows,
        purpose=purpose,
        about=mark_of(searched, kind="searched") or "",
    )


def may_depart(child: Child) -> bool:
    """Whether who acts may depart from what the documents conclude about a child: the county's officers."""
    return get_scope().covers(child.area, roles=MAY_DEPART)


def may_ask_for_files() -> bool:
    """Whether whoever acts holds a post, at the township or wider, that may ask other places for files."""
    return any(level <= Level.TOWNSHIP for _, level in get_scope().levels_that_write())
