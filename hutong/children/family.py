"""Kin, guardians and carers; in whose care the child is."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hutong.children.changing import begin_change, write_row
from hutong.children.columns import UNKNOWN_COLUMN
from hutong.children.errors import FieldRefused, IdentityRefused, KinIncomplete, KinTaken
from hutong.children.fact_values import CHOICE
from hutong.children.identity import WHY_NOT
from hutong.children.models import Child, Kinship, Person, Placement, PlacementKind, Relation
from hutong.children.recording import check_span
from hutong.children.registering import write_name_keys
from hutong.children.spans import ONE_DAY
from hutong.lib.identity_number import IdentityNumberRefused, parse_identity_number
from hutong.lib.translating import marked
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import mark_of

OF_PERSON = frozenset({"sex", "born", "identity_number", "phone", "address"})
ONLY_ONE = frozenset({Relation.FATHER, Relation.MOTHER})
WORDS_OF_ONLY_ONES = {Relation.FATHER: marked("father"), Relation.MOTHER: marked("mother")}


@transaction.atomic
def add_kin(
    *,
    child: Child,
    relation: str,
    by: Worker | None,
    at: datetime,
    name: str = "",
    person: Person | None = None,
    is_guardian: bool = False,
    is_carer: bool = False,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
    **person_fields: Any,
) -> Kinship:
    """Somebody is kin to the child, its guardian, its carer. The same identity number is the same person.

    A parent may be nameless: that there is one is known of everybody. Raises KinTaken, KinIncomplete, FieldRefused.
    """
    if relation not in Relation.values:
        raise FieldRefused(field="relation", why=CHOICE)
    check_span(since, until)
    begin_change(child=child, what=f"kin:{relation}", by=by, at=at)
    _refuse_second(child, Relation(relation), until=until)
    if not (name.strip() or person or note or relation in ONLY_ONE):
        raise KinIncomplete
    kinship = Kinship.objects.create(
        child=child,
        person=person or _person(name.strip(), person_fields, at=at),
        relation=relation,
        is_guardian=is_guardian,
        is_carer=is_carer,
        since=since,
        until=until,
        note=note,
        recorded_at=at,
        recorded_by=by,
    )
    write_name_keys(child)
    return kinship


@transaction.atomic
def change_kin(*, kinship: Kinship, by: Worker | None, at: datetime, **fields: Any) -> Kinship:
    """Writes columns of the kinship, or of the person: what is known of one is known for all children of theirs."""
    child = kinship.child
    begin_change(child=child, what=f"kin:{kinship.relation}", by=by, at=at)
    person = {name: value for name, value in fields.items() if name in OF_PERSON or name == "name"}
    own = {name: value for name, value in fields.items() if name not in person}
    if wrong := set(own) - {"is_guardian", "is_carer", "since", "until", "note"}:
        raise FieldRefused(field=min(wrong), why=UNKNOWN_COLUMN)
    check_span(own.get("since", kinship.since), own.get("until", kinship.until))
    write_row(row=kinship, child=child, columns=own, by=by, at=at)
    if person:
        write_row(row=kinship.person, child=child, columns=_checked(person), by=by, at=at)
        write_name_keys(child)
    return kinship


@transaction.atomic
def place_child(
    *,
    child: Child,
    kind: str,
    by: Worker | None,
    at: datetime,
    since: date | None,
    body: Body | None = None,
    carer: Person | None = None,
    agreed_on: date | None = None,
    until: date | None = None,
    note: str = "",
) -> Placement:
    """The child is in somebody's care from a day; whoever had it before had it until the day before."""
    if kind not in PlacementKind.values:
        raise FieldRefused(field="kind", why=CHOICE)
    check_span(since, until)
    begin_change(child=child, what=f"placement:{kind}", by=by, at=at)
    if since is not None:
        for before in Placement.objects.filter(child=child, until__isnull=True).exclude(since__gte=since):
            write_row(row=before, child=child, columns={"until": since - ONE_DAY}, by=by, at=at)
    return Placement.objects.create(
        child=child,
        kind=kind,
        body=body,
        carer=carer,
        agreed_on=agreed_on,
        since=since,
        until=until,
        note=note,
        recorded_at=at,
        recorded_by=by,
    )


@transaction.atomic
def end_placement(*, placement: Placement, until: date, by: Worker | None, at: datetime) -> Placement:
    """The last day of a placement."""
    check_span(placement.since, until)
    begin_change(child=placement.child, what=f"placement:{placement.kind}", by=by, at=at)
    write_row(row=placement, child=placement.child, columns={"until": until}, by=by, at=at)
    return placement


def _refuse_second(child: Child, relation: Relation, *, until: date | None) -> None:
    if relation not in ONLY_ONE or until is not None:
        return
    if Kinship.objects.filter(child=child, relation=relation, until__isnull=True).exists():
        raise KinTaken(relation=WORDS_OF_ONLY_ONES[relation])


def _person(name: str, fields: dict[str, Any], *, at: datetime) -> Person:
    checked = _checked(fields)
    mark = mark_of(checked.get("identity_number", ""), kind="identity")
    known = known_persons([mark]).get(mark) if mark else None
    return known or Person.objects.create(name=name, made_at=at, **checked)


def known_persons(marks: Iterable[str]) -> dict[str, Person]:
    """Persons by the marks of their numbers: kin of children who may be seen. Elsewhere they are somebody else's."""
    ties = Kinship.objects.filter(person__identity_mark__in=set(marks)).select_related("person").order_by("-pk")
    return {str(tie.person.identity_mark): tie.person for tie in ties}


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    if wrong := set(fields) - OF_PERSON - {"name"}:
        raise FieldRefused(field=min(wrong), why=UNKNOWN_COLUMN)
    number = str(fields.get("identity_number") or "").strip()
    if not number:
        return fields
    try:
        return {**fields, "identity_number": parse_identity_number(number).text}
    except IdentityNumberRefused as error:
        raise IdentityRefused(why=WHY_NOT[error.reason]) from error
