"""Which texts speak for whom, for a whole batch at once: a class shares documents and which of its places are one.

Places are few and children many: all about a place is looked up once per place, then spread over the children by code.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.policy.layouts import HAS_HUKOU, PLACE_FACTS, Layout, layout_for_places
from hutong.policy.layouts import NOWHERE as NO_HUKOU
from hutong.policy.programs import Givers, program_at
from hutong.screening.bits import Words, pack, unpack
from hutong.screening.population import Batch

UNKNOWN, NOWHERE = 0, 1
"""The numbers of an unknown place, and of the hukou place of a child who is known to have none."""
SAME_PLACES = ((0, 1), (0, 2), (1, 2))


@dataclass(frozen=True)
class ChildClass:
    """A class with the children in it and a layout that stands for all of them."""

    key: Hashable
    layout: Layout
    children: Words


@dataclass
class Places:
    """Numbers for the counties met so far, and for the sets of documents that speak there."""

    library: Library
    on: date
    givers: Givers = None
    counties: list[str | None] = field(default_factory=lambda: [None, NO_HUKOU])
    numbers: dict[str, int] = field(default_factory=dict)
    shapes: list[int] = field(default_factory=list)
    _shape_numbers: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shapes += [self._shape(None), self._shape(None)]

    def _shape(self, county: str | None) -> int:
        shape = program_at(self.library, county, self.on, self.givers).shape
        return self._shape_numbers.setdefault(id(shape), len(self._shape_numbers))

    def number(self, place: str) -> int:
        """The number of a place's county."""
        county = place[:6]
        if county not in self.numbers:
            self.numbers[county] = len(self.counties)
            self.counties.append(county)
            self.shapes.append(self._shape(county))
        return self.numbers[county]

    def of_batch(self, batch: Batch) -> list[NDArray[np.int32]]:
        """For each tie the county number of every child, 0 where the place is unknown."""
        found = []
        for tie in TIES:
            codes = batch.codes(PLACE_FACTS[tie])
            if not codes.words:
                found.append(np.full(batch.children, UNKNOWN, np.int32))
                continue
            numbers = np.array([self.number(word) for word in codes.words], np.int32)[codes.codes]
            found.append(np.where(unpack(codes.known, batch.children), numbers, UNKNOWN).astype(np.int32))
        without = unpack(batch.truths(HAS_HUKOU).no, batch.children) & (found[0] == UNKNOWN)
        found[0][without] = NOWHERE
        return found

    def list_classes(self, places: list[NDArray[np.int32]]) -> Iterator[ChildClass]:
        """The classes of a batch, each with its children."""
        shapes = np.array(self.shapes, np.int64)
        width = len(self._shape_numbers) + 1
        label = np.zeros(len(places[0]), np.int64)
        for numbers in places:
            label = label * 3 * width + np.minimum(numbers, 2) * width + shapes[numbers]
        for left, right in SAME_PLACES:
            label = label * 2 + (places[left] == places[right])
        for one in _distinct(label):
            inside = label == one
            first = int(np.argmax(inside))
            triple = tuple(self.counties[int(numbers[first])] for numbers in places)
            layout = layout_for_places(self.library, triple, self.on, self.givers)
            yield ChildClass((one, width), layout, pack(inside))


def _distinct(labels: NDArray[np.int64]) -> list[int]:
    """The distinct labels; quick when there is one, as in a file sorted by place."""
    if len(labels) == 0:
        return []
    low, high = int(labels.min()), int(labels.max())
    return [low] if low == high else [int(one) for one in np.unique(labels)]
