"""Values of values.toml as arrays by county: looked up once for each place, then taken for each child."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNREAD = -1


@dataclass
class ValueTable:
    """For every county the number of a value and its state (see ``sums.py``), ``UNREAD`` where nobody asked yet."""

    numbers: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    states: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))

    def grow(self, counties: int) -> None:
        """Make room for so many counties, and some more."""
        if len(self.states) < counties:
            more = 2 * counties - len(self.states)
            self.numbers = np.concatenate([self.numbers, np.zeros(more, np.int64)])
            self.states = np.concatenate([self.states, np.full(more, UNREAD, np.int8)])
