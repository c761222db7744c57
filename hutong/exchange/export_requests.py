"""Asking for an export, another person's approval, and taking the file along while it lasts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hutong.audit.actions import note_act, note_look
from hutong.audit.models import Way
from hutong.children.models import Child
from hutong.children.words import get_vocabulary
from hutong.exchange.errors import ApprovedByOther, ExportNotNow, ExportUnknown, NothingToExport, PurposeMissing
from hutong.exchange.exporting import MOST_ROWS, among, list_columns
from hutong.exchange.jobs import enqueue_export
from hutong.exchange.models import ExportDownload, ExportRequest
from hutong.exchange.models.requested import PURPOSE
from hutong.exchange.sealed_files import forget_file, read_file
from hutong.places.codes import NATION, ancestors, is_inside
from hutong.places.models import Level
from hutong.staff.colleagues import is_same_person
from hutong.staff.grants import kinds_known
from hutong.staff.models import Worker
from hutong.staff.scope import READS_FILES, NotAllowed, get_scope
from hutong.vocabulary.secrecy import LABELS

ANSWERED_WITHIN = timedelta(days=14)
SHORTEST_PURPOSE = 4
KINDS = ("own", "national")
HANDED_TO = ("charity", "other_body", "publicity")
"""Purposes of privacy/purposes.toml for which a list may leave one's own duty: with consent alone."""
SENSITIVITIES = ("open", "personal", "sensitive", "highest")
"""From the least to the most; who a child is, is personal at least."""
MOST_LISTED = 50
State = ExportRequest.State


@transaction.atomic
def ask_export(
    *,
    area: str,
    kind: str,
    purpose: str,
    by: Worker,
    at: datetime,
    chosen: Sequence[int] | None = None,
    handed_to: str = "",
) -> ExportRequest:
    """Ask for the open files of a place, or chosen ones, as a file; nothing is made before another person approved.

    ``handed_to``: a purpose that needs consent; only children for whom it is in force on the day are in the file.

    Raises PurposeMissing, NothingToExport, NotAllowed.
    """
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE or kind not in KINDS or handed_to not in ("", *HANDED_TO):
        raise PurposeMissing
    if not get_scope().has_role(*READS_FILES) or (chosen is None and not get_scope().covers(area)):
        raise NotAllowed(act="take these files along")
    children = Child.objects.filter(among(area, chosen), merged_into__isnull=True)
    found = list(children.values_list("pk", "area")[:MOST_ROWS])
    if not found:
        raise NothingToExport
    keys = None if chosen is None else [pk for pk, _ in found]
    place = area if chosen is None else smallest_place([at_place for _, at_place in found])
    columns = list_columns(place, kind, keys)
    facts = [name for *_, names in columns for name in names]
    export = ExportRequest.objects.create(
        area=place,
        chosen=keys,
        kind=kind,
        columns=[header for header, *_ in columns],
        left_out=[kind for kind in LABELS if kind not in kinds_known(area=place)],
        sensitivity=highest_of(facts),
        rows=len(found),
        purpose=purpose[:PURPOSE],
        handed_to=handed_to,
        asked_at=at,
        asked_by=by,
        expires_at=at + ANSWERED_WITHIN,
    )
    note_act(at=at, act="export_ask", about=export.number, rows=len(found), place=place, purpose=export.purpose)
    return export


def smallest_place(places: Sequence[str]) -> str:
    """The smallest place that all of these lie in."""
    return next((one for one in ancestors(places[0]) if all(is_inside(other, one) for other in places)), NATION)


def highest_of(facts: Sequence[str]) -> str:
    """The highest sensitivity of the facts that columns tell."""
    known = get_vocabulary().facts
    found = [SENSITIVITIES.index(known[name].entry.sensitivity) for name in facts if name in known]
    return SENSITIVITIES[max([SENSITIVITIES.index("personal"), *found])]


def may_decide(export: ExportRequest) -> bool:
    """Whether whoever acts may approve it: another person, of the township or wider, over its whole place."""
    scope = get_scope()
    level = scope.level_at(export.area)
    return (
        scope.worker is not None
        and scope.worker != export.asked_by_id
        and level is not None
        and level <= Level.TOWNSHIP
        and scope.covers(export.area)
    )


@transaction.atomic
def decide_export(*, export: ExportRequest, approves: bool, by: Worker, at: datetime, note: str = "") -> ExportRequest:
    """Another person says yes or no. Raises ExportNotNow, ApprovedByOther."""
    export = _lock(export, State.ASKED, at=at)
    if not may_decide(export) or is_same_person(by, export.asked_by):
        raise ApprovedByOther
    export.state = State.APPROVED if approves else State.DECLINED
    export.decided_at, export.decided_by, export.decision_note = at, by, note.strip()[:PURPOSE]
    export.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])
    act = "export_approve" if approves else "export_decline"
    note_act(at=at, act=act, about=export.number, rows=export.rows, place=export.area, purpose=export.purpose)
    if approves:
        enqueue_export(export=export, at=at)
    return export


@transaction.atomic
def withdraw_export(*, export: ExportRequest, by: Worker, at: datetime) -> ExportRequest:
    """Whoever asked needs it no longer; a file that is there goes at once. Raises ExportNotNow, NotAllowed."""
    export = _lock(export, State.ASKED, State.APPROVED, State.MADE, at=at)
    if export.asked_by_id != by.pk:
        raise NotAllowed(act="withdraw this export")
    file, export.file, export.state = export.file, "", State.WITHDRAWN
    export.save(update_fields=["state", "file"])
    note_act(at=at, act="export_withdraw", about=export.number, place=export.area)
    transaction.on_commit(lambda: forget_file(file))
    return export


@transaction.atomic
def take_file(*, export: ExportRequest, by: Worker, at: datetime) -> bytes:
    """The file, for whoever asked for it alone; counted and on record. Raises ExportNotNow, NotAllowed."""
    export = _lock(export, State.MADE, at=at)
    if export.asked_by_id != by.pk:
        raise NotAllowed(act="take this file")
    if not export.downloads_left:
        raise ExportNotNow
    content, file = read_file(export.file), export.file
    ExportDownload.objects.create(export=export, at=at, by=by)
    note_look(
        at=at, way=Way.EXPORT, rows=export.rows, purpose=export.purpose, place=export.area, about=export.number,
        door=f"export_{export.kind}",
    )  # fmt: skip
    export.downloads_left -= 1
    if not export.downloads_left:
        export.state, export.file = State.EXPIRED, ""
        transaction.on_commit(lambda: forget_file(file))
    export.save(update_fields=["downloads_left", "state", "file"])
    return content


def get_export(uid: UUID) -> ExportRequest:
    """One's own export, or one that was asked for in one's areas. Raises ExportUnknown."""
    found = ExportRequest.objects.select_related("asked_by", "decided_by").filter(uid=uid).first()
    if found is None or (found.asked_by_id != get_scope().worker and not may_decide(found)):
        raise ExportUnknown
    return found


def list_own(by: Worker) -> list[ExportRequest]:
    """What somebody asked for, the newest first."""
    return list(ExportRequest.objects.filter(asked_by=by).select_related("decided_by").order_by("-pk")[:MOST_LISTED])


def list_to_decide(*, at: datetime) -> list[ExportRequest]:
    """What waits for whoever acts, the oldest first."""
    waiting = ExportRequest.objects.filter(state=State.ASKED, expires_at__gt=at).filter(~Q(asked_by=get_scope().worker))
    found = waiting.select_related("asked_by").order_by("pk")[:MOST_LISTED]
    return [export for export in found if may_decide(export)]


def _lock(export: ExportRequest, *states: State, at: datetime) -> ExportRequest:
    """The export as it stands, held until the transaction ends. Raises ExportNotNow."""
    fresh = ExportRequest.objects.select_for_update().filter(pk=export.pk).first()
    if fresh is None or fresh.state not in states or fresh.expires_at <= at:
        raise ExportNotNow
    return fresh
