"""Divisions that were loaded before get their spelling, by which they are found."""

from typing import Any

from django.db import migrations

from hutong.places.naming import spelled_for_search

BATCH = 2_000


def spell(apps: Any, schema_editor: Any) -> None:
    division = apps.get_model("places", "Division")
    rows = []
    for row in division.objects.filter(spelled="").only("pk", "name").iterator(chunk_size=BATCH):
        row.spelled = spelled_for_search(row.name)
        rows.append(row)
        if len(rows) == BATCH:
            division.objects.bulk_update(rows, ["spelled"])
            rows = []
    if rows:
        division.objects.bulk_update(rows, ["spelled"])


class Migration(migrations.Migration):
    dependencies = [("places", "0002_changes_of_divisions")]
    operations = [migrations.RunPython(spell, migrations.RunPython.noop)]
