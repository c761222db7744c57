"""Rows of the record as they stand in the database, as tables in the order of their numbers."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv as pv
from django.db import connection

from hutong.audit.canonical import COLUMNS, SCHEMA, to_table
from hutong.audit.file_rows import Part, begin_of
from hutong.audit.models import Entry

COPIED = """
SELECT id, (extract(epoch FROM at) * 1000000)::bigint, way, act, replace(coalesce(worker::text, ''), '-', ''), role,
    area, door, replace(coalesce(child::text, ''), '-', ''), place, rows, purpose, about
FROM audit_entry
"""


class DatabaseRows:
    """Rows as they stand in the database now."""

    def read(self, part: Part, *, most: int | None = None) -> pa.Table:
        if connection.vendor == "postgresql":
            return _copy(part, most)
        rows = Entry.objects.order_by("id")
        if part.since:
            rows = rows.filter(at__gte=begin_of(part.since))
        if part.before:
            rows = rows.filter(at__lt=begin_of(part.before))
        if part.after is not None:
            rows = rows.filter(id__gt=part.after)
        if part.upto is not None:
            rows = rows.filter(id__lte=part.upto)
        return to_table(rows.values_list(*COLUMNS)[:most])

    def count(self) -> int | None:
        return None

    def close(self) -> None:
        connection.close()


def list_tables(part: Part, *, most: int) -> Iterator[pa.Table]:
    """Rows of the database piece by piece, in the order of their numbers."""
    rows, after = DatabaseRows(), part.after
    while True:
        table = rows.read(Part(part.since, part.before, after, part.upto), most=most)
        if not table.num_rows:
            return
        yield table
        after = table["id"][-1].as_py()


def _copy(part: Part, most: int | None) -> pa.Table:
    said: list[str] = []
    given: list[object] = []
    for text, value in (
        ("at >= %s", begin_of(part.since) if part.since else None),
        ("at < %s", begin_of(part.before) if part.before else None),
        ("id > %s", part.after),
        ("id <= %s", part.upto),
    ):
        if value is not None:
            said.append(text)
            given.append(value)
    where = f"WHERE {' AND '.join(said)}" if said else ""
    limit = f"LIMIT {most}" if most else ""
    with connection.cursor() as cursor:
        sql = f"COPY ({COPIED} {where} ORDER BY id {limit}) TO STDOUT (FORMAT csv)"
        with cursor.copy(sql, given) as copied:
            content = b"".join(copied)
    if not content:
        return SCHEMA.empty_table()
    kinds = {name: pa.int64() if name == "at" else kind for name, kind in COLUMNS.items()}
    table = pv.read_csv(
        pa.BufferReader(content),
        read_options=pv.ReadOptions(column_names=list(COLUMNS), use_threads=False),
        parse_options=pv.ParseOptions(newlines_in_values=True),
        convert_options=pv.ConvertOptions(column_types=kinds),
    )
    return table.cast(SCHEMA)
