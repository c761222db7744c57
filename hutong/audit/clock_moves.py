"""That the clock of the machine was put right, by how much: on record, for what stands around it seems out of order.

Rows keep their numbers, which only grow; seals go by these, not by the clock.
"""

import time
from datetime import datetime

from django.utils import timezone

from hutong.audit.acting import SYSTEM, acted_by, through
from hutong.audit.actions import note_act
from hutong.audit.models import Entry

MOVED_SECONDS = 60
"""By less a clock is put right all the time."""


class WatchedClock:
    """Compares the clock with one that nobody can move, for a runner that comes by often."""

    def __init__(self) -> None:
        self._ahead: float | None = None

    def note_moves(self) -> int:
        """By how many seconds the clock was moved since it was looked at last; 0 where it went as it should."""
        now = timezone.now()
        ahead = now.timestamp() - time.monotonic()
        moved = self._behind_the_record(now) if self._ahead is None else round(ahead - self._ahead)
        if abs(moved) < MOVED_SECONDS:
            moved = 0
        if moved:
            with acted_by(SYSTEM), through("clock"):
                note_act(at=now, act="clock moved", about=f"{moved:+d} s")
        self._ahead = ahead
        return moved

    def _behind_the_record(self, now: datetime) -> int:
        """Where nobody watched before: how far the newest row lies in the time to come."""
        newest = Entry.objects.order_by("-id").values_list("at", flat=True).first()
        return min(round((now - newest).total_seconds()), 0) if newest else 0
