"""Children and their facts as numbers that tell them apart: an id in 64 bits, all facts of a child in 128.

Equal facts give equal numbers whatever the file, the type of the column or the order of the columns; a column in which
nobody has a value counts as none. No id can be read from its number.
"""

import hashlib
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.screening.tables import CHILD

Prints: TypeAlias = NDArray[np.uint64]
HALVES = 2
FEN = pa.decimal128(38, 2)
MASK = 2**64


def keys_of(ids: pa.Array) -> Prints:
    """A number for each id."""
    return _of_words(ids.cast(pa.string()), half=0)


def fact_prints(batch: pa.RecordBatch) -> Prints:
    """For each child two numbers, from all columns but the one of ids."""
    prints = np.zeros((batch.num_rows, HALVES), np.uint64)
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name == CHILD or column.null_count == len(column):
            continue
        seeds = np.frombuffer(hashlib.blake2b(name.encode(), digest_size=16).digest(), np.uint64)
        missing = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
        for half in range(HALVES):
            mixed = _mixed(_numbers(column, half) + seeds[half])
            if missing is not None:
                mixed[missing] = 0
            prints[:, half] ^= mixed
    return prints


def _numbers(column: pa.Array, half: int) -> Prints:
    """The values of a column as numbers; what stands for null means nothing."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        words = _of_words(column.dictionary.cast(pa.string()), half)
        return np.asarray(words[column.indices.fill_null(0).to_numpy(zero_copy_only=False)])
    if pa.types.is_boolean(kind):
        return np.asarray(column.fill_null(False).to_numpy(zero_copy_only=False)).astype(np.uint64)
    if pa.types.is_decimal(kind):
        # 16 bytes each, little end first: sums of money fit into the lower 8.
        fen = column.cast(FEN)
        return np.frombuffer(fen.buffers()[1], np.uint64, 2 * len(fen), fen.offset * 16)[::2]
    if pa.types.is_date32(kind) or pa.types.is_integer(kind):
        whole = column.view(pa.int32()) if pa.types.is_date32(kind) else column
        return np.asarray(whole.fill_null(0).to_numpy(zero_copy_only=False)).astype(np.int64).view(np.uint64)
    return _of_words(column.cast(pa.string()), half)


def _of_words(words: pa.Array, half: int) -> Prints:
    """Words by the sum of their bytes, each mixed with where it stands."""
    count = len(words)
    starts = np.frombuffer(words.buffers()[1], np.int32, count + 1, words.offset * 4).astype(np.int64)
    first, last = int(starts[0]), int(starts[-1])
    data = words.buffers()[2]
    letters = np.frombuffer(data, np.uint8, last - first, first) if data is not None else np.zeros(0, np.uint8)
    starts = starts - first
    lengths = np.diff(starts)
    places = np.arange(last - first) - np.repeat(starts[:-1], lengths)
    mixed = _mixed((letters.astype(np.uint64) + (places.astype(np.uint64) << np.uint64(8))) * np.uint64(2 * half + 1))
    sums = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=sums[1:])
    return _mixed(sums[starts[1:]] - sums[starts[:-1]] + lengths.astype(np.uint64))


def _mixed(values: Prints) -> Prints:
    """The finaliser of splitmix64."""
    values = values + np.uint64(0x9E3779B97F4A7C15 % MASK)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
