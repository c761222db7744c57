"""Very many plain rows into one table: by COPY where PostgreSQL is, by one prepared statement elsewhere.

Only for columns whose value is what the database stores: nothing sealed, no defaults but the database's own. A row of
an import costs a fifth of what it costs as an object.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows; ``columns`` are the names that the table has for them."""
    listed = list(rows)
    if not listed:
        return
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in listed:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        known: dict[Any, Any] = {}
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",
            [tuple(_as_stored(value, known) for value in row) for row in listed],
        )


def _as_stored(value: Any, known: dict[Any, Any]) -> Any:
    """Days and instants as the database of the embedded default writes them; an instant serves thousands of rows."""
    if isinstance(value, date):
        if value not in known:
            ops = connection.ops
            if isinstance(value, datetime):
                known[value] = ops.adapt_datetimefield_value(value)
            else:
                known[value] = ops.adapt_datefield_value(value)
        return known[value]
    return value
