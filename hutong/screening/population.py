"""A batch of children as columns: every fact by its canonical name, unknown where it is null.

Columns are what Parquet and Arrow hold: booleans, integers, days, dictionary or text for enums and places, money as
decimals in yuan or integers in fen. A birth date that is only known as a range has two columns, ``birth_date.from`` and
``birth_date.to``.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.lib.money import FEN_PER_YUAN
from hutong.screening.bits import Truths, Words, nobody, of_arrow, pack, unpack, validity_of
from hutong.screening.errors import ColumnWrong
from hutong.vocabulary.facts import Fact, Facts, FactType

DAY = np.dtype("int32")


class Numbers(NamedTuple):
    """Lowest and highest value of each child (the same array when exactly known), and who has one."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    known: Words


class Codes(NamedTuple):
    """Words of an enum as small integers into ``words``, and who has one."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]
    known: Words


class Batch:
    """One run of children. Columns are turned into bitmaps and arrays when first asked for."""

    def __init__(self, table: pa.RecordBatch, facts: Facts) -> None:
        self.table, self.facts = table, facts
        self.children = table.num_rows
        self.names = {name: number for number, name in enumerate(table.schema.names)}
        self._truths: dict[str, Truths] = {}
        self._numbers: dict[str, Numbers] = {}
        self._codes: dict[str, Codes] = {}

    def column(self, name: str) -> pa.Array | None:
        """The column of a fact, None when the population has none."""
        number = self.names.get(name)
        return None if number is None else self.table.column(number)

    def truths(self, name: str) -> Truths:
        """A yes-or-no fact."""
        if name not in self._truths:
            column = self.column(name)
            if column is None:
                self._truths[name] = Truths(nobody(self.children), nobody(self.children))
            elif not pa.types.is_boolean(column.type):
                raise ColumnWrong(name=name, found=str(column.type), wanted="bool")
            else:
                self._truths[name] = of_arrow(column)
        return self._truths[name]

    def imply(self) -> Words:
        """Fill in what known facts fix; the children whose facts contradict each other come back."""
        contradicted = self._spread() | self._imply_payments()
        changed = True
        while changed:
            changed = False
            for one in self.facts.implications:
                source = self.truths(one.fact)
                holding = source.yes if one.holds else source.no
                for name, value in one.then.items():
                    against, filled = self._imply_one(name, value, holding)
                    contradicted |= against
                    changed = changed or filled
        return contradicted

    def _spread(self) -> Words:
        """A word that stands for several facts sets them; children in whom it contradicts another column come back."""
        contradicted = nobody(self.children)
        for name in self.names:
            fact = self.facts.get(name)
            if fact is None or not fact.entry.spread or fact.type is not FactType.ENUM:
                continue
            codes = self.codes(name)
            for word, parts in fact.entry.spread.items():
                if word not in codes.words:
                    continue
                holding = pack(codes.codes == codes.words.index(word)) & codes.known
                if name not in parts:
                    self._codes[name] = Codes(codes.codes, codes.words, self._codes[name].known & ~holding)
                for other, value in parts.items():
                    contradicted |= (
                        self._imply_one(other, value, holding)[0] if other != name else nobody(self.children)
                    )
        return contradicted

    def _imply_one(self, name: str, value: bool | str | int, holding: Words) -> tuple[Words, bool]:
        """Children in whom the value is contradicted, and whether it was filled in anywhere."""
        if isinstance(value, bool):
            return self._imply_truth(name, value, holding)
        if isinstance(value, str):
            return self._imply_word(name, value, holding)
        raise NotImplementedError(f"'{name}' cannot be fixed to a number over a population")

    def _imply_truth(self, name: str, value: bool, holding: Words) -> tuple[Words, bool]:
        target = self.truths(name)
        against, with_it = (target.no, target.yes) if value else (target.yes, target.no)
        new = holding & ~(target.yes | target.no)
        if new.any():
            self._truths[name] = Truths(with_it | new, target.no) if value else Truths(target.yes, with_it | new)
        return holding & against, bool(new.any())

    def _imply_word(self, name: str, word: str, holding: Words) -> tuple[Words, bool]:
        codes = self.codes(name)
        words = codes.words if word in codes.words else (*codes.words, word)
        number = words.index(word)
        same = pack(codes.codes == number) & codes.known
        new = holding & ~codes.known
        if new.any():
            filled = np.where(unpack(new, self.children), number, codes.codes).astype(np.int32)
            self._codes[name] = Codes(filled, words, codes.known | new)
        return holding & codes.known & ~same, bool(new.any())

    def _imply_payments(self) -> Words:
        """Who is paid an amount receives the benefit."""
        contradicted = nobody(self.children)
        for name in self.names:
            received = name.removesuffix(".amount")
            if not name.startswith("receives.") or received == name:
                continue
            numbers = self.numbers(name)
            paid = pack(numbers.low > 0) & numbers.known
            truths = self.truths(received)
            contradicted |= paid & truths.no
            self._truths[received] = Truths(truths.yes | paid, truths.no)
        return contradicted

    def numbers(self, name: str) -> Numbers:
        """A number, sum of money (fen) or day (days since 1970-01-01)."""
        if name not in self._numbers:
            self._numbers[name] = self._read_numbers(self.facts[name])
        return self._numbers[name]

    def _read_numbers(self, fact: Fact) -> Numbers:
        column = self.column(fact.name)
        if column is not None:
            low = _integers(column, fact)
            known = validity_of(column)
            numbers = Numbers(low, low, known)
        else:
            zeros = np.zeros(self.children, np.int64)
            numbers = Numbers(zeros, zeros, nobody(self.children))
        start, end = self.column(f"{fact.name}.from"), self.column(f"{fact.name}.to")
        if start is None or end is None:
            return numbers
        ranged = validity_of(start) & validity_of(end) & ~numbers.known
        return _with_ranges(numbers, _integers(start, fact), _integers(end, fact), ranged, self.children)

    def codes(self, name: str) -> Codes:
        """An enum or place by small integers."""
        if name not in self._codes:
            column = self.column(name)
            if column is None:
                self._codes[name] = Codes(np.zeros(self.children, np.int32), (), nobody(self.children))
            else:
                self._codes[name] = _dictionary(column, name)
        return self._codes[name]


def _with_ranges(
    numbers: Numbers, low: NDArray[np.int64], high: NDArray[np.int64], ranged: Words, children: int
) -> Numbers:
    from_range = np.unpackbits(ranged.view(np.uint8), bitorder="little", count=children).view(np.bool_)
    return Numbers(
        np.where(from_range, low, numbers.low), np.where(from_range, high, numbers.high), numbers.known | ranged
    )


def _integers(column: pa.Array, fact: Fact) -> NDArray[np.int64]:
    """The column as 64-bit integers: days since 1970, fen, or plain numbers; nulls are 0."""
    kind = column.type
    if fact.type is FactType.DATE:
        if not pa.types.is_date32(kind):
            raise ColumnWrong(name=fact.name, found=str(kind), wanted="date32")
        return _filled(column.cast(pa.int32()))
    if fact.type is FactType.MONEY and pa.types.is_decimal(kind):
        return _filled(pc.cast(pc.multiply(column, pa.scalar(FEN_PER_YUAN)), pa.int64()))
    if not pa.types.is_integer(kind):
        raise ColumnWrong(
            name=fact.name, found=str(kind), wanted="integers" if fact.type is FactType.INT else "decimal yuan"
        )
    return _filled(column)


def _filled(column: pa.Array) -> NDArray[np.int64]:
    if column.null_count:
        column = column.fill_null(0)
    values: NDArray[np.int64] = column.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return values


def _dictionary(column: pa.Array, name: str) -> Codes:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        column = column.dictionary_encode()
    elif not pa.types.is_dictionary(kind):
        raise ColumnWrong(name=name, found=str(kind), wanted="text or dictionary")
    words = tuple(str(word) for word in column.dictionary.to_pylist())
    return Codes(_filled(column.indices).astype(np.int32), words, validity_of(column.indices))
