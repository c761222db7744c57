"""A run by one of the SQL engines: it writes in its own way, and what it wrote is put where every run has it.

These engines give verdicts, amounts, a summary and the children whose facts cannot be used. Gaps, what is missing and
whose list would settle most are told by the embedded engine alone.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hutong.lib.translating import marked, translator
from hutong.policy.library import Library
from hutong.screening.errors import EngineFailed, EngineReadsParquet, in_one_line
from hutong.screening.populations.opening import Population
from hutong.screening.populations.parquet_files import ParquetPopulation
from hutong.screening.runs.folders import NOTES, PartDone, RunFolder
from hutong.screening.runs.orders import Order
from hutong.screening.runs.whole_files import Checksum, checksum, written_whole
from hutong.screening.sql.opening import SqlEngine, open_engine
from hutong.screening.tables import REFUSED

PLACE_OF_ENGINE = {"postgres": "dsn", "spark": "master"}
PACKAGES = ("duckdb", "psycopg", "py4j", "pyspark")
WHY = marked("its facts contradict each other or cannot be → screen it with the engine 'arrow' to be told why")


@dataclass(frozen=True)
class SqlRun:
    """One run by a SQL engine. Raises EngineMissing, EngineReadsParquet, EngineFailed."""

    order: Order
    library: Library
    given: Population

    def open(self) -> SqlEngine:
        """The engine, before anything is written."""
        order = self.order
        if not all(isinstance(file, ParquetPopulation) for file in self.given.files):
            raise EngineReadsParquet(engine=order.engine, file=order.population.name)
        where: dict[str, Any] = (
            {PLACE_OF_ENGINE[order.engine]: order.at} if order.at and order.engine in PLACE_OF_ENGINE else {}
        )
        with _named(order.engine):
            return open_engine(order.engine, library=self.library, on=order.on, **where)

    def screen(self, engine: SqlEngine, folder: RunFolder) -> tuple[PartDone, Mapping[str, pa.Table], pa.Table]:
        """What came out, as one part; its totals; the refused children."""
        there = folder.path / NOTES / "sql"
        with _named(self.order.engine), closing(engine):
            if "findings" in self.order.wanted:
                engine.screen(self.order.population, there)
                totals = {name: pq.read_table(there / f"{name}.parquet") for name in ("summary", "amounts")}
            else:
                totals = dict(zip(("summary", "amounts"), engine.summarise(self.order.population), strict=True))
        refused = self._refused(there)
        files = dict(_put_in_place(there, folder.path))
        children = sum(
            piece.children for number, file in enumerate(self.given.files) for piece in file.list_pieces(number)
        )
        return PartDone(0, children, refused.num_rows, None, files), totals, refused

    def _refused(self, there: Path) -> pa.Table:
        why = translator(self.order.lang)(WHY)
        tables = [pq.read_table(path).select(["child"]).cast(_IDS) for path in _list_files(there, "refused")]
        children = pa.concat_tables(tables)["child"] if tables else pa.chunked_array([], pa.string())
        nothing = pa.nulls(len(children))
        columns = [
            children,
            nothing.cast(pa.int64()),
            nothing.cast(pa.string()),
            pa.array([why] * len(children), pa.string()),
        ]
        return pa.table(columns, schema=REFUSED)


_IDS = pa.schema([("child", pa.string())])


def _list_files(there: Path, kind: str) -> list[Path]:
    """The files of a kind, whether the engine wrote one or a folder of them."""
    return sorted([*there.rglob(f"{kind}.parquet"), *there.rglob(f"{kind}/*.parquet")])


def _put_in_place(there: Path, folder: Path) -> Iterator[tuple[str, Checksum]]:
    """What the engine wrote stays where it is until the run is finished: who is stopped here counts the same again."""
    for number, path in enumerate(_list_files(there, "findings")):
        place = folder / "findings" / f"part-{number:05}.parquet"
        with written_whole(place) as temporary:
            _link(path, temporary)
        yield place.relative_to(folder).as_posix(), checksum(place, rows=pq.read_metadata(place).num_rows)


def _link(path: Path, other: Path) -> None:
    """The same file under another name; a copy where names cannot be shared."""
    try:
        other.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, other)


@contextmanager
def _named(engine: str) -> Iterator[None]:
    """What an engine itself raises, by name. Its errors cannot be imported here: it may not be installed."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in PACKAGES:
            raise
        raise EngineFailed(engine=engine, why=in_one_line(error, most=300)) from error
