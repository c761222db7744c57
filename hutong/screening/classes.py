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
from hutong.screening.bits import Words, first_of, pack, unpack, whole
from hutong.screening.population import Batch

Counties: TypeAlias = NDArray[np.signedinteger[Any]]
"""For every child the number of a county, in the narrowest type that holds all of them."""
UNKNOWN, NOWHERE = 0, 1
"""The numbers of an unknown place, and of the hukou place of a child who is known to have none."""
SAME_PLACES = ((0, 1), (0, 2), (1, 2))
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
            return np.full(batch.children, UNKNOWN, np.int16)
        if self._words.get(fact) is not codes.words:
            self._words[fact] = codes.words
            met = [self._number_if_code(word) for word in codes.words]
            self._of_words[fact] = np.array(met, np.int16 if len(self.counties) < MOST_SHORT else np.int32)
        numbers = self._of_words[fact][codes.codes]
        if codes.known is not batch.whole:
            numbers[~unpack(codes.known, batch.children)] = UNKNOWN
        return numbers

    def _number_if_code(self, word: str) -> int:
        """A word that is no division code is nobody's place: whoever has it is refused."""
        return self.number(word) if word.isascii() and word.isdigit() else UNKNOWN

    def list_classes(self, places: list[Counties]) -> Iterator[ChildClass]:
        """The classes of a batch, each with its children, in an order of their own."""
        children = len(places[0])
        groups: dict[tuple[int, ...], Words] = {(): whole(children)}
        for sets in (
            *map(self._by_kind, places),
            *(_same_or_not(places[one], places[two]) for one, two in SAME_PLACES),
        ):
            groups = {
                (*key, number): both
                for key, words in groups.items()
                for number, others in sets.items()
                if (both := words & others).any()
            }
        for key in sorted(groups):
            yield self._class(places, first_of(groups[key]), groups[key])

    def _by_kind(self, numbers: Counties) -> dict[int, Words]:
        """By the number of their rules the children of counties; quick where all have the same."""
        if not len(numbers):
            return {}
        met = set(self.kinds[int(numbers.min()) : int(numbers.max()) + 1])
        if len(met) == 1:
            return dict.fromkeys(met, whole(len(numbers)))
        kinds = np.array(self.kinds, np.int16 if len(self.kinds) < MOST_SHORT else np.int32)[numbers]
        return {kind: pack(kinds == kind) for kind in met}

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


def _same_or_not(left: Counties, right: Counties) -> dict[int, Words]:
    same = pack(left == right)
    return {0: ~same, 1: same}
