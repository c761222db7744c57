"""Files of the demo's families copied in the database, with new keys: everything of a file that is not sealed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from hutong.children.models import (
    Child,
    Evidence,
    Kinship,
    Labelled,
    NameKey,
    Person,
    Placement,
    Receipt,
    RecordedFact,
    Step,
)
from hutong.determinations.models import Determination, DueAgain, FindingSpan

OF_CHILD = (Evidence, RecordedFact, Receipt, Labelled, Placement, Kinship, Step, FindingSpan, DueAgain)
FILLED = (Person, Child, NameKey, Determination, *OF_CHILD)
ONLY: Mapping[type[models.Model], str] = {
    RecordedFact: "r.corrected_at IS NULL",
    Receipt: "r.corrected_at IS NULL",
    Labelled: "r.until IS NULL",
    FindingSpan: "r.until IS NULL",
    # The years ahead only: the runner beside the server is to have nothing to do while pages are measured.
    DueAgain: 'r."on" > current_date + 366',
}
NUMBERED = (Person, Evidence)
"""Tables whose copies are pointed to, with ``offset + number`` for a key."""


@dataclass(frozen=True)
class Offsets:
    """What is added to the numbers of a round to make its keys."""

    child: int
    determination: int
    person: int
    evidence: int


def prepare() -> dict[str, int]:
    """Number the files to copy from, their persons and papers; how many there are of each."""
    run("CREATE TABLE bench_child AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, area FROM children_child")
    run(
        "CREATE TABLE bench_person AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM children_person"
        " WHERE id IN (SELECT person_id FROM children_kinship UNION SELECT carer_id FROM children_placement)"
    )
    run(
        "CREATE TABLE bench_evidence AS SELECT e.id, row_number() OVER (ORDER BY b.n, e.id) - 1 AS n"
        " FROM children_evidence e JOIN bench_child b ON b.id = e.child_id"
    )
    for model in (Person, *OF_CHILD):
        # Read again in every round, while the table itself grows and has no index.
        table = model._meta.db_table
        run(f"CREATE TABLE {_source(model)} AS SELECT r.* FROM {table} r WHERE {ONLY.get(model, 'true')}")
    counts = {}
    for one in ("child", "person", "evidence"):
        run(f"CREATE UNIQUE INDEX ON bench_{one} (id)")
        counts[one] = ask(f"SELECT count(*) FROM bench_{one}")
    run("ANALYZE")
    return counts


def copy_round(offsets: Offsets) -> None:
    """One copy of every file, after its children and determinations were written."""
    _copy(Person, {"id": f"{offsets.person} + p.n"}, joins="JOIN bench_person p ON p.id = r.id", order="p.n")
    for model in OF_CHILD:
        changed = {"child_id": f"{offsets.child} + b.n"}
        joins = "JOIN bench_child b ON b.id = r.child_id"
        if model is Evidence:
            changed["id"] = f"{offsets.evidence} + e.n"
            joins += " JOIN bench_evidence e ON e.id = r.id"
        if model is RecordedFact:
            changed["evidence_id"] = f"{offsets.evidence} + e.n"
            # A place that is the village's own goes along with the file.
            own = "r.name IN ('hukou_place', 'residence_place') AND r.value = b.area"
            changed["value"] = f"CASE WHEN {own} THEN c.area ELSE r.value END"
            joins += f" JOIN children_child c ON c.id = {offsets.child} + b.n"
            joins += " LEFT JOIN bench_evidence e ON e.id = r.evidence_id"
        if model in (Kinship, Placement):
            column = "person_id" if model is Kinship else "carer_id"
            changed[column] = f"{offsets.person} + p.n"
            joins += f" LEFT JOIN bench_person p ON p.id = r.{column}"
        if model is FindingSpan:
            changed["begun_with_id"] = f"{offsets.determination} + b.n"
        _copy(model, changed, joins=joins, order="b.n, r.id")


def _copy(model: type[models.Model], changed: Mapping[str, str], *, joins: str, order: str) -> None:
    """Rows once more, with what is changed; sealed columns are left empty, for a seal is bound to its row."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        name = str(field.column)
        if name in changed:
            value = changed[name]
        elif field.primary_key:
            continue
        elif name == "uid":
            value = "gen_random_uuid()"
        elif isinstance(field, models.BinaryField):
            value = "''::bytea"
        elif name == "identity_mark":
            value = "NULL"
        else:
            value = f'r."{name}"'
        columns.append(f'"{name}"')
        values.append(value)
    into = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)})"
    run(f"{into} SELECT {', '.join(values)} FROM {_source(model)} r {joins} ORDER BY {order}")


def _source(model: type[models.Model]) -> str:
    """The table of what is copied."""
    return f"bench_{model._meta.db_table}"


def remove_sources() -> None:
    """The tables that were needed for copying go."""
    for table in ("bench_child", "bench_person", "bench_evidence", *map(_source, (Person, *OF_CHILD))):
        run(f"DROP TABLE {table}")


def take_off_indexes(filled: Iterable[type[models.Model]] = FILLED) -> list[str]:
    """Take off the indexes of the tables to fill, but for the keys; the statements that put them on again."""
    tables = "(" + ", ".join(f"'{model._meta.db_table}'::regclass" for model in filled) + ")"
    again = []
    for name, table, definition, kind in rows(
        "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid), contype FROM pg_constraint"
        f" WHERE conrelid IN {tables} AND contype IN ('f', 'u')"
    ):
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        # What points elsewhere was copied with it and is not checked once more.
        valid = " NOT VALID" if kind in ("f", b"f") else ""
        again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}{valid}')
    for name, definition in rows(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        f" WHERE i.indrelid IN {tables} AND NOT i.indisprimary"
    ):
        run(f"DROP INDEX {name}")
        again.append(definition)
    return again


def reset_sequences() -> None:
    """New rows come after those that were written with keys of their own."""
    for model in FILLED:
        table = model._meta.db_table
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def ask(question: str) -> Any:
    return next(rows(question))[0]


def rows(question: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        found = cursor.fetchall()
    return iter(found)
