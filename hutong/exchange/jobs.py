"""Work that waits in the database: taken by a lease, done a chunk a transaction, taken over when its runner is gone.

A runner renews its lease in the same transaction in which it writes a chunk. One that was taken over finds its lease
gone and writes nothing: so what a killed or stalled runner left is neither lost nor done twice.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from hutong.children.queries import with_assigned
from hutong.determinations.processes import count_processes
from hutong.exchange.applying import apply_step
from hutong.exchange.applying_together import write_together
from hutong.exchange.errors import BusyAlready, LeaseLost
from hutong.exchange.looking import look_at, set_refused
from hutong.exchange.making_exports import give_up, keep_made, make_file
from hutong.exchange.models import ExportRequest, Import, ImportRow, Job
from hutong.exchange.national.comparing import Comparer
from hutong.exchange.planning import Planner
from hutong.exchange.refused_rows import is_as_tried, keep_refused, make_refused
from hutong.exchange.sealed_files import forget_file
from hutong.exchange.undoing import undo_step
from hutong.ledgers.errors import LedgerError
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

LEASE = timedelta(seconds=90)
AHEAD = 2 * LEASE
"""Nobody takes a lease for so long: one that seems to last longer was taken while the clock was wrong."""
MOST_ATTEMPTS = 20
BREATH_SECONDS = 0.002
Kind, State = Job.Kind, Import.State
log = logging.getLogger(__name__)


def enqueue(*, batch: Import, kind: Job.Kind, by: Worker, at: datetime) -> Job:
    """Put work on the list, in the caller's transaction. Raises BusyAlready."""
    if Job.objects.filter(batch=batch, finished_at__isnull=True).exists():
        raise BusyAlready
    return Job.objects.create(batch=batch, kind=kind, by=by, made_at=at)


def enqueue_export(*, export: ExportRequest, at: datetime) -> Job:
    """Put the making of an approved export on the list: done as whoever asked for it. Raises BusyAlready."""
    if Job.objects.filter(export=export, finished_at__isnull=True).exists():
        raise BusyAlready
    return Job.objects.create(export=export, kind=Kind.EXPORT, by=export.asked_by, made_at=at)


def release_leases() -> int:
    """Let what a runner that is gone had taken be taken at once, not only when its lease ends."""
    return Job.objects.filter(finished_at__isnull=True, lease__isnull=False).update(lease=None, leased_until=None)


def take_job(*, batch: Import | None = None, export: ExportRequest | None = None) -> Job | None:
    """The oldest work that nobody holds, now held by us; None where there is none."""
    now = timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now) | Q(leased_until__gt=now + AHEAD)
    waiting = Job.objects.filter(free, finished_at__isnull=True).order_by("pk")
    if batch is not None:
        waiting = waiting.filter(batch_id=batch.pk)
    if export is not None:
        waiting = waiting.filter(export_id=export.pk)
    for pk, attempts in waiting.values_list("pk", "attempts"):
        lease = uuid.uuid4()
        mine = Job.objects.filter(free, pk=pk, attempts=attempts, finished_at__isnull=True)
        if mine.update(lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1):
            return Job.objects.select_related("by").get(pk=pk)
    return None


def run(job: Job) -> None:
    """Do a job to its end, as whoever asked for it, with the posts they hold now."""
    on = timezone.localdate()
    scope = with_assigned(scope_of(job.by, on=on), on=on)
    if job.batch_id is None:
        with acting_as(scope):
            _run_export(job, on=on)
        return
    with acting_as(EVERYTHING):
        batch = Import.objects.filter(pk=job.batch_id).get()
    with acting_as(scope):
        try:
            if not scope.covers(batch.area):
                raise NotAllowed(act="work on this import")
            if job.attempts > MOST_ATTEMPTS:
                _give_up(job, batch, "too often begun")
            else:
                WORK[Kind(job.kind)](job, batch)
        except LeaseLost:
            log.warning("job %s was taken over", job.pk)
        except NotAllowed as error:
            _give_up(job, batch, str(error))
        except LedgerError as error:
            set_refused(batch, error)
            batch.save(update_fields=["problem", "state"])
            _finish(job)


def _run_export(job: Job, *, on: date) -> None:
    """Make the file of an approved export as its asker may see the children now."""
    assert job.export_id is not None
    export = ExportRequest.objects.select_related("asked_by", "decided_by").get(pk=job.export_id)
    is_over = export.state != ExportRequest.State.APPROVED
    try:
        made = None if is_over or job.attempts > MOST_ATTEMPTS else make_file(export, on=on, at=timezone.now())
    except NotAllowed as error:
        log.error("export %s was given up: %s", export.pk, error)
        made = None
    try:
        with transaction.atomic():
            _renew(job)
            if made is not None:
                keep_made(export, made, at=timezone.now())
            elif not is_over:
                give_up(export)
            _finish(job)
    except LeaseLost:
        log.warning("job %s was taken over", job.pk)


def _look(job: Job, batch: Import) -> None:
    look_at(batch)
    with transaction.atomic():
        _renew(job)
        batch.save()
        _finish(job)


def _plan(job: Job, batch: Import) -> None:
    planner = Planner(batch)
    planner.open()
    _repeat(job, planner.step)
    book = make_refused(batch, sheets=planner.sheets)
    with transaction.atomic():
        _renew(job)
        batch.state = State.PLANNED
        batch.save(update_fields=["state"])
        keep_refused(batch, book)
        _finish(job)


def _apply(job: Job, batch: Import) -> None:
    batch.progress = batch.rows.exclude(done=ImportRow.Done.WAITING).count()
    together = write_together(job, batch, processes=count_processes(), on=timezone.localdate(), at=timezone.now())
    for count in together:
        batch.progress += count
        with transaction.atomic():
            _renew(job)
            batch.save(update_fields=["progress"])

    def step() -> bool:
        return apply_step(batch, by=job.by, on=timezone.localdate(), at=timezone.now())

    _repeat(job, step)
    book = None if is_as_tried(batch) else make_refused(batch)
    ledger = batch.file
    with transaction.atomic():
        _renew(job)
        batch.state, batch.finished_at, batch.file = State.APPLIED, timezone.now(), ""
        batch.save(update_fields=["state", "finished_at", "file"])
        if book is not None:
            keep_refused(batch, book)
        _finish(job)
    # Not needed any more: its rows are in the files, or in the workbook of those handed back.
    forget_file(ledger)


def _undo(job: Job, batch: Import) -> None:
    def step() -> bool:
        return undo_step(batch, by=job.by, on=timezone.localdate(), at=timezone.now())

    _repeat(job, step)
    with transaction.atomic():
        _renew(job)
        batch.state, batch.undone_at, batch.undone_by = State.UNDONE, timezone.now(), job.by
        batch.save(update_fields=["state", "undone_at", "undone_by"])
        _finish(job)


def _compare(job: Job, batch: Import) -> None:
    comparer = Comparer(batch)
    comparer.open()
    _repeat(job, lambda: comparer.step(on=timezone.localdate()))
    book = make_refused(batch)
    export = batch.file
    with transaction.atomic():
        _renew(job)
        batch.state, batch.finished_at, batch.file = State.PLANNED, timezone.now(), ""
        batch.save(update_fields=["state", "finished_at", "file"])
        keep_refused(batch, book)
        _finish(job)
    forget_file(export)


WORK: dict[Job.Kind, Callable[[Job, Import], None]] = {
    Kind.LOOK: _look,
    Kind.PLAN: _plan,
    Kind.APPLY: _apply,
    Kind.UNDO: _undo,
    Kind.COMPARE: _compare,
}
BEFORE = {
    Kind.LOOK: State.REFUSED,
    Kind.PLAN: State.MAPPING,
    Kind.APPLY: State.PLANNED,
    Kind.UNDO: State.APPLIED,
    Kind.COMPARE: State.REFUSED,
}
"""Where an import stands again when its work is given up."""


def _repeat(job: Job, step: Callable[[], bool]) -> None:
    """Step after step, each in one transaction with the renewal of the lease."""
    finished = False
    while not finished:
        with transaction.atomic():
            _renew(job)
            finished = step()
        # On SQLite one writes at a time: leave a moment for people at their screens.
        time.sleep(BREATH_SECONDS)


def _renew(job: Job) -> None:
    held = Job.objects.filter(pk=job.pk, lease=job.lease, finished_at__isnull=True)
    if not held.update(leased_until=timezone.now() + LEASE):
        raise LeaseLost


def _finish(job: Job, fault: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), lease=None, leased_until=None, fault=fault)


def _give_up(job: Job, batch: Import, fault: str) -> None:
    """Back to the step from which it can be asked for again; rows that are written stay written."""
    log.error("job %s was given up: %s", job.pk, fault)
    Import.objects.filter(pk=batch.pk).update(state=BEFORE[Kind(job.kind)])
    _finish(job, fault[:200])
