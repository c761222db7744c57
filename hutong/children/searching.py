"""Search before a file is begun: by name, pinyin, initials, birth date, the name of kin, or an exact number."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hutong.children.identity import exists_elsewhere
from hutong.children.listing import LIMIT, page_of
from hutong.children.models import Child, NameKey
from hutong.children.names import (
    KIN_LATIN,
    KIN_TWO,
    LATIN,
    LONGEST_KEY,
    TWO,
    after_prefix,
    is_chinese,
    list_pairs,
    plain_name,
)
from hutong.lib.dates import DateRefused, parse_date
from hutong.lib.identity_number import LENGTH, normalise_identity_number
from hutong.staff.sealed_fields import mark_of

SHORTEST_NUMBER = 6


@dataclass(frozen=True)
class Found:
    """What a search came to."""

    children: list[Child]
    after: int | None = None
    """Where the next page begins."""
    exists_elsewhere: bool = False
    """A file that may not be seen has this very number: its transfer can be requested."""
    looked_for: str = ""
    """``number``, ``birth``, ``name`` or ``kin``: how the text was understood."""


def search_children(
    text: str, *, kin: str = "", among: Q | None = None, after: int | None = None, limit: int = LIMIT
) -> Found:
    """The files that a text finds, with the name of kin besides where one is given. No text finds nothing."""
    text, kin = text.strip(), kin.strip()
    if not (text or kin):
        return Found([])
    rows = Child.objects.filter(merged_into__isnull=True)
    if among is not None:
        rows = rows.filter(among)
    if kin:
        rows = _named(rows, kin, two=KIN_TWO, latin=KIN_LATIN)
    if not text:
        return _paged(rows, "kin", after=after, limit=limit)
    if is_number(text):
        return _by_number(rows, text)
    if days := _days(text):
        return _paged(rows.filter(days), "birth", after=after, limit=limit)
    return _paged(_named(rows, text, two=TWO, latin=LATIN), "name", after=after, limit=limit)


def is_number(text: str) -> bool:
    """Whether a text can only be a number of the child's: those are found whole or not at all."""
    number = normalise_identity_number(text)
    if not number.isascii() or not number.isalnum() or len(number) < SHORTEST_NUMBER:
        return False
    digits = sum(one.isdigit() for one in number)
    return len(number) == LENGTH or (digits > len(number) // 2 and len(number) > len("20160305"))


def _by_number(rows: QuerySet[Child], text: str) -> Found:
    number = normalise_identity_number(text)
    same = Q(identity_mark=mark_of(number, kind="identity")) | Q(national_number=number)
    found = list(rows.filter(same).order_by("pk")[:2])
    return Found(found, exists_elsewhere=not found and exists_elsewhere(number), looked_for="number")


def _days(text: str) -> Q | None:
    """The children born on a day, in a month or year, or perhaps then."""
    if not any(one.isdigit() for one in text):
        return None
    try:
        span = parse_date(text)
    except DateRefused:
        return None
    exact = Q(born__gte=span.first, born__lte=span.last)
    return exact | Q(born_earliest__lte=span.last, born_latest__gte=span.first)


def _named(rows: QuerySet[Child], text: str, *, two: str, latin: str) -> QuerySet[Child]:
    if is_chinese(text):
        for pair in list_pairs(text):
            rows = rows.filter(name_keys__kind=two, name_keys__key=pair)
        return rows
    prefix = plain_name(text)[:LONGEST_KEY]
    if not prefix:
        return rows.none()
    return rows.filter(pk__in=NameKey.objects.filter(begins_with(prefix), kind=latin).values("child"))


def begins_with(prefix: str) -> Q:
    """Keys with a beginning, as a range that an index serves in every collation."""
    if not (prefix.isascii() and prefix.isalpha()):
        return Q(key__startswith=prefix)
    last = after_prefix(prefix)
    return Q(key__gte=prefix, key__lt=last) if last else Q(key__gte=prefix)


def _paged(rows: QuerySet[Child], looked_for: str, *, after: int | None, limit: int) -> Found:
    page = page_of(rows, after=after, limit=limit)
    return Found(page.children, page.after, looked_for=looked_for)
