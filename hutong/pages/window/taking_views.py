"""Taking a request down, once, whatever way it came."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children.models import Child
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import get_child_to_write
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.pages.names import get_names
from hutong.pages.window.acting import send, to_request
from hutong.pages.window.forms import TakeForm
from hutong.pages.window.list_views import read_uid
from hutong.places.codes import is_inside, level_of
from hutong.places.queries import get_full_name
from hutong.services import actions
from hutong.services.models import CallBack, Informing, Request, Visit
from hutong.services.queries import list_of_child
from hutong.services.visit_queries import get_visit, list_informings
from hutong.staff.scope import WRITES_FILES, get_scope

TAKE = marked("Take a request")
APPLIES = marked("Applies for: {names}")


def list_windows(child: Child, lang: str) -> list[tuple[str, str]]:
    """The windows of whoever acts, the nearest to the child first."""
    on = timezone.localdate()
    areas = [area for area in get_scope().areas_that(WRITES_FILES) if is_inside(child.area, area)]
    own = areas or list(get_scope().areas_that(WRITES_FILES))
    return [(area, get_full_name(area, on=on, lang=lang)) for area in sorted(own, key=level_of, reverse=True)]


def find_call(number: Any) -> CallBack | None:
    """The call-back that a request is taken from, while it waits."""
    uid = read_uid(str(number or ""))
    return CallBack.objects.filter(uid=uid, state="waiting").first() if uid else None


def from_call(call: CallBack | None) -> dict[str, Any]:
    """What a family left already need not be written again."""
    if call is None:
        return {}
    on = timezone.localdate(call.left_at)
    return {
        "call": call.uid, "channel": "public_page", "asked_on": on, "asked_by": call.name, "phone": call.phone,
        "wish": call.words,
    }  # fmt: skip


def find_visit(child: Child, number: Any) -> Visit | None:
    """The visit on which the family was helped to apply."""
    uid = read_uid(str(number or ""))
    return get_visit(child, uid) if uid else None


def from_visit(child: Child, visit: Visit | None, lang: str) -> dict[str, Any]:
    """What a visit found need not be written again; bodies read the wish, so benefits that are secret stay out."""
    if visit is None:
        return {}
    helped = list_informings(child).filter(visit=visit, how=Informing.How.HELPED, secrecy=0).order_by("pk")
    names, say = get_names(lang), translator(lang)
    applied = [names.benefit(slug) for slug in dict.fromkeys(helped.values_list("benefit", flat=True))]
    wish = say(APPLIES).format(names=say(marked(", ")).join(applied)) if applied else ""
    return {
        "channel": "visit", "is_discovery": True, "asked_on": visit.visited_on, "asked_by": visit.asked, "wish": wish,
    }  # fmt: skip


def show_taking(request: HttpRequest, child: Child, form: TakeForm) -> HttpResponse:
    """The form, with what was asked for this child before."""
    before = list(list_of_child(child.pk)[:5])
    shown = {"form": form, "child": child, "before": before}
    return render(request, "window/new.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form that takes a request down."""
    child, lang = get_child_to_write(uid), get_reader_language()
    note_reading(request, screen="request_new", child=child)
    initial: dict[str, Any] = {"asked_on": timezone.localdate(), "channel": "walk_in"}
    initial |= from_call(find_call(request.GET.get("call")))
    initial |= from_visit(child, find_visit(child, request.GET.get("visit")), lang)
    return show_taking(request, child, TakeForm(lang=lang, areas=list_windows(child, lang), initial=initial))


@login_required
@require_POST
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is taken down; sent twice it is one."""
    child, lang = get_child_to_write(uid), get_reader_language()
    form = TakeForm(request.POST, lang=lang, areas=list_windows(child, lang))
    taken: list[Request] = []

    def act() -> None:
        given = form.cleaned_data
        named = {name: given[name] for name in ("area", "channel", "wish", "asked_on", "asked_by", "phone")}
        taken.append(
            actions.take_request(
                child=child, is_discovery=given["is_discovery"], by=get_worker(request), at=timezone.now(),
                sent_as=form.number, **named,
            )
        )  # fmt: skip
        if (call := find_call(given["call"])) is not None:
            actions.settle_call(call=call, state="taken", request=taken[0], by=get_worker(request), at=timezone.now())

    before = Request.objects.filter(sent_as=request.POST.get("sent") or "-").first()
    if before is not None:
        return to_request(before)
    done = send(request, form, act, back=HttpResponse(), child=child)
    return show_taking(request, child, form) if done is None else to_request(taken[0])
