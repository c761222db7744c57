"""What happens to a place: asked for on a form, looked at beforehand, done, undone before its day."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views import View
from django.views.decorators.http import require_POST

from hutong.audit.actions import note_act
from hutong.children.following import count_files, follow_places
from hutong.lib.translating import marked, translator
from hutong.pages.child_file.acting import SAVED, SAVED_BEFORE
from hutong.pages.choices import name_choice
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker
from hutong.pages.place_fields import written
from hutong.pages.places.browsing import may_change
from hutong.pages.places.change_forms import ChangeForm
from hutong.pages.places.views import read_place
from hutong.pages.said_forms import remember_sent, was_sent
from hutong.places.changes import Asked, Touched, change_divisions, preview_change, undo_change
from hutong.places.codes import CodeWrong
from hutong.places.errors import PlaceError
from hutong.places.models import ChangeKind, DivisionChange, Level
from hutong.places.queries import Place, list_below
from hutong.services.following import follow_areas
from hutong.staff.following import count_posts

UNDONE = marked("Undone. It is as if it had not been asked for.")
MOST_SHOWN = 12


@dataclass(frozen=True)
class Preview:
    """What a change would touch; of children only how many, and not even that of few."""

    asked: Asked
    touched: Touched
    files: int | None
    posts: int

    @property
    def ended(self) -> tuple[object, ...]:
        return self.touched.ended[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.touched.ended) - MOST_SHOWN)


class Change(LoginRequiredMixin, View):
    """The form of one kind of change, what it would touch, and doing it."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Only for who looks after the divisions of the place."""
        if kwargs.get("kind") not in ChangeKind.values:
            raise Http404
        if request.user.is_authenticated and not may_change(self.get_place(str(kwargs["code"])).code):
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return answer

    def get_place(self, code: str) -> Place:
        """The place as it is today."""
        return read_place(code, on=timezone.localdate())

    def get(self, request: HttpRequest, code: str, kind: str) -> HttpResponse:
        """The empty form."""
        place, chosen = self.get_place(code), ChangeKind(kind)
        given = {"name": place.name} if chosen is ChangeKind.RENAME else {}
        form = ChangeForm(kind=chosen, code=place.code, lang=get_reader_language(), initial=given)
        return show_change(request, form, place)

    def post(self, request: HttpRequest, code: str, kind: str) -> HttpResponse:
        """What it would touch; or, confirmed, the change."""
        place, lang = self.get_place(code), get_reader_language()
        form = ChangeForm(request.POST, kind=ChangeKind(kind), code=place.code, lang=lang)
        if not form.is_valid():
            return show_change(request, form, place)
        if was_sent(request, form.number):
            messages.info(request, form.say(SAVED_BEFORE))
            return redirect("place", place.code)
        asked = form.asked()
        if not may_change(asked.code, asked.to_code):
            raise PermissionDenied
        try:
            if not form.cleaned_data["confirmed"]:
                return show_change(request, form, place, preview=look_ahead(asked))
            change(request, asked, reason=form.cleaned_data["reason"])
        except (PlaceError, CodeWrong) as error:
            form.add_error(None, error.told(lang))
            return show_change(request, form, place)
        remember_sent(request, form.number)
        messages.success(request, form.say(SAVED))
        return redirect("place", place.code)


def look_ahead(asked: Asked) -> Preview:
    """What the change would touch. Raises PlaceError, CodeWrong."""
    touched = preview_change(asked)
    is_new = asked.kind is ChangeKind.FOUND
    return Preview(
        asked, touched, 0 if is_new else count_files(asked.code), 0 if is_new else count_posts(asked.code, on=asked.on)
    )


def change(request: HttpRequest, asked: Asked, *, reason: str) -> None:
    """The change; where it is in force already, files, posts and bodies go along at once."""
    at = timezone.now()
    with transaction.atomic():
        change_divisions(asked, reason=reason, by=get_worker(request).uid, at=at)
        note_act(at=at, act=f"place_{asked.kind}", place=asked.code, about=f"{asked.on} {asked.name} {asked.to_code}")
        follow_places(on=timezone.localdate(), at=at)
        follow_areas(on=timezone.localdate(), at=at)


def show_change(
    request: HttpRequest, form: ChangeForm, place: Place, *, preview: Preview | None = None
) -> HttpResponse:
    """The form, or what it would touch with the form hidden beside."""
    on, lang = timezone.localdate(), form.lang
    given = [(name, form.data.get(name, "")) for name in form.fields if name != "confirmed"] if preview else []
    shown = {
        "form": form,
        "place_here": place,
        "title": f"{name_choice('place_change', form.kind, lang)}{form.say(': ')}{place.label(lang)}",
        "kind": form.kind,
        "places": list_near(place, lang=lang) if "into" in form.fields else [],
        "preview": preview,
        "given": given,
        "is_past": preview is not None and preview.asked.on <= on,
    }
    return render(request, "places/change.html", shown, status=422 if form.errors else 200)


def list_near(place: Place, *, lang: str) -> list[str]:
    """The places of the same level around it, as the field writes them."""
    on = timezone.localdate()
    wider = place.code[: {Level.VILLAGE: 6, Level.TOWNSHIP: 6}.get(place.level, 2)].ljust(12, "0")
    near = list_below(wider, on=on, level=place.level)
    return [written(one.code, on=on, lang=lang) for one in near if one.code != place.code]


@login_required
@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """As if it had not been asked for; only before its day."""
    found, lang = get_object_or_404(DivisionChange, uid=uid), get_reader_language()
    if not may_change(found.code, found.to_code):
        raise PermissionDenied
    try:
        with transaction.atomic():
            undo_change(found, on=timezone.localdate(), by=get_worker(request).uid, at=timezone.now())
            note_act(at=timezone.now(), act="place_undo", place=found.code, about=f"{found.kind} {found.on}")
    except PlaceError as error:
        messages.error(request, error.told(lang))
    else:
        messages.success(request, translator(lang)(UNDONE))
    return redirect("place", found.code) if found.kind != ChangeKind.FOUND else redirect("places")
