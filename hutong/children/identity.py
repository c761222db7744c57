"""Identity numbers of children: checked, unique in the database, and silent about files elsewhere."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from hutong.children.errors import (
    FieldRefused,
    IdentityElsewhere,
    IdentityNotUsable,
    IdentityRefused,
    IdentityTaken,
)
from hutong.children.models import Child, IdentityKind, Kinship, Labelled, Placement, RecordedFact, Relation, Sex
from hutong.children.scoped import everyone, may_exist
from hutong.children.words import get_vocabulary
from hutong.lib.identity_number import (
    IdentityNumber,
    IdentityNumberRefused,
    Reason,
    normalise_identity_number,
    parse_identity_number,
)
from hutong.lib.translating import marked
from hutong.places.codes import SHORT_DIGITS
from hutong.places.models import Level
from hutong.staff.scope import get_scope
from hutong.staff.sealed_fields import mark_of
from hutong.vocabulary.secrecy import ADOPTION, BITS, VICTIM, bits_of

WHY_NOT: dict[Reason, str] = {
    "length": marked("an identity number has 18 characters"),
    "characters": marked("an identity number is 17 digits and then a digit or X"),
    "birth_date": marked("digits 7 to 14 are not a day of the calendar"),
    "birth_date_late": marked("the birth date in the number lies in the future"),
    "check_character": marked("the last character does not fit the other 17: one of them was mistyped"),
}
SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
DIFFERS = marked("it differs from the birth date in the identity number")
NO_NUMBER = marked("who has no number, or whose number was not collected, has none to save")
TEMPORARY_BEGINS = "T"
SILENT = frozenset({ADOPTION, VICTIM})
SHELTERS = ("adoption", "temporary")
SHELTER_BODIES = ("rescue_protection_institution", "child_protection_institution")
"""By these a file is one of which nothing is answered to others, not even that it exists."""


class Identity(NamedTuple):
    """A number that may be saved, and what it says."""

    kind: IdentityKind
    number: str
    told: IdentityNumber | None = None


def read_identity(*, number: str, kind: str, area: str, on: date) -> Identity:
    """The number in one spelling, a temporary one made where it is wanted.

    Raises IdentityRefused, FieldRefused.
    """
    kind = kind or (IdentityKind.RESIDENT if number.strip() else IdentityKind.NOT_COLLECTED)
    if kind in (IdentityKind.NONE, IdentityKind.NOT_COLLECTED):
        if number.strip():
            raise FieldRefused(field="identity_number", why=NO_NUMBER)
        return Identity(IdentityKind(kind), "")
    if kind == IdentityKind.TEMPORARY:
        return Identity(IdentityKind.TEMPORARY, normalise_identity_number(number) or make_temporary(area=area))
    try:
        told = parse_identity_number(number, latest=on)
    except IdentityNumberRefused as error:
        raise IdentityRefused(why=WHY_NOT[error.reason]) from error
    return Identity(IdentityKind.RESIDENT, told.text, told)


def make_temporary(*, area: str) -> str:
    """A number for a child without one; it begins with a letter, so that nobody takes it for another kind."""
    return f"{TEMPORARY_BEGINS}{area[:SHORT_DIGITS]}{uuid.uuid4().hex[:11].upper()}"


def refuse_taken(number: str, *, own: int | None) -> None:
    """A number is in one file. Raises IdentityTaken, IdentityElsewhere, IdentityNotUsable."""
    if not number:
        return
    taken = everyone(Child).filter(identity_mark=mark_of(number, kind="identity"))
    found = taken.values("pk", "uid", "is_sealed").first()
    if found is None or found["pk"] == own:
        return
    if Child.objects.filter(pk=found["pk"]).exists():
        raise IdentityTaken(uid=found["uid"])
    if may_be_told() and list_answering().filter(pk=found["pk"]).exists():
        raise IdentityElsewhere
    raise IdentityNotUsable


def exists_elsewhere(number: str) -> bool:
    """Whether a file that may not be seen has this number: answered to townships and wider, never of sealed files."""
    mark = mark_of(normalise_identity_number(number), kind="identity")
    if mark is None or not may_be_told() or Child.objects.filter(identity_mark=mark).exists():
        return False
    return list_answering().filter(identity_mark=mark).exists()


def list_answering() -> QuerySet[Child]:
    """The files of which, wherever they are, a full number may be told that they exist.

    Never those that are sealed, of victims, in shelter or of adoption, nor of one's own kin: of these nothing is
    answered, in the same words and by the same question as where there is no file.
    """
    rows = everyone(Child).filter(may_exist(), merged_into__isnull=True)
    for says in _list_silencing():
        rows = rows.exclude(Exists(says.filter(child=OuterRef("pk"))))
    return rows


def _list_silencing() -> Iterator[QuerySet[Any]]:
    """Rows by which a file is one of a victim, of a shelter or of adoption."""
    facts = [name for name, fact in get_vocabulary().facts.items() if SILENT.intersection(fact.entry.secrecy)]
    known = everyone(RecordedFact).filter(name__in=facts, corrected_at__isnull=True, is_collected=True)
    yield known.exclude(value="false")
    held = Q(until__isnull=True)
    yield everyone(Placement).filter(held & (Q(kind__in=SHELTERS) | Q(body__kind__in=SHELTER_BODIES)))
    yield everyone(Kinship).filter(held, relation__in=[Relation.ADOPTIVE_FATHER, Relation.ADOPTIVE_MOTHER])
    silent = [bits for bits in range(1 << len(BITS)) if bits & bits_of(SILENT)]
    yield everyone(Labelled).filter(held, secrecy__in=silent)


def list_taken(marks: Iterable[str]) -> frozenset[str]:
    """Of many marks those that some file has, for a number is in one file: nothing that anybody may be told."""
    held = everyone(Child).filter(identity_mark__in=set(marks)).values_list("identity_mark", flat=True)
    return frozenset(mark for mark in held if mark)


def list_elsewhere(marks: Iterable[str]) -> frozenset[str]:
    """Of many marks those of which may be told that a file exists elsewhere; see ``exists_elsewhere``."""
    if not may_be_told():
        return frozenset()
    held = list_answering().filter(identity_mark__in=set(marks))
    seen = Child.objects.filter(identity_mark__in=set(marks)).values("pk")
    return frozenset(mark for mark in held.exclude(pk__in=seen).values_list("identity_mark", flat=True) if mark)


def may_be_told() -> bool:
    """Whether whoever asks holds a post at a township or wider that writes to files."""
    scope = get_scope()
    return scope.is_everything or any(level <= Level.TOWNSHIP for _, level in scope.levels_that_write())


def fill_from_number(columns: dict[str, object], identity: Identity, *, born: date | None, sex: str) -> None:
    """Birth date and sex from the number where they are not known. Raises FieldRefused where the date differs."""
    told = identity.told
    if told is None:
        return
    if born is not None and born != told.birth_date:
        raise FieldRefused(field="born", why=DIFFERS)
    if born is None:
        columns.update(born=told.birth_date, born_earliest=None, born_latest=None)
    if sex in ("", Sex.UNKNOWN):
        columns["sex"] = SEXES[told.sex]
