"""Columns of words: every distinct word is read once, exactly as a ledger's cell is read, then spread by its number.

Files of millions of rows have few distinct words in a column: division codes, days, sums, the words of an enum.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.ledgers.faults import CellRefused, get_wordings, shorten
from hutong.ledgers.values import Reading as CellReading
from hutong.ledgers.values import read_value
from hutong.ledgers.who import mask_long_numbers
from hutong.lib.money import fen_from_yuan
from hutong.screening.columns import Cleaned, Reading
from hutong.vocabulary.facts import Fact, FactType

WORDS = pa.dictionary(pa.int32(), pa.string())
KINDS = {
    FactType.BOOL: pa.bool_(),
    FactType.INT: pa.int64(),
    FactType.MONEY: pa.int64(),
    FactType.DATE: pa.date32(),
}
MOST_REMEMBERED = 200_000
ENDS_OF_RANGES = {".since": "from", ".until": "to"}
LAST_DAY = date(2100, 12, 31)
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Spread:
    """What the words of a dictionary give: for each fact a value a word, and the words that cannot be read."""

    same: bool
    values: Mapping[str, pa.Array]
    refused: Mapping[int, str]


class TextReader:
    """Reads the column of one fact. What a dictionary came to is kept while the next batch has the same.

    ``name`` is the fact's, or one end of the days between which a date lies.
    """

    def __init__(self, name: str, fact: Fact, reading: Reading) -> None:
        self.name, self.fact, self.reading = name, fact, reading
        # The last day of a value often lies ahead.
        self.cells = CellReading(on=LAST_DAY if name.endswith(tuple(ENDS_OF_RANGES)) else reading.on)
        self.read_word = lru_cache(maxsize=MOST_REMEMBERED)(self._read_word)
        self.last: tuple[pa.Array, Spread] | None = None

    def __call__(self, column: pa.Array, cleaned: Cleaned) -> None:
        if column.type != WORDS:
            column = _as_words(column)
        spread = self._spread(column.dictionary)
        if spread.same:
            cleaned.put(self.fact.name, column, lang=self.reading.lang)
            return
        for name, values in spread.values.items():
            cleaned.put(name, values.take(column.indices), lang=self.reading.lang)
        if spread.refused:
            indices = column.indices.fill_null(-1).to_numpy()
            bad: NDArray[np.bool_] = np.isin(indices, list(spread.refused))
            cleaned.refuse(bad, self.name, lambda row: spread.refused[int(indices[row])])

    def _spread(self, dictionary: pa.Array) -> Spread:
        if self.last is None or not self.last[0].equals(dictionary):
            self.last = (dictionary, self._read_dictionary(dictionary.to_pylist()))
        return self.last[1]

    def _read_dictionary(self, words: Sequence[str | None]) -> Spread:
        given = [self.read_word(word) for word in words]
        refused = {number: one for number, one in enumerate(given) if isinstance(one, str)}
        name = self.name
        is_word = self._kind(name) == WORDS
        if is_word and not refused and all(one == {name: word} for one, word in zip(given, words, strict=True)):
            return Spread(True, {}, {})
        names = dict.fromkeys(target for one in given if not isinstance(one, str) for target in one)
        values = {
            target: pa.array([None if isinstance(one, str) else one.get(target) for one in given], self._kind(target))
            for target in names or (name,)
        }
        return Spread(False, values, refused)

    def _kind(self, name: str) -> pa.DataType:
        fact = self.reading.facts.get(name)
        return pa.date32() if fact is None else KINDS.get(fact.type, WORDS)

    def _read_word(self, word: str | None) -> Given | str:
        """What a word gives to which facts, or why it cannot be read."""
        try:
            value = read_value(word, self.fact, self.cells)
        except CellRefused as refusal:
            return self._told(word or "", refusal)
        return dict(self._given(value))

    def _given(self, value: Any) -> Iterator[tuple[str, Any]]:
        entry, name = self.fact.entry, self.name
        if value is None:
            return
        if isinstance(value, str) and value in entry.spread:
            yield from entry.spread[value].items()
        elif isinstance(value, list):
            yield from ((member, word in value) for word, member in entry.members.items())
        elif isinstance(value, dict) and name.endswith(tuple(ENDS_OF_RANGES)):
            # A month or a year begins on its first day and ends on its last.
            yield name, value[ENDS_OF_RANGES[f".{name.rpartition('.')[2]}"]]
        elif isinstance(value, dict) and name != self.fact.name:
            yield name, value[name.rpartition(".")[2]]
        elif isinstance(value, dict):
            yield from ((f"{name}.{end}", value[end]) for end in ("from", "to"))
        else:
            yield name, fen_from_yuan(value) if self.fact.type is FactType.MONEY else value

    def _told(self, word: str, refusal: CellRefused) -> str:
        lang, wording = self.reading.lang, get_wordings()[refusal.kind]
        message, remedy = (wording.zh, wording.remedy_zh) if lang == "zh" else (wording.en, wording.remedy_en)
        shown = shorten(mask_long_numbers(word))
        return f"{shown}: {message.format(**refusal.details)} → {remedy.format(**refusal.details)}"


def _as_words(column: pa.Array) -> pa.Array:
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    if pa.types.is_dictionary(column.type) or pa.types.is_large_string(column.type):
        return column.cast(WORDS)
    return pc.dictionary_encode(column)
