"""A batch of children as columns: every fact by its canonical name, unknown where it is null.

Columns are what Parquet and Arrow hold: booleans, integers, days, dictionary or text for enums and places, money as
decimals in yuan or integers in fen. A birth date that is only known as a range has two columns, ``birth_date.from`` and
``birth_date.to``. ``X.since`` and ``X.until`` are the first and last day of a value: outside them it is unknown.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.lib.money import FEN_PER_YUAN
from hutong.policy.fact_values import NO, READERS, YES
from hutong.policy.situation import UNKNOWN_WORDS
from hutong.screening.bits import Words, bits_of, known_of, nobody, pack, unpack, whole, word_count
from hutong.screening.errors import ColumnWrong
from hutong.vocabulary.facts import Fact, Facts, FactType

EPOCH = date(1970, 1, 1)
FEN_DECIMALS = 2
MOST_DIGITS = 18
"""Decimals up to this many digits lie in the lower half of their 16 bytes."""
Integers = NDArray[np.integer[Any]]


class Numbers(NamedTuple):
    """Lowest and highest value of each child (the same array when exactly known), and who has one."""

    low: Integers
    high: Integers
    known: Words


class Codes(NamedTuple):
    """Words as small integers into ``words``, and who has one; what stands at the others means nothing."""

    codes: Integers
    words: tuple[str, ...]
    known: Words


@dataclass
class Dictionary:
    """The words of a column, and what is to be known about each of them; batches of one file mostly share it."""

    column: pa.Array
    words: tuple[str, ...]
    no_values: tuple[int, ...]
    """The words that say nothing of the fact itself: not known, or standing for other facts."""
    wrong: tuple[int, ...]
    """The words that are no value of the fact and stand for no others."""


@dataclass
class Dictionaries:
    """The last dictionary of every column."""

    facts: Facts
    kept: dict[str, Dictionary] = field(default_factory=dict)

    def of(self, name: str, column: pa.Array) -> Dictionary:
        """What there is to know about the words of a column."""
        kept = self.kept.get(name)
        if kept is None or not kept.column.equals(column):
            kept = self.kept[name] = self._read(self.facts[name], column)
        return kept

    def _read(self, fact: Fact, column: pa.Array) -> Dictionary:
        words = tuple(str(word) for word in column.to_pylist())
        numbers = range(len(words))
        no_values = [number for number in numbers if words[number].strip() in (UNKNOWN_WORDS | set(fact.entry.spread))]
        checked = fact.type in (FactType.ENUM, FactType.PLACE) or fact.entry.spread
        wrong = [
            number for number in numbers if checked and number not in no_values and not _is_word(fact, words[number])
        ]
        return Dictionary(column, words, tuple(no_values), tuple(wrong))


def _means(word: str, meant: frozenset[str]) -> bool:
    return word.strip().lower() in meant


def _is_word(fact: Fact, word: str) -> bool:
    if fact.entry.input_only:
        return False
    try:
        READERS[fact.type](fact, word)
    except ValueError:
        return False
    return True


class Batch:
    """One run of children on a day. Columns are looked at when first asked for; booleans are not copied."""

    def __init__(self, table: pa.RecordBatch, facts: Facts, on: date, dictionaries: Dictionaries | None = None) -> None:
        self.table, self.facts, self.on = table, facts, on
        self.dictionaries = dictionaries or Dictionaries(facts)
        self.children = table.num_rows
        self.size = word_count(self.children)
        self.names = {name: number for number, name in enumerate(table.schema.names)}
        self._numbers: dict[str, Numbers] = {}
        self._codes: dict[str, Codes] = {}
        self._words: dict[str, pa.DictionaryArray] = {}

    @cached_property
    def whole(self) -> Words:
        """Every child of the batch."""
        return whole(self.children)

    @cached_property
    def dated(self) -> frozenset[str]:
        """The facts whose values have a first or last day."""
        ends = (name.removesuffix(".since").removesuffix(".until") for name in self.names if name not in self.facts)
        return frozenset(name for name in ends if name in self.facts)

    def column(self, name: str) -> pa.Array | None:
        """The column of a fact, None when the population has none."""
        number = self.names.get(name)
        return None if number is None else self.table.column(number)

    def bools(self, name: str) -> tuple[Words, Words | None] | None:
        """A yes-or-no column as (values, who has one or None for all); None when nobody has one."""
        column = self.column(name)
        if column is None or column.null_count == self.children:
            return None
        if not pa.types.is_boolean(column.type):
            if self.facts[name].entry.spread and is_words(column.type):
                return self._in_words(name)
            raise ColumnWrong(name=name, found=str(column.type), wanted="bool")
        values = bits_of(column.buffers()[1], column.offset, self.children)
        return values, self.held(name, known_of(column))

    def _in_words(self, name: str) -> tuple[Words, Words | None]:
        """A yes-or-no fact written in words, of which some may stand for more than yes or no."""
        codes = self.codes(name)
        meaning = [[number for number, word in enumerate(codes.words) if _means(word, meant)] for meant in (YES, NO)]
        yes, no = (
            reduce(or_, (pack(codes.codes == number) for number in numbers), nobody(self.children))
            for numbers in meaning
        )
        return yes, codes.known & (yes | no)

    def held(self, name: str, known: Words | None) -> Words | None:
        """Whose value holds on the day, among those who have one."""
        if name not in self.dated:
            return known
        today = (self.on - EPOCH).days
        holding = self.whole if known is None else known
        for end, is_out in (("since", np.greater), ("until", np.less)):
            column = self.column(f"{name}.{end}")
            if column is not None:
                days = _integers(column, name, FactType.DATE)
                has_day = known_of(column)
                out = pack(is_out(days, today))
                holding = holding & ~(out if has_day is None else out & has_day)
        return holding

    def numbers(self, name: str) -> Numbers:
        """A number, sum of money (fen) or day (days since 1970-01-01)."""
        if name not in self._numbers:
            self._numbers[name] = self._read_numbers(self.facts[name])
        return self._numbers[name]

    def _read_numbers(self, fact: Fact) -> Numbers:
        numbers = self._read_numbers_alone(fact)
        for source in self.fed_by.get(fact.name, ()):
            fed, days = self._fed(source)
            low, high = (np.where(unpack(fed, self.children), days, number) for number in (numbers.low, numbers.high))
            numbers = Numbers(low, low if numbers.low is numbers.high else high, numbers.known | fed)
        return numbers

    def _read_numbers_alone(self, fact: Fact) -> Numbers:
        """A number by its own columns."""
        column = self.column(fact.name)
        if column is not None:
            low = _integers(column, fact.name, fact.type)
            known = self.held(fact.name, known_of(column))
            numbers = Numbers(low, low, self.whole if known is None else known)
        else:
            zeros = np.zeros(self.children, np.int32)
            numbers = Numbers(zeros, zeros, np.zeros(self.size, np.uint64))
        start, end = self.column(f"{fact.name}.from"), self.column(f"{fact.name}.to")
        return numbers if start is None or end is None else self._with_ranges(numbers, fact, start, end)

    @cached_property
    def fed_by(self) -> dict[str, list[str]]:
        """The facts whose first day, where it is given, is itself a fact, by the name of that fact."""
        found: dict[str, list[str]] = {}
        for name in sorted(self.dated):
            first_day = self.facts[name].entry.since
            if first_day and self.facts[name].type is FactType.BOOL and f"{name}.since" in self.names:
                found.setdefault(first_day, []).append(name)
        return found

    def _fed(self, source: str) -> tuple[Words, Integers]:
        """For whom a fact holds with a first day, and that day."""
        column = self.table.column(self.names[f"{source}.since"])
        days, has_day = _integers(column, source, FactType.DATE), known_of(column)
        found = self.bools(source)
        if found is None:
            return np.zeros(self.size, np.uint64), days
        values, known = found
        holding = values & self.whole if known is None else values & known
        return holding if has_day is None else holding & has_day, days

    def disagreeing(self, name: str) -> Words:
        """The children for whom a day is given otherwise than the first day that feeds it."""
        wrong = np.zeros(self.size, np.uint64)
        if not {name, f"{name}.from"} & set(self.names):
            return wrong
        numbers = self._read_numbers_alone(self.facts[name])
        for source in self.fed_by.get(name, ()):
            fed, days = self._fed(source)
            wrong |= fed & numbers.known & pack((numbers.low != days) | (numbers.high != days))
        return wrong

    def _with_ranges(self, numbers: Numbers, fact: Fact, start: pa.Array, end: pa.Array) -> Numbers:
        ranged = self.whole & ~numbers.known
        for column in (start, end):
            known = known_of(column)
            ranged = ranged if known is None else ranged & known
        from_range = unpack(ranged, self.children)
        low, high = (_integers(column, fact.name, fact.type) for column in (start, end))
        return Numbers(
            np.where(from_range, low, numbers.low), np.where(from_range, high, numbers.high), numbers.known | ranged
        )

    def codes(self, name: str) -> Codes:
        """An enum or place by small integers; a word that only stands for other facts is no value."""
        if name not in self._codes:
            column = self.column(name)
            if column is None:
                self._codes[name] = Codes(np.zeros(self.children, np.int8), (), np.zeros(self.size, np.uint64))
            else:
                self._codes[name] = self._read_codes(name)
        return self._codes[name]

    def _read_codes(self, name: str) -> Codes:
        written = self.written(name)
        codes, known = written.codes, written.known
        for number in self.dictionary(name).no_values:
            known = known & ~pack(codes == number)
        return Codes(codes, written.words, known)

    def dictionary(self, name: str) -> Dictionary:
        """The words of a column."""
        return self.dictionaries.of(name, self._encoded(name).dictionary)

    def _encoded(self, name: str) -> pa.DictionaryArray:
        if name not in self._words:
            column = self.table.column(self.names[name])
            if not is_words(column.type):
                raise ColumnWrong(name=name, found=str(column.type), wanted="text or dictionary")
            self._words[name] = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        return self._words[name]

    def written(self, name: str) -> Codes:
        """A column of words as it is, with words that stand for other facts."""
        column = self._encoded(name)
        known = self.held(name, known_of(column.indices))
        return Codes(_values(column.indices), self.dictionary(name).words, self.whole if known is None else known)


def is_words(kind: pa.DataType) -> bool:
    """Whether a column holds words."""
    return bool(pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _integers(column: pa.Array, name: str, kind: FactType) -> Integers:
    """The column as integers: days since 1970, fen, or plain numbers; what stands for null means nothing."""
    if kind is FactType.DATE:
        if not pa.types.is_date32(column.type):
            raise ColumnWrong(name=name, found=str(column.type), wanted="date32")
        return _values(column.view(pa.int32()))
    if kind is FactType.MONEY and pa.types.is_decimal(column.type):
        return _fen(column)
    if not pa.types.is_signed_integer(column.type):
        wanted = "signed integers" if kind is FactType.INT else "decimal yuan, or integer fen"
        raise ColumnWrong(name=name, found=str(column.type), wanted=wanted)
    return _values(column)


def _values(column: pa.Array) -> Integers:
    """The values of an integer column as they lie in memory; zeros where nobody has one."""
    kind = column.type.to_pandas_dtype()
    if column.null_count == len(column):
        return np.zeros(len(column), kind)
    return np.frombuffer(column.buffers()[1], kind, len(column), column.offset * np.dtype(kind).itemsize)


def _fen(column: pa.Array) -> Integers:
    """Decimal yuan as fen. Raises ArrowInvalid where there is a part of a fen, or more than 64 bits hold."""
    kind = column.type
    if not pa.types.is_decimal128(kind) or kind.precision > MOST_DIGITS or kind.scale > FEN_DECIMALS:
        column = column.cast(pa.decimal128(MOST_DIGITS, FEN_DECIMALS))
    if column.type.scale < FEN_DECIMALS:
        return np.asarray(pc.cast(pc.multiply(column, pa.scalar(FEN_PER_YUAN)), pa.int64()).fill_null(0))
    # 16 bytes each, little end first; the lower 8 are the number.
    both = np.frombuffer(column.buffers()[1], np.int64, 2 * len(column), column.offset * 16)
    return both[::2]
