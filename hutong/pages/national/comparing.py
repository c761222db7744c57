"""Exports of the national system that were compared: what differs, who is missing on either side."""

import json
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children.models import Child
from hutong.exchange.actions import MOST_MEGABYTES, SUFFIXES, drop
from hutong.exchange.contents import Content
from hutong.exchange.errors import ExchangeError, FileTooLarge, ImportUnknown
from hutong.exchange.models import Import, ImportRow
from hutong.exchange.national.actions import begin_comparison, match_row, take_numbers
from hutong.exchange.national.comparing import list_not_there
from hutong.exchange.national.queries import get_comparison, list_comparisons, to_listed
from hutong.exchange.row_faults import as_fault
from hutong.ledgers.limits import MEGABYTE
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.imports.acting import NO_FILE, is_place, read_day, tell, work_at_once
from hutong.pages.imports.views import REFRESH_SECONDS, STATES, hand_refused
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.masks import mask_identity
from hutong.pages.national.views import may_enter_at
from hutong.places.models import Level
from hutong.places.queries import get_full_name, list_below
from hutong.staff.scope import NotAllowed, get_scope

State, Plan = Import.State, ImportRow.Plan
PAGE = 50
NO_PLACE = marked("Choose the place, and the day on which the national system was asked.")
NUMBERS_TAKEN = marked("{count} numbers were taken over.")
COMPARED = marked("compared")
NOT_THERE = "not_there"
PLANS = {
    "update": marked("differ"),
    "doubtful": marked("perhaps a file that is there"),
    "create": marked("only there"),
    NOT_THERE: marked("only here"),
    "refused": marked("cannot be read"),
    "same": marked("the same"),
}


def get_comparison_or_404(uid: UUID) -> Import:
    """The comparison, or an answer that does not tell whether there is one."""
    try:
        return get_comparison(uid)
    except ImportUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def list_all(request: HttpRequest) -> HttpResponse:
    """What was compared, and the form to compare anew."""
    return show_list(request)


def show_list(request: HttpRequest, *, error: str = "") -> HttpResponse:
    """The list with the form; with what was wrong with what was sent."""
    on, lang = timezone.localdate(), get_reader_language()
    places: dict[str, str] = {}
    for area, level in get_scope().levels_that_write():
        if level <= Level.TOWNSHIP:
            for code in (area, *(place.code for place in list_below(area, on=on))):
                places.setdefault(code, get_full_name(code, on=on, lang=lang, within=area))
    shown = {
        "comparisons": [(one, *_state_of(one)) for one in list_comparisons()],
        "places": list(places.items()),
        "suffixes": ",".join(sorted(SUFFIXES)),
        "most": MOST_MEGABYTES,
        "error": error,
        "sent": request.POST,
    }
    return render(request, "national/comparisons.html", shown, status=422 if error else 200)


def _state_of(batch: Import) -> tuple[str, str]:
    return (COMPARED, "yes") if batch.state == State.PLANNED else STATES[State(batch.state)]


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Take an export and compare it: a small one at once, a large one in the background."""
    say, area, sent = translator(get_reader_language()), request.POST.get("area", ""), request.FILES.get("export")
    as_of = read_day(request.POST.get("as_of", ""))
    if sent is None:
        return show_list(request, error=say(NO_FILE))
    if (sent.size or 0) > MOST_MEGABYTES * MEGABYTE:
        found = (sent.size or 0) // MEGABYTE + 1
        return show_list(request, error=tell(FileTooLarge(found=found, limit=MOST_MEGABYTES)))
    if as_of is None or as_of > timezone.localdate() or not is_place(area):
        return show_list(request, error=say(NO_PLACE))
    try:
        batch = begin_comparison(
            area=area, as_of=as_of, name=sent.name or "", content=sent.read(), by=get_worker(request), at=timezone.now()
        )
    except ExchangeError as error:
        return show_list(request, error=tell(error))
    except NotAllowed as error:
        raise PermissionDenied from error
    work_at_once(batch)
    return redirect("comparison", uid=batch.uid)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it has come, and its rows of one kind."""
    batch = get_comparison_or_404(uid)
    label, tag = _state_of(batch)
    shown: dict[str, object] = {"batch": batch, "label": label, "tag": tag}
    if batch.state == State.PLANNING:
        response = render(request, "imports/working.html", {**shown, "seconds": REFRESH_SECONDS})
        response["Refresh"] = str(REFRESH_SECONDS)
        return response
    if batch.problem:
        shown["problem"] = json.loads(batch.problem)[get_reader_language()]
    if batch.state == State.PLANNED:
        shown |= about_rows(request, batch)
    return render(request, "national/comparison.html", shown)


def about_rows(request: HttpRequest, batch: Import) -> dict[str, object]:
    """The rows of the kind that the address names, and how many there are of each."""
    missing = list_not_there(batch)
    counts = {plan: batch.rows.filter(plan=plan).count() for plan in PLANS if plan != NOT_THERE}
    counts[NOT_THERE] = missing.count()
    asked = request.GET.get("shown", "")
    chosen = asked if asked in PLANS else next((plan for plan in PLANS if counts[plan]), "same")
    page: Page[Child] | Page[ImportRow]
    children: list[Child] = []
    rows: list[ImportRow] = []
    if chosen == NOT_THERE:
        page = Paginator(missing, PAGE).get_page(request.GET.get("page"))
        children = list(page.object_list)
    else:
        page = Paginator(batch.rows.filter(plan=chosen).order_by("number"), PAGE).get_page(request.GET.get("page"))
        rows = list(page.object_list)
    note_reading(request, screen="comparison", rows=len(children) + len(rows))
    on = timezone.localdate()
    return {
        "tabs": [(plan, label, counts[plan], plan == chosen) for plan, label in PLANS.items() if counts[plan]],
        "chosen": chosen,
        "children": to_listed(children, on=on),
        "rows": tell_rows(rows),
        "page": page,
        "may_enter": may_enter_at(batch.area),
        "without_number": _count_without_number(batch),
        "fields": len(set(batch.particulars.values())),
    }


def _count_without_number(batch: Import) -> int:
    uids = batch.rows.filter(child__isnull=False).values("child")
    return Child.objects.filter(uid__in=uids, national_number="", merged_into__isnull=True).count()


def tell_rows(rows: list[ImportRow]) -> list[dict[str, object]]:
    """Rows in words, with the files they are or may be about; numbers masked."""
    contents = [Content.load(row.content) for row in rows]
    uids = {str(row.child) for row in rows if row.child} | {uid for content in contents for uid in content.twins}
    children = {str(child.uid): child for child in Child.objects.filter(uid__in=uids)}
    listed = {str(one.child.uid): one for one in to_listed(list(children.values()), on=timezone.localdate())}
    lang = get_reader_language()
    return [
        {
            "row": row,
            "name": content.name,
            "number": content.fields.get("national_number", ""),
            "identity": mask_identity(content.fields.get("identity_number", "")),
            "listed": listed.get(str(row.child)),
            "twins": [children[uid] for uid in content.twins if uid in children],
            "faults": [
                (fault, fault.message(lang), fault.remedy(lang))
                for fault in (as_fault(said, sheet=row.sheet, row=row.row) for said in content.faults)
            ],
        }
        for row, content in zip(rows, contents, strict=True)
    ]


@login_required
@require_POST
def take_all_numbers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The numbers of all children that the export surely names."""
    batch, say = get_comparison_or_404(uid), translator(get_reader_language())
    if not may_enter_at(batch.area):
        raise PermissionDenied
    taken = take_numbers(batch=batch, by=get_worker(request), at=timezone.now(), on=timezone.localdate())
    messages.success(request, say(NUMBERS_TAKEN).format(count=taken))
    return redirect("comparison", uid=uid)


@login_required
@require_POST
def match(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """Whose row it is, of those it may be."""
    batch = get_comparison_or_404(uid)
    try:
        match_row(batch=batch, number=number, uid=UUID(request.POST.get("child", "")), on=timezone.localdate())
    except ExchangeError as error:
        messages.error(request, tell(error))
    except ValueError:
        messages.error(request, translator(get_reader_language())(marked("There is no such row.")))
    except NotAllowed as error:
        raise PermissionDenied from error
    response = redirect("comparison", uid=uid)
    response["Location"] += "?shown=doubtful"
    return response


@login_required
@require_GET
def download_refused(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rows that could not be read, with the fault beside the cell, as a workbook."""
    batch = get_comparison_or_404(uid)
    if not batch.refused_file:
        raise Http404
    note_reading(
        request, screen="comparison_refused", way=Way.EXPORT, rows=batch.rows.filter(plan=Plan.REFUSED).count()
    )
    return hand_refused(batch)


@login_required
@require_POST
def drop_it(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it off the list; what it told of the other side stays known."""
    batch = get_comparison_or_404(uid)
    try:
        drop(batch=batch, by=get_worker(request), at=timezone.now())
    except ExchangeError as error:
        messages.error(request, tell(error))
        return redirect("comparison", uid=uid)
    except NotAllowed as error:
        raise PermissionDenied from error
    return redirect("comparisons")
