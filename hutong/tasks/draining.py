"""What was concluded and not followed yet: tasks settled lot by lot, by several processes where the lots are many.

Each lot is a transaction of its own. One whose process was killed simply waits again, and what was opened is not opened
twice.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice

from django.db import OperationalError, connection, transaction

from hutong.audit.acting import get_door, through
from hutong.determinations.models import Concluded
from hutong.determinations.processes import open_pool
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.settle import SettledTasks, settle_tasks

AT_ONCE = 2_000
AHEAD = 2
"""Lots handed out for each process before one comes back."""
WORTH_IT = 4
"""Fewer lots than this are settled sooner than processes are started."""
Lot = list[int]
Advance = Callable[[int], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class How:
    """What all lots have in common."""

    on: date
    at: datetime
    door: str


def settle_tasks_waiting(
    *,
    on: date,
    at: datetime,
    limit: int | None = None,
    processes: int = 1,
    advance: Advance = lambda files: None,
) -> SettledTasks:
    """Drain what waits, in the order of the files; those that somebody writes to wait until the next time."""
    how, lots = How(on, at, get_door()), _list_lots(limit)
    if processes > 1:
        first = list(islice(lots, WORTH_IT))
        lots = chain(first, lots)
        if len(first) == WORTH_IT:
            # What a process that was ended had, or what two wanted at the same moment, waits still.
            so_far = _settle_together(lots, how, processes=processes, advance=advance)
            return so_far + _settle_all(_list_lots(limit and limit - so_far.files), how, advance=advance)
    return _settle_all(lots, how, advance=advance)


def _settle_all(lots: Iterator[Lot], how: How, *, advance: Advance) -> SettledTasks:
    so_far = SettledTasks()
    for lot in lots:
        done = settle_lot(lot, how)
        advance(done.files)
        so_far += done
    return so_far


def _settle_together(lots: Iterator[Lot], how: How, *, processes: int, advance: Advance) -> SettledTasks:
    so_far, handed = SettledTasks(), set[Future[SettledTasks]]()
    try:
        with open_pool(processes) as pool:
            for lot in lots:
                handed.add(pool.submit(_settle_in_process, lot, how))
                if len(handed) >= processes * AHEAD:
                    so_far += _collect(handed, advance)
            while handed:
                so_far += _collect(handed, advance)
    except BrokenProcessPool:
        log.warning("a process that settled tasks was ended; going on without it")
    return so_far


def _collect(handed: set[Future[SettledTasks]], advance: Advance) -> SettledTasks:
    so_far = SettledTasks()
    for future in wait(handed, return_when=FIRST_COMPLETED).done:
        handed.discard(future)
        done = future.result()
        advance(done.files)
        so_far += done
    return so_far


def _settle_in_process(lot: Lot, how: How) -> SettledTasks:
    """A lot beside others; where the database ends one of two that wait for each other, it waits for the next time."""
    with acting_as(EVERYTHING), through(how.door):
        try:
            return settle_lot(lot, how)
        except OperationalError as error:
            log.warning("tasks of some files wait: %s", error)
            return SettledTasks()


def settle_lot(lot: Lot, how: How) -> SettledTasks:
    """Settle the tasks of those files of a lot that still wait, and that nobody holds."""
    skips = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = Concluded.objects.select_for_update(skip_locked=skips, of=("self",)).filter(child__in=lot)
        held = list(rows.order_by("child_id").values_list("child_id", flat=True))
        return settle_tasks(held, on=how.on, at=how.at) if held else SettledTasks()


def _list_lots(limit: int | None) -> Iterator[Lot]:
    """Numbers of files that wait, lot by lot in their order, so that none comes twice."""
    after, left = 0, limit
    while left is None or left > 0:
        rows = Concluded.objects.filter(child_id__gt=after).order_by("child_id")
        lot = list(rows.values_list("child_id", flat=True)[: AT_ONCE if left is None else min(AT_ONCE, left)])
        if not lot:
            return
        after = lot[-1]
        left = None if left is None else left - len(lot)
        yield lot
