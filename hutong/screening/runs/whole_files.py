"""Files that are there whole or not at all: written under another name, made durable, then renamed."""

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hutong.screening.errors import DiskFull

TEMPORARY = ".unwritten"
NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
COMPRESSION = "zstd"


class Checksum(NamedTuple):
    """What tells a whole file from any other."""

    rows: int
    bytes: int
    sha256: str


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Where to write; what was written takes the path's name when all went well. Raises DiskFull."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        yield temporary
        _make_durable(temporary)
        temporary.replace(path)
        if os.name == "posix":
            _make_durable(path.parent)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(folder=path.parent, why=os.strerror(error.errno or 0)) from error
        raise
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _make_durable(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, told: Mapping[str, Any]) -> None:
    """A small file for people and programs."""
    with written_whole(path) as temporary:
        temporary.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_table(path: Path, table: pa.Table) -> None:
    """A table as Parquet."""
    with written_whole(path) as temporary:
        pq.write_table(with_own_words(table), temporary, compression=COMPRESSION)


def checksum(path: Path, *, rows: int) -> Checksum:
    """The checksum of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Checksum(rows, path.stat().st_size, digest)


def is_whole(path: Path, expected: Checksum) -> bool:
    """Whether the file is there, as it was written."""
    return path.is_file() and path.stat().st_size == expected.bytes and checksum(path, rows=expected.rows) == expected


def remove_unwritten(folder: Path) -> None:
    """Remove what was being written when a run was killed."""
    for path in folder.glob(f".*{TEMPORARY}"):
        path.unlink(missing_ok=True)


def with_own_words(table: pa.Table) -> pa.Table:
    """The table with dictionaries of just its own words, in the order in which they occur.

    What a worker has met before must not show in a file: the same children give the same bytes.
    """
    for number, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            column = table.column(number).unify_dictionaries().combine_chunks()
            chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
            own = [_own_words(chunk) for chunk in chunks]
            table = table.set_column(number, field, pa.chunked_array(own, field.type))
    return table


def _own_words(column: pa.DictionaryArray) -> pa.DictionaryArray:
    met = pc.unique(column.indices.drop_null())
    numbers = np.zeros(max(len(column.dictionary), 1), np.int32)
    numbers[met.to_numpy()] = np.arange(len(met), dtype=np.int32)
    known = column.indices.fill_null(0).to_numpy()
    indices = pa.array(numbers[known], pa.int32(), mask=None if not column.null_count else _nulls(column))
    return pa.DictionaryArray.from_arrays(indices, column.dictionary.take(met))


def _nulls(column: pa.DictionaryArray) -> Any:
    return column.indices.is_null().to_numpy(zero_copy_only=False)
