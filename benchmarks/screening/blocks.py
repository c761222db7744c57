"""The distinct blocks of children that a population repeats, drawn once and kept."""

import hashlib
import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

from benchmarks.screening import cities, districts, gaps, mending
from benchmarks.screening import drawing as drawing_of_children
from benchmarks.screening.districts import draw_moves
from benchmarks.screening.drawing import Column, Drawing, World
from benchmarks.screening.gaps import draw_known
from benchmarks.screening.mending import fill_in, mend
from benchmarks.screening.nationwide import load_rules
from benchmarks.screening.rules import list_facts
from hutong.vocabulary.facts import Facts, FactType

Version = Literal["known", "unknowns"]
CHILDREN_IN_BLOCK = 131_072
BLOCKS_IN_BATCH = 2
DISTINCT = 240
SEED = 2025
PROCESSES = 2
MOVES, EVENTS = "moves", "events"
"""Two columns beside the facts: how many districts away a child lives (null: unknown), whether something happened."""
RESIDENCE_UNKNOWN = 0.003
EVENT = 0.005
COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")


class Blocks:
    """The blocks in a folder. A change of how children are drawn begins a new folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        library = load_rules("all", folder=data)
        self.facts = library.vocabulary.facts
        widths = {width: list_facts(load_rules(width, folder=data), width) for width in ("twelve", "all")}
        self.names = [name for name in self.facts if any(name in names for names in widths.values())]
        self.of_width = widths
        self.fingerprint = self._get_fingerprint()
        self.folder = data / "blocks" / self.fingerprint

    def _get_fingerprint(self) -> str:
        told = hashlib.sha256()
        for module in (drawing_of_children, mending, gaps, districts, cities):
            told.update(Path(str(module.__file__)).read_bytes())
        told.update(Path(__file__).read_bytes())
        told.update(repr([(one.fact, one.holds, dict(one.then)) for one in self.facts.implications]).encode())
        told.update(repr([(name, list(self.facts[name].values)) for name in self.names]).encode())
        return told.hexdigest()[:12]

    def make(self, count: int) -> None:
        """Draw the first so many that are not there yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        missing = [number for number in range(min(count, DISTINCT)) if not self.file("unknowns", number).exists()]
        with ProcessPoolExecutor(PROCESSES) as pool:
            list(pool.map(draw_block, [self.data] * len(missing), missing, chunksize=4))

    def file(self, version: Version, number: int) -> Path:
        return self.folder / f"{version}-{number:03}.arrow"

    def read_batch(self, version: Version, number: int, fields: list[str], rows_of_each: int) -> pa.RecordBatch:
        """Some columns of the blocks of a batch, so many children of each."""
        numbers = range(number * BLOCKS_IN_BATCH, (number + 1) * BLOCKS_IN_BATCH)
        return pa.concat_batches([self.read(version, one, fields).slice(0, rows_of_each) for one in numbers])

    def read(self, version: Version, number: int, fields: list[str]) -> pa.RecordBatch:
        """Some columns of a block."""
        file = self.file(version, number % DISTINCT)
        with pa.memory_map(str(file)) as source:
            names = pa.ipc.open_file(source).schema.names
            options = pa.ipc.IpcReadOptions(included_fields=sorted(names.index(name) for name in fields))
            return pa.ipc.open_file(source, options=options).get_batch(0).select(fields)


get_blocks = cache(Blocks)
"""Each process reads the documents once."""


def draw_block(data: Path, number: int) -> None:
    """Write a block twice: as everything is, and as it is known."""
    blocks = get_blocks(data)
    drawing = Drawing(blocks.facts, CHILDREN_IN_BLOCK, (SEED, number))
    mend(drawing.draw_facts(blocks.names), blocks.facts)
    world = drawing.draw_payments(blocks.names)
    everything = {name: np.ones(CHILDREN_IN_BLOCK, np.bool_) for name in world}
    known = draw_known(world, number, (SEED, number, 1))
    fill_in(world, known, blocks.facts)
    random = np.random.default_rng((SEED, number, 3))
    world[MOVES] = draw_moves(CHILDREN_IN_BLOCK, (SEED, number, 2))
    world[EVENTS] = random.random(CHILDREN_IN_BLOCK) < EVENT
    everything |= {name: np.ones(CHILDREN_IN_BLOCK, np.bool_) for name in (MOVES, EVENTS)}
    known |= {MOVES: random.random(CHILDREN_IN_BLOCK) >= RESIDENCE_UNKNOWN, EVENTS: everything[EVENTS]}
    # The last one written is the one asked for: a block that was broken off is drawn again.
    _write(blocks.file("known", number), world, everything, blocks.facts)
    _write(blocks.file("unknowns", number), world, known, blocks.facts)


def _write(file: Path, world: World, known: dict[str, Column], facts: Facts) -> None:
    columns = {name: _as_arrow(values, ~known[name], name, facts) for name, values in world.items()}
    batch = pa.record_batch(list(columns.values()), names=list(columns))
    unfinished = file.with_suffix(f".{os.getpid()}")
    with pa.ipc.new_file(str(unfinished), batch.schema, options=COMPRESSED) as writer:
        writer.write_batch(batch)
    unfinished.rename(file)


def _as_arrow(values: Column, unknown: Column, name: str, facts: Facts) -> pa.Array:
    array = pa.array(values, mask=unknown)
    if name not in facts:
        return array
    if facts[name].type is FactType.DATE:
        return array.cast(pa.date32())
    if facts[name].type is FactType.ENUM:
        return pa.DictionaryArray.from_arrays(array, pa.array(list(facts[name].values)))
    return array
