"""Views of the list that a worker keeps: the present filters under a name, found above the list."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.children.listing import Filters, read_filters, write_filters
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.names import Names, get_names
from hutong.places.codes import is_inside
from hutong.places.queries import get_place
from hutong.staff import saved_views
from hutong.staff.errors import TooManyViews, ViewError, ViewNameTaken, ViewNameWrong
from hutong.staff.models import SavedView
from hutong.staff.scope import READS_FILES, get_scope

KEPT = marked("The view is kept.")
RENAMED = marked("The view has its new name.")
REMOVED = marked("The view is removed.")
NOTHING_NARROWED = marked("Narrow the list first; then the view can be kept.")
REFUSED: dict[type[ViewError], str] = {
    ViewNameWrong: marked("Give the view a name of at most 40 characters."),
    ViewNameTaken: marked("You have a view of this name already. Take another name."),
    TooManyViews: marked("You keep 20 views already. Remove one first."),
}


def about_views(request: HttpRequest, filters: Filters) -> dict[str, object]:
    """The worker's views, and the present filters as they would be kept."""
    views, present = saved_views.list_views(worker=get_worker(request)), write_filters(filters)
    return {"views": views, "present": present, "is_kept": any(view.filters == present for view in views)}


def read_offered(text: str, names: Names) -> Filters:
    """The filters of a query text that the filter form offers here; whatever else it holds is left out."""
    filters = read_filters(QueryDict(text[:500]).dict())
    if filters.label not in names.categories:
        filters = replace(filters, label="")
    areas = get_scope().areas_that(READS_FILES)
    is_within = any(is_inside(filters.place, area) for area in areas) if filters.place else False
    if not is_within or get_place(filters.place, on=timezone.localdate()) is None:
        filters = replace(filters, place="")
    return filters


def to_list(filters: str) -> HttpResponse:
    """Back to the list, narrowed as it was."""
    response = redirect("children")
    if filters:
        response["Location"] += f"?{filters}"
    return response


def refuse(request: HttpRequest, error: ViewError) -> None:
    """Say why it was not kept, and what to do."""
    messages.error(request, translator(get_reader_language())(REFUSED[type(error)]))


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """The present filters, kept under a name."""
    names = get_names(get_reader_language())
    filters = write_filters(read_offered(request.POST.get("filters", ""), names))
    if not filters:
        messages.error(request, names.say(NOTHING_NARROWED))
        return to_list("")
    try:
        saved_views.keep_view(worker=get_worker(request), name=request.POST.get("name", ""), filters=filters)
    except ViewError as error:
        refuse(request, error)
    else:
        messages.success(request, names.say(KEPT))
    return to_list(filters)


@login_required
@require_POST
def rename(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own view under another name."""
    view = get_own_or_404(request, uid)
    try:
        saved_views.rename_view(view=view, name=request.POST.get("name", ""))
    except ViewError as error:
        refuse(request, error)
    else:
        messages.success(request, translator(get_reader_language())(RENAMED))
    return to_list(view.filters)


@login_required
@require_POST
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own view, kept no longer."""
    saved_views.remove_view(view=get_own_or_404(request, uid))
    messages.success(request, translator(get_reader_language())(REMOVED))
    return to_list("")


def get_own_or_404(request: HttpRequest, uid: UUID) -> SavedView:
    """The view, or an answer that does not tell whether another worker has it."""
    try:
        return saved_views.get_view(worker=get_worker(request), uid=uid)
    except SavedView.DoesNotExist as error:
        raise Http404 from error
