"""Bitmaps: a bit for every child, 64 children a word; and three-valued columns as two of them.

A *truth* is an array of two rows of words: the children for whom it surely holds (``SURE``), and those for whom it may
hold (``MAY``: yes or unknown). So AND and OR over both rows at once are one instruction each. Bits past the last child
hold anything: what is counted or read out is first confined to ``whole(children)``.
"""

from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Words: TypeAlias = NDArray[np.uint64]
Truth: TypeAlias = NDArray[np.uint64]
Bools: TypeAlias = NDArray[np.bool_]
BYTE, WORD = 8, 64
SURE, MAY = 0, 1


def word_count(children: int) -> int:
    """Words that hold a bit for each child."""
    return -(-children // WORD)


def pack(bools: Bools) -> Words:
    """A bit for each child; bits past the end are zero."""
    words = np.zeros(word_count(len(bools)), np.uint64)
    pack_into(bools, words)
    return words


def pack_into(bools: Bools, words: Words) -> None:
    """A bit for each child, written over words of the right number."""
    packed = np.packbits(bools, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed


def unpack(words: Words, children: int) -> Bools:
    """A boolean for each child."""
    return np.unpackbits(words.view(np.uint8), bitorder="little", count=children).view(np.bool_)


def rows_of(words: Words, children: int) -> NDArray[np.int64]:
    """The numbers of the children whose bit is set, in order. Where most bytes are empty, these are not unpacked."""
    packed = words.view(np.uint8)
    used = np.flatnonzero(packed != 0)
    if 4 * len(used) > len(packed):
        return np.flatnonzero(unpack(words, children))
    found = np.flatnonzero(np.unpackbits(packed[used], bitorder="little").view(np.bool_))
    rows: NDArray[np.int64] = used[found // BYTE] * BYTE + found % BYTE
    return rows[: np.searchsorted(rows, children)]


def bits_at(words: Words, rows: NDArray[np.int64], children: int) -> Bools:
    """A boolean for each of some children; when they are few, the others' bits are not unpacked."""
    if 8 * len(rows) > children:
        return unpack(words, children)[rows]
    one: Words = words[rows // WORD] >> (rows % WORD).astype(np.uint64)
    return (one & np.uint64(1)).astype(np.bool_)


def first_of(words: Words) -> int:
    """The number of the first child whose bit is set, of whom there is at least one."""
    at = int(np.argmax(words != 0))
    word = int(words[at])
    return at * WORD + (word & -word).bit_length() - 1


def whole(children: int) -> Words:
    """Every child's bit set, and none past the last."""
    return pack(np.ones(children, np.bool_))


def nobody(children: int) -> Words:
    """No child's bit set."""
    return np.zeros(word_count(children), np.uint64)


def count(words: Words) -> int:
    """How many bits are set."""
    return int(np.bitwise_count(words).sum())


def bits_of(buffer: pa.Buffer, offset: int, children: int) -> Words:
    """An Arrow buffer's bits from an offset on; where they begin on a byte, they are not copied."""
    words = word_count(children)
    if offset % 8 == 0:
        start = offset // 8
        if buffer.size >= start + words * 8:
            return np.frombuffer(buffer, np.uint64, words, start)
        padded = np.zeros(words, np.uint64)
        part = np.frombuffer(buffer, np.uint8)[start:]
        padded.view(np.uint8)[: len(part)] = part
        return padded
    raw = np.frombuffer(buffer, np.uint8)
    return pack(np.unpackbits(raw, bitorder="little", count=offset + children)[offset:].view(np.bool_))


def known_of(column: pa.Array) -> Words | None:
    """The children whose value is known; None when everybody's is."""
    validity = column.buffers()[0]
    if validity is None or column.null_count == 0:
        return None
    return bits_of(validity, column.offset, len(column))
