"""Three-valued columns as two bitmaps: 64 children a word, one bit says yes, the other says no; neither is unknown.

Bits past the last child are always neither, so that NOT is a swap and counting needs no mask.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Words: TypeAlias = NDArray[np.uint64]
Bools: TypeAlias = NDArray[np.bool_]
WORD = 64


class Truths(NamedTuple):
    """The children for whom it is true, and those for whom it is false."""

    yes: Words
    no: Words

    @property
    def negated(self) -> "Truths":
        """NOT: unknown stays unknown."""
        return Truths(self.no, self.yes)


def word_count(children: int) -> int:
    """Words that hold a bit for each child."""
    return -(-children // WORD)


def pack(bools: Bools) -> Words:
    """A bit for each child; bits past the end are zero."""
    words = np.zeros(word_count(len(bools)), np.uint64)
    packed = np.packbits(bools, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed
    return words


def unpack(words: Words, children: int) -> Bools:
    """A boolean for each child."""
    return np.unpackbits(words.view(np.uint8), bitorder="little", count=children).view(np.bool_)


def whole(children: int) -> Words:
    """Every child's bit set."""
    return pack(np.ones(children, np.bool_))


def nobody(children: int) -> Words:
    """No child's bit set."""
    return np.zeros(word_count(children), np.uint64)


def count(words: Words) -> int:
    """How many children's bits are set."""
    return int(np.bitwise_count(words).sum())


def of_arrow(column: pa.BooleanArray) -> Truths:
    """An Arrow column of yes, no and null as it lies in memory: no value is looked at one by one."""
    children = len(column)
    everyone = whole(children)
    validity, values = column.buffers()
    yes = _bits(values, column.offset, children) & everyone
    known = everyone if validity is None else _bits(validity, column.offset, children) & everyone
    return Truths(yes & known, known & ~yes)


def validity_of(column: pa.Array) -> Words:
    """The children whose value is known."""
    children = len(column)
    validity = column.buffers()[0]
    everyone = whole(children)
    return (
        everyone if validity is None or column.null_count == 0 else _bits(validity, column.offset, children) & everyone
    )


def _bits(buffer: pa.Buffer, offset: int, children: int) -> Words:
    """A buffer's bits from an offset on, as words of their own."""
    if children == 0:
        return np.zeros(0, np.uint64)
    raw = np.frombuffer(buffer, np.uint8)
    words = np.zeros(word_count(children), np.uint64)
    if offset % 8 == 0:
        part = raw[offset // 8 : offset // 8 + -(-children // 8)]
        words.view(np.uint8)[: len(part)] = part
        return words
    return pack(np.unpackbits(raw, bitorder="little", count=offset + children)[offset:].view(np.bool_))


def all_of(parts: Iterable[Truths]) -> Truths:
    """AND over columns."""
    first, *others = parts
    yes, no = first.yes.copy(), first.no.copy()
    for part in others:
        yes &= part.yes
        no |= part.no
    return Truths(yes, no)


def any_of(parts: Iterable[Truths]) -> Truths:
    """OR over columns."""
    first, *others = parts
    yes, no = first.yes.copy(), first.no.copy()
    for part in others:
        yes |= part.yes
        no &= part.no
    return Truths(yes, no)


def chosen(guard: Truths, then: Truths, otherwise: Truths) -> Truths:
    """CASE: unknown where the guard is."""
    yes = (guard.yes & then.yes) | (guard.no & otherwise.yes)
    no = (guard.yes & then.no) | (guard.no & otherwise.no)
    return Truths(yes, no)
