"""Columns of what is written: ids, and few words that look the same whatever was seen before."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.screening.arrow import Screened
from hutong.screening.tables import CHILD, TEXT


def words_of(codes: NDArray[np.signedinteger], words: Sequence[str | None]) -> pa.DictionaryArray:
    """A dictionary column with the words that occur, in their own order; None and "" are null."""
    used = [int(code) for code in np.flatnonzero(np.bincount(codes, minlength=1))] if len(codes) else []
    kept = sorted({word for code in used if (word := words[code])})
    places = {word: number for number, word in enumerate(kept)}
    renumbered = np.zeros(max(used, default=0) + 1, np.int32)
    for code in used:
        renumbered[code] = places.get(words[code] or "", -1)
    indices = renumbered[codes] if len(codes) else np.zeros(0, np.int32)
    column = pa.DictionaryArray.from_arrays(
        pa.array(indices, pa.int32(), mask=indices < 0), pa.array(kept, pa.string())
    )
    assert column.type == TEXT
    return column


def ids_of(screened: Screened, first_row: int, rows: NDArray[np.int64]) -> pa.Array:
    """The ids of children as text; the number of the row (from 1) where the population names nobody."""
    column = screened.batch.column(CHILD)
    if column is None:
        return pa.array(rows + first_row).cast(pa.string())
    ids = column.take(pa.array(rows)).cast(pa.string())
    return pc.coalesce(ids, pa.array(rows + first_row).cast(pa.string())) if ids.null_count else ids
