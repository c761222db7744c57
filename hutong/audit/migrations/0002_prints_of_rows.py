"""A seal keeps a few bytes of each row's own hash, so that the row that was changed is named."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_record")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE audit_seal ADD COLUMN prints text NOT NULL DEFAULT ''",
            "ALTER TABLE audit_seal DROP COLUMN prints",
        )
    ]
