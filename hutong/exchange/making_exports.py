"""The file of an approved export: made as its asker may see the children, marked with who took it and for what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from hutong.exchange.exporting import export_children
from hutong.exchange.models import ExportRequest
from hutong.exchange.sealed_files import forget_file, keep_file
from hutong.places.queries import get_full_name
from hutong.privacy.purposes import get_purposes
from hutong.staff.scope import NotAllowed, get_scope

LASTS = timedelta(days=3)
DOWNLOADS = 3
State = ExportRequest.State


@dataclass(frozen=True)
class Made:
    """A workbook, kept sealed, and how many children are in it."""

    file: str
    rows: int


def make_file(export: ExportRequest, *, on: date, at: datetime) -> Made:
    """Within the asker's scope. Raises NotAllowed where their posts do not reach so far any more."""
    if export.chosen is None and not get_scope().covers(export.area):
        raise NotAllowed(act="take these files along")
    content, rows = export_children(
        area=export.area,
        kind=export.kind,
        on=on,
        source=list_source(export, at=at),
        chosen=export.chosen,
        handed_to=export.handed_to,
    )
    return Made(keep_file(content, suffix=".xlsx"), rows)


def list_source(export: ExportRequest, *, at: datetime) -> list[tuple[str, str]]:
    """Where a workbook comes from, as its sheet and its pages say it."""
    approved_by = export.decided_by.name if export.decided_by else ""
    return [
        ("申请编号", export.number),
        ("导出人", export.asked_by.name),
        ("导出时间", f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
        ("用途", export.purpose),
        *([("交付", get_purposes()[export.handed_to].zh)] if export.handed_to in get_purposes() else []),
        ("批准人", approved_by),
        ("范围", get_full_name(export.area, on=timezone.localdate(at))),
        ("要求", "含未成年人个人信息，仅限上述用途，不得转发，用毕销毁"),
    ]


def keep_made(export: ExportRequest, made: Made, *, at: datetime) -> None:
    """It can be downloaded from now on, for a while."""
    export.state, export.file, export.rows = State.MADE, made.file, made.rows
    export.made_at, export.expires_at, export.downloads_left = at, at + LASTS, DOWNLOADS
    export.save(update_fields=["state", "file", "rows", "made_at", "expires_at", "downloads_left"])


def give_up(export: ExportRequest) -> None:
    """It cannot be made: the posts it was asked with are gone, or it failed too often."""
    export.state = State.FAILED
    export.save(update_fields=["state"])


def expire_exports(*, at: datetime) -> int:
    """Remove the files whose time is over, and close what nobody answered; how many.

    Call it within ``acting_as(EVERYTHING)``.
    """
    over = ExportRequest.objects.filter(state__in=(State.ASKED, State.APPROVED, State.MADE), expires_at__lte=at)
    found = list(over)
    for export in found:
        # First the row: a file without one is never offered again.
        changed = ExportRequest.objects.filter(pk=export.pk, state=export.state, expires_at=export.expires_at)
        if changed.update(state=State.EXPIRED, file=""):
            forget_file(export.file)
    return len(found)
