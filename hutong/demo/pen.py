"""How people write in ledgers: one date in five spellings, 是 as √, and many ways to leave a cell open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

NOT_COLLECTED = ("未采集", "未采集", "", "", "", "不详", "/")
YES, NO = ("是", "是", "是", "√", "有"), ("否", "否", "否", "×", "无")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as a spreadsheet keeps it; with no value nobody saved its result."""

    text: str
    value: str = ""


Cell = str | int | float | date | Formula | None


@dataclass(frozen=True)
class Pen:
    """One hand, with its habits; `has_date_cells` where the file can hold dates as such."""

    random: Random
    has_date_cells: bool

    def nothing(self) -> Cell:
        return self.random.choice(NOT_COLLECTED) or None

    def day(self, day: date | None) -> Cell:
        """A date as the one or the other types it."""
        if day is None:
            return self.nothing()
        spellings: list[Cell] = [
            f"{day:%Y-%m-%d}",
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y%m%d}",
        ]
        return self.random.choice([*spellings, day, day] if self.has_date_cells else spellings)

    def month(self, day: date) -> Cell:
        """Only the month, as forms with 出生年月 ask for it."""
        return self.random.choice((f"{day.year}年{day.month}月", f"{day:%Y-%m}", f"{day.year}.{day.month:02d}"))

    def yes_no(self, value: bool | None) -> Cell:
        return self.nothing() if value is None else self.random.choice(YES if value else NO)

    def word(self, text: str) -> Cell:
        return text or self.nothing()

    def words(self, words: Sequence[str]) -> Cell:
        return self.random.choice(("、", "、", "，", ";")).join(words) or self.nothing()

    def number(self, value: int | None) -> Cell:
        return self.nothing() if value is None else value

    def amount(self, yuan: int | None) -> Cell:
        """Yuan a month: a number, or text with what hands add to it."""
        if yuan is None:
            return self.nothing()
        return self.random.choice((yuan, yuan, yuan, f"{yuan}元", f"{yuan:,}.00"))

    def identity(self, number: str) -> Cell:
        """The number as text, at times with blanks inside or around it, a small x, or full-width digits."""
        if not number:
            return self.random.choice((None, None, "无户口", "未办理"))
        habit = self.random.random()
        if habit < 0.08:
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        if habit < 0.12:
            return f" {number} "
        if habit < 0.16:
            return number.lower()
        if habit < 0.18:
            return "".join(chr(ord(c) + 0xFEE0) for c in number)
        return number

    def place(self, path: str) -> Cell:
        """A place in full, or without the province that everybody here knows."""
        short = path.removeprefix("湖南省郴州市").removeprefix("重庆市")
        return self.random.choice((path, path, path, short))
