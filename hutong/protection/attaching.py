"""Photographs and recordings of a report: checked by content, sealed, seen with the report, erased for a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hutong.audit.acting import SYSTEM, acted_by
from hutong.audit.actions import note_act, note_look
from hutong.audit.models import Way
from hutong.children.content import recording_type
from hutong.children.models import WORDS
from hutong.children.sealed_content import (
    ContentLost,
    keep_content,
    name_of,
    read_content,
    remove_content,
    reseal_content,
)
from hutong.protection.actions import lock_report, may_act_on
from hutong.protection.errors import AttachmentGone, AttachmentRefused, ErasureNeeds, ReportUnknown
from hutong.protection.models import Attachment, Report
from hutong.protection.reporters import is_own
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as

MOST_BYTES, MOST_OF_A_REPORT = 10 << 20, 20
SHORTEST_REASON = 4


@dataclass(frozen=True)
class Brought:
    """What somebody brings: its bytes, and what the browser calls them."""

    content: bytes
    media_type: str = ""


def attach_outside(*, report: Report, brought: list[Brought], at: datetime) -> int:
    """What came with a report: kept where it can be; nothing of it keeps the report from being made. How many were."""
    kept = 0
    with acting_as(EVERYTHING), acted_by(SYSTEM):
        for one in brought:
            try:
                with transaction.atomic():
                    _keep(report, one, at=at)
            except AttachmentRefused:
                continue
            kept += 1
    return kept


@transaction.atomic
def attach(*, report: Report, brought: Brought, by: Worker, at: datetime) -> Attachment:
    """Brought later, by whoever answers or whoever reported, whose name stands nowhere. Raises AttachmentRefused."""
    report = lock_report(report)
    is_theirs = is_own(report, by)
    if not (is_theirs or may_act_on(report)):
        raise NotAllowed(act="attach to a report")
    if is_theirs:
        with acted_by(SYSTEM):
            return _keep(report, brought, at=at)
    return _keep(report, brought, at=at, by=by)


def _keep(report: Report, brought: Brought, *, at: datetime, by: Worker | None = None) -> Attachment:
    kind = recording_type(brought.content, brought.media_type) if brought.content else ""
    held = Attachment.objects.filter(report=report, erased_at__isnull=True).count()
    if not kind or len(brought.content) > MOST_BYTES or held >= MOST_OF_A_REPORT:
        raise AttachmentRefused
    made = Attachment(
        report=report,
        media_type=kind,
        size=len(brought.content),
        checksum=sha256(brought.content).hexdigest(),
        at=at,
    )
    made.file = name_of(made.uid)
    keep_content(made.file, brought.content, bound_to=_bound_to(made))
    made.save(force_insert=True)
    who = by.uid if by else None
    note_act(at=at, act="attached to a report", place=report.place, about=str(report.uid), by=who)
    return made


def list_attachments(report: Report) -> QuerySet[Attachment]:
    """What was attached, also what was erased since."""
    return Attachment.objects.filter(report=report).select_related("erased_by").order_by("at", "pk")


def get_attachment(report: Report, uid: UUID) -> Attachment:
    """One of them. Raises ReportUnknown."""
    found = list_attachments(report).filter(uid=uid).first()
    if found is None:
        raise ReportUnknown
    return found


def read_attachment(attachment: Attachment, *, at: datetime) -> bytes:
    """What it is; that somebody looked is on the record first. Raises AttachmentGone."""
    if not attachment.file:
        raise AttachmentGone
    report = attachment.report
    note_look(at=at, way=Way.ATTACHMENT, place=report.place, about=f"{report.uid} {attachment.uid}")
    try:
        return read_content(attachment.file, checksum=attachment.checksum, bound_to=_bound_to(attachment))
    except ContentLost as error:
        raise AttachmentGone from error


@transaction.atomic
def erase_attachment(*, attachment: Attachment, because: str, by: Worker, at: datetime) -> Attachment:
    """The content goes for good; that there was one, who erased it and why stays. Raises ErasureNeeds, NotAllowed."""
    report = lock_report(attachment.report)
    if not may_act_on(report):
        raise NotAllowed(act="erase an attachment")
    if len(because.strip()) < SHORTEST_REASON or not attachment.file:
        raise ErasureNeeds
    name, attachment.file = attachment.file, ""
    attachment.erased_at, attachment.erased_by, attachment.erased_because = at, by, because.strip()[:WORDS]
    attachment.save(update_fields=["file", "erased_at", "erased_by", "erased_because"])
    note_act(at=at, act="attachment erased", place=report.place, about=f"{report.uid} {attachment.uid}", by=by.uid)
    transaction.on_commit(partial(remove_content, name))
    return attachment


def reseal_attachments(*, advance: Callable[[int], None]) -> int:
    """Seal them with the newest key that older ones hold; returns how many."""
    done = 0
    for one in Attachment.objects.exclude(file="").only("uid", "file").iterator():
        done += reseal_content(one.file, bound_to=_bound_to(one))
        advance(1)
    return done


def _bound_to(attachment: Attachment) -> str:
    return f"{Attachment._meta.db_table}.file:{attachment.uid}"
