"""The runner of what waits: imports, files to be determined anew, rows to be sealed. Reads the clock."""

import logging
import math
import os
import threading
import time

from django.db import connection
from django.utils import timezone

from hutong.audit.jobs import Sealing
from hutong.determinations.jobs import begin_day, settle_now, settle_some
from hutong.exchange.counting import keep_sums_now
from hutong.exchange.jobs import release_leases, run, take_job
from hutong.exchange.making_exports import expire_exports
from hutong.exchange.national.comparing import count_changed
from hutong.privacy.jobs import ask_consents_of_day, seal_files_of_day
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.jobs import begin_day_of_tasks, settle_tasks_now

PAUSE_SECONDS = 1.0
FILES_AT_ONCE = 200
"""So many files are determined before an import is looked for again."""
BETWEEN_COMPARISONS_SECONDS, BETWEEN_EXPIRIES_SECONDS, BETWEEN_SUMS_SECONDS = 300, 60, 120
log = logging.getLogger(__name__)


def work_once() -> None:
    """Do everything that waits now."""
    work_on_imports()
    settle_now(processes=0)
    begin_day_of_tasks()
    settle_tasks_now()
    seal_files_of_day()
    ask_consents_of_day()
    Sealing().seal_if_due()
    compare_with_national()
    expire_what_is_over()
    keep_sums_now()


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


def work_for_ever(stop: threading.Event, *, beside: int = 0) -> None:
    """Do what waits, and look again after a pause, until told to stop or until the process we work beside is gone.

    Beside a server of this machine alone we are the only runner: what one before us had taken is ours at once.
    """
    if beside:
        release_leases()
    day = None
    sealing = Sealing()
    compared = expired = time.monotonic()
    summed = -math.inf
    while not stop.is_set() and beside in (0, os.getppid()):
        is_idle = True
        try:
            if day != timezone.localdate():
                day = begin_day()
                seal_files_of_day()
                ask_consents_of_day()
                begin_day_of_tasks()
            work_on_imports()
            is_idle = not settle_some(FILES_AT_ONCE)
            is_idle = not settle_tasks_now(limit=FILES_AT_ONCE).files and is_idle
            sealing.seal_if_due()
            if time.monotonic() - expired > BETWEEN_EXPIRIES_SECONDS:
                expire_what_is_over()
                expired = time.monotonic()
            if is_idle and time.monotonic() - compared > BETWEEN_COMPARISONS_SECONDS:
                is_idle, compared = not compare_with_national(), time.monotonic()
            if is_idle and time.monotonic() - summed > BETWEEN_SUMS_SECONDS:
                keep_sums_now()
                summed = time.monotonic()
        except Exception:
            # Whatever it is, it concerns one import or file; a runner that ended would leave all others waiting.
            log.exception("what waits could not be done; trying again")
        if is_idle:
            connection.close()
            stop.wait(PAUSE_SECONDS)
