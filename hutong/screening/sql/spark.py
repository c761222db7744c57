"""Spark: for populations that outgrow one machine, as Parquet partitioned by province.

Each partition is a run of its own: its folder appears whole or not at all, and a run that is begun again passes over
what is done.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from sqlglot import exp

from hutong.policy.collection import Library
from hutong.policy.programs import Givers
from hutong.screening.sql import tables
from hutong.screening.sql.choosing import Term
from hutong.screening.sql.compiling import compile_query
from hutong.screening.sql.expressions import Expr, case, column, negated, null_if_unknown, text
from hutong.screening.sql.givens import Kind
from hutong.screening.sql.places import PLACES
from hutong.screening.sql.query import Query
from hutong.screening.tables import AMOUNTS, SUMMARY

DIALECT = "spark"
POPULATION = "hutong_population"
WHOLE = "all"
PARTITION = "province="
KINDS: Mapping[str, Kind] = {
    "boolean": "bool",
    "date": "date",
    "string": "text",
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "int"),
}
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Hundreds of expressions do not fit the 64 kB that a Java method may have: they would be compiled in vain.
    "spark.sql.codegen.wholeStage": "false",
}


@dataclass
class SparkEngine:
    """Screens Parquet files on a cluster. ``master`` is Spark's; ``settings`` are added to ours."""

    library: Library
    on: date
    givers: Givers = None
    master: str = "local[2]"
    settings: Mapping[str, str] = field(default_factory=dict)
    engine: str = DIALECT
    population: Expr = field(default_factory=lambda: exp.to_table(POPULATION))
    session: SparkSession = field(init=False)

    def __post_init__(self) -> None:
        builder = SparkSession.builder.master(self.master).appName("hutong")
        for name, value in {**SETTINGS, **self.settings}.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()

    def close(self) -> None:
        """Give the cluster's workers back."""
        self.session.stop()

    def open(self, population: Path) -> Query:
        """Compile the query for a Parquet file or a folder of them."""
        self.session.read.parquet(str(population)).createOrReplaceTempView(POPULATION)
        return compile_query(library=self.library, on=self.on, givers=self.givers, source=self)

    def list_columns(self) -> Mapping[str, Kind]:
        return {name: _kind(kind) for name, kind in self.session.table(POPULATION).dtypes}

    def list_rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._run(select).collect()]

    def read_bounds(self) -> Mapping[str, tuple[Any, Any]]:
        return {}

    def read_words(self, names: Iterable[str]) -> Mapping[str, Set[str]]:
        return {}

    def put_places(self, places: pa.Table) -> None:
        columns = ", ".join(f"{one.name} {'string' if one.name == 'county' else 'bigint'}" for one in places.schema)
        rows = [tuple(row.values()) for row in places.to_pylist()]
        self.session.createDataFrame(rows, columns).createOrReplaceTempView(PLACES)

    def written(self, query: exp.Expr) -> str:
        """The text of a query."""
        return query.sql(DIALECT, identify=True)

    def _run(self, query: exp.Expr) -> DataFrame:
        return self.session.sql(self.written(query))

    def summarise(self, population: Path) -> tuple[pa.Table, pa.Table]:
        """Children by verdict, and sums owed, for each benefit at each place."""
        query = self.open(population)
        return self._add_up(query, tables.counted(query, query.source(self.population), fenced=False))

    def _add_up(self, query: Query, below: Expr) -> tuple[pa.Table, pa.Table]:
        return tables.summary(query, [row.asDict() for row in self._run(tables.totals(query, below)).collect()])

    def screen(self, population: Path, out: Path) -> None:
        """Write a folder for each partition, and at the end the summary and sums of all. Done partitions are kept."""
        out.mkdir(parents=True, exist_ok=True)
        for name, files in _partitions(population):
            if not (out / name).is_dir():
                self._screen_partition(files, out, name)
        for name, schema in (("summary", SUMMARY), ("amounts", AMOUNTS)):
            found = [row for part in sorted(out.glob(f"*/{name}.parquet")) for row in pq.read_table(part).to_pylist()]
            part = out / f"{name}.parquet.part"
            pq.write_table(tables.added_up(found, schema), part)
            part.replace(out / f"{name}.parquet")

    def _screen_partition(self, files: Path, out: Path, name: str) -> None:
        part = out / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        query = self.open(files)
        source = query.source(self.population)
        # Each slot reads a few columns of what was written: Spark would work everything out again for each of them.
        self._run(tables.wide(query, source, fenced=False)).write.parquet(str(part / "wide"))
        self.session.read.parquet(str(part / "wide")).createOrReplaceTempView(tables.WIDE)
        slots = [self.written(tables.findings(query, slot, _amounts(slot.terms))) for slot in query.slots]
        # Else a file for each slot of each part.
        count = max(
            self.session.table(tables.WIDE).rdd.getNumPartitions(), self.session.sparkContext.defaultParallelism
        )
        self.session.sql(" UNION ALL ".join(slots)).coalesce(count).write.parquet(str(part / "findings"))
        self._run(tables.refused(query, source)).write.parquet(str(part / "refused"))
        for kind, table in zip(("summary", "amounts"), self._add_up(query, exp.to_table(tables.WIDE)), strict=True):
            pq.write_table(table, part / f"{kind}.parquet")
        shutil.rmtree(part / "wide")
        part.rename(out / name)


def _partitions(population: Path) -> Iterator[tuple[str, Path]]:
    """The folders of the provinces, or all as one."""
    folders = sorted(population.glob(f"{PARTITION}*")) if population.is_dir() else []
    yield from ((folder.name, folder) for folder in folders)
    if not folders:
        yield WHOLE, population


def _kind(kind: str) -> Kind:
    return "decimal" if kind.startswith("decimal") else KINDS.get(kind, "other")


def _amounts(terms: list[Term]) -> Expr:
    """The terms that apply as a list of structs."""
    listed = exp.Array(expressions=[_struct(term) for term in terms])
    one = exp.to_identifier("one")
    known = exp.Lambda(this=negated(null_if_unknown(column("one"))), expressions=[one])
    filtered = exp.Anonymous(this="filter", expressions=[listed, known]) if terms else listed
    return exp.cast(filtered, exp.DataType.build(AMOUNT_LIST, dialect=DIALECT))


AMOUNT_LIST = "ARRAY<STRUCT<term: STRING, value: DECIMAL(18, 4), unit: STRING, state: STRING>>"


def _struct(term: Term) -> Expr:
    fields = {"term": text(term.name)} | tables.columns_of(term)
    named = [part for name, one in fields.items() for part in (text(name), one)]
    return case(
        [(negated(null_if_unknown(column(term.chosen))), exp.Anonymous(this="named_struct", expressions=named))]
    )
