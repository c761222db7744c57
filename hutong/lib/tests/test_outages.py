"""A machine that fails is told apart from a fault of ours, however deep the reason lies."""

import errno
import sqlite3

import pytest
from psycopg import OperationalError, ProgrammingError
from psycopg.errors import AdminShutdown, DiskFull

from hutong.lib.outages import is_database_gone, is_disk_full


def raised(outer: Exception, inner: Exception) -> Exception:
    """An error that came from another."""
    try:
        try:
            raise inner
        except Exception as error:
            raise outer from error
    except Exception as error:
        return error


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_without_space_is_known_by_its_number(number: int) -> None:
    assert is_disk_full(raised(ValueError("x"), OSError(number, "said")))


def test_the_disk_of_the_database_counts_too() -> None:
    assert is_disk_full(raised(OperationalError("said"), DiskFull("said")))
    assert is_disk_full(raised(OperationalError("said"), sqlite_error(sqlite3.SQLITE_FULL)))


def test_a_database_that_went_is_known() -> None:
    assert is_database_gone(raised(OperationalError("said"), AdminShutdown("said")))
    assert is_database_gone(raised(OperationalError("said"), sqlite_error(sqlite3.SQLITE_BUSY)))


def test_a_fault_of_ours_is_neither() -> None:
    for error in (ValueError("x"), ProgrammingError("x"), OSError(errno.ENOENT, "x"), None):
        assert not is_database_gone(error)
        assert not is_disk_full(error)
    assert not is_database_gone(raised(OperationalError("no such table"), sqlite_error(sqlite3.SQLITE_ERROR)))
