"""Places in forms: a code, a name with its code as the list beside the field offers it, or the path of a county."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from django import forms
from django.utils import timezone

from hutong.lib.translating import marked, translator
from hutong.places.codes import full_code, level_of
from hutong.places.models import Level
from hutong.places.queries import Place, get_full_name, get_place, get_place_name, list_below, search_divisions
from hutong.staff.scope import WRITES_FILES, Scope
from hutong.vocabulary.divisions import DivisionError, get_division_code

CODE = re.compile(r"(?<!\d)(\d{12}|\d{6})(?!\d)")
MOST_OFFERED = 600
MOST_SEARCHED, MOST_NAMED = 50, 5
NOT_A_PLACE = marked("This is no place we know. Write it from the county down, or its code of 6 or 12 digits.")
SEVERAL_PLACES = marked("Several places have this name: {places}. Write it from the county down.")


class PlaceField(forms.CharField):
    """A place by code or name; what comes out is its code of twelve digits."""

    def __init__(self, *, lang: str = "zh", **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 120, **kwargs})
        self.lang = lang
        self.widget.attrs.update({"list": "places", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        found = CODE.search(text)
        return full_code(found.group()) if found else self.named("".join(text.split()), on=timezone.localdate())

    def named(self, text: str, *, on: date) -> str:
        """The code of what is named: a path down to the township or village, or one name that only one place has."""
        say = translator(self.lang)
        try:
            return follow_path(text, from_code=full_code(get_division_code(text)), on=on)
        except DivisionError as error:
            same = [one for one in search_divisions(text, on=on, limit=MOST_SEARCHED) if one.name == text]
            if len(same) == 1:
                return same[0].code
            if not same:
                raise forms.ValidationError(say(NOT_A_PLACE)) from error
            places = say(", ").join(get_full_name(one.code, on=on, lang=self.lang) for one in same[:MOST_NAMED])
            raise forms.ValidationError(say(SEVERAL_PLACES).format(places=places)) from error


def follow_path(text: str, *, from_code: str, on: date) -> str:
    """The narrowest place that a path names; what follows its name, a street or a house, is no part of it."""
    name = get_place_name(from_code, on=on)
    rest = text.rpartition(name)[2]
    below = [one for one in list_below(from_code, on=on) if rest.startswith(one.name)] if rest != text else []
    return follow_path(rest, from_code=max(below, key=_longest).code, on=on) if below else from_code


def _longest(place: Place) -> int:
    return len(place.name)


def written(code: str, *, on: date, lang: str) -> str:
    """A place as the field writes it: its name, and its code in brackets."""
    if not code:
        return ""
    name = get_full_name(code, on=on, lang=lang)
    return f"{name} ({code})" if name != code else code


def list_offered(scope: Scope, *, on: date, lang: str) -> list[str]:
    """The places that the list beside the field offers: those of one's own areas."""
    return [written(code, on=on, lang=lang) for code, _ in list_charges(scope, on=on, lang=lang)]


def list_within(areas: Iterable[str], *, on: date, lang: str) -> list[str]:
    """Areas and the places in them, as the list beside a field offers them."""
    codes = dict.fromkeys(code for area in areas for code in (area, *_inside(area, on=on)))
    return [written(code, on=on, lang=lang) for code in islice(codes, MOST_OFFERED)]


def list_charges(scope: Scope, *, on: date, lang: str) -> list[tuple[str, str]]:
    """The villages and townships in whose charge somebody may put a file, with their names."""
    return list(islice(_charges(scope, on=on, lang=lang), MOST_OFFERED))


def _charges(scope: Scope, *, on: date, lang: str) -> Iterator[tuple[str, str]]:
    told = set()
    for area in scope.areas_that(WRITES_FILES):
        for code in _inside(area, on=on):
            if code not in told:
                told.add(code)
                yield code, get_full_name(code, on=on, lang=lang, within=_wider(area))


def _inside(area: str, *, on: date) -> Iterator[str]:
    """The area itself where it is a village or township, and what lies in it, township by township."""
    level = level_of(area)
    if level >= Level.TOWNSHIP or get_place(area, on=on) is None:
        yield area
    if level < Level.VILLAGE:
        for below in list_below(area, on=on):
            yield from _inside(below.code, on=on)


def _wider(area: str) -> str:
    """The county: its name need not be said again."""
    return area[:6].ljust(12, "0") if level_of(area) >= Level.COUNTY else area
