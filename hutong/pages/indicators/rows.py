"""The rows that a number stands for: files or tasks, within the scope, and as far as they may be told."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.children.models import Child
from hutong.indicators.indicator import NUMERATOR, PARTS, When
from hutong.indicators.periods import Month, list_open_months, month_of
from hutong.pages.children.listing import PAGE, page_of
from hutong.pages.indicators.asking import about_asked, read_asked
from hutong.pages.indicators.views import get_indicator
from hutong.pages.looking import note_reading
from hutong.pages.names import get_names
from hutong.places.models import inside
from hutong.tasks.models import Task
from hutong.tasks.telling import may_tell, tell_what


@dataclass(frozen=True)
class TaskRow:
    """A task in the list."""

    task: Task
    what: str
    body: str
    child: Child | None


@login_required
@require_GET
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the rows of a part; only for posts that read files, and only for what can be told by dates."""
    asked, one = read_asked(request), get_indicator(slug)
    part = request.GET.get("part", NUMERATOR)
    if not asked.reader.opens_rows:
        raise PermissionDenied
    if part not in PARTS or not one.has_rows:
        raise Http404
    today = timezone.localdate()
    is_kept = one.is_dated or asked.month == month_of(today)
    shown = {**about_asked(asked), "one": one, "part": part, "said": getattr(one, part), "is_kept": is_kept}
    if is_kept:
        found = one.reckoner.open(part, when_of(asked.month, today))
        if found.children is not None:
            shown |= list_files(request, found.children.filter(inside(asked.place, field="area")), slug)
        elif found.tasks is not None:
            shown |= list_tasks(request, found.tasks.filter(inside(asked.place)), slug)
    note_reading(request, screen="indicator_rows", rows=len(shown.get("rows", ())))
    return render(request, "indicators/rows.html", shown)


def when_of(month: Month, today: date) -> When:
    """How the rows of a month are looked at: as they stand while it is open, by their dates when it is over."""
    return When(month, min(month.last, today), afterwards=month not in list_open_months(today))


def list_files(request: HttpRequest, found: QuerySet[Child], slug: str) -> dict[str, object]:
    """Some of the files, by place and name."""
    names = get_names("en" if request.LANGUAGE_CODE.startswith("en") else "zh")
    page = page_of(found, after=_read_uid(request.GET.get("after")), on=timezone.localdate(), names=names)
    return {"rows": page.rows, "following": _follow(request, slug, page.next_after)}


def list_tasks(request: HttpRequest, found: QuerySet[Task], slug: str) -> dict[str, object]:
    """Some of the tasks, those due first in front."""
    now, names = timezone.now(), get_names("en" if request.LANGUAGE_CODE.startswith("en") else "zh")
    after = _read_uid(request.GET.get("after"))
    last = Task.objects.filter(uid=after).first() if after else None
    tasks = list(
        _after(found, last).select_related("child").order_by(F("due_at").asc(nulls_last=True), "pk")[: PAGE + 1]
    )
    rows = [_to_row(task, names.lang, names.body(task.body_kind, on=timezone.localdate(now))) for task in tasks[:PAGE]]
    return {
        "tasks": rows, "rows": rows, "now": now,
        "following": _follow(request, slug, tasks[PAGE - 1].uid if len(tasks) > PAGE else None),
    }  # fmt: skip


def _after(found: QuerySet[Task], last: Task | None) -> QuerySet[Task]:
    if last is None:
        return found
    same = found.filter(due_at=last.due_at, pk__gt=last.pk)
    if last.due_at is None:
        return found.filter(due_at__isnull=True, pk__gt=last.pk)
    return same | found.filter(due_at__gt=last.due_at) | found.filter(due_at__isnull=True)


def _to_row(task: Task, lang: str, body: str) -> TaskRow:
    return TaskRow(task, tell_what(task, lang), body, task.child if may_tell(task) else None)


def _follow(request: HttpRequest, slug: str, after: UUID | None) -> str:
    if after is None:
        return ""
    given = {**request.GET.dict(), "after": str(after)}
    return f"{reverse('indicator_rows', args=[slug])}?{urlencode(given)}"


def _read_uid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
