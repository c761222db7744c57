"""Why something changes from one day to a later one when nothing but time passes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.lib.elapsed import whole_years
from hutong.policy.collection import Library
from hutong.screening.ahead.comparing import LESS, MORE, OTHERWISE, Comparing
from hutong.screening.bits import Bools, unpack
from hutong.screening.population import EPOCH, Batch

BIRTH = "birth_date"
TEXTS, TIME = "texts", "time"
BIRTHDAY, ENDS, BEGINS = "birthday", "ends", "begins"
OF_AMOUNTS = (MORE, LESS, OTHERWISE)


@dataclass
class Causes:
    """Finds causes for children of a batch. Each child has the first that applies.

    A cause is "ends:<fact>", "begins:<fact>", "birthday:<years>", "texts" (a text or value begins or ends), or "time".
    """

    library: Library
    facts: Iterable[str]
    differing: dict[tuple[date, date], bool] = field(default_factory=dict)

    def find(self, change: str, comparing: Comparing, rows: NDArray[np.int64]) -> Iterator[tuple[str, Bools]]:
        """Each cause with those of the rows whose it is."""
        before, after = comparing.before.engine.on, comparing.after.engine.on
        batch = comparing.after.screened.batch
        has_texts = self._texts_differ(before, after)
        found = [*self._dated(batch, rows, before, after), *_birthdays(batch, rows, before, after)]
        texts = [(TEXTS, np.ones(len(rows), np.bool_))] if has_texts else []
        ordered = [*texts, *found] if change in OF_AMOUNTS else [*found, *texts]
        left = np.ones(len(rows), np.bool_)
        for cause, bools in [*ordered, (TIME, np.ones(len(rows), np.bool_))]:
            mine = left & bools
            if mine.any():
                yield cause, mine
                left &= ~mine

    def _dated(self, batch: Batch, rows: NDArray[np.int64], before: date, after: date) -> Iterator[tuple[str, Bools]]:
        """Whose facts end or begin after the one day, up to the other."""
        first, last = ((day - EPOCH).days for day in (before, after))
        for fact in sorted(batch.dated & set(self.facts)):
            ends, begins = (_days(batch, f"{fact}.{end}", rows) for end in ("until", "since"))
            if ends is not None:
                # A value holds on its last day.
                yield f"{ENDS}:{fact}", ends[1] & (ends[0] >= first) & (ends[0] < last)
            if begins is not None:
                yield f"{BEGINS}:{fact}", begins[1] & (begins[0] > first) & (begins[0] <= last)

    def _texts_differ(self, before: date, after: date) -> bool:
        key = before, after
        if key not in self.differing:
            self.differing[key] = _speaking(self.library, before) != _speaking(self.library, after)
        return self.differing[key]


def _birthdays(batch: Batch, rows: NDArray[np.int64], before: date, after: date) -> Iterator[tuple[str, Bools]]:
    """Who has a birthday after the one day, up to the other; by the years they then have."""
    numbers = batch.numbers(BIRTH)
    births, known = numbers.low[rows], unpack(numbers.known, batch.children)[rows]
    days, which = np.unique(births, return_inverse=True)
    ages = np.array([[whole_years(_day(int(one)), on) for on in (before, after)] for one in days], np.int64)
    if not len(days):
        return
    had, has = ages[which].T
    for age in np.unique(has[known & (has > had)]):
        yield f"{BIRTHDAY}:{age}", known & (has == age) & (has > had)


def _day(number: int) -> date:
    return date.fromordinal(EPOCH.toordinal() + number)


def _days(batch: Batch, name: str, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Bools] | None:
    """A column of days and who of the rows has one; None when there is no such column."""
    column = batch.column(name)
    if column is None:
        return None
    chosen = column.take(pa.array(rows)).cast(pa.int32())
    return np.asarray(chosen.fill_null(0)), np.asarray(chosen.is_valid())


def _speaking(library: Library, on: date) -> set[object]:
    """The documents, values and repeals in force on a day."""
    documents = {one.document.address for one in library.linked.values() if one.document.is_in_force(on)}
    values = {
        (value.address, value.entry.start)
        for listed in library.values.values()
        for value in listed
        if value.is_in_force(on)
    }
    return {*documents, *values, *(clause for clause, day, _ in library.repeals if on >= day)}
