"""A child's file is begun and its columns are changed."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hutong.children.changing import begin_change, day_of, note_change, write_columns
from hutong.children.columns import FACTS_OF_COLUMNS, NO_NAME, check_area, check_columns, column_text, list_column_facts
from hutong.children.errors import FieldRefused
from hutong.children.identity import refuse_taken
from hutong.children.mirroring import say_column
from hutong.children.models import Child, ChildName, Kinship, NameKey, RecordedFact, State, Step
from hutong.children.names import list_keys
from hutong.children.recording import end_belief, put_fact
from hutong.lib.translating import marked
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

TAKEN_FROM_FILE = marked("The entry was taken out of the file.")


@transaction.atomic
def register_child(*, area: str, name: str, by: Worker | None, at: datetime, **fields: Any) -> Child:
    """A new file, not yet verified. Search before: nobody has two files.

    Raises NotAllowed, FieldRefused, IdentityRefused, IdentityTaken, IdentityElsewhere, IdentityNotUsable.
    """
    area = check_area(area)
    level = get_scope().level_at(area)
    if level is None:
        raise NotAllowed(act="begin a file here")
    columns = check_columns({"name": name, **fields}, area=area, on=day_of(at))
    refuse_taken(columns.get("identity_number", ""), own=None)
    child = _create(Child(area=area, made_at=at, made_by=by, **columns))
    RecordedFact.objects.bulk_create(
        RecordedFact(child=child, name=fact, value=text, recorded_at=at, recorded_by=by)
        for fact in FACTS_OF_COLUMNS
        if (text := column_text(child, fact))
    )
    NameKey.objects.bulk_create(NameKey(child=child, kind=kind, key=key) for kind, key in list_keys([child.name]))
    Step.objects.create(child=child, after=State.CANDIDATE, at=at, by=by, level=level)
    note_change(child=child, what="registered", by=by, at=at)
    return child


@transaction.atomic
def change_child(
    *,
    child: Child,
    by: Worker | None,
    at: datetime,
    expected_revision: int | None = None,
    since: date | None = None,
    **fields: Any,
) -> Child:
    """Writes columns of the file; what stood there is kept.

    With ``since`` a place holds from that day and the former one held until the day before; without, it was wrong.
    """
    begin_change(
        child=child, what=f"file:{','.join(sorted(fields))}", by=by, at=at, expected_revision=expected_revision
    )
    columns = check_columns(fields, area=child.area, on=day_of(at), child=child)
    if "identity_number" in columns:
        refuse_taken(columns["identity_number"], own=child.pk)
    for fact in list_column_facts(columns):
        say_column(child, fact)
    changed = write_columns(child=child, columns=columns, by=by, at=at)
    for fact in list_column_facts(changed):
        _record_column(child, fact, column_text(child, fact), since=since, by=by, at=at)
    if "name" in changed:
        write_name_keys(child)
    return child


@transaction.atomic
def add_name(
    *, child: Child, name: str, by: Worker | None, at: datetime, is_former: bool = True, note: str = ""
) -> ChildName:
    """Another name by which the child is or was known, and is found from now on."""
    if not name.strip():
        raise FieldRefused(field="name", why=NO_NAME)
    begin_change(child=child, what="name", by=by, at=at)
    found = ChildName.objects.create(child=child, name=name.strip(), is_former=is_former, note=note)
    write_name_keys(child)
    return found


def write_name_keys(child: Child) -> None:
    """The keys by which the child is found, made anew from its names and those of its kin."""
    names = [child.name, *ChildName.objects.filter(child=child).values_list("name", flat=True)]
    kin = Kinship.objects.filter(child=child).exclude(person__name="").values_list("person__name", flat=True)
    wanted = set(list_keys(names, kin=kin))
    held = {(row.kind, row.key): row.pk for row in NameKey.objects.filter(child=child)}
    NameKey.objects.filter(pk__in=[pk for key, pk in held.items() if key not in wanted]).delete()
    NameKey.objects.bulk_create(NameKey(child=child, kind=kind, key=key) for kind, key in wanted - set(held))


def _create(child: Child) -> Child:
    """Two may type the same number at once: the database lets one pass, the other is told as ever."""
    try:
        with transaction.atomic():
            child.save(force_insert=True)
    except IntegrityError:
        refuse_taken(child.identity_number, own=None)
        raise
    return child


def _record_column(child: Child, name: str, text: str, *, since: date | None, by: Worker | None, at: datetime) -> None:
    if text:
        put_fact(RecordedFact(child=child, name=name, value=text, since=since, recorded_at=at, recorded_by=by))
        return
    for fact in RecordedFact.objects.filter(child=child, name=name, source="", corrected_at__isnull=True):
        end_belief(fact, at=at, by_fact=None, reason=TAKEN_FROM_FILE)
