"""The log of the machine: a record a line, and of a fault only where it happened.

What an error says may hold what was typed or what stands in a row ("Key (name)=(…) already exists"). Where real
children's data is, the log gets the kind of the error and the lines of the program, never its words.
"""

import logging
import traceback
from types import TracebackType

from hutong.lib.outages import is_database_gone, list_causes

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLine(logging.Formatter):
    """Line breaks in what is logged are written out, so that nobody can write records of their own."""

    def __init__(self, format: str, *, is_silent: bool) -> None:
        super().__init__(format)
        self.is_silent = is_silent

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line, in one."""
        line = super().formatMessage(record)
        return "".join(one if one.isprintable() else repr(one)[1:-1] for one in line)

    def formatException(self, ei: Fault) -> str:
        """Where it happened; with its words only where no real data is.

        A database that is out of reach is no fault of ours, and says so with every request: a line is enough.
        """
        if is_database_gone(ei[1]):
            return " < ".join(f"{type(one).__module__}.{type(one).__qualname__}" for one in list_causes(ei[1]))
        if not self.is_silent or ei[1] is None:
            return super().formatException(ei)
        return "\n".join(tell_where(ei[1]))


def tell_where(error: BaseException) -> list[str]:
    """The kinds of an error and of those it came from, with the lines of the program, innermost first."""
    told: list[str] = []
    at: BaseException | None = error
    while at is not None:
        frames = traceback.extract_tb(at.__traceback__)
        told += [f"{type(at).__module__}.{type(at).__qualname__}"]
        told += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)]
        at = at.__cause__ or at.__context__
    return told
