"""What differs for whom between two sides of the same children: by bitmaps, rows only where something changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hutong.policy.findings import LESS_IS_BETTER
from hutong.screening.ahead.sides import ABSENT, Key, Owing, Side
from hutong.screening.bits import Bools, Words, pack, rows_of
from hutong.screening.sums import OPEN

NONE, UNKNOWN, COVERED, OWED = "not_owed", "unknown", "covered", "owed"
STANDINGS = (NONE, UNKNOWN, COVERED, OWED)
GAINED, LOST, MORE, LESS, OTHERWISE = "gained", "lost", "more", "less", "otherwise"
MOVED, BESIDE, NOW_KNOWN, NOW_UNKNOWN = "moved", "beside", "now_known", "now_unknown"
CHANGES = (GAINED, LOST, MORE, LESS, OTHERWISE, MOVED, NOW_KNOWN, NOW_UNKNOWN, BESIDE)
"""``moved``: between owed and covered by something better; ``beside``: something better stands there either way."""


class Changed(NamedTuple):
    """Children for whom one benefit changed in one way."""

    key: Key
    change: str
    before: str
    after: str
    children: Words


def change_of(before: str, after: str) -> str:
    """What it is called when a benefit stood so before and stands so afterwards.

    >>> change_of("not_owed", "owed"), change_of("unknown", "owed")
    ('gained', 'now_known')
    """
    if UNKNOWN in (before, after):
        return NOW_KNOWN if before == UNKNOWN else NOW_UNKNOWN
    if {before, after} == {OWED, COVERED}:
        return MOVED
    if COVERED in (before, after):
        return BESIDE
    return GAINED if after == OWED else LOST


@dataclass
class Comparing:
    """Two sides of a batch, and the benefits that are compared."""

    before: Side
    after: Side
    benefits: frozenset[str]

    @property
    def usable(self) -> Words:
        """The children whose facts can be used on both sides."""
        words: Words = self.before.screened.usable & self.after.screened.usable
        return words

    def list_keys(self) -> list[Key]:
        """What either side says of these benefits."""
        keys = dict.fromkeys([*self.before.pieces, *self.after.pieces])
        return [key for key in keys if key.benefit in self.benefits]

    def find(self) -> Iterator[Changed]:
        """Every change."""
        for key in self.list_keys():
            yield from self._standings(key)
            yield from self._amounts(key)

    def _standings(self, key: Key) -> Iterator[Changed]:
        left, right = self.before.state(key), self.after.state(key)
        if left is right:
            return
        differs = (left.owed ^ right.owed) | (left.covered ^ right.covered) | (left.unknown ^ right.unknown)
        differs &= self.usable
        if not differs.any():
            return
        sides = [
            {OWED: one.owed, COVERED: one.covered, UNKNOWN: one.unknown, NONE: ~(one.owed | one.covered | one.unknown)}
            for one in (left, right)
        ]
        for before in STANDINGS:
            mine = sides[0][before] & differs
            for after in STANDINGS if mine.any() else ():
                children = mine & sides[1][after]
                if before != after and children.any():
                    yield Changed(key, change_of(before, after), before, after, children)

    def _amounts(self, key: Key) -> Iterator[Changed]:
        """Who is owed on both sides, and not the same."""
        both = self.before.state(key).owed & self.after.state(key).owed & self.usable
        if not both.any() or not (self.before.has_amounts(key) or self.after.has_amounts(key)):
            return
        terms = self.before.terms(key), self.after.terms(key)
        if terms[0] is terms[1]:
            return
        rows = rows_of(both, self.before.children)
        for change, chosen in compared(*terms, rows):
            bits = np.zeros(self.before.children, np.bool_)
            bits[rows[chosen]] = True
            yield Changed(key, change, OWED, OWED, pack(bits))


def compared(before: dict[str, Owing], after: dict[str, Owing], rows: NDArray[np.int64]) -> Iterator[tuple[str, Bools]]:
    """Who of the rows gets more, less, or something that cannot be put in numbers on both sides."""
    more, less, other = (np.zeros(len(rows), np.bool_) for _ in range(3))
    for name in dict.fromkeys([*before, *after]):
        (one, states), (another, new) = (_at(side.get(name), rows) for side in (before, after))
        sign = -1 if name in LESS_IS_BETTER else 1
        known, now = states < OPEN, new < OPEN
        rising = (known & now & (sign * another > sign * one)) | ((states == ABSENT) & now)
        falling = (known & now & (sign * another < sign * one)) | (known & (new == ABSENT))
        more |= rising
        less |= falling
        other |= (states != new) & ~rising & ~falling
    for change, chosen in (
        (MORE, more & ~less),
        (LESS, less & ~more),
        (OTHERWISE, (more & less) | (other & ~more & ~less)),
    ):
        if chosen.any():
            yield change, chosen


def _at(owing: Owing | None, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    if owing is None:
        return np.zeros(len(rows), np.int64), np.full(len(rows), ABSENT, np.int8)
    return owing.numbers[rows], owing.states[rows]
