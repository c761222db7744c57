"""What was concluded and not followed yet: tasks settled lot by lot, each in a transaction of its own.

A lot whose process was killed simply waits again, and what was opened is not opened twice.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction

from hutong.determinations.models import Concluded
from hutong.tasks.settle import SettledTasks, settle_tasks

AT_ONCE = 2_000


def settle_tasks_waiting(
    *, on: date, at: datetime, limit: int | None = None, advance: Callable[[int], None] = lambda files: None
) -> SettledTasks:
    """Drain what waits, in the order of the files; those that somebody writes to wait until the next time."""
    so_far, after = SettledTasks(), 0
    while limit is None or so_far.files < limit:
        most = AT_ONCE if limit is None else min(AT_ONCE, limit - so_far.files)
        with transaction.atomic():
            lot = _next_lot(after, most)
            done = settle_tasks(lot, on=on, at=at) if lot else SettledTasks()
        if not lot:
            break
        after = lot[-1]
        so_far += done
        advance(done.files)
    return so_far


def _next_lot(after: int, most: int) -> list[int]:
    skips = connection.features.has_select_for_update_skip_locked
    rows = Concluded.objects.select_for_update(skip_locked=skips, of=("self",)).filter(child_id__gt=after)
    return list(rows.order_by("child_id").values_list("child_id", flat=True)[:most])
