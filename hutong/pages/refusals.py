"""Who tried a door that does not open to them leaves an entry in the record, whether or not there is such a file."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone

from hutong.audit.actions import note_look
from hutong.audit.models import Entry, Way
from hutong.staff.scope import Scope

NOT_OPEN, NOTHING_THERE = 403, 404
WITHIN, MOST_WITHIN = timedelta(minutes=1), 30
"""So many are written one by one; whoever tries more often within a minute is on record as such, once."""
MORE = "more of the same"
OF_A_CHILD = "files/<uuid:uid>"


def note_refusal(request: HttpRequest, response: HttpResponse, *, scope: Scope, door: str) -> None:
    """Write down what was refused to whoever is signed in; call it within their scope."""
    match = request.resolver_match
    if match is None or not is_refusal(match, response) or getattr(request, "is_form_stale", False):
        return
    at = timezone.now()
    tried = Entry.objects.filter(worker=scope.uid, way=Way.REFUSED, at__gt=at - WITHIN, at__lte=at)
    times = tried[: MOST_WITHIN + 1].count()
    if times > MOST_WITHIN:
        return
    child = match.kwargs["uid"] if match.route.startswith(OF_A_CHILD) else None
    told = f"{request.method} {response.status_code}"
    others = [str(one) for one in match.kwargs.values() if isinstance(one, UUID) and one != child]
    about = MORE if times == MOST_WITHIN else " ".join([told, *others])
    note_look(at=at, way=Way.REFUSED, door=door, child=child, about=about)


def is_refusal(match: ResolverMatch, response: HttpResponse) -> bool:
    """Whether something was asked for by its number, or a screen, and was not given."""
    if response.status_code == NOT_OPEN:
        return True
    return response.status_code == NOTHING_THERE and any(isinstance(one, UUID) for one in match.kwargs.values())
