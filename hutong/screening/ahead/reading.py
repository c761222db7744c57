"""The children of a population that a question is about: a few columns, and only where somebody is concerned."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.collection import Library
from hutong.screening.ahead.lots import Lot, Placed, gather, list_pieces, whole_parts
from hutong.screening.ahead.needed_columns import Needed
from hutong.screening.ahead.places_in_scope import Concerned, Scope
from hutong.screening.bits import Bools
from hutong.screening.column_checks import Note, check_columns
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import ColumnReader, Reading, UsableBlock, clean, make_usable
from hutong.screening.errors import PopulationEmpty
from hutong.screening.populations.arrow_files import open_arrow
from hutong.screening.populations.ledger_files import read_rows, write_rows
from hutong.screening.populations.opening import Population, open_population
from hutong.screening.populations.pieces import (
    BATCH_CHILDREN,
    PART_CHILDREN,
    Block,
    Part,
    PopulationFile,
    plan_parts,
)
from hutong.vocabulary.facts import Facts

FEW = 4
"""Where less than one child in so many is concerned, those are looked up by number."""


@dataclass(frozen=True)
class Given:
    """A population that was looked at: where it lies now, its columns, its parts, how many rows were refused before."""

    path: Path
    columns: tuple[str, ...]
    parts: tuple[Part, ...]
    refused: int = 0

    @property
    def children(self) -> int:
        return sum(part.children for part in self.parts)


@dataclass(frozen=True)
class Asked:
    """The population that a command was given."""

    population: Path
    on: date
    lang: str
    mapping: Path | None = None
    ignore_columns: bool = False
    part_children: int = PART_CHILDREN


@contextmanager
def looked_at(asked: Asked, library: Library, notice: Callable[[Note], None]) -> Iterator[Given]:
    """The population, with its columns checked; a ledger becomes an Arrow file for as long as it is needed.

    Raises ScreeningError, LedgerError.
    """
    given = open_population(asked.population, library.vocabulary.facts, mapping=asked.mapping)
    if given.is_ledger:
        with TemporaryDirectory(prefix="hutong-") as folder:
            yield _from_ledger(asked, Path(folder) / "population.arrow", library)
    else:
        yield _from_files(asked, given, library.vocabulary.facts, notice)


def _from_files(asked: Asked, given: Population, facts: Facts, notice: Callable[[Note], None]) -> Given:
    found = check_columns(given.files, Reading(facts, asked.on, asked.lang), ignore=asked.ignore_columns)
    for note in found.notes:
        notice(note)
    parts = plan_parts(given.files, part_children=asked.part_children)
    if not parts:
        raise PopulationEmpty(file=asked.population.name)
    return Given(asked.population, found.used, tuple(parts))


def _from_ledger(asked: Asked, path: Path, library: Library) -> Given:
    rows = read_rows(asked.population, asked.mapping, library=library, on=asked.on)
    if not rows.children:
        raise PopulationEmpty(file=asked.population.name)
    write_rows(rows.children, path, library.vocabulary.facts)
    file = open_arrow(path)
    parts = plan_parts((file,), part_children=asked.part_children)
    return Given(path, tuple(file.schema.names), tuple(parts), len(rows.ledger.refused))


@dataclass
class Reader:
    """Reads a population: the needed columns of the children in scope."""

    library: Library
    asked: Asked
    given: Given
    needed: Needed
    scope: Scope

    def __post_init__(self) -> None:
        facts = self.library.vocabulary.facts
        self.files: tuple[PopulationFile, ...] = open_population(self.given.path, facts).files
        self.columns = self.needed.of(self.given.columns)
        self.places = self.needed.places_of(self.given.columns)
        self.concerned = Concerned(self.scope, self.needed.given, self.library)
        reading = Reading(facts, self.asked.on, self.asked.lang)

        def readers(name: str, kind: pa.DataType) -> ColumnReader:
            return reader_of(name, kind, reading)

        self.readers = cache(readers)

    @property
    def is_everybody(self) -> bool:
        """Whether nobody can be passed over: all are in scope, or nothing says where anybody belongs."""
        return self.scope.is_everybody or (not self.places and self.scope.unknown)

    def plan(self) -> list[Lot]:
        """What is to be read: all parts; or, after a look at places alone, the pieces where somebody is concerned."""
        if self.is_everybody:
            return whole_parts(self.given.parts)
        pieces = list_pieces(self.given.parts)
        return gather((one, int(self._concerned(one).sum())) for one in pieces)

    def read(self, lot: Lot) -> Iterator[UsableBlock]:
        """The children in scope: block by block, or picked out of many blocks and put together."""
        if self.is_everybody:
            for piece, row in lot.pieces:
                for block in self.files[piece.file].read(piece, self.columns):
                    yield self._usable(block, row)
                    row += block.children
        else:
            yield from joined(block for placed in lot.pieces for block in self._picked(placed))

    def _usable(self, block: Block, row: int) -> UsableBlock:
        cleaned = clean(block, self.readers, self.columns)
        return make_usable(cleaned, block, first_row=row, lang=self.asked.lang)

    def _picked(self, placed: Placed) -> Iterator[UsableBlock]:
        """The children in scope of a piece; only they are cleaned."""
        concerned, row = self._concerned(placed), placed.first_row
        for block in self.files[placed.piece.file].read(placed.piece, self.columns):
            mine, concerned = concerned[: block.batch.num_rows], concerned[block.batch.num_rows :]
            if mine.any() or block.broken:
                yield self._usable(pick(block, mine), row)
            row += block.children

    def _concerned(self, placed: Placed) -> Bools:
        """Who of a piece is in scope."""
        found = [np.zeros(0, np.bool_)]
        for block in self.files[placed.piece.file].read(placed.piece, self.places) if self.places else ():
            columns = clean(block, self.readers, self.places).columns
            found.append(self.concerned.among(columns, block.batch.num_rows))
        return np.concatenate(found)


def pick(block: Block, chosen: Bools) -> Block:
    """Some of the children of a block, under the numbers that they have in it."""
    if chosen.all():
        return block
    rows = np.arange(len(chosen)) if block.rows is None else np.asarray(block.rows)
    numbers = np.flatnonzero(chosen)
    few = len(numbers) * FEW < len(chosen)
    batch = block.batch.take(pa.array(numbers)) if few else block.batch.filter(pa.array(chosen))
    return Block(batch, block.children, rows[numbers].tolist(), block.broken)


def joined(blocks: Iterable[UsableBlock]) -> Iterator[UsableBlock]:
    """Blocks of the same columns put together, as many as make one batch."""
    waiting, children = list[UsableBlock](), 0
    for block in blocks:
        size = block.batch.num_rows
        if waiting and (children + size > BATCH_CHILDREN or block.batch.schema != waiting[0].batch.schema):
            yield _join(waiting)
            waiting, children = [], 0
        waiting.append(block)
        children += size
    if waiting:
        yield _join(waiting)


def _join(blocks: Sequence[UsableBlock]) -> UsableBlock:
    if len(blocks) == 1:
        return blocks[0]
    batch = pa.concat_batches([block.batch for block in blocks])
    rows = np.concatenate([_rows_of(block) for block in blocks])
    return UsableBlock(batch, 0, batch.num_rows, pa.concat_tables([block.refused for block in blocks]), rows)


def _rows_of(block: UsableBlock) -> NDArray[np.int64]:
    """The numbers of the children's rows in the population."""
    rows = np.arange(block.batch.num_rows, dtype=np.int64) if block.rows is None else block.rows
    return rows + block.first_row


def rows_in_population(block: UsableBlock, rows: NDArray[np.int64]) -> pa.Array:
    """The numbers of rows of a block in the population (from 1), as text: how children are called that have no id."""
    return pa.array(_rows_of(block)[rows]).cast(pa.string())
