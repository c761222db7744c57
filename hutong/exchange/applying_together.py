"""A confirmed import written by several processes at once, where the database lets several write.

Each lot of rows is one transaction of its own, with its rows held: what another runner does meanwhile waits, and finds
them done. A lot whose process was killed simply waits again.
"""

import logging
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hutong.audit.acting import get_door, through
from hutong.determinations.processes import open_pool
from hutong.exchange import applying
from hutong.exchange.errors import LeaseLost
from hutong.exchange.models import Import, ImportRow, Job
from hutong.staff.models import Worker
from hutong.staff.scope import Scope, acting_as, get_scope

AHEAD = 2
"""Lots handed out for each process before one comes back."""
WORTH_IT = 8
"""Fewer lots than this are written sooner than processes are started."""
Lot = tuple[int, int]
"""The first and the last number of some rows."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Writing:
    """What all lots have in common."""

    job: int
    lease: UUID
    batch: int
    by: int
    scope: Scope
    door: str
    on: date
    at: datetime


def list_lots(batch: Import) -> list[Lot]:
    """The rows that wait, in lots."""
    waiting = batch.rows.filter(done=ImportRow.Done.WAITING).order_by("number")
    numbers = list(waiting.values_list("number", flat=True))
    starts = range(0, len(numbers), applying.CHUNK)
    return [(numbers[start], numbers[start : start + applying.CHUNK][-1]) for start in starts]


def write_together(job: Job, batch: Import, *, processes: int, on: date, at: datetime) -> Iterator[int]:
    """Write the rows that wait, where they are many; after each lot, how many it had. The caller renews the lease.

    What is left when this ends, a process having been killed for one, is for the caller. Raises LeaseLost.
    """
    lots = list_lots(batch)
    if processes < 2 or len(lots) < WORTH_IT or job.lease is None:
        return
    writing = Writing(job.pk, job.lease, batch.pk, job.by_id, get_scope(), get_door(), on, at)
    handed: set[Future[int]] = set()
    try:
        with open_pool(processes) as pool:
            for lot in lots:
                handed.add(pool.submit(write_lot, writing, lot))
                if len(handed) >= processes * AHEAD:
                    yield _collect(handed)
            while handed:
                yield _collect(handed)
    except BrokenProcessPool:
        log.warning("a process that wrote an import was ended; going on without it")


def _collect(handed: set[Future[int]]) -> int:
    done = wait(handed, return_when=FIRST_COMPLETED).done
    handed -= done
    return sum(future.result() for future in done)


def write_lot(writing: Writing, lot: Lot) -> int:
    """Write those rows of a lot that still wait, as whoever asked for it; how many. Raises LeaseLost."""
    with acting_as(writing.scope), through(writing.door), transaction.atomic():
        if not Job.objects.filter(pk=writing.job, lease=writing.lease, finished_at__isnull=True).exists():
            raise LeaseLost
        batch, by = Import.objects.get(pk=writing.batch), Worker.objects.get(pk=writing.by)
        rows = applying.list_waiting(batch, first=lot[0], last=lot[1])
        applying.write_rows(batch, rows, by=by, on=writing.on, at=writing.at)
        return len(rows)
