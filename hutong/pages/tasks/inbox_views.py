"""The inbox of the posts that somebody holds; the same as one card for each child."""

from dataclasses import dataclass, replace

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hutong.pages.context import get_reader_language
from hutong.pages.looking import note_reading
from hutong.pages.names import Names, get_names
from hutong.pages.tasks.bulk_forms import list_bulk_steps
from hutong.pages.tasks.narrowing import TAB_SAID, about_narrowing, read_narrowed, read_uid, write_narrowed
from hutong.pages.tasks.telling import TaskRow, TaskTeller
from hutong.staff.models import Role
from hutong.staff.scope import READS_FILES, Scope, get_scope
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.leaving import list_leaves
from hutong.tasks.listing import (
    DONE,
    ESCALATED,
    MOST_CHOSEN,
    MOST_COUNTED,
    OVERDUE,
    TABS,
    TODAY,
    Narrowed,
    count_up_to,
    list_areas_led,
    list_page,
)
from hutong.tasks.models import Leave
from hutong.tasks.queries import cards
from hutong.tasks.telling import may_tell

COUNTED = (TODAY, OVERDUE)
"""The tabs that say how many: others may hold more than can be counted while somebody waits."""
MOST_OF_CARDS = 100
OVERSEERS = (Role.LEADER, Role.INSPECTOR)


@dataclass(frozen=True)
class Tab:
    """A part of the inbox, where it is, how many tasks it holds where that is counted."""

    label: str
    address: str
    is_here: bool
    count: str = ""
    is_bad: bool = False


def list_tabs(narrowed: Narrowed, scope: Scope, names: Names) -> list[Tab]:
    """The parts of the inbox; cards for each child are one of them."""
    at, found = timezone.now(), []
    counts = count_up_to(narrowed, COUNTED, scope=scope, at=at)
    for one in TABS:
        if one == ESCALATED and not list_areas_led(scope):
            continue
        there = replace(narrowed, tab=one)
        count = counts.get(one, 0)
        told = f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")
        address = f"{reverse('tasks')}?{write_narrowed(there)}"
        found.append(Tab(names.say(TAB_SAID[one]), address, one == narrowed.tab, told, one == OVERDUE))
    return found


def list_stood_in_for(scope: Scope) -> list[Leave]:
    """For whom who acts stands in today."""
    on = timezone.localdate()
    return [one for one in list_leaves(on=on) if one.substitute_id == scope.worker and one.since <= on]


def about_inbox(scope: Scope) -> dict[str, object]:
    """What every part of the inbox offers besides its rows."""
    return {
        "may_make": scope.has_role(*ANSWERS),
        "may_oversee": bool(list_areas_led(scope)) or scope.has_role(*OVERSEERS),
        "has_files": bool(scope.areas_that(READS_FILES)),
        "standing_in": list_stood_in_for(scope),
    }


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """Some of the tasks, the urgent ones on top, then what is due first."""
    scope, at, names = get_scope(), timezone.now(), get_names(get_reader_language())
    narrowed = read_narrowed(request.GET.dict())
    page = list_page(narrowed, scope=scope, at=at, after=read_uid(request.GET.get("after")))
    note_reading(request, screen="tasks", rows=len(page.rows))
    words = write_narrowed(narrowed)
    again = f"{reverse('tasks')}?{words}&after={page.after}" if page.after else ""
    teller = TaskTeller(names, scope=scope, at=at)
    shown = {
        **about_narrowing(narrowed, scope, names, teller.on),
        **about_inbox(scope),
        "tabs": list_tabs(narrowed, scope, names),
        "rows": teller.tell(page.rows),
        "more_urgent": write_narrowed(replace(narrowed, is_urgent=True)) if page.are_more_urgent else "",
        "following": again,
        "is_done": narrowed.tab == DONE,
        "present": words,
        "acts": [(step.slug, step.label(names.lang)) for step in list_bulk_steps(narrowed.tab)],
        "most_chosen": MOST_CHOSEN,
    }
    return render(request, "tasks/page.html", shown)


@dataclass(frozen=True)
class ToldCard:
    """A child with the three tasks that come first, and how many more there are."""

    rows: list[TaskRow]
    more: int

    @property
    def first(self) -> TaskRow:
        """The task that comes first."""
        return self.rows[0]


@login_required
@require_GET
def show_cards(request: HttpRequest) -> HttpResponse:
    """One card for each child with three tasks at most; what is about no child stands below."""
    scope, at, names = get_scope(), timezone.now(), get_names(get_reader_language())
    teller = TaskTeller(names, scope=scope, at=at)
    page = list_page(Narrowed(), scope=scope, at=at, limit=MOST_OF_CARDS)
    told = [task for task in page.rows if task.child_id is not None and may_tell(task)]
    rows = {row.task.pk: row for row in teller.tell(page.rows)}
    found = [ToldCard([rows[task.pk] for task in one.tasks], one.more) for one in cards(told)]
    others = [row for row in rows.values() if row.task.child_id is None or not row.is_told]
    note_reading(request, screen="tasks_by_child", rows=len(page.rows))
    shown = {
        **about_inbox(scope), "tabs": list_tabs(Narrowed(), scope, names), "cards": found,
        "others": others, "is_cut": page.after is not None,
    }  # fmt: skip
    return render(request, "tasks/cards.html", shown)
