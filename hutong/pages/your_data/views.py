"""A family's rights over its data, in plain words, and the office that answers for them. Nobody need be signed in."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hutong.pages.context import get_reader_language
from hutong.places.models import holding
from hutong.places.queries import get_full_name
from hutong.privacy.models import DataManager
from hutong.privacy.retention import get_clocks
from hutong.staff.models import Post

MOST_LISTED = 20
"""So many offices are listed at once; of more one chooses the place."""


@dataclass(frozen=True)
class Office:
    """Where whoever answers for minors' data of a place works; nobody is named."""

    area: str
    place: str
    name: str
    phone: str
    address: str


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What one may ask for, by when it is answered, where to go."""
    offices = list_offices(get_reader_language())
    chosen = request.GET.get("place", "")
    here = [one for one in offices if one.area == chosen]
    shown = {
        "offices": here or (offices if len(offices) <= MOST_LISTED else []),
        "places": [(one.area, one.place) for one in offices],
        "chosen": chosen,
        "days": get_clocks().answer_working_days,
    }
    return render(request, "your_data/page.html", shown)


def list_offices(lang: str) -> list[Office]:
    """The offices of all who answer for minors' data today, one for each place. Two queries."""
    on = timezone.localdate()
    managers = DataManager.objects.filter(holding(on), worker__is_active=True).order_by("area", "pk")
    workers = {one.area: one.worker_id for one in reversed(managers)}
    posts = Post.objects.filter(holding(on), worker__in=set(workers.values())).select_related("body").order_by("-pk")
    bodies = {post.worker_id: post.body for post in posts}
    return [
        Office(area, get_full_name(area, on=on, lang=lang), body.name, body.phone, body.address)
        for area, worker in sorted(workers.items())
        if (body := bodies.get(worker)) is not None
    ]
