"""Spans of days, both ends included; an end that is None is open."""

from datetime import date, timedelta
from typing import NamedTuple

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a day through a day."""

    since: date | None
    until: date | None


def overlap(one: Span, other: Span) -> bool:
    """Whether some day lies in both."""
    return _begins_by(one, other.until) and _begins_by(other, one.until)


def without(span: Span, taken: Span) -> list[Span]:
    """What is left of a span when another speaks for its days: nothing, one end, or both.

    >>> left = without(Span(None, None), Span(date(2023, 1, 1), date(2023, 12, 31)))
    >>> [str(one.until or one.since) for one in left]
    ['2022-12-31', '2024-01-01']
    """
    left = []
    if taken.since is not None and (span.since is None or span.since < taken.since):
        left.append(Span(span.since, taken.since - ONE_DAY))
    if taken.until is not None and (span.until is None or span.until > taken.until):
        left.append(Span(taken.until + ONE_DAY, span.until))
    return left


def _begins_by(span: Span, day: date | None) -> bool:
    return span.since is None or day is None or span.since <= day
