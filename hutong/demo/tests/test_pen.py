from datetime import date
from random import Random

from hutong.demo.pen import NO, NOT_COLLECTED, YES, Pen
from hutong.ledgers.cells import is_not_collected
from hutong.ledgers.values import NO as READ_AS_NO
from hutong.ledgers.values import YES as READ_AS_YES
from hutong.lib.dates import DateSpan, parse_date
from hutong.lib.identity_number import make_unused, normalise_identity_number

DAY = date(2016, 3, 5)


def make_pen(*, has_date_cells: bool = True) -> Pen:
    return Pen(Random(3), has_date_cells=has_date_cells)


def test_every_spelling_of_a_day_is_the_same_day() -> None:
    pen = make_pen()
    spellings = {pen.day(DAY) for _ in range(200)}
    assert len(spellings) == 6
    for cell in spellings:
        assert isinstance(cell, str | date)
        assert parse_date(cell) == DateSpan(DAY, DAY)


def test_a_text_file_holds_no_date_cells() -> None:
    pen = make_pen(has_date_cells=False)
    assert all(isinstance(pen.day(DAY), str) for _ in range(50))


def test_a_month_is_read_as_the_days_it_allows() -> None:
    pen = make_pen()
    for _ in range(20):
        cell = pen.month(DAY)
        assert isinstance(cell, str)
        assert parse_date(cell) == DateSpan(date(2016, 3, 1), date(2016, 3, 31))


def test_words_for_yes_and_no_are_those_that_ledgers_are_read_with() -> None:
    assert set(YES) <= READ_AS_YES
    assert set(NO) <= READ_AS_NO


def test_what_nobody_collected_is_never_a_no() -> None:
    assert all(is_not_collected(word) for word in NOT_COLLECTED)


def test_a_number_stays_the_same_however_it_is_written() -> None:
    pen, number = make_pen(), make_unused(birth_date=DAY, sex="male", serial=3)
    written = {pen.identity(number) for _ in range(300)}
    assert len(written) > 3
    assert {normalise_identity_number(str(cell)) for cell in written} == {number}
