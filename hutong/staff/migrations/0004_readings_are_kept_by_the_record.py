"""Who looked is kept by the record (``audit``): what was noted before goes over to it."""

from typing import Any

from django.db import migrations

AT_ONCE = 2_000
SEARCHES = frozenset({"children_search", "children_duplicates"})
WAYS = {"child_file_numbers": "reveal", "evidence_file": "attachment"}


def way_of(screen: str, *, has_child: bool) -> str:
    """How a screen of before was looked at."""
    if screen in SEARCHES:
        return "search"
    if screen.startswith("export_") or screen == "import_refused":
        return "export"
    return WAYS.get(screen, "read" if has_child else "list")


def go_over(apps: Any, schema_editor: Any) -> None:
    readings, entries = apps.get_model("staff", "Reading"), apps.get_model("audit", "Entry")
    after = 0
    while rows := list(readings.objects.filter(pk__gt=after).select_related("worker").order_by("pk")[:AT_ONCE]):
        after = rows[-1].pk
        entries.objects.bulk_create(
            entries(
                at=row.at,
                way=way_of(row.screen, has_child=row.child is not None),
                worker=row.worker.uid,
                door=row.screen,
                child=row.child,
                rows=row.rows,
                purpose=row.purpose,
            )
            for row in rows
        )


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_grants"), ("audit", "0001_the_record")]
    operations = [
        migrations.RunPython(go_over, migrations.RunPython.noop),
        migrations.DeleteModel(name="Reading"),
    ]
