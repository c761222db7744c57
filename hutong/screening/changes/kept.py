"""What a run keeps of each child beside its findings, so that the next run can tell what it may take over.

A number for the id, two for the facts, the places, the benefits that concern the child, and those merely offered: all
that totals need of a child whose findings are taken over. No fact can be read from it.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.blocks import TIES
from hutong.screening.arrow import Matrix, Screened
from hutong.screening.bits import unpack
from hutong.screening.changes.prints import Prints, fact_prints
from hutong.screening.compiling import Column
from hutong.screening.dictionaries import words_of
from hutong.screening.tables import TEXT

CONCERNED, NOT_OFFERED = "concerned", "not_offered"
PLACES = tuple(f"{tie}_place" for tie in TIES)
NO_HUKOU = "-"
"""The hukou place of a child who is known to have none, told apart from one that is unknown (null)."""

KEPT = pa.schema(
    {
        "key": pa.uint64(),
        "facts": pa.uint64(),
        "more_facts": pa.uint64(),
        **dict.fromkeys(PLACES, TEXT),
        CONCERNED: TEXT,
        NOT_OFFERED: TEXT,
    }
)
"""``concerned`` and ``not_offered`` list benefits, each with the number of the place that it is tied to."""

BETWEEN, AT = " ", "@"
Rows = NDArray[np.int64]


def kept_rows(screened: Screened) -> Rows:
    """The children of whom something is kept: all but the refused."""
    return np.flatnonzero(unpack(screened.usable, screened.batch.children))


def kept_table(screened: Screened, counties: Sequence[str | None], keys: Prints, rows: Rows) -> pa.Table:
    """What is kept of the children in these rows of a batch; ``keys`` are theirs."""
    prints = fact_prints(screened.batch.table)[rows]
    names = [county if county != "" else NO_HUKOU for county in counties]
    places = {name: words_of(numbers[rows], names) for name, numbers in zip(PLACES, screened.places, strict=True)}
    return pa.table(
        {
            "key": keys,
            "facts": prints[:, 0],
            "more_facts": prints[:, 1],
            **places,
            CONCERNED: _concerned(screened, rows),
            NOT_OFFERED: _sets(screened.not_offered, screened.columns, rows, screened.batch.children),
        },
        schema=KEPT,
    )


def read_set(text: str) -> list[Column]:
    """The benefits of a list, each with the number of its place."""
    pairs = (one.split(AT) for one in text.split(BETWEEN))
    return [Column(benefit, int(tie)) for benefit, tie in pairs]


def _written(columns: Sequence[Column]) -> str:
    # In an order of their own: that of columns depends on what a worker has met before.
    return BETWEEN.join(sorted(f"{column.benefit}{AT}{column.tie}" for column in columns))


def _concerned(screened: Screened, rows: Rows) -> pa.DictionaryArray:
    """All children of a class are concerned by the same."""
    which = np.zeros(screened.batch.children, np.int32)
    words: list[str | None] = [None]
    for one in screened.classes:
        which[unpack(one.children, screened.batch.children)] = len(words)
        words.append(_written([screened.columns[number] for number in screened.compiled.numbers[one.key]]))
    return words_of(which[rows], words)


def _sets(matrix: Matrix, columns: Sequence[Column], rows: Rows, children: int) -> pa.DictionaryArray:
    """For each child the columns in which its bit is set."""
    used = [number for number in range(len(columns)) if matrix[number].any()]
    if not used or not len(rows):
        return words_of(np.zeros(len(rows), np.int32), [None])
    bits = np.stack([unpack(matrix[number], children)[rows] for number in used])
    bytes_ = np.ascontiguousarray(np.packbits(bits, axis=0, bitorder="little").T)
    distinct, which = np.unique(bytes_.view(np.dtype((np.void, bytes_.shape[1]))).ravel(), return_inverse=True)
    words: list[str | None] = []
    for one in distinct:
        chosen = np.unpackbits(np.frombuffer(one.tobytes(), np.uint8), bitorder="little")[: len(used)]
        words.append(_written([columns[number] for number, bit in zip(used, chosen, strict=True) if bit]))
    return words_of(which.astype(np.int32), words)
