"""Very many rows into one table: by COPY where PostgreSQL is, by one prepared statement elsewhere.

A row of an import costs a fifth of what it costs when the database layer builds its statement.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

from hutong.staff.sealed_fields import MarkField, SealedTextField

Row = TypeVar("Row", bound=models.Model)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values; ``columns`` are the names that the table has for them, none of them sealed.

    What is left out gets the model's default, the same for all rows.
    """
    listed = list(rows)
    if not listed:
        return
    rest = _left_out(model, columns)
    if rest:
        constants = tuple(rest.values())
        listed = [(*row, *constants) for row in listed]
    _insert(model, (*columns, *rest), listed)


def insert_objects(model: type[Row], objects: Sequence[Row]) -> None:
    """Insert objects that are not saved yet, as ``bulk_create`` does, sealed columns too; they get their keys.

    Only within a transaction.
    """
    if not objects:
        return
    fields = model._meta.concrete_fields
    computed = {field.attname for field in fields if isinstance(field, SealedTextField | MarkField)}
    for one, key in zip(objects, _reserve_keys(model, len(objects)), strict=True):
        one.pk = key
    rows = [
        [field.pre_save(one, True) if field.attname in computed else getattr(one, field.attname) for field in fields]
        for one in objects
    ]
    _insert(model, [str(field.column) for field in fields], rows)
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias


def _left_out(model: type[models.Model], columns: Sequence[str]) -> dict[str, Any]:
    """The columns that nobody names and that may not be null, with what stands in them by default."""
    fields = [one for one in model._meta.concrete_fields if one.column not in columns and not one.primary_key]
    return {str(one.column): one.get_default() for one in fields if not one.null}


def _reserve_keys(model: type[models.Model], count: int) -> Iterator[int]:
    """Keys that no other row gets; on SQLite because whoever writes writes alone until the transaction ends."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sequence, [connection.ops.quote_name(table), column, count])
            return iter([key for (key,) in cursor.fetchall()])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
        return iter(range(last + 1, last + 1 + count))


def _insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        known: dict[Any, Any] = {}
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",
            [[value if type(value) in PLAIN else _as_stored(value, known) for value in row] for row in rows],
        )


PLAIN = frozenset({str, int, bool, bytes, type(None)})


def _as_stored(value: Any, known: dict[Any, Any]) -> Any:
    """Days and instants as the database of the embedded default writes them; an instant serves thousands of rows."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, date):
        if value not in known:
            ops = connection.ops
            if isinstance(value, datetime):
                known[value] = ops.adapt_datetimefield_value(value)
            else:
                known[value] = ops.adapt_datefield_value(value)
        return known[value]
    return value
