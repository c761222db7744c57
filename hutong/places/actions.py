"""What happens to divisions: they are founded, renamed, given other codes, merged, abolished. What was stays known."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from hutong.places.codes import full_code, is_inside, level_of, prefix_of
from hutong.places.errors import (
    ChangePlanned,
    ChangeTooEarly,
    DivisionNotThere,
    DivisionThereAlready,
    PlacesStillInside,
    RecodeWrong,
)
from hutong.places.models import Division, holding, inside
from hutong.places.queries import forget_places

A_DAY = timedelta(days=1)


@transaction.atomic
def found_division(*, code: str, name: str, on: date) -> Division:
    """A place that is there from a day on. Raises CodeWrong, DivisionThereAlready, ChangePlanned."""
    whole = full_code(code)
    _refuse_planned(Q(code=whole), on)
    if Division.objects.filter(holding(on), code=whole).exists():
        raise DivisionThereAlready(code=whole, on=on)
    return _begin(whole, name, on)


@transaction.atomic
def rename_division(*, code: str, name: str, on: date) -> Division:
    """The place under another name from a day on. Raises CodeWrong, DivisionNotThere, ChangeTooEarly."""
    old = _get_there(code, on)
    _end(old, on)
    return _follow_with(old, _begin(old.code, name, on))


@transaction.atomic
def recode_division(*, code: str, new_code: str, on: date, name: str = "") -> Division:
    """The place, and everything in it, under other codes from a day on, as when a county becomes a district.

    Raises CodeWrong, DivisionNotThere, DivisionThereAlready, ChangeTooEarly, RecodeWrong.
    """
    old, new = full_code(code), full_code(new_code)
    if level_of(old) != level_of(new) or is_inside(new, old) or is_inside(old, new):
        raise RecodeWrong(code=old, new_code=new)
    if Division.objects.filter(holding(on), inside(new, field="code")).exists():
        raise DivisionThereAlready(code=new, on=on)
    _refuse_planned(inside(new, field="code"), on)
    _get_there(old, on)
    before, after = prefix_of(old), prefix_of(new)
    moved = {
        row.code: _moved(row, after + row.code[len(before) :], name if row.code == old and name else row.name, on)
        for row in Division.objects.filter(holding(on), inside(old, field="code")).order_by("code")
    }
    return moved[old]


@transaction.atomic
def merge_divisions(*, codes: Iterable[str], into: str, on: date) -> Division:
    """Places end, and one that is there follows them. What lay in them has its code in the other already.

    Raises CodeWrong, DivisionNotThere, ChangeTooEarly, ChangePlanned, PlacesStillInside.
    """
    kept = _get_there(into, on)
    for code in codes:
        ended = _get_there(code, on)
        if ended.pk != kept.pk:
            _refuse_inhabited(ended, kept, on)
            _end(ended, on)
            _follow_with(ended, kept)
    return kept


@transaction.atomic
def abolish_division(*, code: str, on: date) -> Division:
    """The place, and all that lies in it, is there no more from a day on; nothing follows it.

    Raises CodeWrong, DivisionNotThere, ChangeTooEarly.
    """
    ended = _get_there(code, on)
    for row in Division.objects.filter(holding(on), inside(ended.code, field="code")):
        _end(row, on)
    ended.refresh_from_db()
    return ended


def _refuse_planned(rows: Q, on: date) -> None:
    """Nothing is put before a change that is planned: the days would overlap."""
    planned = Division.objects.filter(rows, since__gt=on).order_by("since").first()
    if planned is not None:
        raise ChangePlanned(code=planned.code, on=planned.since)


def _refuse_inhabited(ended: Division, into: Division, on: date) -> None:
    left = Division.objects.filter(holding(on), inside(ended.code, field="code")).exclude(code=ended.code).count()
    if left:
        raise PlacesStillInside(code=ended.code, count=left, into=into.code)


def _get_there(code: str, on: date) -> Division:
    found = Division.objects.filter(holding(on), code=full_code(code)).first()
    if found is None:
        raise DivisionNotThere(code=full_code(code), on=on)
    return found


def _begin(code: str, name: str, on: date) -> Division:
    transaction.on_commit(forget_places)
    return Division.objects.create(code=code, name=name, level=level_of(code), since=on)


def _end(row: Division, on: date) -> None:
    if row.since is not None and row.since >= on:
        raise ChangeTooEarly(code=row.code, on=row.since)
    if row.until is not None:
        raise ChangePlanned(code=row.code, on=row.until + A_DAY)
    row.until = on - A_DAY
    row.save(update_fields=["until"])
    transaction.on_commit(forget_places)


def _follow_with(old: Division, new: Division) -> Division:
    old.followed_by = new
    old.save(update_fields=["followed_by"])
    return new


def _moved(row: Division, code: str, name: str, on: date) -> Division:
    _end(row, on)
    return _follow_with(row, _begin(code, name, on))
