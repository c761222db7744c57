"""The lists of an inbox, page by page; how many tasks a tab holds, where counting is cheap.

What a post has to do may be a hundred thousand rows. Each post and state is read by itself, in the order of its index
and no further than the page; counting stops at a hundred.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import product
from operator import or_
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.utils import timezone

from hutong.children.scoped import everyone, may_exist
from hutong.places.codes import level_of
from hutong.places.models import Level, inside
from hutong.staff.scope import READS_FILES, Scope
from hutong.tasks.addressing import ANSWERS
from hutong.tasks.clocks import end_of
from hutong.tasks.models import Task
from hutong.tasks.steps import list_states

PAGE, MOST_URGENT, MOST_COUNTED, MOST_CHOSEN = 50, 20, 100, 10_000
TO_DO, TODAY, OVERDUE, WAITING, ESCALATED, DONE = "to_do", "today", "overdue", "waiting", "escalated", "done"
TABS: Final = (TO_DO, TODAY, OVERDUE, WAITING, ESCALATED, DONE)
POSTS, OWN, GIVEN, BELOW = "posts", "own", "given", "below"
WHOSE: Final = (POSTS, OWN, GIVEN, BELOW)
"""Of the posts held; given to oneself; that one gave; of those who work below."""
PAUSED = "waiting"
OVER = list_states(ended=True)
RUNNING = tuple(one for one in list_states(ended=False) if one != PAUSED)


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed to."""

    tab: str = TO_DO
    whose: str = POSTS
    kind: str = ""
    place: str = ""
    body_kind: str = ""
    is_urgent: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything is narrowed besides the tab."""
        return self != Narrowed(tab=self.tab)


@dataclass(frozen=True)
class Page:
    """Some tasks: the urgent ones by themselves, on the first page; and after which the next ones begin."""

    urgent: Sequence[Task]
    tasks: Sequence[Task]
    after: UUID | None
    are_more_urgent: bool = False

    @property
    def rows(self) -> list[Task]:
        return [*self.urgent, *self.tasks]


def list_page(narrowed: Narrowed, *, scope: Scope, at: datetime, after: UUID | None = None, limit: int = PAGE) -> Page:
    """The next tasks after one: what is due first; of the ended what ended last. Two or three queries."""
    parts, last = list_parts(narrowed, scope), _get_last(after)
    if narrowed.tab == DONE:
        found = sorted(_read(_ended(part, last)[: limit + 1] for part in parts), key=_by_end)
        return Page([], found[:limit], _following(found, limit))
    due, asked = is_due(narrowed.tab, at=at), list[QuerySet[Task]]()
    if not narrowed.is_urgent:
        if last is None:
            urgent_too = Q(urgency="urgent") & _running(narrowed.tab)
            asked = [_in_order(part.filter(due, urgent_too))[: MOST_URGENT + 1] for part in parts]
        parts = [part.filter(urgency="ordinary") for part in parts]
    for part, one in product(parts, _list_running(narrowed)):
        asked += [rest[: limit + 1] for rest in _list_after(_in_order(part.filter(due, one)), last)]
    rows = sorted(_read(asked), key=_by_due)
    urgent = [] if narrowed.is_urgent else [one for one in rows if one.urgency == "urgent"]
    found = [one for one in rows if one not in urgent][: limit + 1]
    return Page(urgent[:MOST_URGENT], found[:limit], _following(found, limit), len(urgent) > MOST_URGENT)


def count_up_to(
    narrowed: Narrowed, tabs: Iterable[str], *, scope: Scope, at: datetime, most: int = MOST_COUNTED
) -> dict[str, int]:
    """How many tasks some tabs hold; counting stops at ``most``. One query."""
    told = []
    for tab, part in product(tabs, list_parts(narrowed, scope)):
        states = _running(tab) if narrowed.whose == BELOW else Q()
        told.append(_held(part.filter(states, in_tab(tab, at=at)).order_by()[:most]).annotate(tab=Value(tab)))
    found = Counter(tab for tab, _ in set(_union(told, "tab", "pk")))
    return {tab: min(most, found[tab]) for tab in tabs}


def list_numbers(narrowed: Narrowed, *, scope: Scope, at: datetime, most: int = MOST_CHOSEN) -> list[UUID]:
    """The numbers of all that a list finds, as many as can be chosen at once."""
    there, found = in_tab(narrowed.tab, at=at), list[UUID]()
    for part in list_parts(narrowed, scope):
        found += part.filter(there).order_by("due_at", "pk").values_list("uid", flat=True)[:most]
    return list(dict.fromkeys(found))[:most]


def list_parts(narrowed: Narrowed, scope: Scope) -> list[QuerySet[Task]]:
    """The tasks that are left, in parts that each have an index; in whatever state, some in two of them."""
    found = Q(kind=narrowed.kind) if narrowed.kind else Q()
    if narrowed.place:
        found &= inside(narrowed.place, field="place")
    if narrowed.body_kind:
        found &= Q(body_kind=narrowed.body_kind)
    if narrowed.is_urgent:
        found &= Q(urgency="urgent")
    return [rows.filter(found) for rows in _list_whose(narrowed, scope)]


def _list_whose(narrowed: Narrowed, scope: Scope) -> list[QuerySet[Task]]:
    if narrowed.tab == ESCALATED:
        return [_of_posts(Q(escalated_to__in=[f"{one.body_kind}@{one.area}" for one in scope.held]))]
    if narrowed.whose == OWN:
        return [_of_posts(Q(worker=scope.worker))]
    if narrowed.whose == GIVEN:
        return [Task.objects.filter(made_by=scope.worker)]
    if narrowed.whose == BELOW:
        here = _any(inside(area, field="area") for area in list_areas_led(scope))
        return [Task.objects.filter(here & ~_any(list_addresses(scope)))]
    return [_of_posts(one) for one in list_addresses(scope)]


def list_addresses(scope: Scope) -> list[Q]:
    """The posts held that answer for tasks, and what was given to who acts: that may be of a post of theirs, too."""
    posts = dict.fromkeys((one.area, one.body_kind) for one in scope.held if one.role in ANSWERS)
    found = [Q(area=area, body_kind=kind) for area, kind in posts]
    if scope.worker is not None:
        found.append(Q(worker=scope.worker))
    return found


def list_areas_led(scope: Scope) -> tuple[str, ...]:
    """The areas in which others work whom who acts leads: from the township on."""
    return tuple(area for area in scope.areas_that(READS_FILES) if level_of(area) <= Level.TOWNSHIP)


def in_tab(tab: str, *, at: datetime) -> Q:
    """The tasks that a tab shows."""
    states = {WAITING: Q(state=PAUSED), DONE: Q(state__in=OVER)}
    return states.get(tab, Q(state__in=RUNNING)) & is_due(tab, at=at)


def is_due(tab: str, *, at: datetime) -> Q:
    """The time limits that a tab shows."""
    match tab:
        case "today":
            return Q(due_at__gte=at, due_at__lte=end_of(timezone.localtime(at).date()))
        case "overdue" | "escalated":
            return Q(due_at__lt=at)
        case _:
            return Q()


def _running(tab: str) -> Q:
    """What is not over, said as the indexes of what runs say it: of conditions that say the same the database thinks
    that hardly a row fulfils them all, and reads everything instead of a page.
    """
    paused = Q(state=PAUSED)
    return Q(ended_at__isnull=True) & (paused if tab == WAITING else ~paused)


def _list_running(narrowed: Narrowed) -> list[Q]:
    """The same in parts, of which each is read along one index: of a post state by state."""
    if narrowed.whose == BELOW or narrowed.tab == ESCALATED:
        return [_running(narrowed.tab)]
    return [Q(state=one) for one in ((PAUSED,) if narrowed.tab == WAITING else RUNNING)]


def _any(found: Iterable[Q]) -> Q:
    return reduce(or_, found, Q(pk__in=[]))


def _of_posts(mine: Q) -> QuerySet[Task]:
    """Tasks addressed to who acts, by the index of posts and not by way of the files; of no child kept from them."""
    return everyone(Task).filter(mine & (Q(child__isnull=True) | may_exist("child__")))


def _get_last(after: UUID | None) -> Task | None:
    return Task.objects.filter(uid=after).first() if after else None


def _read(parts: Iterable[QuerySet[Task]]) -> list[Task]:
    """The tasks of all parts with what a line tells of: the child, the worker, the body. Two queries."""
    numbers = [pk for (pk,) in _union([_held(part) for part in parts], "pk")]
    return list(everyone(Task).filter(pk__in=numbers).select_related("child", "worker", "body"))


def _held(part: QuerySet[Task]) -> QuerySet[Any]:
    """The same rows as a part of a union: on SQLite without their order, which it does not want there."""
    if connection.features.supports_slicing_ordering_in_compound:
        return part
    return everyone(Task).filter(pk__in=part.values("pk")).order_by()


def _union(parts: Sequence[QuerySet[Task]], *columns: str) -> list[tuple[Any, ...]]:
    """Several questions asked at once, each along its own index."""
    rows = [part.values_list(*columns) for part in parts]
    return list(rows[0].union(*rows[1:], all=True)) if rows else []


def _in_order(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.order_by(F("due_at").asc(nulls_last=True), "pk")


def _by_due(task: Task) -> tuple[bool, datetime, int]:
    return (task.due_at is None, task.due_at or task.begun_at, task.pk)


def _list_after(tasks: QuerySet[Task], last: Task | None) -> list[QuerySet[Task]]:
    """What comes after one: those with a limit, and those without, each from its place in the index on."""
    if last is None:
        return [tasks]
    without = tasks.filter(due_at__isnull=True)
    if last.due_at is None:
        return [without.filter(pk__gt=last.pk)]
    later = Q(due_at__gt=last.due_at) | Q(pk__gt=last.pk)
    return [tasks.filter(later, due_at__gte=last.due_at), without]


def _ended(tasks: QuerySet[Task], last: Task | None) -> QuerySet[Task]:
    rows = tasks.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    if last is None or last.ended_at is None:
        return rows
    return rows.filter(Q(ended_at__lt=last.ended_at) | Q(pk__lt=last.pk), ended_at__lte=last.ended_at)


def _by_end(task: Task) -> tuple[float, int]:
    return (-task.ended_at.timestamp() if task.ended_at else 0.0, -task.pk)


def _following(found: Sequence[Task], limit: int) -> UUID | None:
    return found[limit - 1].uid if len(found) > limit else None
