"""The runner of what waits: imports, files to be determined anew, rows to be sealed. Reads the clock."""

import logging
import math
import os
import threading
import time
from datetime import date

from django.db import connection
from django.utils import timezone

from hutong.audit.clock_moves import WatchedClock
from hutong.audit.jobs import Sealing
from hutong.determinations.jobs import begin_day, settle_now, settle_some
from hutong.exchange.counting import MonthsToCount, count_months_now, keep_sums_now
from hutong.exchange.jobs import release_leases, run, take_job
from hutong.exchange.making_exports import expire_exports
from hutong.exchange.national.comparing import count_changed
from hutong.lib.outages import is_database_gone, is_disk_full
from hutong.privacy.jobs import ask_consents_of_day, seal_files_of_day
from hutong.protection.jobs import keep_red_running
from hutong.services.jobs import follow_areas_now, forget_old_calls, reckon_visits
from hutong.staff.jobs import keep_unusual_reading, tidy_sign_ins
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.jobs import begin_day_of_tasks, settle_tasks_now, tick

PAUSE_SECONDS, PAUSE_IN_AN_OUTAGE_SECONDS = 1.0, 5.0
FILES_AT_ONCE = 200
"""So many files are determined before an import is looked for again."""
BETWEEN_COMPARISONS_SECONDS, BETWEEN_EXPIRIES_SECONDS, BETWEEN_SUMS_SECONDS = 300, 60, 120
BETWEEN_WATCHES_SECONDS, BETWEEN_TICKS_SECONDS = 600, 60
log = logging.getLogger(__name__)


def work_once() -> None:
    """Do everything that waits now."""
    work_on_imports()
    settle_now(processes=0)
    follow_areas_now()
    begin_day_of_tasks()
    settle_tasks_now(processes=0)
    reckon_visits()
    forget_old_calls()
    keep_red_running()
    tick()
    seal_files_of_day()
    ask_consents_of_day()
    Sealing().seal_if_due()
    compare_with_national()
    expire_what_is_over()
    keep_sums_now()
    count_months_now()
    keep_unusual_reading()


def expire_what_is_over() -> int:
    """Exported files whose time is over are removed."""
    with acting_as(EVERYTHING):
        return expire_exports(at=timezone.now())


def compare_with_national() -> int:
    """Children entered in the national system whose files were written to since: what differs now."""
    with acting_as(EVERYTHING):
        return count_changed(on=timezone.localdate())


def work_on_imports() -> None:
    """Do the imports that wait, the oldest first."""
    while (job := take_job()) is not None:
        run(job)


class Every:
    """What is done from time to time."""

    def __init__(self, seconds: float, *, is_due_at_once: bool = False) -> None:
        self._seconds, self._last = seconds, -math.inf if is_due_at_once else time.monotonic()

    def is_due(self) -> bool:
        """Whether the time is over; then it begins anew."""
        if time.monotonic() - self._last <= self._seconds:
            return False
        self._last = time.monotonic()
        return True


class Runner:
    """What it did last of all that waits, and when it looks again."""

    def __init__(self, *, beside: int) -> None:
        self._has_leases = not beside
        self._day: date | None = None
        self._sealing, self._clock = Sealing(), WatchedClock()
        self._expiries, self._watches = Every(BETWEEN_EXPIRIES_SECONDS), Every(BETWEEN_WATCHES_SECONDS)
        self._ticks = Every(BETWEEN_TICKS_SECONDS, is_due_at_once=True)
        self._comparisons = Every(BETWEEN_COMPARISONS_SECONDS)
        self._sums = Every(BETWEEN_SUMS_SECONDS, is_due_at_once=True)
        self._months, self._months_looked_at = MonthsToCount(), date.min

    def step(self) -> bool:
        """Do some of it; whether nothing was left to do."""
        if not self._has_leases:
            release_leases()
            self._has_leases = True
        self._clock.note_moves()
        if self._day != timezone.localdate():
            self._day = begin_day_here()
        work_on_imports()
        is_idle = not settle_some(FILES_AT_ONCE)
        is_idle = not settle_tasks_now(limit=FILES_AT_ONCE).files and is_idle
        self._sealing.seal_if_due()
        if self._ticks.is_due():
            keep_red_running()
            tick()
        if self._expiries.is_due():
            expire_what_is_over()
        if is_idle and self._watches.is_due():
            keep_unusual_reading()
        if is_idle and self._sums.is_due():
            reckon_visits()
            forget_old_calls()
            keep_sums_now()
            self._look_at_months()
        if is_idle:
            is_idle = not self._months.count_some()
        if is_idle and self._comparisons.is_due():
            is_idle = not compare_with_national()
        return is_idle

    def _look_at_months(self) -> None:
        """Once a day, when its sums are kept: which months that are over can still be counted."""
        if self._months_looked_at != self._day:
            self._months_looked_at = self._day or date.min
            self._months.look()


def begin_day_here() -> date:
    """What is to be done once a day, all of it; the day."""
    day = begin_day()
    follow_areas_now()
    seal_files_of_day()
    ask_consents_of_day()
    begin_day_of_tasks()
    tidy_sign_ins()
    return day


def work_for_ever(stop: threading.Event, *, beside: int = 0) -> None:
    """Do what waits, and look again after a pause, until told to stop or until the process we work beside is gone.

    Beside a server of this machine alone we are the only runner: what one before us had taken is ours at once.
    """
    runner = Runner(beside=beside)
    while not stop.is_set() and beside in (0, os.getppid()):
        is_idle, pause = True, PAUSE_SECONDS
        try:
            is_idle = runner.step()
        except Exception as error:
            # Whatever it is, it concerns one import or file; a runner that ended would leave all others waiting.
            log.exception("what waits could not be done; trying again")
            if is_database_gone(error) or is_disk_full(error):
                pause = PAUSE_IN_AN_OUTAGE_SECONDS
        if is_idle:
            connection.close()
            stop.wait(pause)
