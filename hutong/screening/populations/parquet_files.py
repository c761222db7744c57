"""Parquet, one file or a folder of them; what the folders' names say (``province=43/``) is a column."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from hutong.screening.populations.pieces import BATCH_CHILDREN, Block, Piece
from hutong.screening.populations.unreadable import naming_unreadable

NOTHING = "__HIVE_DEFAULT_PARTITION__"
WORDS = pa.dictionary(pa.int32(), pa.string())


class ParquetPopulation:
    """A Parquet file. Its row groups are the pieces; each is read in batches, never whole."""

    def __init__(self, path: Path, *, under: Path | None = None) -> None:
        self.path = path
        self.partition = _said_by_folders(path, under) if under else {}
        with naming_unreadable(path):
            self.whole = pq.read_schema(path)

    @cached_property
    def file(self) -> pq.ParquetFile:
        """The open file; words come as dictionaries, as Parquet has them."""
        return pq.ParquetFile(self.path, memory_map=True, read_dictionary=_texts(self.whole))

    @cached_property
    def schema(self) -> pa.Schema:
        fields = [pa.field(name, WORDS) for name in self.partition if name not in self.whole.names]
        return pa.schema([*self.whole, *fields])

    def list_pieces(self, number: int) -> Iterator[Piece]:
        about = self.file.metadata
        for group in range(about.num_row_groups):
            yield Piece(number, group, group + 1, about.row_group(group).num_rows)

    def read(self, piece: Piece, columns: Sequence[str]) -> Iterator[Block]:
        wanted = [name for name in columns if name in self.whole.names]
        added = [name for name in columns if name in self.partition and name not in self.whole.names]
        groups = list(range(piece.start, piece.stop))
        batches = self.file.iter_batches(BATCH_CHILDREN, row_groups=groups, columns=wanted, use_threads=False)
        with naming_unreadable(self.path):
            for batch in batches:
                arrays = [batch.column(name) for name in wanted]
                arrays += [_repeated(self.partition[name], batch.num_rows) for name in added]
                yield Block(pa.record_batch(arrays, names=[*wanted, *added]), batch.num_rows)


def _texts(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]


def _said_by_folders(path: Path, under: Path) -> dict[str, str | None]:
    said = {}
    for part in path.relative_to(under).parts[:-1]:
        name, is_pair, value = part.partition("=")
        if is_pair:
            said[name] = None if value == NOTHING else value
    return said


def _repeated(value: str | None, children: int) -> pa.Array:
    indices = pa.array([None if value is None else 0], pa.int32()).take(pa.array([0] * children, pa.int32()))
    return pa.DictionaryArray.from_arrays(indices, pa.array([value or ""], pa.string()))
