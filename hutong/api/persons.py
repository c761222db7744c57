"""Finds the children that rows are about, by number, among those that may be seen – and tells nothing of any other."""

from collections.abc import Iterable, Sequence
from datetime import date

from hutong.api.schemas import ByIdentity, ByNational
from hutong.children.models import Child
from hutong.lib.identity_number import (
    IdentityNumberRefused,
    normalise_identity_number,
    parse_identity_number,
)
from hutong.staff.sealed_fields import mark_of

Who = ByIdentity | ByNational


class Persons:
    """The children of a list, in two queries. A number of nobody and one of a child elsewhere look the same here."""

    def __init__(self, named: Sequence[Who], *, on: date) -> None:
        self.on = on
        marks = {mark for one in named if isinstance(one, ByIdentity) and (mark := _mark(one))}
        nationals = {one.national_number for one in named if isinstance(one, ByNational)}
        self.by_mark = {child.identity_mark or "": child for child in self._read(identity_mark__in=marks)}
        self.by_national: dict[str, list[Child]] = {}
        for child in self._read(national_number__in=nationals):
            self.by_national.setdefault(child.national_number, []).append(child)

    @staticmethod
    def _read(**wanted: Iterable[str]) -> Iterable[Child]:
        return Child.objects.filter(merged_into__isnull=True, **wanted).order_by("pk")

    def find(self, who: Who) -> Child | None:
        """The one child with this number; None where there is none, or more than one."""
        if isinstance(who, ByIdentity):
            return self.by_mark.get(_mark(who))
        found = self.by_national.get(who.national_number, [])
        return found[0] if len(found) == 1 else None

    def is_mistyped(self, who: Who) -> bool:
        """Whether an identity number cannot be one; what begins with a letter is a temporary number of ours."""
        if isinstance(who, ByNational):
            return False
        number = normalise_identity_number(who.identity_number)
        if number[:1].isalpha():
            return False
        try:
            parse_identity_number(number, latest=self.on)
        except IdentityNumberRefused:
            return True
        return False


def _mark(who: ByIdentity) -> str:
    return mark_of(normalise_identity_number(who.identity_number), kind="identity") or ""
