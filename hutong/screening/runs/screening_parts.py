"""One part of a population from its files to files of its own. A worker process has one Screener and keeps it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hutong.screening.changes.kept import KEPT, Rows, kept_rows, kept_table
from hutong.screening.changes.prints import keys_of
from hutong.screening.changes.tables import CHANGES
from hutong.screening.column_readers import reader_of
from hutong.screening.columns import ColumnReader, Reading, UsableBlock, clean, make_usable
from hutong.screening.concluding import Concluder
from hutong.screening.populations.opening import open_population
from hutong.screening.populations.pieces import (
    BATCH_CHILDREN,
    FEW_CHILDREN,
    Block,
    Part,
    PopulationFile,
    cut_smaller,
)
from hutong.screening.runs.folders import CHANGES_FOLDER, KEPT_FOLDER, LISTS, NOTES, PartDone, RunFolder
from hutong.screening.runs.keeping import keeps
from hutong.screening.runs.orders import Order
from hutong.screening.runs.tallies import Tallies
from hutong.screening.runs.whole_files import (
    COMPRESSION,
    Checksum,
    checksum,
    with_own_words,
    write_table,
    written_whole,
)
from hutong.screening.tables import CHILD, FINDINGS, GAPS

SCHEMAS = {"findings": FINDINGS, "gaps": GAPS, KEPT_FOLDER: KEPT, CHANGES_FOLDER: CHANGES}
Counting = Callable[[int], None]


@dataclass
class ListWriter:
    """A list that a part writes batch by batch."""

    writer: pq.ParquetWriter
    rows: int = 0

    def write(self, table: pa.Table) -> None:
        """Add some rows."""
        if table.num_rows:
            self.writer.write_table(with_own_words(table), row_group_size=table.num_rows)
            self.rows += table.num_rows


@contextmanager
def _written_list(path: Path, schema: pa.Schema) -> Iterator[ListWriter]:
    """The list at the path, under its name only when it is whole. Raises DiskFull."""
    with (
        written_whole(path) as temporary,
        pq.ParquetWriter(temporary, schema, compression=COMPRESSION, **_encodings(schema)) as writer,
    ):
        yield ListWriter(writer)


def _encodings(schema: pa.Schema) -> dict[str, Any]:
    """Ids that hardly ever come again are written as what they differ by, not as a dictionary of themselves."""
    if CHILD not in schema.names or any(pa.types.is_nested(field.type) for field in schema):
        return {}
    others = [name for name in schema.names if name != CHILD]
    return {"use_dictionary": others, "column_encoding": {CHILD: "DELTA_BYTE_ARRAY"}}


class Screener:
    """Everything that is made once and used for one part after another."""

    def __init__(self, order: Order) -> None:
        self.order, self.folder = order, RunFolder(order.folder)
        self.library, self.absences = order.load()
        facts = self.library.vocabulary.facts
        self.files: tuple[PopulationFile, ...] = open_population(order.population, facts).files
        self.reading = Reading(facts, order.on, order.lang)
        self.readers = cache(self._reader_of)
        self.concluder = Concluder(self.library, order.on, absences=self.absences, wanted=order.wanted, lang=order.lang)
        self.kinds = [kind for kind in LISTS if kind in order.wanted] + [KEPT_FOLDER] * keeps(order)
        """The lists that every part writes."""

    def _reader_of(self, name: str, kind: pa.DataType) -> ColumnReader:
        return reader_of(name, kind, self.reading)

    def screen(self, part: Part, counting: Counting) -> PartDone:
        """Screen a part and write what it comes to; its note last. Raises ScreeningError."""
        tallies, repeated = Tallies(), Repeated() if self.order.count_repeated else None
        with ExitStack() as stack:
            writers = self.open_lists(stack, part, self.kinds)
            for block in self.usable_blocks(part):
                concluded = self.concluder.conclude(block.batch, block.first_row)
                for kind, writer in writers.items():
                    writer.write(self.kept_of(block.ids())[0] if kind == KEPT_FOLDER else getattr(concluded, kind))
                tallies.refused += [block.refused, block.with_their_rows(concluded.refused)]
                if repeated is not None:
                    repeated.look_at(block.batch)
                counting(block.children)
        tallies.add(self.concluder.take_totals())
        return self.noted(part, tallies, {kind: writer.rows for kind, writer in writers.items()}, repeated)

    def open_lists(self, stack: ExitStack, part: Part, kinds: Iterable[str]) -> dict[str, ListWriter]:
        """The lists that a part writes."""
        return {kind: stack.enter_context(_written_list(self._path(kind, part), SCHEMAS[kind])) for kind in kinds}

    def kept_of(self, ids: pa.Array) -> tuple[pa.Table, Rows]:
        """What is kept of the children of the last batch, and which of them those are; ``ids`` are those of all."""
        screened = self.concluder.screened
        assert screened is not None
        rows = kept_rows(screened)
        return kept_table(screened, self.concluder.engine.places.counties, keys_of(ids)[rows], rows), rows

    def noted(self, part: Part, tallies: Tallies, lists: Mapping[str, int], repeated: "Repeated | None") -> PartDone:
        """The part as done, its totals and its note written; ``lists`` says how many rows each has."""
        tables, rows = tallies.tables(), {self._path(kind, part): count for kind, count in lists.items()}
        for name, table in tables.items():
            path = self.order.folder / NOTES / f"{part.name}.{name}.parquet"
            write_table(path, table)
            rows[path] = table.num_rows
        files: dict[str, Checksum] = {
            path.relative_to(self.order.folder).as_posix(): checksum(path, rows=count) for path, count in rows.items()
        }
        refused = pc.count_distinct(tables["refused"]["row"]).as_py()
        done = PartDone(part.number, part.children, refused, None if repeated is None else repeated.count(), files)
        self.folder.note(done)
        return done

    def _path(self, kind: str, part: Part) -> Path:
        return self.order.folder / kind / f"{part.name}.parquet"

    def usable_blocks(self, part: Part) -> Iterator[UsableBlock]:
        """The children of a part that can be screened, block by block."""
        row = part.first_row
        for block in self._blocks(part):
            cleaned = clean(block, self.readers, self.order.columns)
            yield make_usable(cleaned, block, first_row=row, lang=self.order.lang)
            row += block.children

    def _blocks(self, part: Part) -> Iterator[Block]:
        most = FEW_CHILDREN if "findings" in self.order.wanted else BATCH_CHILDREN
        for piece in part.pieces:
            for block in self.files[piece.file].read(piece, self.order.columns):
                yield from cut_smaller(block, most)


@dataclass
class Repeated:
    """Counts ids that come again within a part."""

    met: list[pa.Array] = field(default_factory=list)

    def look_at(self, batch: pa.RecordBatch) -> None:
        """Take in the ids of a batch."""
        if CHILD in batch.schema.names:
            self.met.append(batch.column(CHILD))

    def count(self) -> int:
        """How many children have an id that another had before."""
        ids = pa.chunked_array(self.met) if self.met else ()
        return len(ids) - len(pc.unique(ids)) if len(ids) else 0
