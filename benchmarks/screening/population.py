"""Populations of any size as files: Arrow IPC (lz4) sorted by district, and the same as Parquet (zstd)."""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.screening.blocks import (
    BLOCKS_IN_BATCH,
    CHILDREN_IN_BLOCK,
    COMPRESSED,
    EVENTS,
    MOVES,
    PROCESSES,
    Blocks,
    Version,
    get_blocks,
)
from benchmarks.screening.districts import DISTRICTS, home_of, list_counties, pick_districts
from benchmarks.screening.drawing import Column
from benchmarks.screening.rules import PLACES_READ, Width

CHILD = "child"
FEWEST_BLOCKS = 8
"""However small the population, it is of several blocks, so that whole gaps are among it."""


@dataclass(frozen=True)
class Population:
    """Which children: how many, with all known or not, and with the facts of which rules."""

    children: int
    version: Version
    width: Width

    @property
    def name(self) -> str:
        return f"{self.width}-{self.version}-{self.children}"

    @property
    def block_rows(self) -> int:
        return min(CHILDREN_IN_BLOCK, -(-self.children // FEWEST_BLOCKS))

    @property
    def batch_rows(self) -> int:
        return BLOCKS_IN_BATCH * self.block_rows

    @property
    def batches(self) -> int:
        return -(-self.children // self.batch_rows)

    def arrow_file(self, data: Path) -> Path:
        return data / "populations" / f"{self.name}.arrow"

    def parquet_folder(self, data: Path) -> Path:
        return data / "populations" / f"{self.name}.parquet"


def make_arrow(population: Population, data: Path) -> Path:
    """The population's file, written unless it is there."""
    file = population.arrow_file(data)
    blocks = get_blocks(data)
    if _is_there(file, blocks.fingerprint):
        return file
    blocks.make(population.batches * BLOCKS_IN_BATCH)
    file.parent.mkdir(parents=True, exist_ok=True)
    batches = list_batches(population, blocks)
    first = next(batches)
    with pa.ipc.new_file(str(file), first.schema, options=COMPRESSED) as writer:
        writer.write_batch(first)
        for batch in batches:
            writer.write_batch(batch)
    _note(file, blocks.fingerprint)
    return file


def list_batches(population: Population, blocks: Blocks) -> Iterator[pa.RecordBatch]:
    """The children batch by batch: a block's facts, with numbers and places of their own."""
    facts = blocks.of_width[population.width]
    districts = pick_districts(population.children)
    for number in range(population.batches):
        start = number * population.batch_rows
        count = min(population.batch_rows, population.children - start)
        fields = [*facts, MOVES, EVENTS]
        batch = blocks.read_batch(population.version, number, fields, population.block_rows).slice(0, count)
        rows = np.arange(start, start + count, dtype=np.int64)
        places = _list_places(batch, home_of(rows, population.children, districts))
        read = {name: places[name] for name in PLACES_READ[population.width]}
        columns = {CHILD: pa.array(rows + 1), **read, **{name: batch.column(name) for name in facts}}
        yield pa.record_batch(list(columns.values()), names=list(columns))


def _list_places(batch: pa.RecordBatch, home: Column) -> dict[str, pa.Array]:
    moves = batch.column(MOVES)
    lives = (home + moves.fill_null(0).to_numpy()) % DISTRICTS
    unknown = moves.is_null().to_numpy(zero_copy_only=False)
    eventless = ~batch.column(EVENTS).to_numpy(zero_copy_only=False)
    return {
        "hukou_place": _place(home, None),
        "residence_place": _place(lives, unknown),
        "event_place": _place(lives, eventless),
    }


def _place(districts: Column, unknown: Column | None) -> pa.Array:
    codes = pa.array(districts.astype(np.int16), mask=unknown)
    return pa.DictionaryArray.from_arrays(codes, pa.array(list_counties()))


def make_parquet(population: Population, data: Path) -> Path:
    """The same children as Parquet, a row group for every batch, in as many files as processes write."""
    folder = population.parquet_folder(data)
    fingerprint = get_blocks(data).fingerprint
    if _is_there(folder, fingerprint):
        return folder
    file = make_arrow(population, data)
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    bounds = np.linspace(0, population.batches, PROCESSES + 1).astype(int).tolist()
    with ProcessPoolExecutor(PROCESSES) as pool:
        parts = [folder / f"part-{number}.parquet" for number in range(PROCESSES)]
        list(pool.map(_write_part, [file] * PROCESSES, parts, bounds[:-1], bounds[1:]))
    _note(folder, fingerprint)
    return folder


def _write_part(file: Path, part: Path, first: int, end: int) -> None:
    with pa.memory_map(str(file)) as source:
        reader = pa.ipc.open_file(source)
        names = [name for name in reader.schema.names if name != CHILD]
        encodings = {CHILD: "DELTA_BINARY_PACKED"}
        with pq.ParquetWriter(
            part,
            reader.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=names,
            column_encoding=encodings,
        ) as writer:
            for number in range(first, end):
                writer.write_batch(reader.get_batch(number))


def _is_there(file: Path, fingerprint: str) -> bool:
    note = file.with_name(f"{file.name}.json")
    return file.exists() and note.exists() and json.loads(note.read_text())["drawn_by"] == fingerprint


def _note(file: Path, fingerprint: str) -> None:
    file.with_name(f"{file.name}.json").write_text(json.dumps({"drawn_by": fingerprint}))


def get_size(path: Path) -> int:
    """Bytes on disk of a file, or of a folder of files."""
    return sum(one.stat().st_size for one in path.iterdir()) if path.is_dir() else path.stat().st_size
