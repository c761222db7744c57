"""Who keeps the emergency list of each township: the county names them, each sets words that only they know."""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from hutong.exchange.emergency.errors import KeeperError
from hutong.exchange.emergency.keepers import end_keeper, list_keepers, name_keeper, set_words
from hutong.exchange.emergency.locks import FEWEST_KEEPERS, check_code
from hutong.exchange.models import Keeper
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.places.codes import CodeWrong
from hutong.places.models import Level
from hutong.places.queries import get_full_name, list_below
from hutong.staff.models import Role, Worker
from hutong.staff.scope import NotAllowed, get_scope
from hutong.staff.sealed_fields import get_keyring

NAMES_KEEPERS = frozenset({Role.CIVIL_AFFAIRS})
NAMED = marked("Named. They set their words on this page after signing in; from then on they open the next list.")
SET = marked("Your words are set. Nobody can look them up: from tonight's list on you need them.")
ENDED = marked("They keep the list no longer, from tonight's on.")
UNKNOWN = marked("There is nobody with this user name.")
REFUSED = 422


@dataclass(frozen=True)
class Township:
    """A township and who keeps its list."""

    code: str
    name: str
    keepers: list[Keeper] = field(default_factory=list)

    @property
    def is_short(self) -> bool:
        """Whether too few have set their words for a list to be written."""
        return sum(keeper.lock is not None for keeper in self.keepers) < FEWEST_KEEPERS


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What one keeps oneself, and for the county the townships with their keepers."""
    return render_page(request)


@login_required
@require_POST
def name(request: HttpRequest) -> HttpResponse:
    """Name a keeper, by user name."""
    get_areas()
    say, lang = translator(get_reader_language()), get_reader_language()
    worker = Worker.objects.filter(username=request.POST.get("username", "").strip(), is_active=True).first()
    if worker is None:
        return render_page(request, fault=say(UNKNOWN))
    try:
        name_keeper(
            worker=worker,
            area=request.POST.get("area", ""),
            by=get_worker(request),
            at=timezone.now(),
            on=timezone.localdate(),
        )
    except NotAllowed as error:
        raise PermissionDenied from error
    except (KeeperError, CodeWrong) as error:
        return render_page(request, fault=error.told(lang))
    messages.success(request, say(NAMED))
    return redirect("keepers")


@login_required
@require_POST
@sensitive_post_parameters()
def set_own_words(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set the words of what one keeps oneself."""
    keeper = list_keepers(worker=get_worker(request)).filter(uid=uid).first()
    if keeper is None:
        raise Http404
    try:
        set_words(
            keeper=keeper, words=request.POST.get("words", ""), again=request.POST.get("again", ""), at=timezone.now()
        )
    except KeeperError as error:
        return render_page(request, fault=error.told(get_reader_language()))
    messages.success(request, translator(get_reader_language())(SET))
    return redirect("keepers")


@login_required
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """They keep it no longer."""
    get_areas()
    keeper = list_keepers().filter(uid=uid).first()
    if keeper is None:
        raise Http404
    try:
        end_keeper(keeper=keeper, at=timezone.now())
    except NotAllowed as error:
        raise Http404 from error
    messages.success(request, translator(get_reader_language())(ENDED))
    return redirect("keepers")


def get_areas() -> tuple[str, ...]:
    """Where who acts names keepers. Raises PermissionDenied."""
    areas = get_scope().areas_that(NAMES_KEEPERS)
    if not areas:
        raise PermissionDenied
    return areas


def render_page(request: HttpRequest, *, fault: str = "") -> HttpResponse:
    """The page, with what went wrong."""
    own = list(list_keepers(worker=get_worker(request)))
    areas = get_scope().areas_that(NAMES_KEEPERS)
    lang, on = get_reader_language(), timezone.localdate()
    townships = {
        place.code: Township(place.code, place.label(lang))
        for area in areas
        for place in list_below(area, on=on, level=Level.TOWNSHIP)
    }
    for keeper in list_keepers():
        if keeper.area in townships:
            townships[keeper.area].keepers.append(keeper)
    shown = {
        "own": [(keeper, get_full_name(keeper.area, on=on, lang=lang)) for keeper in own],
        "townships": list(townships.values()),
        "may_name": bool(areas),
        "code": check_code(get_keyring().now),
        "fault": fault,
        "given": request.POST,
    }
    return render(request, "emergency/page.html", shown, status=REFUSED if fault else 200)
