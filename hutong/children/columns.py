"""The columns of a child's file that people fill in: which there are, what they may hold, which of them are facts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hutong.children.errors import FieldRefused
from hutong.children.fact_values import BETWEEN, CHOICE
from hutong.children.identity import fill_from_number, read_identity
from hutong.children.models import Child, HukouKind, IdentityKind, Sex
from hutong.lib.translating import marked
from hutong.places.codes import CodeWrong, full_code, level_of
from hutong.places.models import Level

BIRTH = ("born", "born_earliest", "born_latest")
PLACES = ("hukou_place", "residence_place", "event_place")
CHOICES: dict[str, type[Sex] | type[IdentityKind] | type[HukouKind]] = {
    "sex": Sex,
    "identity_kind": IdentityKind,
    "hukou_kind": HukouKind,
}
TEXTS = (
    "name",
    "identity_number",
    "national_number",
    "nationality_group",
    "phone",
    "hukou_address",
    "residence_address",
)
FILLED_IN = frozenset({*BIRTH, *PLACES, *CHOICES, *TEXTS, "school"})
FACT_OF_BIRTH = "birth_date"
FACTS_OF_COLUMNS = {FACT_OF_BIRTH: BIRTH, **{name: (name,) for name in PLACES}}
"""Facts that also stand in columns of the file, for lists and searches."""

UNKNOWN_COLUMN = marked("a file has no such column")
TOO_LONG = marked("it is too long")
NO_NAME = marked("write the name, or what the child is called until it has one")
NOT_A_PLACE = marked("choose the place from the list, or write its code of twelve digits")
BORN_LATER = marked("this day has not come yet")
BORN_BACKWARDS = marked("the first day it can be lies after the last")
TOO_WIDE = marked("a file is in the charge of a county or a smaller place")


def check_area(area: str) -> str:
    """Twelve digits of a county or a smaller place. Raises FieldRefused."""
    code = check_place("area", area)
    if not code or level_of(code) < Level.COUNTY:
        raise FieldRefused(field="area", why=TOO_WIDE)
    return code


def check_columns(given: Mapping[str, Any], *, area: str, on: date, child: Child | None = None) -> dict[str, Any]:
    """What may be written, in one spelling, with what an identity number tells.

    Raises FieldRefused, IdentityRefused.
    """
    columns: dict[str, Any] = {name: _checked(name, value) for name, value in given.items()}
    if "born" in columns and columns["born"] is not None:
        columns.update(born_earliest=None, born_latest=None)
    _check_birth(columns, on=on)
    if not {"identity_number", "identity_kind"} & set(columns):
        return columns
    number = columns.get("identity_number", child.identity_number if child else "")
    kind = columns.get("identity_kind", "" if "identity_number" in columns or child is None else child.identity_kind)
    if columns.get("identity_number") == "" and kind == IdentityKind.RESIDENT:
        kind = IdentityKind.NOT_COLLECTED
    identity = read_identity(number=number, kind=kind, area=area, on=on)
    columns.update(identity_kind=identity.kind, identity_number=identity.number)
    born = columns.get("born", child.born if child else None)
    fill_from_number(columns, identity, born=born, sex=columns.get("sex", child.sex if child else ""))
    return columns


def column_text(child: Child, name: str) -> str:
    """A fact that stands in columns too, as facts are written; "" where the columns say nothing."""
    if name != FACT_OF_BIRTH:
        return str(getattr(child, name))
    if child.born is not None:
        return child.born.isoformat()
    first, last = child.born_earliest, child.born_latest
    return f"{first.isoformat()}{BETWEEN}{last.isoformat()}" if first and last else ""


def list_column_facts(names: Iterable[str]) -> list[str]:
    """The facts that stand in these columns."""
    wanted = set(names)
    return [fact for fact, columns in FACTS_OF_COLUMNS.items() if wanted.intersection(columns)]


def _checked(name: str, value: Any) -> Any:
    if name not in FILLED_IN:
        raise FieldRefused(field=name, why=UNKNOWN_COLUMN)
    if name in CHOICES:
        return _choice(name, value)
    if name in PLACES:
        return check_place(name, value)
    return _text(name, value) if name in TEXTS else value


def _choice(name: str, value: Any) -> Any:
    choices = CHOICES[name]
    if value not in choices.values:
        raise FieldRefused(field=name, why=CHOICE)
    return choices(value)


def check_place(name: str, value: Any) -> str:
    """Twelve digits, or "" for nothing. Raises FieldRefused."""
    text = str(value or "").strip()
    try:
        return full_code(text) if text else ""
    except CodeWrong:
        raise FieldRefused(field=name, why=NOT_A_PLACE) from None


def _text(name: str, value: Any) -> str:
    text = str(value or "").strip()
    longest = getattr(Child._meta.get_field(name), "max_length", None)
    if longest is not None and len(text) > longest:
        raise FieldRefused(field=name, why=TOO_LONG)
    if name == "name" and not text:
        raise FieldRefused(field=name, why=NO_NAME)
    return text


def _check_birth(columns: Mapping[str, Any], *, on: date) -> None:
    days = [columns[name] for name in BIRTH if columns.get(name) is not None]
    if any(day > on for day in days[:1]):
        raise FieldRefused(field="born", why=BORN_LATER)
    first, last = columns.get("born_earliest"), columns.get("born_latest")
    if (first is None) != (last is None) or (first is not None and first > last):
        raise FieldRefused(field="born", why=BORN_BACKWARDS)
