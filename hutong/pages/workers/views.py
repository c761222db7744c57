"""The workers of an area, and one of them with posts, sessions and locks. No child is named here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.pages.choices import list_choices, name_choice
from hutong.pages.context import get_reader_language
from hutong.pages.workers.forms import ParticularsForm
from hutong.pages.workers.keeping import get_worker_kept, is_in_charge, kept_by
from hutong.pages.workers.listing import STATES, list_rows, read_filters
from hutong.places.queries import get_full_name, list_below
from hutong.places.working_days import list_years_to_enter
from hutong.staff.factors import list_factors
from hutong.staff.in_charge import is_covered, list_areas
from hutong.staff.incompatible import TABLE
from hutong.staff.models import Post, Role
from hutong.staff.scope import Scope, get_scope
from hutong.staff.sessions import list_sessions
from hutong.staff.signing_in import get_failures


@kept_by()
@require_GET
def show_all(request: HttpRequest) -> HttpResponse:
    """The list, narrowed."""
    scope, lang, on = get_scope(), get_reader_language(), timezone.localdate()
    places = list_places_kept(scope, lang=lang)
    filters = read_filters(request.GET, {code for code, _ in places})
    rows, last = list_rows(scope, filters, on=on, at=timezone.now())
    shown = {
        "rows": rows,
        "following": filters.following(last) if last else "",
        "filters": filters,
        "places": places,
        "roles": list_choices("role", lang),
        "states": STATES.items(),
        "may_hire": scope.has_role(Role.SYSTEM_ADMIN),
    }
    if get_scope().has_role(Role.SYSTEM_ADMIN):
        shown["years_to_enter"] = list_years_to_enter(on)
    return render(request, "workers/page.html", shown)


def list_places_kept(scope: Scope, *, lang: str) -> list[tuple[str, str]]:
    """The own areas and what lies right below them."""
    on = timezone.localdate()
    codes = [code for area in list_areas(scope) for code in (area, *(one.code for one in list_below(area, on=on)))]
    return [(code, get_full_name(code, on=on, lang=lang)) for code in dict.fromkeys(codes)]


@kept_by()
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One worker: to each administrator what is theirs to do."""
    worker, scope, now = get_worker_kept(uid), get_scope(), timezone.now()
    keeps_account, keeps_rights = is_in_charge(worker, Role.SYSTEM_ADMIN), is_in_charge(worker, Role.SECURITY_ADMIN)
    posts = list(Post.objects.filter(worker=worker).select_related("body").order_by("-since", "-pk"))
    form = ParticularsForm(lang=get_reader_language(), initial={"name": worker.name, "phone": worker.phone})
    shown = {
        "worker": worker,
        "posts": posts,
        "may_end": scope.has_role(Role.SECURITY_ADMIN),
        "endable": list_endable(scope, posts),
        "keeps_account": keeps_account,
        "keeps_rights": keeps_rights,
        "is_self": worker.pk == scope.worker,
        "form": form if keeps_account else None,
    }
    if keeps_rights:
        guards = {
            "factors": list_factors(worker),
            "sessions": list_sessions(worker=worker, at=now),
            "failures": get_failures(worker, at=now),
        }
        shown = {**shown, **guards}
    return render(request, "workers/worker.html", shown)


def list_endable(scope: Scope, posts: list[Post]) -> set[int]:
    """The posts that a security administrator may end: in the own area, not over yet, not one's own."""
    mine, on = list_areas(scope, Role.SECURITY_ADMIN), timezone.localdate()
    return {
        post.pk
        for post in posts
        if post.worker_id != scope.worker and is_covered([post.area], mine) and (post.until is None or post.until >= on)
    }


@kept_by()
@require_GET
def show_excluding(request: HttpRequest) -> HttpResponse:
    """Which posts nobody may hold together."""
    lang = get_reader_language()
    rows = [
        {
            "role": name_choice("role", line.role, lang),
            "excludes": [name_choice("role", role, lang) for role in line.excludes],
            "is_anywhere": line.is_anywhere,
            "why": line.why,
        }
        for line in TABLE
    ]
    return render(request, "workers/excluding.html", {"rows": rows})
