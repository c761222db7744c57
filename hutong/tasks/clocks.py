"""By when: hours, calendar days, working days of the State Council's calendar, months.

A time that a document gives counts as the document says. A word without a number (及时, 定期) counts as the area has
set it, else as ``clocks.toml`` does; it is a setting, and is called one wherever it is shown.
"""

import re
import tomllib
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from hutong.places.codes import NATION, ancestors
from hutong.places.working_days import add_working_days
from hutong.tasks.errors import ClockUnset
from hutong.tasks.models import DayCount

FILE = Path(__file__).with_name("clocks.toml")
END_OF_DAY = time(23, 59, 59)
IN_NUMBERS = re.compile(r"^(?:at least once in |at least once every )?(\d+) (working days?|days?|months?|hours?)$")
IN_WORDS = {"year": 12, "quarter": 3, "month": 1}
A_WEEK = 7
FALLBACK = "职责"


@dataclass(frozen=True, slots=True)
class Deadline:
    """So long from when it begins: exactly one of the four. ``label``: the word of the document it comes from."""

    hours: int = 0
    days: int = 0
    working_days: int = 0
    months: int = 0
    label: str = ""
    is_local: bool = False
    """The document gives no number: the count is a setting of the place."""

    def __post_init__(self) -> None:
        if sum(bool(one) for one in (self.hours, self.days, self.working_days, self.months)) != 1:
            raise ClockUnset(label=self.label)

    def due_from(self, at: datetime) -> datetime:
        """The last instant allowed: of hours to the second, of days and months the end of the last day here."""
        if self.hours:
            return at + timedelta(hours=self.hours)
        return end_of(self.last_day(timezone.localtime(at).date()))

    def last_day(self, day: date) -> date:
        """The last day allowed for what begins on a day; that day itself is not counted."""
        if self.working_days:
            return add_working_days(day, self.working_days)
        return add_months(day, self.months) if self.months else day + timedelta(days=self.days or self.hours // 24)


def end_of(day: date) -> datetime:
    """The last second of a day where the work is done."""
    return timezone.make_aware(datetime.combine(day, END_OF_DAY))


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day.

    >>> add_months(date(2025, 1, 31), 1)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Counts:
    """The settings of areas, read once; gives the deadline of a word at a place."""

    def __init__(self) -> None:
        rows = DayCount.objects.filter(ended_at__isnull=True).values_list("area", "word", "unit", "count")
        self.own = {(area, word): {unit: count} for area, word, unit, count in rows}
        self._due: dict[tuple[Deadline, datetime], datetime] = {}

    def within(self, words: str, place: str) -> Deadline:
        """For ``within`` of a duty; for none the setting for duties without a word."""
        return self._read(words or FALLBACK, place)

    def every(self, words: str, place: str) -> Deadline:
        """For ``every`` of a duty: how long after one round the next begins."""
        return self._read(words, place)

    def own_word(self, word: str, place: str) -> Deadline:
        """For one of the words of ``[own]``."""
        return self._read(word, place)

    def due_from(self, deadline: Deadline, at: datetime) -> datetime:
        """The same as the deadline's, reckoned once however many ask."""
        if (deadline, at) not in self._due:
            self._due[deadline, at] = deadline.due_from(at)
        return self._due[deadline, at]

    def _read(self, words: str, place: str) -> Deadline:
        if (told := deadline_in(words)) is not None:
            return told
        for area in (*ancestors(place), NATION):
            if (own := self.own.get((area, words))) is not None:
                return Deadline(**own, label=words, is_local=True)
        return usual(words)


def usual(words: str) -> Deadline:
    """The count of a word where no area has set its own; of an unknown word that of a duty without one."""
    found = get_usual().get(words)
    return replace(found, label=words) if found else replace(get_usual()[FALLBACK], label=words)


@cache
def get_usual() -> Mapping[str, Deadline]:
    """The words of ``clocks.toml``."""
    tables: Iterable[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8")).values()
    return {word: Deadline(**count, label=word, is_local=True) for table in tables for word, count in table.items()}


def deadline_in(words: str) -> Deadline | None:
    """The deadline that a document gives in numbers, or by naming a week, a quarter, a year; None for other words.

    >>> deadline_in("15 working days").working_days, deadline_in("at least once a quarter").months
    (15, 3)
    """
    if found := IN_NUMBERS.match(words):
        unit = found[2].rstrip("s").replace(" ", "_")
        counted: dict[str, Any] = {f"{unit}s": int(found[1])}
        return Deadline(**counted, label=words)
    if words.startswith("at least once a ") or words.startswith("year"):
        named = words.removeprefix("at least once a ").split(",")[0]
        return Deadline(days=A_WEEK, label=words) if named == "week" else Deadline(months=IN_WORDS[named], label=words)
    return None
