"""Who looked at a file, for the county's officers of civil affairs. That they asked is on record too."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hutong.audit.queries import cut_page, list_looks_at
from hutong.children.models import Child
from hutong.pages.audit.searching import AT_ONCE, read_search, to_lines
from hutong.pages.looking import get_child_or_404, note_reading
from hutong.places.models import Level
from hutong.staff.models import Role
from hutong.staff.scope import get_scope


def may_see_looks(child: Child) -> bool:
    """Whether whoever acts is told who looked at a file: civil affairs of the county or wider."""
    scope = get_scope()
    level = scope.level_at(child.area)
    is_civil_affairs = scope.covers(child.area, roles=frozenset({Role.CIVIL_AFFAIRS}))
    return is_civil_affairs and level is not None and level <= Level.COUNTY


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The looks and acts, the newest first."""
    child = get_child_or_404(uid)
    if not may_see_looks(child):
        raise PermissionDenied
    search = read_search(request.GET.dict())
    entries, following = cut_page(list_looks_at(child.uid, after=search.place), size=AT_ONCE)
    note_reading(request, screen="child_file_looks", child=child, rows=len(entries))
    shown = {
        "child": child,
        "lines": to_lines(entries),
        "following": search.following(following) if following else "",
        "is_of_file": True,
    }
    return render(request, "child_file/looks.html", shown)
