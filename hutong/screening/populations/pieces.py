"""How a population is cut up: pieces that a file can hand out one by one, parts that are screened as one.

Where the cuts lie depends on the files alone, never on how many workers there are or on what was done before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import pyarrow as pa

BATCH_CHILDREN = 131_072
"""At most so many children are looked at together."""

FEW_CHILDREN = 16_384
"""So many where findings are made of them: every child has dozens."""

PART_CHILDREN = 524_288
"""About so many children are written as one part, and done again when a run is interrupted in it."""


class Piece(NamedTuple):
    """What lies from ``start`` to ``stop`` in one file, in units of its kind: row groups, batches, bytes."""

    file: int
    start: int
    stop: int
    children: int


@dataclass(frozen=True)
class Part:
    """Pieces that follow one another. ``first_row`` counts from 1."""

    number: int
    first_row: int
    pieces: tuple[Piece, ...]

    @property
    def children(self) -> int:
        return sum(piece.children for piece in self.pieces)

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"part-{self.number:05}"


class BrokenRow(NamedTuple):
    """A row that could not even be split into cells: which one of its block, and why (both languages)."""

    row: int
    why_zh: str
    why_en: str


class Block(NamedTuple):
    """Some children as a file has them. ``rows`` are their numbers in the block, where broken rows lie between."""

    batch: pa.RecordBatch
    children: int
    rows: Sequence[int] | None = None
    broken: tuple[BrokenRow, ...] = ()


class PopulationFile(Protocol):
    """One file of a population."""

    @property
    def path(self) -> Path: ...

    @property
    def schema(self) -> pa.Schema:
        """All columns that the file has, with those that its folders' names give."""

    def list_pieces(self, number: int) -> Iterator[Piece]:
        """The pieces of the file, which is the ``number``-th of the population."""

    def read(self, piece: Piece, columns: Sequence[str]) -> Iterator[Block]:
        """The children of a piece in blocks of bounded size, with these columns (those that the file has)."""


def plan_parts(files: Sequence[PopulationFile], *, part_children: int = PART_CHILDREN) -> list[Part]:
    """The parts of a population: as many whole pieces as come to about ``part_children``."""
    pieces = (piece for number, file in enumerate(files) for piece in file.list_pieces(number))
    return list(_grouped(pieces, part_children))


def _grouped(pieces: Iterable[Piece], part_children: int) -> Iterator[Part]:
    number, first_row, waiting, children = 0, 1, list[Piece](), 0
    for piece in pieces:
        if waiting and children + piece.children > part_children:
            yield Part(number, first_row, tuple(waiting))
            number, first_row, waiting, children = number + 1, first_row + children, [], 0
        waiting.append(piece)
        children += piece.children
    if children:
        yield Part(number, first_row, tuple(waiting))


def in_batches(batch: pa.RecordBatch) -> Iterator[Block]:
    """A large batch as blocks; nothing is copied."""
    for start in range(0, batch.num_rows, BATCH_CHILDREN):
        cut = batch.slice(start, BATCH_CHILDREN)
        yield Block(cut, cut.num_rows)


def cut_smaller(block: Block, children: int) -> Iterator[Block]:
    """A block as several with at most so many children; one with broken rows between stays as it is."""
    if block.rows is not None or block.children <= children:
        yield block
        return
    for start in range(0, block.children, children):
        cut = block.batch.slice(start, children)
        yield Block(cut, cut.num_rows)
