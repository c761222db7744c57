"""PostgreSQL: for children whose data may not leave the database. Reads a table there, or brings a Parquet file in."""

import io
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from psycopg import sql
from sqlglot import exp

from hutong.policy.collection import Library
from hutong.policy.programs import Givers
from hutong.screening.sql import tables
from hutong.screening.sql.compiling import compile_query
from hutong.screening.sql.expressions import Expr
from hutong.screening.sql.givens import Kind
from hutong.screening.sql.places import PLACES
from hutong.screening.sql.query import Query, SlotColumns
from hutong.screening.tables import CHILD

DIALECT = "postgres"
STAGED = "hutong_population"
KINDS: Mapping[str, Kind] = {
    "boolean": "bool",
    "date": "date",
    "text": "text",
    **dict.fromkeys(("smallint", "integer", "bigint"), "int"),
}
ROWS_AT_ONCE = 50_000
AMOUNT = pa.struct({"term": pa.string(), "value": pa.decimal128(18, 4), "unit": pa.string(), "state": pa.string()})


@dataclass
class PostgresEngine:
    """Screens a table of a database with one library on one day. ``dsn`` is libpq's, ``table`` one that is there."""

    library: Library
    on: date
    givers: Givers = None
    dsn: str = ""
    table: str = STAGED
    engine: str = DIALECT
    population: Expr = field(init=False)
    connection: psycopg.Connection[tuple[Any, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.population = exp.to_table(self.table, dialect=DIALECT)
        self.connection = psycopg.connect(self.dsn, autocommit=True)

    def close(self) -> None:
        """End the connection; its temporary tables go with it."""
        self.connection.close()

    def open(self, population: Path | None) -> Query:
        """Compile the query for the table, after bringing in a Parquet file or a folder of them if one is given."""
        if population is not None:
            self._bring_in(population)
        return compile_query(library=self.library, on=self.on, givers=self.givers, source=self)

    def _bring_in(self, population: Path) -> None:
        parquet = ds.dataset(population, format="parquet", partitioning=None)
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(one.name), sql.SQL(_type_of(one.type))) for one in parquet.schema
        ]
        staged = sql.Identifier(STAGED)
        self.connection.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(staged))
        self.connection.execute(sql.SQL("CREATE TEMP TABLE {} ({})").format(staged, sql.SQL(", ").join(columns)))
        with (
            self.connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY pg_temp.{} FROM STDIN (FORMAT csv)").format(staged)) as copy,
        ):
            for batch in parquet.to_batches(batch_size=ROWS_AT_ONCE):
                written = io.BytesIO()
                pyarrow.csv.write_csv(_spelt(batch), written, pyarrow.csv.WriteOptions(include_header=False))
                copy.write(written.getbuffer())
        self.connection.execute(sql.SQL("ANALYZE pg_temp.{}").format(staged))

    def list_columns(self) -> Mapping[str, Kind]:
        rows = self.connection.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [self.table],
        ).fetchall()
        return {name: _kind(kind) for name, kind in rows}

    def list_rows(self, select: exp.Query) -> list[tuple[Any, ...]]:
        return self._run(self.written(select)).fetchall()

    def _run(self, statement: str) -> psycopg.Cursor[tuple[Any, ...]]:
        return self.connection.execute(statement.encode())

    def read_bounds(self) -> Mapping[str, tuple[Any, Any]]:
        return {}

    def read_words(self, names: Iterable[str]) -> Mapping[str, Set[str]]:
        return {}

    def put_places(self, places: pa.Table) -> None:
        self._run(f"DROP TABLE IF EXISTS pg_temp.{PLACES}")
        columns = ", ".join(f'"{one.name}" {_type_of(one.type)}' for one in places.schema)
        self._run(f"CREATE TEMP TABLE {PLACES} ({columns})")
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {PLACES} FROM STDIN") as copy:
            for row in places.to_pylist():
                copy.write_row(list(row.values()))
        self._run(f"ANALYZE {PLACES}")

    def written(self, query: exp.Expr) -> str:
        """The text of a query."""
        return query.sql(DIALECT, identify=True)

    def summarise(self, population: Path | None = None) -> tuple[pa.Table, pa.Table]:
        """Children by verdict, and sums owed, for each benefit at each place."""
        query = self.open(population)
        return self._add_up(query, tables.counted(query, query.source(self.population), fenced=True))

    def _add_up(self, query: Query, below: Expr) -> tuple[pa.Table, pa.Table]:
        cursor = self._run(self.written(tables.totals(query, below)))
        names = [one.name for one in cursor.description or ()]
        return tables.summary(query, [dict(zip(names, row, strict=True)) for row in cursor])

    def screen(self, population: Path | None, out: Path) -> None:
        """Write findings, summary, sums and refused children into a folder."""
        query = self.open(population)
        out.mkdir(parents=True, exist_ok=True)
        source = query.source(self.population)
        wide = self.written(tables.wide(query, source, fenced=True))
        self._run(f"DROP TABLE IF EXISTS pg_temp.{tables.WIDE}")
        self._run(f"CREATE TEMP TABLE {tables.WIDE} AS {wide}")
        part = out / "findings.parquet.part"
        with pq.ParquetWriter(part, FINDINGS, compression="zstd") as writer:
            for slot in query.slots:
                writer.write_table(self._findings(query, slot))
        part.replace(out / "findings.parquet")
        pq.write_table(self._fetch(self.written(tables.refused(query, source)), [CHILD]), out / "refused.parquet")
        for name, table in zip(("summary", "amounts"), self._add_up(query, exp.to_table(tables.WIDE)), strict=True):
            pq.write_table(table, out / f"{name}.parquet")

    def _findings(self, query: Query, slot: SlotColumns) -> pa.Table:
        """The findings of a slot; the terms come as columns and are folded into lists here."""
        select = tables.findings(query, slot, None)
        names = list(FINDINGS.names[:-1])
        for number, term in enumerate(slot.terms):
            for name, one in tables.columns_of(term).items():
                select = select.select(exp.alias_(one, f"{name}{number}", quoted=True))
                names.append(f"{name}{number}")
        found = self._fetch(self.written(select), names)
        return found.select(FINDINGS.names[:-1]).append_column("amounts", _folded(found, slot)).cast(FINDINGS)

    def _fetch(self, select: str, names: list[str]) -> pa.Table:
        """Rows as text columns, by way of COPY: many at once."""
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)".encode()) as copy,
        ):
            read = b"".join(bytes(piece) for piece in copy)
        if not read:
            return pa.table({name: pa.array([], pa.string()) for name in names})
        return pyarrow.csv.read_csv(
            pa.py_buffer(read),
            pyarrow.csv.ReadOptions(column_names=names),
            pyarrow.csv.ParseOptions(newlines_in_values=True),
            pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()) | {"covered": pa.bool_()},
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                null_values=[""],
            ),
        )


FINDINGS = pa.schema(
    {
        CHILD: pa.string(),
        "benefit": pa.string(),
        "place": pa.string(),
        "verdict": pa.string(),
        "covered": pa.bool_(),
        "amounts": pa.list_(AMOUNT),
    }
)


def _folded(found: pa.Table, slot: SlotColumns) -> pa.Array:
    """For each row the list of the terms that it has."""
    rows = found.num_rows
    parts = []
    for number, term in enumerate(slot.terms):
        columns = {name: found[f"{name}{number}"].combine_chunks() for name in tables.columns_of(term)}
        columns["value"] = columns["value"].cast(pa.decimal128(18, 4))
        has_it = pc.is_valid(columns["state"])
        rows_with = pc.indices_nonzero(has_it).cast(pa.int64())
        struct = pa.StructArray.from_arrays(
            [
                pa.array([term.name] * len(rows_with), pa.string()),
                *(columns[name].filter(has_it) for name in ("value", "unit", "state")),
            ],
            fields=list(AMOUNT),
        )
        parts.append((rows_with, struct))
    row_numbers = pa.concat_arrays([one for one, _ in parts]) if parts else pa.array([], pa.int64())
    structs = pa.concat_arrays([one for _, one in parts]) if parts else pa.array([], AMOUNT)
    each = np.bincount(row_numbers.to_numpy(), minlength=rows)
    ends = pa.array(np.concatenate([[0], np.cumsum(each)]).astype(np.int32))
    return pa.ListArray.from_arrays(ends, structs.take(pc.array_sort_indices(row_numbers)))


def _spelt(batch: pa.RecordBatch) -> pa.Table:
    """Words instead of codes for words: COPY takes text."""
    table = pa.Table.from_batches([batch])
    for number, one in enumerate(table.schema):
        if pa.types.is_dictionary(one.type):
            table = table.set_column(number, one.name, table[one.name].cast(pa.string()))
    return table


def _type_of(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "BOOLEAN"
    if pa.types.is_date(kind):
        return "DATE"
    if pa.types.is_decimal(kind):
        return "NUMERIC"
    if pa.types.is_integer(kind):
        return "BIGINT" if kind.bit_width > 32 else "INTEGER"
    return "TEXT"


def _kind(kind: str) -> Kind:
    if kind.startswith("numeric"):
        return "decimal"
    return "text" if kind.startswith("character") else KINDS.get(kind, "other")
