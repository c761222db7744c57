"""Which texts speak for whom, for a whole batch at once: a class shares rules and which of its places are one.

Places are few and children many: all about a place is looked up once per place, then spread over the children by code.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.policy.layouts import NOWHERE as NO_HUKOU
from hutong.policy.layouts import PLACE_FACTS, Layout, layout_for_places
from hutong.policy.programs import Givers, program_at
from hutong.screening.bits import Words, pack, unpack
from hutong.screening.population import Batch

Counties: TypeAlias = NDArray[np.int32]
UNKNOWN, NOWHERE = 0, 1
"""The numbers of an unknown place, and of the hukou place of a child who is known to have none."""
SAME_PLACES = ((0, 1), (0, 2), (1, 2))
MOST_LABELS = 1_000_000
MOST_SHORT = 2**15
COUNTY_DIGITS = 6


class ClassKey(NamedTuple):
    """What the children of a class share: the rules at each of their places, and which places are one."""

    rules: tuple[int, ...]
    same: tuple[bool, ...]


@dataclass(frozen=True)
class ChildClass:
    """A class with the children in it and a layout that stands for all of them."""

    key: ClassKey
    layout: Layout
    children: Words


@dataclass
class Places:
    """Numbers for the counties met so far, and for the rules that speak there."""

    library: Library
    on: date
    givers: Givers = None
    counties: list[str | None] = field(default_factory=lambda: [None, NO_HUKOU])
    numbers: dict[str, int] = field(default_factory=dict)
    kinds: list[int] = field(default_factory=lambda: [UNKNOWN, NOWHERE])
    """For each county the number of its rules; those of an unknown place and of none are their own."""
    texts: list[int] = field(default_factory=lambda: [UNKNOWN, NOWHERE])
    """For each county the number of its documents, those included that only set values."""
    _kind_numbers: dict[int, int] = field(default_factory=dict)
    _text_numbers: dict[tuple[str, ...], int] = field(default_factory=dict)
    layouts: dict[ClassKey, Layout] = field(default_factory=dict)
    _words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _of_words: dict[str, Counties] = field(default_factory=dict)
    """By fact the last words met, and the numbers of their counties."""

    def number(self, place: str) -> int:
        """The number of a place's county."""
        county = place[:COUNTY_DIGITS]
        if county not in self.numbers:
            self.numbers[county] = len(self.counties)
            self.counties.append(county)
            program = program_at(self.library, county, self.on, self.givers)
            self.kinds.append(self._kind_numbers.setdefault(id(program.shape), len(self._kind_numbers) + 2))
            texts = tuple(one.document.address for one in program.documents)
            self.texts.append(self._text_numbers.setdefault(texts, len(self._text_numbers) + 2))
        return self.numbers[county]

    def of_batch(self, batch: Batch, without_hukou: Words) -> list[Counties]:
        """For each tie the county number of every child, 0 where the place is unknown."""
        found = [self._of_tie(batch, PLACE_FACTS[tie]) for tie in TIES]
        if without_hukou.any():
            found[0][unpack(without_hukou, batch.children) & (found[0] == UNKNOWN)] = NOWHERE
        return found

    def _of_tie(self, batch: Batch, fact: str) -> Counties:
        codes = batch.codes(fact)
        if not codes.words or not codes.known.any():
            return np.full(batch.children, UNKNOWN, np.int32)
        if self._words.get(fact) is not codes.words:
            self._words[fact] = codes.words
            self._of_words[fact] = np.array([self._number_if_code(word) for word in codes.words], np.int32)
        numbers = self._of_words[fact][codes.codes]
        if codes.known is not batch.whole:
            numbers[~unpack(codes.known, batch.children)] = UNKNOWN
        return numbers

    def _number_if_code(self, word: str) -> int:
        """A word that is no division code is nobody's place: whoever has it is refused."""
        return self.number(word) if word.isascii() and word.isdigit() else UNKNOWN

    def list_classes(self, places: list[Counties]) -> Iterator[ChildClass]:
        """The classes of a batch, each with its children."""
        width = max(self.kinds) + 1
        most = width ** len(TIES) * 2 ** len(SAME_PLACES)
        # The narrowest type: a label is made and compared for every child.
        labels = np.zeros(
            len(places[0]), np.int16 if most < MOST_SHORT else np.int32 if most < MOST_LABELS else np.int64
        )
        kinds = np.array(self.kinds, labels.dtype)
        scale = 1
        for numbers in places:
            labels = labels + (kinds * labels.dtype.type(scale))[numbers]
            scale *= width
        for left, right in SAME_PLACES:
            labels = labels + (places[left] == places[right]).astype(labels.dtype) * labels.dtype.type(scale)
            scale *= 2
        for label in _distinct(labels, most):
            inside = labels == label
            yield self._class(places, int(np.argmax(inside)), pack(inside))

    def _class(self, places: list[Counties], first: int, children: Words) -> ChildClass:
        numbers = [int(one[first]) for one in places]
        key = ClassKey(
            tuple(self.kinds[number] for number in numbers),
            tuple(numbers[left] == numbers[right] for left, right in SAME_PLACES),
        )
        if key not in self.layouts:
            self.layouts[key] = self.layout(numbers)
        return ChildClass(key, self.layouts[key], children)

    def layout(self, numbers: list[int]) -> Layout:
        """The layout of a child whose places have these numbers."""
        return layout_for_places(self.library, tuple(self.counties[number] for number in numbers), self.on, self.givers)


def _narrowest(most: int) -> type[np.signedinteger[Any]]:
    """The narrowest type for labels: one is made and compared for every child."""
    if most < MOST_SHORT:
        return np.int16
    return np.int32 if most < MOST_LABELS else np.int64


def _distinct(labels: NDArray[Any], most: int) -> list[int]:
    """The distinct labels; quick when there is one, as in a file sorted by place."""
    if len(labels) == 0:
        return []
    low, high = int(labels.min()), int(labels.max())
    if low == high:
        return [low]
    if most < MOST_LABELS:
        return [int(one) for one in np.flatnonzero(np.bincount(labels))]
    return [int(one) for one in np.unique(labels)]
