"""How long it has been from a day to a day, in whole years and months."""

from datetime import date


def whole_years(birth: date, on: date) -> int:
    """周岁 on the day: a birthday counts from its day; one of 29 February on 1 March in other years."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def whole_months(since: date, on: date) -> int:
    """Full months from a day to a day; below zero when it has not begun."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
