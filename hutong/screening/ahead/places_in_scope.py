"""Whom a question concerns, by where they belong: which children to look at, which lines of totals to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hutong.policy.blocks import Tie
from hutong.policy.collection import Library
from hutong.policy.layouts import PLACE_FACTS
from hutong.policy.situation import UNKNOWN_WORDS
from hutong.screening.bits import Bools
from hutong.screening.classes import COUNTY_DIGITS
from hutong.vocabulary.divisions import NATION


@dataclass(frozen=True)
class Scope:
    """Whom a question concerns: children at these places; with ``unknown`` those too whose place nobody knows."""

    places: frozenset[str]
    unknown: bool

    @property
    def is_everybody(self) -> bool:
        return NATION in self.places

    def holds(self, place: str | None, library: Library) -> bool:
        """Whether a place (or the lack of one) is in scope."""
        if self.is_everybody:
            return True
        return self.unknown if not place else bool(self.places.intersection(library.ancestors(place[:COUNTY_DIGITS])))


def in_scope(table: pa.Table, scope: Scope, library: Library) -> pa.Table:
    """The lines of the places in scope."""
    if scope.is_everybody:
        return table
    places = table["place"].cast(pa.string())
    inside = [place for place in places.unique().to_pylist() if scope.holds(place, library)]
    return table.filter(pc.is_in(places, value_set=pa.array(inside, pa.string())))


@dataclass
class Concerned:
    """Finds the children at a place in scope, by any of the kinds of place at which what is asked for is given."""

    scope: Scope
    ties: Sequence[Tie]
    library: Library

    def __post_init__(self) -> None:
        self.inside = cache(self._is_inside)

    def among(self, columns: Mapping[str, pa.Array], children: int) -> Bools:
        """For each child whether it is concerned, by its columns of places."""
        found = np.zeros(children, np.bool_)
        for tie in self.ties:
            column = columns.get(PLACE_FACTS[tie])
            found |= self.scope.unknown if column is None else self._inside_of(column)
        return found

    def _inside_of(self, column: pa.Array) -> Bools:
        if not pa.types.is_dictionary(column.type):
            column = pc.dictionary_encode(column)
        words: Sequence[str | None] = [*column.dictionary.to_pylist(), None]
        inside = np.array([self.inside(word) for word in words], np.bool_)
        if not inside.any():
            return np.zeros(len(column), np.bool_)
        codes = column.indices.cast(pa.int32()).fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        bools: Bools = inside[codes]
        return bools

    def _is_inside(self, word: str | None) -> bool:
        if word is None or word.strip() in UNKNOWN_WORDS:
            return self.scope.unknown
        return self.scope.holds(word, self.library)
