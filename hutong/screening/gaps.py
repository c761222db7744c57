"""Where what is owed and what is in payment differ, both ways, and where that cannot be told.

A benefit counts for the gap as a whole: owed at one of the child's places is owed. What only rests on "not on this list
means no" takes nobody's payment away: it is put down as undetermined, for a person to verify.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

import numpy as np

from hutong.screening.arrow import Matrix, Screened
from hutong.screening.bits import MAY, SURE, Words


class Gap(NamedTuple):
    """Children with a gap of one kind, put down at the place of one column."""

    kind: str
    column: int
    children: Words


@dataclass
class Gaps:
    """The gaps of a screened batch, for the benefits of which the population says who is paid."""

    screened: Screened
    covered: Matrix
    found: list[Gap] = field(default_factory=list)

    def find(self) -> "Gaps":
        """Find the gaps of every benefit."""
        by_benefit: dict[str, list[int]] = {}
        for number, column in enumerate(self.screened.columns):
            by_benefit.setdefault(column.benefit, []).append(number)
        for benefit, columns in by_benefit.items():
            if not self.screened.is_known_of(benefit):
                continue
            paid = self.screened.paid(benefit)
            # Not by whole words: one child of whom it is unknown keeps a word from being all bits or none.
            if ((paid[SURE] | ~paid[MAY]) & self.screened.usable).any():
                self._find(columns, paid[SURE], ~paid[MAY])
        return self

    def _find(self, columns: list[int], paid: Words, unpaid: Words) -> None:
        one = self.screened
        owed = {column: one.entitled[column] & ~self.covered[column] for column in columns}
        any_owed = _any(owed[column] for column in columns)
        open_ = _any(one.unknown[column] & ~self.covered[column] for column in columns) & ~any_owed
        unsupported = one.usable & paid & ~any_owed & ~open_ & ~_any(one.not_offered[column] for column in columns)
        resting = [words for column in columns if (words := one.resting(column)) is not None]
        to_verify: Words = unsupported & _any(resting) if resting else np.zeros_like(unsupported)
        self._place("owed_not_received", columns, owed, unpaid)
        concerned = {column: one.concerned[column] for column in columns}
        self._place("received_not_owed", columns, concerned, unsupported & ~to_verify)
        where = {column: (one.unknown[column] & open_) | (concerned[column] & to_verify) for column in columns}
        self._place("undetermined", columns, where, (open_ & (paid | unpaid)) | to_verify)

    def _place(self, kind: str, columns: list[int], where: dict[int, Words], children: Words) -> None:
        """Each child once, at the first of its places."""
        left = children
        for column in columns:
            placed = where[column] & left
            if placed.any():
                left = left & ~placed
                self.found.append(Gap(kind, column, placed))


def _any(parts: Iterable[Words]) -> Words:
    """The children in any of the parts, of which there is at least one."""
    words: Words = reduce(np.bitwise_or, parts)
    return words
