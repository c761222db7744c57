"""The tables of the record, made by hand: append-only by trigger, on PostgreSQL a partition a month."""

from typing import Any

from django.db import migrations, models

SQLITE = """
CREATE TABLE audit_entry (
    id integer PRIMARY KEY AUTOINCREMENT,
    at datetime NOT NULL,
    way varchar(12) NOT NULL CHECK (way <> ''),
    act varchar(60) NOT NULL,
    worker char(32) NULL,
    role varchar(20) NOT NULL,
    area varchar(12) NOT NULL,
    door varchar(60) NOT NULL,
    child char(32) NULL,
    place varchar(12) NOT NULL,
    rows integer NOT NULL CHECK (rows >= 0),
    purpose varchar(200) NOT NULL,
    about varchar(200) NOT NULL
);
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_worker ON audit_entry (worker, at, id);
CREATE INDEX audit_entry_child ON audit_entry (child, at, id) WHERE child IS NOT NULL;
CREATE INDEX audit_entry_door ON audit_entry (door, at, id);
CREATE TABLE audit_seal (
    number bigint NOT NULL PRIMARY KEY,
    made_at datetime NOT NULL,
    month varchar(6) NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    rows_hash varchar(64) NOT NULL,
    previous varchar(64) NOT NULL UNIQUE,
    algorithm varchar(20) NOT NULL,
    key integer NOT NULL,
    seal varchar(64) NOT NULL,
    CHECK (first <= last)
);
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the record is only added to: UPDATE of audit_entry is refused'); END;
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the record is only added to: DELETE from audit_entry is refused'); END;
CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the record is only added to: REPLACE in audit_entry is refused'); END;
CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal
    BEGIN SELECT RAISE(ABORT, 'the record is only added to: UPDATE of audit_seal is refused'); END;
CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal
    BEGIN SELECT RAISE(ABORT, 'the record is only added to: DELETE from audit_seal is refused'); END;
CREATE TRIGGER audit_seal_no_replace BEFORE INSERT ON audit_seal
    WHEN EXISTS (SELECT 1 FROM audit_seal WHERE number = NEW.number OR previous = NEW.previous)
    BEGIN SELECT RAISE(ABORT, 'the record is only added to: REPLACE in audit_seal is refused'); END;
"""

POSTGRES = """
CREATE SEQUENCE audit_entry_id_seq AS bigint;
CREATE TABLE audit_entry (
    id bigint NOT NULL DEFAULT nextval('audit_entry_id_seq'),
    at timestamptz NOT NULL,
    way varchar(12) NOT NULL CHECK (way <> ''),
    act varchar(60) NOT NULL,
    worker uuid NULL,
    role varchar(20) NOT NULL,
    area varchar(12) NOT NULL,
    door varchar(60) NOT NULL,
    child uuid NULL,
    place varchar(12) NOT NULL,
    rows integer NOT NULL CHECK (rows >= 0),
    purpose varchar(200) NOT NULL,
    about varchar(200) NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
ALTER SEQUENCE audit_entry_id_seq OWNED BY audit_entry.id;
CREATE INDEX audit_entry_at ON audit_entry (at, id);
CREATE INDEX audit_entry_worker ON audit_entry (worker, at, id);
CREATE INDEX audit_entry_child ON audit_entry (child, at, id) WHERE child IS NOT NULL;
CREATE INDEX audit_entry_door ON audit_entry (door, at, id);
CREATE TABLE audit_seal (
    number bigint NOT NULL PRIMARY KEY,
    made_at timestamptz NOT NULL,
    month varchar(6) NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    rows_hash varchar(64) NOT NULL,
    previous varchar(64) NOT NULL UNIQUE,
    algorithm varchar(20) NOT NULL,
    key integer NOT NULL,
    seal varchar(64) NOT NULL,
    CHECK (first <= last)
);
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is only added to: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TABLE audit_entry_rest PARTITION OF audit_entry DEFAULT;
CREATE TRIGGER audit_entry_rest_no_truncate BEFORE TRUNCATE ON audit_entry_rest
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
-- A partition for a month (its first day), made beside and attached, so that nobody who writes waits for it.
CREATE FUNCTION audit_make_month(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    named text := 'audit_entry_' || to_char(month, 'YYYYMM');
BEGIN
    IF to_regclass(named) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I (LIKE audit_entry INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', named);
    EXECUTE format('ALTER TABLE audit_entry ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', named,
        month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
    EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()',
        named || '_no_truncate', named);
    RETURN true;
END $$;
SELECT audit_make_month((date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date)
    FROM generate_series(0, 3) AS n;
"""
POSTGRES_GONE = """
DROP TABLE audit_entry;
DROP TABLE audit_seal;
DROP FUNCTION audit_make_month(date);
DROP FUNCTION audit_refuse();
"""


def make(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES)
            return
        for statement in SQLITE.strip().removeprefix("CREATE ").split("\nCREATE "):
            cursor.execute(f"CREATE {statement}")


def take_away(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_GONE)
            return
        cursor.execute("DROP TABLE audit_entry")
        cursor.execute("DROP TABLE audit_seal")


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("read", "查看"),
                            ("list", "列表"),
                            ("search", "检索"),
                            ("reveal", "显示号码"),
                            ("attachment", "附件"),
                            ("export", "导出"),
                            ("act", "办理"),
                            ("sign_in", "登录"),
                        ],
                        max_length=12,
                    ),
                ),
                ("act", models.CharField(default="", max_length=60)),
                ("worker", models.UUIDField(null=True)),
                ("role", models.CharField(default="", max_length=20)),
                ("area", models.CharField(default="", max_length=12)),
                ("door", models.CharField(default="", max_length=60)),
                ("child", models.UUIDField(null=True)),
                ("place", models.CharField(default="", max_length=12)),
                ("rows", models.PositiveIntegerField(default=1)),
                ("purpose", models.CharField(default="", max_length=200)),
                ("about", models.CharField(default="", max_length=200)),
            ],
            options={
                "db_table": "audit_entry",
                "ordering": ["at", "id"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("made_at", models.DateTimeField()),
                ("month", models.CharField(max_length=6)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("count", models.IntegerField()),
                ("rows_hash", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("algorithm", models.CharField(max_length=20)),
                ("key", models.IntegerField()),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "audit_seal",
                "ordering": ["number"],
                "managed": False,
            },
        ),
        migrations.RunPython(make, take_away),
    ]
