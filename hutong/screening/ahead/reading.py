"""The children of a population that a question is about: a few columns, and only where somebody is concerned."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hutong.policy.collection import Library
from hutong.policy.layouts import PLACE_FACTS
from hutong.policy.situation import UNKNOWN_WORDS
from hutong.screening.ahead.needed_columns import Needed
from hutong.screening.bits import Bools
from hutong.screening.classes import COUNTY_DIGITS
from hutong.screening.column_checks import Note, check_columns
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import ColumnReader, Reading, UsableBlock, clean, make_usable
from hutong.screening.errors import PopulationEmpty
from hutong.screening.populations.arrow_files import open_arrow
from hutong.screening.populations.ledger_files import read_rows, write_rows
from hutong.screening.populations.opening import Population, open_population
from hutong.screening.populations.pieces import PART_CHILDREN, Part, Piece, PopulationFile, plan_parts
from hutong.vocabulary.divisions import NATION
from hutong.vocabulary.facts import Facts

FEW = 4
"""Where less than one child in so many is concerned, the others are left out before anything is computed."""


@dataclass(frozen=True)
class Scope:
    """Whom a question concerns: children at these places; with ``unknown`` those too whose place nobody knows."""

    places: frozenset[str]
    unknown: bool

    @property
    def is_everybody(self) -> bool:
        return NATION in self.places

    def holds(self, place: str | None, library: Library) -> bool:
        """Whether a place (or the lack of one) is in scope."""
        if self.is_everybody:
            return True
        return self.unknown if not place else bool(self.places.intersection(library.ancestors(place[:COUNTY_DIGITS])))


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
    """Reads parts of a population: the needed columns of the children in scope."""

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
        reading = Reading(facts, self.asked.on, self.asked.lang)

        def readers(name: str, kind: pa.DataType) -> ColumnReader:
            return reader_of(name, kind, reading)

        self.readers = cache(readers)
        self.inside = cache(self._is_inside)

    def read(self, part: Part) -> Iterator[UsableBlock]:
        """The children in scope, block by block; a piece without any is passed over."""
        row = part.first_row
        for piece in part.pieces:
            if self._concerns(piece):
                yield from self._read(piece, row)
            row += piece.children

    def _concerns(self, piece: Piece) -> bool:
        if self.scope.is_everybody:
            return True
        if not self.places:
            return self.scope.unknown
        blocks = self.files[piece.file].read(piece, self.places)
        return any(bool(self._concerned(clean(block, self.readers, self.places).columns).any()) for block in blocks)

    def _read(self, piece: Piece, row: int) -> Iterator[UsableBlock]:
        for block in self.files[piece.file].read(piece, self.columns):
            cleaned = clean(block, self.readers, self.columns)
            usable = make_usable(cleaned, block, first_row=row, lang=self.asked.lang)
            yield usable if self.scope.is_everybody else self._without_others(usable)
            row += block.children

    def _without_others(self, block: UsableBlock) -> UsableBlock:
        """The block as it is where many are concerned; else with those alone."""
        columns = dict(zip(block.batch.schema.names, block.batch.columns, strict=True))
        concerned = self._concerned(columns, block.batch.num_rows)
        if concerned.sum() * FEW >= len(concerned):
            return block
        rows = np.arange(block.children, dtype=np.int64) if block.rows is None else block.rows
        batch = block.batch.filter(pa.array(concerned))
        return UsableBlock(batch, block.first_row, block.children, block.refused, rows[concerned])

    def _concerned(self, columns: dict[str, pa.Array], children: int = 0) -> Bools:
        """Who is at a place in scope, by any of the kinds of place that count."""
        found = np.zeros(children or max((len(one) for one in columns.values()), default=0), np.bool_)
        for tie in self.needed.ties:
            column = columns.get(PLACE_FACTS[tie])
            if column is None:
                found |= self.scope.unknown
            else:
                found |= self._inside_of(column)
        return found

    def _inside_of(self, column: pa.Array) -> Bools:
        if not pa.types.is_dictionary(column.type):
            column = pc.dictionary_encode(column)
        words: Sequence[str | None] = [*column.dictionary.to_pylist(), None]
        inside = np.array([self.inside(word) for word in words], np.bool_)
        codes = column.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
        bools: Bools = inside[codes]
        return bools

    def _is_inside(self, word: str | None) -> bool:
        if word is None or word.strip() in UNKNOWN_WORDS:
            return self.scope.unknown
        return self.scope.holds(word, self.library)


def rows_in_population(block: UsableBlock, rows: NDArray[np.int64]) -> pa.Array:
    """The numbers of rows of a block in the population (from 1), as text: how children are called that have no id."""
    numbers = rows if block.rows is None else block.rows[rows]
    return pa.array(numbers + block.first_row).cast(pa.string())
