"""Bodies at a place: which there are on a day, who holds posts there, and what becomes of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hutong.audit.actions import note_act
from hutong.lib.translating import marked
from hutong.pages.child_file.acting import SAVED, SAVED_BEFORE
from hutong.pages.context import get_reader_language
from hutong.pages.names import get_names
from hutong.pages.places.body_forms import BodyEndForm, BodyForm, BodyNameForm, ReachForm
from hutong.pages.places.browsing import may_change
from hutong.pages.places.views import about_place, read_on, read_place
from hutong.pages.said_forms import SaidForm, remember_sent, was_sent
from hutong.places.bodies import found_body, reach_body, rename_body, withdraw_name
from hutong.places.codes import is_inside
from hutong.places.errors import PlaceError
from hutong.places.models import Body, BodyName, Level
from hutong.places.queries import list_bodies, name_of_body
from hutong.staff.actions import close_body
from hutong.staff.errors import BodyHasPosts
from hutong.staff.models import Post
from hutong.staff.scope import get_scope

AT_ONCE = 300
ANYWHERE = frozenset({"institution", "school", "medical", "social", "enterprise", "any"})
OF_LEVEL = {
    Level.NATION: {"national"}, Level.PROVINCE: {"province"}, Level.PREFECTURE: {"prefecture"},
    Level.COUNTY: {"county", "court", "procuratorate"}, Level.TOWNSHIP: {"township"}, Level.VILLAGE: {"village"},
}  # fmt: skip
NEW, RENAME = marked("A new body"), marked("Another name")
REACH, END = marked("Telephone and address"), marked("When it ends")
NAME_WITHDRAWN = marked("The planned name is taken back.")


@dataclass(frozen=True)
class Row:
    """A body in the list."""

    body: Body
    name: str
    kind: str


def list_kinds(level: Level, *, on: date, lang: str) -> list[tuple[str, str]]:
    """The kinds of bodies that are found at places of a level, with their names on a day."""
    names = get_names(lang)
    fitting = OF_LEVEL[level] | ANYWHERE
    found = [slug for slug, body in names.vocabulary.bodies.items() if fitting & set(body.levels)]
    return sorted(((slug, names.body(slug, on=on)) for slug in found), key=lambda pair: pair[1])


def may_see_posts(place: str) -> bool:
    """Colleagues are told to those who hold a post for the place, or for what it lies in or what lies in it."""
    return any(is_inside(place, held.area) or is_inside(held.area, place) for held in get_scope().held)


@login_required
@require_GET
def show_all(request: HttpRequest, code: str) -> HttpResponse:
    """The bodies at a place on a day, of all kinds or of one, with those of the places in it where asked for."""
    on, lang = read_on(request), get_reader_language()
    place, names = read_place(code, on=on), get_names(lang)
    kinds = {slug: body.label(lang, on=on) for slug, body in names.vocabulary.bodies.items()}
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in kinds else ""
    is_below_too = request.GET.get("below") == "1" and place.level >= Level.COUNTY
    found = list_bodies(place=place.code, kind=kind or None, on=on, is_below_too=is_below_too)
    prefetch_related_objects(found[:AT_ONCE], "names")
    rows = [Row(body, name_of_body(body, on=on), kinds.get(body.kind, body.kind)) for body in found[:AT_ONCE]]
    shown = {
        **about_place(place, on=on, lang=lang), "rows": rows, "is_more": len(found) > AT_ONCE, "kind": kind,
        "kinds": sorted(kinds.items(), key=lambda pair: pair[1]), "is_below_too": is_below_too,
        "may_be_below": place.level in (Level.COUNTY, Level.TOWNSHIP), "may_change": may_change(place.code),
    }  # fmt: skip
    return render(request, "places/bodies.html", shown)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One body: what it was called, where it is reached, who holds posts there."""
    body, on, lang = get_object_or_404(Body, uid=uid), timezone.localdate(), get_reader_language()
    seen = may_see_posts(body.place)
    posts = list_posts(body) if seen else []
    shown = {
        "body": body,
        "name": name_of_body(body, on=on),
        "kind": get_names(lang).body(body.kind, on=on),
        "names": sorted(body.names.all(), key=lambda row: row.since or date.min),
        "posts": [(post, post.until is None or post.until >= on) for post in posts],
        "may_see_posts": seen,
        "may_change": may_change(body.place),
        "is_there": (body.since is None or body.since <= on) and (body.until is None or body.until >= on),
    }
    return render(request, "places/body.html", shown)


def list_posts(body: Body) -> list[Post]:
    """Who holds posts there, or held or will hold them."""
    return list(Post.objects.filter(body=body).select_related("worker").order_by("until", "role", "area")[:AT_ONCE])


@login_required
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, code: str) -> HttpResponse:
    """A new body at a place."""
    on, lang = timezone.localdate(), get_reader_language()
    place = read_place(code, on=on)
    refuse_others(place.code)
    form = BodyForm(request.POST or None, kinds=list_kinds(place.level, on=on, lang=lang), lang=lang)
    back = redirect("bodies", place.code)

    def act() -> None:
        given = {name: value for name, value in form.cleaned_data.items() if name != "sent"}
        found_body(place=place.code, **given)

    return send(request, form, act, place.code, done=back) or show_form(request, form, NEW, place.label(lang), back)


def get_body(uid: UUID) -> Body:
    """A body, for who looks after the divisions of its place."""
    body = get_object_or_404(Body, uid=uid)
    refuse_others(body.place)
    return body


def refuse_others(place: str) -> None:
    """Only who looks after the divisions of a place changes its bodies."""
    if not may_change(place):
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "POST"])
def rename(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name from a day on."""
    body = get_body(uid)
    form = BodyNameForm(request.POST or None, lang=get_reader_language(), initial={"name": body.name})

    def act() -> None:
        given = form.cleaned_data
        rename_body(body=body, name=given["name"], since=given["since"], on=timezone.localdate())

    return change(request, body, form, act, RENAME)


@login_required
@require_http_methods(["GET", "POST"])
def reach(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another number or address."""
    body = get_body(uid)
    held = {"phone": body.phone, "address": body.address}
    form = ReachForm(request.POST or None, lang=get_reader_language(), initial=held)

    def act() -> None:
        reach_body(body=body, phone=form.cleaned_data["phone"], address=form.cleaned_data["address"])

    return change(request, body, form, act, REACH)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It ends with a day, or goes on after all."""
    body = get_body(uid)
    form = BodyEndForm(request.POST or None, lang=get_reader_language(), initial={"until": body.until})
    return change(
        request, body, form, lambda: close_body(body=body, until=form.cleaned_data["until"]), END
    )  # fmt: skip


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID, row: int) -> HttpResponse:
    """A planned name is not taken up after all."""
    body, lang = get_body(uid), get_reader_language()
    name = get_object_or_404(BodyName, pk=row, body=body)
    try:
        withdraw_name(name=name)
    except PlaceError as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, get_names(lang).say(NAME_WITHDRAWN))
    return redirect("body", body.uid)


def change(request: HttpRequest, body: Body, form: SaidForm, act: Callable[[], object], title: str) -> HttpResponse:
    """Do what a form asks of a body, or show it."""
    back = redirect("body", body.uid)
    return send(request, form, act, body.place, done=back) or show_form(request, form, title, body.name, back)


def word_of(request: HttpRequest) -> str:
    """What is done, as the record says it: the name of the address."""
    return str(request.resolver_match.url_name) if request.resolver_match else ""


def send(
    request: HttpRequest, form: SaidForm, act: Callable[[], object], place: str, *, done: HttpResponse
) -> HttpResponse | None:
    """Do it once, and note it; None where it is not valid or refused, the reason on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    if was_sent(request, form.number):
        messages.info(request, form.say(SAVED_BEFORE))
        return done
    try:
        with transaction.atomic():
            act()
            note_act(at=timezone.now(), act=word_of(request), place=place, about=str(form.cleaned_data.get("name", "")))
    except (PlaceError, BodyHasPosts) as error:
        form.add_error(None, error.told(form.lang))
        return None
    remember_sent(request, form.number)
    messages.success(request, form.say(SAVED))
    return done


def show_form(request: HttpRequest, form: SaidForm, title: str, about: str, back: HttpResponse) -> HttpResponse:
    """The page of a form."""
    shown = {"form": form, "title": form.say(title), "about": about, "back": back["Location"]}
    return render(request, "places/form.html", shown, status=422 if form.is_bound else 200)
