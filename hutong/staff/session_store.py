"""Sessions in a table of our own, so that a worker can be told of them and end them.

Named in Django's settings. Beside the number of a worker a session holds which forms were sent, nothing of a child.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from hutong.staff.models import Session

SINCE, SEEN, DEVICE, ADDRESS = "since", "seen", "device", "address"


class SessionStore(DatabaseStore):
    """Django's store in the database, with what a worker is told in columns."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        row: Any = super().create_model_instance(data)  # type: ignore[arg-type]
        row.worker_id = data.get(SESSION_KEY)
        row.since, row.seen_at = (read_time(data.get(name)) for name in (SINCE, SEEN))
        row.device, row.address = data.get(DEVICE, ""), data.get(ADDRESS)
        return row  # type: ignore[no-any-return]


def read_time(text: str | None) -> datetime | None:
    """A time as a session holds it."""
    return datetime.fromisoformat(text) if text else None
