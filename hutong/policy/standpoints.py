"""Where and when one looks at the documents: ``郴州市@2018-06-01`` or ``431000@2018-06-01``.

A place is a code or a name, of the national table or of a document. A code of six digits that the table does not have
is taken as it is, so that a new or an invented place needs no new table.
"""

import re
from dataclasses import dataclass
from datetime import date

from hutong.policy.errors import StandpointUnreadable
from hutong.policy.library import Library
from hutong.vocabulary.divisions import NATION, DivisionError, get_division_code, get_division_name

CODE = re.compile(r"\d{6}(\d{3}(\d{3})?)?")
NATION_NAMES = {"zh": "全国", "en": "the nation"}


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A place and a day."""

    place: str
    on: date

    def __str__(self) -> str:
        return f"{self.place}@{self.on.isoformat()}"


def read_standpoint(text: str, *, library: Library) -> Standpoint:
    """The place and day of ``PLACE@DATE``. Raises StandpointUnreadable."""
    place, sign, day = text.rpartition("@")
    if not sign:
        raise StandpointUnreadable(text, "write the place, @ and the day, such as 郴州市@2018-06-01.")
    try:
        on = date.fromisoformat(day.strip())
    except ValueError as error:
        raise StandpointUnreadable(text, f"'{day}' is not a day; write it as 2018-06-01.") from error
    return Standpoint(read_place(place, library=library), on)


def read_place(text: str, *, library: Library) -> str:
    """The six-digit code of a place by code or name. Raises StandpointUnreadable."""
    cleaned = text.strip()
    if cleaned.isascii() and CODE.fullmatch(cleaned):
        return cleaned[:6]
    for document in library.list_documents():
        if cleaned and cleaned in (document.front.place_name, document.front.place_name_en):
            return document.front.place
    try:
        return get_division_code(cleaned)
    except DivisionError as error:
        raise StandpointUnreadable(text, str(error)) from error


def name_place(code: str, *, library: Library, lang: str = "zh") -> str:
    """The name of a place: that of its own documents, else that of the table; the code when nobody names it."""
    if code == NATION:
        return NATION_NAMES[lang]
    for document in library.list_documents():
        front = document.front
        if front.place == code:
            return (front.place_name if lang == "zh" else front.place_name_en or front.place_name) or code
    try:
        return get_division_name(code)
    except DivisionError:
        return code
