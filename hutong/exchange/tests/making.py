"""Imports for tests: ledgers of made-up children, brought in at a county."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hutong.children.tests.making import make_worker
from hutong.exchange.actions import begin_import, begin_trial, confirm
from hutong.exchange.jobs import run, take_job
from hutong.exchange.models import Import, ImportRow
from hutong.ledgers.tests.ledger_files import make_child, make_children, write_xlsx
from hutong.staff.models import Role, Worker
from hutong.staff.scope import Scope, scope_of

COUNTY = "431022000000"
AS_OF = date(2025, 6, 1)
AT = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
TODAY = date.today()

__all__ = ["make_child", "make_children"]


def make_officer(area: str = COUNTY) -> Worker:
    """Somebody of the county's civil affairs."""
    return make_worker(Role.CIVIL_AFFAIRS, area, kind="civil_affairs")


def scope(worker: Worker) -> Scope:
    """What the worker's posts open today."""
    return scope_of(worker, on=TODAY)


def bring_in(
    folder: Path, by: Worker, children: Sequence[Mapping[str, Any]], *, area: str = COUNTY, name: str = "台账.xlsx"
) -> Import:
    """A ledger brought in and looked at; within an open scope."""
    file = write_xlsx(folder / name, children)
    batch = begin_import(area=area, as_of=AS_OF, name=name, content=file.read_bytes(), by=by, at=AT)
    return work(batch)


def try_out(folder: Path, by: Worker, children: Sequence[Mapping[str, Any]], **given: Any) -> Import:
    """The same, and the trial run."""
    batch = bring_in(folder, by, children, **given)
    begin_trial(batch=batch, by=by, at=AT)
    return work(batch)


def write(batch: Import, by: Worker) -> Import:
    """Confirm and write."""
    confirm(batch=batch, by=by, at=AT)
    return work(batch)


def work(batch: Import) -> Import:
    """Do the work that waits for an import."""
    while (job := take_job(batch=batch)) is not None:
        run(job)
    return Import.objects.get(pk=batch.pk)


def plans(batch: Import) -> list[str]:
    """What the trial run says of every row, in order."""
    return list(ImportRow.objects.filter(batch=batch).order_by("number").values_list("plan", flat=True))


def done(batch: Import) -> list[str]:
    """What became of every row, in order."""
    return list(ImportRow.objects.filter(batch=batch).order_by("number").values_list("done", flat=True))
