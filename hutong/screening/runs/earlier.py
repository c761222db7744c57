"""An earlier finished run, as far as a later one goes on from it: who was in it, with which facts and findings."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from hutong.screening.bits import Bools
from hutong.screening.changes.errors import SinceOtherFormat, SinceOtherOptions, SincePartsMissing
from hutong.screening.changes.kept import PLACES
from hutong.screening.changes.prints import Prints, keys_of
from hutong.screening.errors import in_one_line
from hutong.screening.runs.finishing import FORMAT
from hutong.screening.runs.folders import KEPT_FOLDER, LISTS, NOTES, read_run
from hutong.screening.runs.keeping import FORMAT as KEPT_FORMAT
from hutong.screening.runs.keeping import RULES, KeptRules
from hutong.screening.runs.orders import Order
from hutong.screening.runs.whole_files import written_whole
from hutong.screening.tables import CHILD, FINDINGS, GAPS

INDEX = f"{NOTES}/earlier.arrow"
PARTS_OPEN = 3
MOST_SLICES = 20_000
NOBODY, SHARED = -1, -2
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class EarlierRun:
    """A finished run in its folder."""

    folder: Path
    told: dict[str, Any]
    rules: KeptRules

    @property
    def on(self) -> date:
        """The day it was run for."""
        return date.fromisoformat(self.told["begun_with"]["day"])

    @property
    def missing_order(self) -> list[str]:
        return list(self.told["missing_order"])

    @cached_property
    def parts(self) -> list[int]:
        """The numbers of its parts."""
        names = (Path(name) for name in self.told["files"] if name.startswith(f"{KEPT_FOLDER}/part-"))
        return sorted(int(name.stem.removeprefix("part-")) for name in names)

    @cached_property
    def refused(self) -> Prints:
        """The keys of the children whose facts could not be used."""
        ids = pq.read_table(self.folder / "refused.parquet", columns=[CHILD])[CHILD].combine_chunks().drop_null()
        return np.unique(keys_of(ids))

    def kept(self, part: int) -> pa.Table:
        """What was kept of the children of a part."""
        return pq.read_table(self._file(KEPT_FOLDER, part), memory_map=True)

    def findings(self, part: int) -> pa.Table:
        """The findings of a part."""
        return pq.read_table(self._file("findings", part), schema=FINDINGS)

    def gaps(self, part: int) -> pa.Table:
        """The gaps of a part."""
        file = self._file("gaps", part)
        return pq.read_table(file, schema=GAPS) if file.exists() else GAPS.empty_table()

    def _file(self, kind: str, part: int) -> Path:
        return self.folder / kind / f"part-{part:05}.parquet"


def open_earlier(folder: Path) -> EarlierRun:
    """The run in a folder. Raises RunNotFinished, SinceUnusable."""
    told = read_run(folder)
    path = folder / RULES
    if told.get("format") != FORMAT or RULES not in told["files"]:
        raise SinceOtherFormat(folder=folder)
    if not path.is_file():
        raise SincePartsMissing(folder=folder, file=RULES)
    rules = json.loads(path.read_text(encoding="utf-8"))
    if rules.get("format") != KEPT_FORMAT:
        raise SinceOtherFormat(folder=folder)
    return EarlierRun(folder, told, KeptRules.read(rules))


def check_earlier(run: EarlierRun, order: Order) -> None:
    """Refuse a run that wrote something else, or of which something is gone. Raises SinceUnusable."""
    options = run.told["begun_with"]["options"]
    before, after = (options["engine"], options["only"]), (order.engine, sorted(order.wanted))
    if before != after or "findings" not in order.wanted or order.engine != "arrow":
        raise SinceOtherOptions(folder=run.folder, before=_shown(*before), after=_shown(*after))
    for name, one in run.told["files"].items():
        if name.startswith((*(f"{kind}/" for kind in LISTS), f"{KEPT_FOLDER}/", "refused.parquet")):
            file = run.folder / name
            if not file.is_file() or file.stat().st_size != one["bytes"]:
                raise SincePartsMissing(folder=run.folder, file=name)


def _shown(engine: str, only: Iterable[str]) -> str:
    return f"{engine} {','.join(only)}"


@dataclass(frozen=True)
class Index:
    """Every child of an earlier run by its key, in their order: facts, part, and row among those kept of the part.

    About 32 bytes a child, on disk and mapped: workers share it.
    """

    keys: Prints
    facts: tuple[Prints, Prints]
    part: NDArray[np.int32]
    row: NDArray[np.int32]

    def find(self, keys: Prints) -> Rows:
        """Where in the index each key stands, ``NOBODY`` where it does not, ``SHARED`` where it could be several."""
        if not len(self.keys):
            return np.full(len(keys), NOBODY, np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, np.where(self.part[at] == NOBODY, SHARED, at), NOBODY)


def write_index(run: EarlierRun, path: Path) -> None:
    """The index of a run. Raises SincePartsMissing."""
    tables = []
    for part in run.parts:
        table = read_or_refuse(run, run.kept, part).select(["key", "facts", "more_facts"])
        table = table.append_column("part", pa.array(np.full(table.num_rows, part, np.int32)))
        tables.append(table.append_column("row", pa.array(np.arange(table.num_rows, dtype=np.int32))))
    whole = pa.concat_tables(tables)
    keys = whole["key"].to_numpy()
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    twice = np.zeros(len(keys), np.bool_)
    twice[1:] = keys[1:] == keys[:-1]
    twice[:-1] |= twice[1:]
    columns = {name: whole[name].to_numpy()[order] for name in whole.column_names}
    columns["part"] = np.where(twice, np.int32(NOBODY), columns["part"])
    table = pa.table(columns)
    with (
        written_whole(path) as temporary,
        pa.OSFile(str(temporary), "wb") as file,
        pa.ipc.new_file(file, table.schema) as writer,
    ):
        writer.write_table(table)


def read_index(path: Path) -> Index:
    """An index, mapped into memory."""
    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all().combine_chunks()
    columns = {name: table[name].to_numpy() for name in table.column_names}
    return Index(columns["key"], (columns["facts"], columns["more_facts"]), columns["part"], columns["row"])


def read_or_refuse(run: EarlierRun, read: Callable[[int], pa.Table], part: int) -> pa.Table:
    """A table of the run. Raises SincePartsMissing."""
    try:
        return read(part)
    except (pa.ArrowException, OSError) as error:
        raise SincePartsMissing(folder=run.folder, file=in_one_line(error, most=80)) from error


class EarlierPart:
    """One part of the earlier run, whole in memory: what was kept, findings and gaps by the row of the child."""

    def __init__(self, run: EarlierRun, part: int) -> None:
        self.kept = read_or_refuse(run, run.kept, part).combine_chunks()
        # Not in one piece: most of it is handed on as it lies.
        self.findings = read_or_refuse(run, run.findings, part).unify_dictionaries()
        self.gaps = in_one_piece(read_or_refuse(run, run.gaps, part))
        keys = self.kept["key"].to_numpy()
        self.order = np.argsort(keys, kind="stable")
        self.sorted = keys[self.order]
        self.starts, self.counts = self._spans()
        rows_of_gaps = self._rows_of(self.gaps[CHILD])
        self.gap_order = np.argsort(rows_of_gaps, kind="stable")
        self.gap_counts = np.bincount(rows_of_gaps, minlength=self.kept.num_rows)
        self.gap_starts = np.cumsum(self.gap_counts) - self.gap_counts

    def _rows_of(self, ids: pa.ChunkedArray) -> Rows:
        keys = keys_of(ids.combine_chunks())
        if not len(keys):
            return np.zeros(0, np.int64)
        return self.order[np.minimum(np.searchsorted(self.sorted, keys), len(self.sorted) - 1)]

    def _spans(self) -> tuple[Rows, Rows]:
        """For each child where its findings begin, and how many there are: they stand together."""
        starts, counts = np.zeros(self.kept.num_rows, np.int64), np.zeros(self.kept.num_rows, np.int64)
        ids = self.findings[CHILD].combine_chunks()
        differs = pc.not_equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False) if len(ids) else np.zeros(0, np.bool_)
        begins = np.flatnonzero(np.r_[True, differs][: len(ids)])
        rows = self._rows_of(pa.chunked_array([ids.take(pa.array(begins))]))
        starts[rows], counts[rows] = begins, np.diff(np.r_[begins, len(ids)])
        return starts, counts

    def lines_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """The findings of some children: their lines, and for each line whose of these it is."""
        return _spans_of(self.starts[rows], self.counts[rows])

    def gaps_of(self, rows: Rows) -> tuple[Rows, Rows]:
        """The gaps of some children, in the same way."""
        places, which = _spans_of(self.gap_starts[rows], self.gap_counts[rows])
        return self.gap_order[places], which

    def at_places(self, rows: Rows, tie: int, chosen: Callable[[int, str | None], bool]) -> Bools:
        """Which of some children have one of the places chosen."""
        column = self.kept[PLACES[tie]].unify_dictionaries().combine_chunks()
        column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        answers = np.array([*(chosen(tie, place) for place in column.dictionary.to_pylist()), chosen(tie, None)])
        codes = column.indices.fill_null(len(column.dictionary)).to_numpy(zero_copy_only=False)
        return np.asarray(answers[codes[rows]])


def _spans_of(starts: Rows, counts: Rows) -> tuple[Rows, Rows]:
    """Every number of every span, and for each of them which span it is of."""
    which = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(len(which)), which


@dataclass
class EarlierParts:
    """Parts of an earlier run, the last few kept."""

    run: EarlierRun
    open: dict[int, EarlierPart] = field(default_factory=dict)

    def __getitem__(self, part: int) -> EarlierPart:
        if part not in self.open:
            if len(self.open) >= PARTS_OPEN:
                self.open.pop(next(iter(self.open)))
            self.open[part] = EarlierPart(self.run, part)
        return self.open[part]


def in_one_piece(table: pa.Table) -> pa.Table:
    """A table with one chunk in every column, dictionaries unified."""
    return table.unify_dictionaries().combine_chunks()


def gathered(tables: Sequence[pa.Table], which: Rows, lines: Rows) -> pa.Table:
    """Lines of several tables; ``which`` says of which. Lines that follow one another are handed on as they lie."""
    if not len(lines):
        return tables[0].schema.empty_table()
    begins = np.flatnonzero(np.r_[True, (np.diff(lines) != 1) | (np.diff(which) != 0)])
    if len(begins) > MOST_SLICES:
        starts = np.cumsum([0, *(table.num_rows for table in tables)])
        return in_one_piece(pa.concat_tables(tables)).take(pa.array(lines + starts[which]))
    lengths = np.diff(np.r_[begins, len(lines)])
    slices = [
        tables[table].slice(line, length)
        for table, line, length in zip(which[begins].tolist(), lines[begins].tolist(), lengths.tolist(), strict=True)
    ]
    return in_one_piece(pa.concat_tables(slices))
