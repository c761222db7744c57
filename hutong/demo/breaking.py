"""Rows that no ledger is without: a mistyped number, a day the calendar lacks, a father dead and in prison."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from hutong.demo.pen import Formula
from hutong.demo.sheets import LedgerRow
from hutong.lib.identity_number import get_check_character, normalise_identity_number

SHARE_BROKEN = 0.024


@dataclass(frozen=True)
class Heads:
    """What the columns that get broken are called in this ledger."""

    identity: str
    birth_date: str
    place: str
    father: str
    yes_no: str
    has_formulas: bool


def break_rows(rows: Sequence[LedgerRow], heads: Heads, *, random: Random) -> list[str]:
    """Break two or three rows of a hundred, each in another way; the ways that were used."""
    breaks = [one for one in BREAKS if heads.has_formulas or one is not _put_a_formula_without_its_value]
    # Only rows with a number of their own: each break then meets what it needs.
    free = [row for row in rows if len(str(row[heads.identity] or "").strip()) >= 18]
    random.shuffle(free)
    used = []
    for number in range(max(1, round(len(rows) * SHARE_BROKEN))):
        one = breaks[number % len(breaks)]
        if len(free) < 2:
            break
        one(free.pop(), free[0], heads)
        used.append(one.__name__)
    return used


def _mistype_the_check_character(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    number = normalise_identity_number(str(row[heads.identity]))
    wrong = "1" if get_check_character(number[:17]) != "1" else "2"
    row[heads.identity] = number[:17] + wrong


def _write_an_impossible_day(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    row[heads.birth_date] = "2016-02-30"


def _say_dead_and_imprisoned(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    row[heads.father] = "死亡、服刑在押"


def _name_an_unknown_place(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    row[heads.place] = "虚构省无名市无名县"


def _write_a_word_for_yes_or_no(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    row[heads.yes_no] = "看情况"


def _repeat_another_number(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    """The same child entered a second time."""
    for head in (heads.identity, heads.birth_date, "姓名", "性别"):
        row[head] = other[head]


def _store_the_number_as_a_number(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    digits = normalise_identity_number(str(row[heads.identity]))[:17] + "0"
    # A spreadsheet keeps 15 digits; text files then hold what it shows.
    row[heads.identity] = float(digits) if heads.has_formulas else f"{float(digits):.5E}"


def _put_a_formula_without_its_value(row: LedgerRow, other: LedgerRow, heads: Heads) -> None:
    row[heads.birth_date] = Formula("=DATE(2016,3,5)")


BREAKS: tuple[Callable[[LedgerRow, LedgerRow, Heads], None], ...] = (
    _mistype_the_check_character,
    _write_an_impossible_day,
    _say_dead_and_imprisoned,
    _name_an_unknown_place,
    _write_a_word_for_yes_or_no,
    _repeat_another_number,
    _store_the_number_as_a_number,
    _put_a_formula_without_its_value,
)
