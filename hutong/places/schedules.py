"""The days of a year as offices work: read for a page, corrected by hand, taken over from a pasted notice.

A notice reads like "元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周日）上班。"; a list has a line for each
day or for days together: "2027-01-01 至 2027-01-03 休 元旦", "2027-01-04 班".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from hutong.places.errors import ScheduleWrong
from hutong.places.models import CalendarDay
from hutong.places.working_days import A_DAY, SATURDAY, get_published, get_published_names

EXAMPLE = "2027-01-01 休 元旦"
LONGEST_SPAN = timedelta(days=31)
LINE = re.compile(
    r"^(?P<first>\d{4}-\d{2}-\d{2})(?:\s*(?:至|到|~|–|—)\s*(?P<last>\d{4}-\d{2}-\d{2}))?[\s,，]+"
    r"(?P<word>休|班|off|worked)(?:[\s,，]+(?P<name>.{0,40}))?$"
)
OFF_WORDS = frozenset({"休", "off"})
HEADED = re.compile(r"^[（(]?[一二三四五六七八九十\d]*[)）、.．]?\s*(?P<name>[^：:\d]{1,20})[：:]\s*(?P<said>.+)$")
DAY = r"(?:(?P<{0}_month>\d{{1,2}})月)?(?P<{0}_day>\d{{1,2}})日(?:[（(][^）)]*[)）])?"
SAID = re.compile(rf"{DAY.format('first')}(?:\s*[至到]\s*{DAY.format('last')})?")
SENTENCE = re.compile(r"[。；;]")


@dataclass(frozen=True)
class Day:
    """A day of the calendar: whether offices work, and why where the week says otherwise."""

    day: date
    is_worked: bool
    name: str = ""
    source: str = ""
    is_own: bool = False
    """Entered here, not published with the package."""

    @property
    def is_special(self) -> bool:
        """Other than the week has it."""
        return self.is_worked != (self.day.weekday() < SATURDAY)


@dataclass(frozen=True)
class Given:
    """A day as somebody enters it."""

    day: date
    is_worked: bool
    name: str = ""


def list_year(year: int) -> list[Day]:
    """Every day of a year."""
    own = {row.day: row for row in CalendarDay.objects.filter(day__year=year)}
    first = date(year, 1, 1)
    days = (first + A_DAY * number for number in range((date(year + 1, 1, 1) - first).days))
    return [_day(day, own.get(day)) for day in days]


def read_schedule(text: str, *, year: int) -> list[Given]:
    """The days of a pasted list or notice. Raises ScheduleWrong."""
    found: list[Given] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line := line.strip():
            days = list(_read_line(line) or _read_notice(line, year=year))
            if not days or any(one.day.year != year for one in days):
                raise ScheduleWrong(line=number, text=line[:40], example=EXAMPLE.replace("2027", str(year)))
            found += days
    if not found:
        raise ScheduleWrong(line=1, text="", example=EXAMPLE.replace("2027", str(year)))
    return list({one.day: one for one in found}.values())


@transaction.atomic
def set_days(days: Iterable[Given], *, source: str) -> int:
    """Days as they are worked here; what the week or the package says anyway needs no row. How many differ."""
    count = 0
    for given in days:
        CalendarDay.objects.filter(day=given.day).delete()
        if given.is_worked != _otherwise(given.day):
            CalendarDay.objects.create(day=given.day, is_worked=given.is_worked, name=given.name, source=source)
            count += 1
    return count


def clear_day(day: date) -> bool:
    """As published again, or as the week has it; whether there was anything to clear."""
    deleted, _ = CalendarDay.objects.filter(day=day).delete()
    return bool(deleted)


def _otherwise(day: date) -> bool:
    return get_published().get(day, day.weekday() < SATURDAY)


def _day(day: date, own: CalendarDay | None) -> Day:
    if own is not None:
        return Day(day, own.is_worked, own.name, own.source, is_own=True)
    return Day(day, _otherwise(day), get_published_names().get(day, ""))


def _read_line(line: str) -> Iterator[Given] | None:
    read = LINE.match(line)
    if read is None:
        return None
    first, last = _as_day(read["first"]), _as_day(read["last"] or read["first"])
    return _span(first, last, is_worked=read["word"] not in OFF_WORDS, name=(read["name"] or "").strip())


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _span(first: date | None, last: date | None, *, is_worked: bool, name: str) -> Iterator[Given]:
    """Days together; none where they are no days, or far too many."""
    if first is None or last is None or not timedelta() <= last - first <= LONGEST_SPAN:
        return
    for number in range((last - first).days + 1):
        yield Given(first + A_DAY * number, is_worked, name)


def _read_notice(line: str, *, year: int) -> Iterator[Given]:
    headed = HEADED.match(line)
    if headed is None:
        return
    for sentence in SENTENCE.split(headed["said"]):
        if "上班" in sentence:
            yield from _said_days(sentence, year=year, is_worked=True, name=headed["name"].strip())
        elif "放假" in sentence:
            yield from _said_days(
                sentence.partition("放假")[0], year=year, is_worked=False, name=headed["name"].strip()
            )


def _said_days(sentence: str, *, year: int, is_worked: bool, name: str) -> Iterator[Given]:
    month = ""
    for said in SAID.finditer(sentence.replace(f"{year}年", "")):
        month = said["first_month"] or month
        first = _as_day(f"{year}-{month:0>2}-{said['first_day']:0>2}")
        last_month = said["last_month"] or month
        last = _as_day(f"{year}-{last_month:0>2}-{said['last_day']:0>2}") if said["last_day"] else first
        yield from _span(first, last, is_worked=is_worked, name=name)
