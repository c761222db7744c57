"""One page shape for every form about a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hutong.children.models import Child
from hutong.lib.translating import marked
from hutong.pages.context import get_reader_language
from hutong.pages.looking import note_reading
from hutong.pages.place_fields import PlaceField, list_offered
from hutong.pages.said_forms import SaidForm
from hutong.staff.scope import get_scope

SAVE = marked("Save")
BEFORE = marked("What stood there before is kept beside it.")


def show_form(
    request: HttpRequest,
    form: SaidForm,
    *,
    title: str,
    to: str,
    child: Child | None = None,
    to_row: int | None = None,
    button: str = SAVE,
    help: str = "",
) -> HttpResponse:
    """The page of a form; sent back with its faults it answers 422, so that nobody takes it for saved."""
    lang = get_reader_language()
    if child is not None and not form.is_bound:
        note_reading(request, screen=to, child=child)
    given = [one for one in (child.uid if child else None, to_row) if one is not None]
    has_places = any(isinstance(field, PlaceField) for field in form.fields.values())
    places = list_offered(get_scope(), on=timezone.localdate(), lang=lang) if has_places else []
    return render(
        request,
        "child_file/form.html",
        {
            "form": form,
            "title": form.say(title),
            "button": form.say(button),
            "help": form.say(help) if help else "",
            "child": child,
            "address": reverse(to, args=given),
            "draft": to,
            "places": places,
        },
        status=422 if form.is_bound else 200,
    )
