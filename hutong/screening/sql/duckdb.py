"""DuckDB: reads Parquet where it lies, in this process, with as many threads as there are cores."""

import shutil
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from hutong.policy.collection import Library
from hutong.policy.programs import Givers
from hutong.screening.sql import tables
from hutong.screening.sql.choosing import Term
from hutong.screening.sql.compiling import compile_query
from hutong.screening.sql.expressions import Expr, case, column, negated, null_if_unknown, text
from hutong.screening.sql.givens import Kind
from hutong.screening.sql.parquet_bounds import Bounds, read_bounds
from hutong.screening.sql.places import PLACES
from hutong.screening.sql.query import Query

DIALECT = "duckdb"
KINDS: Mapping[str, Kind] = {
    "BOOLEAN": "bool",
    "DATE": "date",
    "VARCHAR": "text",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"), "int"),
}
POPULATION = "hutong_population"


@dataclass
class DuckdbEngine:
    """Screens Parquet files with one library on one day."""

    library: Library
    on: date
    givers: Givers = None
    threads: int | None = None
    memory: str | None = None
    engine: str = DIALECT
    population: Expr = field(default_factory=lambda: exp.to_table(POPULATION))
    files: tuple[Path, ...] = ()
    connection: duckdb.DuckDBPyConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = duckdb.connect()
        # It would make a join of every IN with more than a few values: planning took 8 times as long as running.
        self.connection.execute("SET disabled_optimizers = 'in_clause'")
        # The columns are looked at first, then read: the ends of the files are the same.
        self.connection.execute("SET parquet_metadata_cache = true")
        if self.threads is not None:
            self.connection.execute(f"SET threads = {self.threads:d}")
        if self.memory is not None:
            self.connection.execute("SET memory_limit = $memory", {"memory": self.memory})

    def close(self) -> None:
        """End the database in memory."""
        self.connection.close()

    def open(self, population: Path) -> Query:
        """Compile the query for a Parquet file or a folder of them."""
        files = str(population / "**" / "*.parquet") if population.is_dir() else str(population)
        quoted = files.replace("'", "''")
        self.files = tuple(population.rglob("*.parquet")) if population.is_dir() else (population,)
        self.connection.execute(f"CREATE OR REPLACE VIEW {POPULATION} AS SELECT * FROM read_parquet('{quoted}')")
        return compile_query(library=self.library, on=self.on, givers=self.givers, source=self)

    def list_columns(self) -> Mapping[str, Kind]:
        described = self.connection.execute(f"DESCRIBE {POPULATION}").fetchall()
        return {name: _kind(kind) for name, kind, *_ in described}

    def list_rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        return self.connection.execute(self.written(select)).fetchall()

    def read_bounds(self) -> Mapping[str, Bounds]:
        return read_bounds(self.files)

    def read_words(self, names: Iterable[str]) -> Mapping[str, Set[str]]:
        found: dict[str, set[str]] = {name: set() for name in names}
        for name, words in found.items():
            select = exp.Select(expressions=[column(name)]).from_(self.population).distinct()
            words.update(str(word) for (word,) in self.list_rows(select) if word is not None)
        return found

    def put_places(self, places: pa.Table) -> None:
        self.connection.register(f"{PLACES}_given", places)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {PLACES} AS FROM {PLACES}_given")
        self.connection.unregister(f"{PLACES}_given")

    def written(self, query: exp.Expr) -> str:
        """The text of a query."""
        return query.sql(DuckDB, identify=True)

    def summarise(self, population: Path) -> tuple[pa.Table, pa.Table]:
        """Children by verdict, and sums owed, for each benefit at each place."""
        query = self.open(population)
        return self._add_up(query, tables.counted(query, query.source(self.population), fenced=False))

    def _add_up(self, query: Query, below: Expr) -> tuple[pa.Table, pa.Table]:
        rows = self.connection.sql(self.written(tables.totals(query, below))).to_arrow_table().to_pylist()
        return tables.summary(query, rows)

    def screen(self, population: Path, out: Path) -> None:
        """Write findings, summary, sums and refused children into a folder."""
        out.mkdir(parents=True, exist_ok=True)
        spill = out / ".spill"
        self.connection.execute("SET temp_directory = $spill", {"spill": str(spill)})
        query = self.open(population)
        source = query.source(self.population)
        wide = self.written(tables.wide(query, source, fenced=False))
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {tables.WIDE} AS {wide}")
        slots = [self.written(tables.findings(query, slot, _amounts(slot.terms))) for slot in query.slots]
        self._copy(" UNION ALL ".join(slots), out / "findings.parquet")
        self._copy(self.written(tables.refused(query, source)), out / "refused.parquet")
        for name, table in zip(("summary", "amounts"), self._add_up(query, exp.to_table(tables.WIDE)), strict=True):
            pq.write_table(table, out / f"{name}.parquet")
        shutil.rmtree(spill, ignore_errors=True)

    def _copy(self, select: str, file: Path) -> None:
        part = file.with_name(f"{file.name}.part")
        quoted = str(part).replace("'", "''")
        self.connection.execute(f"COPY ({select}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)")
        part.replace(file)


def _kind(kind: str) -> Kind:
    if kind.startswith("DECIMAL"):
        return "decimal"
    return "text" if kind.startswith("ENUM") else KINDS.get(kind, "other")


def _amounts(terms: list[Term]) -> Expr:
    """The terms that apply as a list of structs."""
    if not terms:
        return exp.cast(exp.Array(expressions=[]), exp.DataType.build(AMOUNT_LIST, dialect=DIALECT))
    structs = [_struct(term) for term in terms]
    listed = exp.Array(expressions=structs)
    return exp.Anonymous(
        this="list_filter",
        expressions=[
            listed,
            exp.Lambda(this=negated(null_if_unknown(column("one"))), expressions=[exp.to_identifier("one")]),
        ],
    )


AMOUNT_LIST = "STRUCT(term VARCHAR, value DECIMAL(18,4), unit VARCHAR, state VARCHAR)[]"


def _struct(term: Term) -> Expr:
    fields = {"term": text(term.name)} | tables.columns_of(term)
    struct = exp.Struct(
        expressions=[exp.PropertyEQ(this=exp.to_identifier(name), expression=one) for name, one in fields.items()]
    )
    return case([(negated(null_if_unknown(column(term.chosen))), struct)])
