"""What the machine fails at, told apart from faults of our own: the database is out of reach, the disk is full.

Needs no database to say so. The names ``OperationalError`` and ``InterfaceError`` are those of PEP 249, which every
driver and every layer above it gives to what is not the fault of a query.
"""

import errno
from collections.abc import Iterator

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No space, no space within a quota, a file larger than the process may write."""
DISK_FULL_STATE, SQLITE_FULL, SQLITE_ERROR = "53100", 13, 1
GONE = frozenset({"OperationalError", "InterfaceError"})


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from, the last one first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_disk_full(error: BaseException | None) -> bool:
    """Whether it came from a disk without space: ours, or that of the database."""
    return any(_says_full(one) for one in list_causes(error))


def is_database_gone(error: BaseException | None) -> bool:
    """Whether it came from a database that does not answer, not from what was asked of it."""
    causes = list(list_causes(error))
    # SQLite says OperationalError of what PostgreSQL calls a ProgrammingError: a table that is not there.
    is_ours = any(getattr(one, "sqlite_errorcode", None) == SQLITE_ERROR for one in causes)
    return not is_ours and any(kind.__name__ in GONE for one in causes for kind in type(one).__mro__)


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    is_full = getattr(error, "sqlstate", None) == DISK_FULL_STATE
    return is_full or getattr(error, "sqlite_errorcode", None) == SQLITE_FULL
