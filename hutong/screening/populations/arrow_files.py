"""Arrow IPC: files (Feather) and streams, mapped into memory, so that only what is looked at is read.

A stream has no table of contents: one walk over it notes where its messages lie. A piece of a stream, with the schema
and the dictionaries before it, is itself a stream.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from hutong.screening.populations.pieces import BATCH_CHILDREN, Block, Piece, in_batches
from hutong.screening.populations.unreadable import naming_unreadable

FILE_MAGIC = b"ARROW1"
END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"


class ArrowPopulation:
    """An Arrow file. Its record batches are the pieces, small ones several together."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with naming_unreadable(path):
            self.source = pa.memory_map(str(path))
            self.schema: pa.Schema = pa.ipc.open_file(self.source).schema
        self.readers: dict[tuple[str, ...], pa.RecordBatchFileReader] = {}

    def _open(self, columns: Sequence[str]) -> pa.RecordBatchFileReader:
        """A reader of some columns; kept, because opening reads all dictionaries."""
        key = tuple(columns)
        if key not in self.readers:
            self.readers[key] = pa.ipc.open_file(self.source, options=_options(self.schema, columns))
        return self.readers[key]

    def list_pieces(self, number: int) -> Iterator[Piece]:
        """One narrow column tells how many children a batch has, without unpacking the others."""
        with naming_unreadable(self.path):
            reader = self._open(_narrowest(self.schema))
            start, children = 0, 0
            for index in range(reader.num_record_batches):
                rows = reader.get_batch(index).num_rows
                if children and children + rows > BATCH_CHILDREN:
                    yield Piece(number, start, index, children)
                    start, children = index, 0
                children += rows
            if children:
                yield Piece(number, start, reader.num_record_batches, children)

    def read(self, piece: Piece, columns: Sequence[str]) -> Iterator[Block]:
        with naming_unreadable(self.path):
            reader = self._open([name for name in columns if name in self.schema.names])
            yield from in_batches(_joined([reader.get_batch(index) for index in range(piece.start, piece.stop)]))


class Messages(NamedTuple):
    """Where the record batches of a stream lie, and the bytes of the schema and the dictionaries before them."""

    batches: list[tuple[int, int, int]]
    """From, to (in bytes), children."""
    before: list[tuple[int, int]]


class ArrowStreamPopulation:
    """An Arrow stream that was written to disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with naming_unreadable(path):
            self.source = pa.memory_map(str(path))
            self.schema: pa.Schema = pa.ipc.open_stream(self.source).schema

    @cached_property
    def messages(self) -> Messages:
        """One walk over the stream: where its messages lie. Raises PopulationUnreadable."""
        found = Messages([], [])
        with naming_unreadable(self.path):
            self.source.seek(0)
            counting = pa.ipc.open_stream(
                pa.memory_map(str(self.path)), options=_options(self.schema, _narrowest(self.schema))
            )
            while True:
                start = self.source.tell()
                try:
                    message = pa.ipc.read_message(self.source)
                except EOFError:
                    return found
                if message.type == "record batch":
                    children = counting.read_next_batch().num_rows
                    found.batches.append((start, self.source.tell(), children))
                else:
                    found.before.append((start, self.source.tell()))

    def list_pieces(self, number: int) -> Iterator[Piece]:
        for index, (_, _, children) in enumerate(self.messages.batches):
            yield Piece(number, index, index + 1, children)

    def read(self, piece: Piece, columns: Sequence[str]) -> Iterator[Block]:
        wanted = [name for name in columns if name in self.schema.names]
        places = [one[:2] for one in self.messages.batches[piece.start : piece.stop]]
        before = [one for one in self.messages.before if one[0] < places[0][0]]
        with naming_unreadable(self.path):
            bytes_of_it = b"".join([self._bytes(*place) for place in (*before, *places)]) + END_OF_STREAM
            for batch in pa.ipc.open_stream(bytes_of_it, options=_options(self.schema, wanted)):
                yield from in_batches(batch)

    def _bytes(self, start: int, stop: int) -> bytes:
        self.source.seek(start)
        read: bytes = self.source.read(stop - start)
        return read


def open_arrow(path: Path) -> ArrowPopulation | ArrowStreamPopulation:
    """The Arrow file or stream at the path."""
    with path.open("rb") as file:
        is_file = file.read(len(FILE_MAGIC)) == FILE_MAGIC
    return ArrowPopulation(path) if is_file else ArrowStreamPopulation(path)


def _options(schema: pa.Schema, columns: Sequence[str]) -> pa.ipc.IpcReadOptions:
    fields = [schema.get_field_index(name) for name in columns]
    return pa.ipc.IpcReadOptions(use_threads=False, included_fields=fields)


def _narrowest(schema: pa.Schema) -> list[str]:
    """The column whose values take the fewest bits."""
    return [min(schema, key=lambda field: _bits(field.type)).name] if len(schema) else []


def _bits(kind: pa.DataType) -> int:
    kind = kind.index_type if pa.types.is_dictionary(kind) else kind
    try:
        width: int = kind.bit_width
    except ValueError:
        return 1_000
    return width


def _joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
