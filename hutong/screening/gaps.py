"""Where what is owed and what is in payment differ, both ways, and where that cannot be told.

A benefit counts for the gap as a whole: owed at one of the child's places is owed. What only rests on "not on this list
means no" takes nobody's payment away: it is put down as undetermined, for a person to verify.
"""

from dataclasses import dataclass, field
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
            received = self.screened.paid(benefit)
            if received is not None and (received[SURE].any() or not received[MAY].all()):
                self._find(columns, received[SURE], ~received[MAY])
        return self

    def _find(self, columns: list[int], paid: Words, unpaid: Words) -> None:
        one = self.screened
        owed = {column: one.entitled[column] & ~self.covered[column] for column in columns}
        any_owed, any_unknown, any_offered, any_resting = (
            np.bitwise_or.reduce(matrix, axis=0)
            for matrix in (
                [owed[column] for column in columns],
                one.unknown[columns] & ~self.covered[columns],
                one.not_offered[columns],
                one.resting[columns],
            )
        )
        open_ = any_unknown & ~any_owed
        unsupported = one.usable & paid & ~any_owed & ~any_unknown & ~any_offered
        self._place("owed_not_received", columns, {column: owed[column] & unpaid for column in columns})
        concerned = {column: one.concerned[column] for column in columns}
        self._spread("received_not_owed", columns, concerned, unsupported & ~any_resting)
        settled = unsupported & any_resting
        places = {column: (one.unknown[column] & open_) | (concerned[column] & settled) for column in columns}
        self._spread("undetermined", columns, places, (open_ & (paid | unpaid)) | settled)

    def _spread(self, kind: str, columns: list[int], where: dict[int, Words], children: Words) -> None:
        self._place(kind, columns, {column: where[column] & children for column in columns})

    def _place(self, kind: str, columns: list[int], where: dict[int, Words]) -> None:
        """Each child once, at the first of its places."""
        placed = np.zeros_like(self.screened.usable)
        for column in columns:
            children = where[column] & ~placed
            if children.any():
                placed |= children
                self.found.append(Gap(kind, column, children))

    def matrix(self, kind: str) -> Matrix:
        """For every column the children with a gap of this kind."""
        matrix: Matrix = np.zeros_like(self.screened.entitled)
        for gap in self.found:
            if gap.kind == kind:
                matrix[gap.column] |= gap.children
        return matrix
