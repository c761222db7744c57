"""The list of children, looking for one, and beginning a new file after looking."""

from dataclasses import replace
from datetime import date
from secrets import token_urlsafe
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.audit.models import Way
from hutong.children import actions
from hutong.children.errors import FileError
from hutong.children.queries import Found, Likeness, Sought, list_likely_duplicates, search_children
from hutong.children.together import MOST
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import CLASHED, SAVED, SAVED_BEFORE, settle_file
from hutong.pages.child_file.identity_form import IdentityForm
from hutong.pages.children.listing import AGES, GAPS, Filters, list_page, read_filters, to_rows
from hutong.pages.children.saved_views import about_views
from hutong.pages.choices import list_choices
from hutong.pages.chosen.forms import SAID, list_acts
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, may_ask_for_files, note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.place_fields import list_offered
from hutong.places.codes import is_inside
from hutong.places.queries import get_full_name, list_below
from hutong.staff.models import Session
from hutong.staff.scope import READS_FILES, WRITES_FILES, NotAllowed, Scope, get_scope
from hutong.staff.session_store import SessionStore

MOST_FOUND = 40
BEGUN, MOST_BEGUN = "files_begun", 20
AGES_SAID = {
    "0-5": marked("0 to 5"), "6-13": marked("6 to 13"), "14-15": marked("14 and 15"), "16-17": marked("16 and 17"),
    "18": marked("18 and more"),
}  # fmt: skip
UNSAID = {"sex": "0", "identity_kind": "not_collected", "hukou_kind": "not_collected"}
GAPS_SAID = {"owed_not_received": marked("owed, not received"), "received_not_owed": marked("received, not owed")}


def list_places(scope: Scope, chosen: str, *, on: date, lang: str) -> list[tuple[str, str]]:
    """The places to choose from: one's areas, what lies right below them, and below the one that is chosen."""
    found: dict[str, str] = {}
    for area in scope.areas_that(READS_FILES):
        around = [area, *(place.code for place in list_below(area, on=on))]
        if chosen and is_inside(chosen, area):
            around += [chosen, *(place.code for place in list_below(chosen, on=on))]
        for code in around:
            found.setdefault(code, get_full_name(code, on=on, lang=lang, within=area))
    return sorted(found.items())


def about_filters(filters: Filters, names: Names, on: date) -> dict[str, object]:
    """What the filters offer."""
    say = names.say
    return {
        "filters": filters,
        "places": list_places(get_scope(), filters.place, on=on, lang=names.lang),
        "labels": sorted(names.categories.items(), key=lambda pair: pair[1]),
        "states": list_choices("state", names.lang),
        "ages": [(age, say(AGES_SAID[age])) for age in AGES],
        "gaps": [(gap, say(GAPS_SAID[gap])) for gap in GAPS],
        "may_ask": may_ask_for_files(),
        "may_begin": bool(get_scope().areas_that(WRITES_FILES)),
        "acts": [(act, say(SAID[act])) for act in list_acts(get_scope())],
        "most_chosen": MOST,
    }


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Some of the children, narrowed by what the address says."""
    on, names = timezone.localdate(), get_names(get_reader_language())
    filters = read_filters(request.GET.dict())
    if filters.label in names.hidden_categories:
        filters = replace(filters, label="")
    page = list_page(filters, after=_read_uid(request.GET.get("after")), on=on, names=names)
    note_reading(request, screen="children", rows=len(page.rows))
    again = request.GET.copy()
    again.pop("after", None)
    following = ""
    if page.next_after:
        again["after"] = str(page.next_after)
        following = f"{reverse('children')}?{again.urlencode()}"
    shown = {
        **about_filters(filters, names, on),
        **about_views(request, filters),
        "rows": page.rows,
        "following": following,
    }
    return render(request, "children/page.html", shown)


def _read_uid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@login_required
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Children by name, reading, initials or identity number; sent by POST, so that no address holds what was typed."""
    on, names = timezone.localdate(), get_names(get_reader_language())
    text = request.POST.get("text", "").strip()[:60]
    found = search_children(text, limit=MOST_FOUND) if text else Found([])
    rows = to_rows(found.children, on=on, names=names)
    note_reading(request, screen="children_search", way=Way.SEARCH, rows=len(rows), searched=text)
    shown = {
        **about_filters(Filters(), names, on), **about_views(request, Filters()), "rows": rows, "text": text,
        "is_more": found.after is not None, "is_elsewhere": found.exists_elsewhere,
    }  # fmt: skip
    return render(request, "children/page.html", shown)


@login_required
@require_GET
def show_new(request: HttpRequest) -> HttpResponse:
    """The form for a new file; its number is the file's, so that sending it twice begins one file."""
    scope, on, lang = may_begin(), timezone.localdate(), get_reader_language()
    areas = scope.areas_that(WRITES_FILES)
    form = IdentityForm(scope=scope, on=on, lang=lang, initial={**UNSAID, "area": areas[0]})
    return render_new(request, form, number=token_urlsafe(12), then=request.GET.get("then", ""))


def may_begin() -> Scope:
    """The scope, where it lets files be begun."""
    scope = get_scope()
    if not scope.areas_that(WRITES_FILES):
        raise PermissionDenied
    return scope


def render_new(
    request: HttpRequest, form: IdentityForm, *, number: str, likely: list[Likeness] | None = None, then: str = ""
) -> HttpResponse:
    """The form, above it who is likely the same child."""
    on, lang = timezone.localdate(), form.lang
    likely = likely or []
    shown = {
        "form": form, "number": number, "likely": likely, "then": then or request.POST.get("then", ""),
        "places": list_offered(get_scope(), on=on, lang=lang),
    }  # fmt: skip
    return render(request, "children/new.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Look for likely duplicates first; begin the file when there are none, or somebody says it is none of them."""
    scope, lang, number = may_begin(), get_reader_language(), request.POST.get("number", "")
    form = IdentityForm(request.POST, scope=scope, on=timezone.localdate(), lang=lang)
    if not form.is_valid():
        return render_new(request, form, number=number)
    if begun := get_begun(request, number):
        messages.info(request, form.say(SAVED_BEFORE))
        return redirect("child_file", uid=begun)
    likely = find_likely(form)
    if likely and request.POST.get("is_none_of_them") != "1":
        note_reading(request, screen="children_duplicates", way=Way.SEARCH, rows=len(likely))
        return render_new(request, form, number=number, likely=likely)
    return begin_file(request, form, number=number)


def find_likely(form: IdentityForm) -> list[Likeness]:
    """The files that are likely this child's."""
    given = form.cleaned_data
    return list_likely_duplicates(
        Sought(
            name=given["name"],
            born=given["born"],
            sex=given.get("sex") or "",
            identity_number=given.get("identity_number", ""),
            residence_place=given.get("residence_place", ""),
        )
    )


def begin_file(request: HttpRequest, form: IdentityForm, *, number: str) -> HttpResponse:
    """The new file; the session is locked meanwhile, so that pressing twice begins one."""
    columns = form.columns()
    columns["residence_place"] = columns["residence_place"] or form.cleaned_data["area"]
    try:
        with transaction.atomic():
            uid = get_begun(request, number)
            if uid is None:
                child = actions.register_child(
                    area=form.cleaned_data["area"], by=get_worker(request), at=timezone.now(), **columns
                )
                settle_file(child, because="registered")
                uid = child.uid
                remember_begun(request, number, uid)
    except FileError as error:
        form.add_error(None, error.told(form.lang))
    except NotAllowed as error:
        form.add_error(None, error.told(form.lang))
    except IntegrityError:
        form.add_error(None, form.say(CLASHED))
    else:
        messages.success(request, form.say(SAVED))
        return redirect("request_new" if request.POST.get("then") == "window" else "child_file", uid=uid)
    return render_new(request, form, number=number)


def get_begun(request: HttpRequest, number: str) -> UUID | None:
    """The file that this form has begun before. Locks the session within a transaction."""
    sessions = Session.objects.filter(session_key=request.session.session_key)
    if connection.in_atomic_block:
        sessions = sessions.select_for_update()
    held = next(iter(sessions), None)
    begun = SessionStore().decode(held.session_data).get(BEGUN, {}) if held else {}
    return UUID(begun[number]) if number in begun else None


def remember_begun(request: HttpRequest, number: str, uid: UUID) -> None:
    """This form has begun this file; kept with the session at once."""
    begun = dict(list(request.session.get(BEGUN, {}).items())[-MOST_BEGUN:])
    request.session[BEGUN] = {**begun, number: str(uid)}
    request.session.save()
