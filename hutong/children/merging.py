"""Two files were one child: one stays, the other closes and points to it. It can be undone, row by row.

What becomes of each table's rows stands in ``TREATMENTS``; a table of children that is not there keeps files from being
merged, and a test says so before anybody tries.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models, transaction

from hutong.children.changing import A_REASON, as_text, begin_change, day_of, refuse_narrower, write_columns
from hutong.children.errors import ChildUnknown, MergeImpossible, MergeUndone, StepNeeds
from hutong.children.models import WORDS, Child, ChildName, Kinship, Labelled, Merge, State, Step
from hutong.children.registering import write_name_keys
from hutong.lib.translating import marked
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class Treatment(Enum):
    """What becomes of the rows of the file that goes."""

    GOES_OVER = "goes over"
    """The file that stays has them from now on, but for rows of which it has an open one already."""
    STAYS = "stays"
    """They tell the course of the file that goes, or are concluded anew for the one that stays."""


GOES_OVER, STAYS = Treatment.GOES_OVER, Treatment.STAYS
TREATMENTS: dict[str, Treatment] = {
    "children.Amendment": STAYS,
    "children.Assignment": GOES_OVER,
    "children.Change": STAYS,
    "children.Child": STAYS,  # files that were merged into it before
    "children.ChildName": GOES_OVER,
    "children.Evidence": GOES_OVER,
    "children.Kinship": GOES_OVER,
    "children.Labelled": GOES_OVER,
    "children.Merge": STAYS,
    "children.NameKey": STAYS,  # made anew
    "children.Placement": GOES_OVER,
    "children.Receipt": GOES_OVER,
    "children.RecordedEvent": GOES_OVER,
    "children.RecordedFact": GOES_OVER,
    "children.Recusal": GOES_OVER,
    "children.Step": STAYS,
    "children.Transfer": STAYS,
    "determinations.Concluded": STAYS,
    "determinations.Departure": GOES_OVER,
    "determinations.Determination": STAYS,
    "determinations.DueAgain": STAYS,
    "determinations.DutySpan": STAYS,
    "determinations.FindingSpan": STAYS,
    "exchange.NationalDecision": STAYS,  # said of the number of the file that goes
    "exchange.NationalEntry": STAYS,
    "privacy.Consent": GOES_OVER,
    "privacy.ConsentAsk": GOES_OVER,
    "privacy.FamilyRequest": GOES_OVER,
    "protection.Report": GOES_OVER,
    "services.ClosenessSet": GOES_OVER,
    "services.CrossApplication": GOES_OVER,
    "services.Informing": GOES_OVER,
    "services.Referral": GOES_OVER,
    "services.Request": GOES_OVER,
    "services.SurveyLine": STAYS,  # each file stood on its village's list
    "services.Visit": GOES_OVER,
    "services.VisitDue": STAYS,  # reckoned anew
    "tasks.Task": GOES_OVER,  # what was concluded is settled anew; what people asked for is still to be done
}
FILLED = (
    "identity_number",
    "identity_kind",
    "national_number",
    "nationality_group",
    "phone",
    "sex",
    "born",
    "born_earliest",
    "born_latest",
    "hukou_kind",
    "hukou_place",
    "hukou_address",
    "residence_place",
    "residence_address",
    "event_place",
    "school_id",
)
"""Columns that the file that stays takes over where it says nothing."""
OF_STATE = ("state", "closed_on", "closed_because")
SAYS_NOTHING = frozenset({"", "0", "not_collected", None})
SAME = marked("it is one and the same file")
BOTH_NUMBERS = marked("each has an identity number of its own; correct one of them first")
NOT_COVERED = marked("a new table is not prepared for it; tell whoever runs the system")
MERGED_INTO, MERGE_UNDONE = marked("merged into another file"), marked("the merge was undone")


@transaction.atomic
def merge_children(*, kept: Child, gone: Child, reason: str, by: Worker | None, at: datetime) -> Merge:
    """One file of two. Raises MergeImpossible, NotAllowed."""
    if not reason.strip():
        raise StepNeeds(needed=A_REASON)
    if kept.pk == gone.pk:
        raise MergeImpossible(why=SAME)
    for child in (kept, gone):
        begin_change(child=child, what="merged", by=by, at=at, even_fixed=child.pk == gone.pk)
        refuse_narrower(child, Level.TOWNSHIP, act="merge files")
    if kept.identity_number and gone.identity_number:
        raise MergeImpossible(why=BOTH_NUMBERS)
    before = {"kept": _columns(kept), "gone": _columns(gone)}
    merge = Merge(child=kept, gone=gone, reason=reason.strip()[:WORDS], moved={}, at=at, by=by)
    merge.moved = {model._meta.label: _take_over(model, kept=kept, gone=gone) for model in list_going_over()}
    merge.before = json.dumps(before, ensure_ascii=False)
    merge.save()
    _close(gone, into=kept, by=by, at=at)
    _fill(kept, gone=gone, by=by, at=at)
    if gone.name != kept.name:
        name = ChildName.objects.create(child=kept, name=gone.name, is_former=False, note=MERGED_INTO)
        merge.moved["made"] = {ChildName._meta.label: [name.pk]}
        merge.save(update_fields=["moved"])
    write_name_keys(kept)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, reason: str, by: Worker | None, at: datetime) -> Child:
    """The file that went is open again with what went over from it; what was recorded since stays where it is."""
    if not reason.strip():
        raise StepNeeds(needed=A_REASON)
    kept, gone = _get(merge.child_id), _get(merge.gone_id)
    begin_change(child=kept, what="merge undone", by=by, at=at, even_fixed=True)
    merge.refresh_from_db()
    if merge.undone_at is not None:
        raise MergeUndone
    refuse_narrower(kept, Level.TOWNSHIP, act="merge files")
    _hand_back(merge, kept=kept, gone=gone)
    before = json.loads(merge.before)
    _restore(kept, then=before["kept"], filled=before["gone"], by=by, at=at)
    _open(gone, then=before["gone"], by=by, at=at)
    merge.undone_at, merge.undone_by, merge.undone_because = at, by, reason.strip()[:WORDS]
    merge.save(update_fields=["undone_at", "undone_by", "undone_because"])
    for child in (kept, gone):
        write_name_keys(child)
    return gone


def _get(pk: int) -> Child:
    found = Child.objects.filter(pk=pk).first()
    if found is None:
        raise ChildUnknown
    return found


def list_tables_of_children() -> list[tuple[type[models.Model], str]]:
    """Every table with a column that names a child, found by walking the models, with that column."""
    return [(relation.related_model, relation.field.name) for relation in Child._meta.related_objects]


def list_going_over() -> Iterator[type[models.Model]]:
    """The tables whose rows go over. Raises MergeImpossible where a table is not in ``TREATMENTS``."""
    labels = sorted({model._meta.label for model, _ in list_tables_of_children()})
    if any(label not in TREATMENTS for label in labels):
        raise MergeImpossible(why=NOT_COVERED)
    return (apps.get_model(label) for label in labels if TREATMENTS[label] is GOES_OVER)


def _take_over(model: type[Any], *, kept: Child, gone: Child) -> list[int]:
    """The rows that went over; of those that can be there once, the one of the file that stays is left alone."""
    rows = model.objects.filter(child=gone)
    if model is Kinship:
        held = model.objects.filter(child=kept, until__isnull=True).values_list("relation", flat=True)
        rows = rows.exclude(until__isnull=True, relation__in=[one for one in held if one in ("father", "mother")])
    if model is Labelled:
        for label, basis in model.objects.filter(child=kept, until__isnull=True).values_list("label", "basis"):
            rows = rows.exclude(until__isnull=True, label=label, basis=basis)
    found = list(rows.values_list("pk", flat=True))
    model.objects.filter(pk__in=found).update(child=kept)
    return found


def _hand_back(merge: Merge, *, kept: Child, gone: Child) -> None:
    for label, rows in merge.moved.items():
        if label == "made":
            for made, pks in rows.items():
                apps.get_model(made).objects.filter(pk__in=pks, child=kept).delete()
        else:
            apps.get_model(label).objects.filter(pk__in=rows, child=kept).update(child=gone)


def _columns(child: Child) -> dict[str, str]:
    return {name: as_text(getattr(child, name)) for name in (*FILLED, *OF_STATE)}


def _value(name: str, text: str) -> Any:
    """A column's value from the text kept of it."""
    field = Child._meta.get_field(name)
    if isinstance(field, SealedTextField):
        return text
    return field.to_python(text) if text or not field.null else None  # type: ignore[union-attr]


def _close(gone: Child, *, into: Child, by: Worker | None, at: datetime) -> None:
    Step.objects.create(child=gone, before=gone.state, after=State.CLOSED, at=at, by=by, note=MERGED_INTO)
    gone.state, gone.merged_into = State.CLOSED, into
    gone.closed_on, gone.closed_because = day_of(at), MERGED_INTO
    gone.save(update_fields=["state", "merged_into", "closed_on", "closed_because"])


def _fill(kept: Child, *, gone: Child, by: Worker | None, at: datetime) -> None:
    """What only the file that goes says; its number leaves it first, for a number is in one file."""
    wanted = {name: getattr(gone, name) for name in FILLED if getattr(kept, name) in SAYS_NOTHING}
    wanted = {name: value for name, value in wanted.items() if value not in SAYS_NOTHING}
    if kept.born is not None:
        wanted.pop("born_earliest", None)
        wanted.pop("born_latest", None)
    if "identity_number" in wanted:
        wanted["identity_kind"] = gone.identity_kind
        write_columns(child=gone, columns={"identity_number": "", "identity_kind": "not_collected"}, by=by, at=at)
    write_columns(child=kept, columns=wanted, by=by, at=at)


def _restore(kept: Child, *, then: dict[str, str], filled: dict[str, str], by: Worker | None, at: datetime) -> None:
    """Takes out of the file that stayed what it had from the other, unless it was changed since."""
    taken = {
        name: _value(name, then[name])
        for name in FILLED
        if then[name] != filled[name] and as_text(getattr(kept, name)) == filled[name]
    }
    write_columns(child=kept, columns=taken, by=by, at=at)


def _open(gone: Child, *, then: dict[str, str], by: Worker | None, at: datetime) -> None:
    write_columns(child=gone, columns={name: _value(name, then[name]) for name in FILLED}, by=by, at=at)
    Step.objects.create(child=gone, before=gone.state, after=then["state"], at=at, by=by, note=MERGE_UNDONE)
    gone.merged_into = None
    for name in OF_STATE:
        setattr(gone, name, _value(name, then[name]))
    gone.save(update_fields=["merged_into", *OF_STATE])
    begin_change(child=gone, what="merge undone", by=by, at=at, even_fixed=True)
