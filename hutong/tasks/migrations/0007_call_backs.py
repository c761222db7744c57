from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

KINDS = (
    "duty", "grant", "unset", "verify", "visit", "survey", "report", "referral", "hand_over", "by_hand", "help",
    "privacy", "call_back",
)  # fmt: skip


def move(apps: StateApps, editor: BaseDatabaseSchemaEditor, *, from_kind: str, to_kind: str) -> None:
    """Call-backs are told apart from referrals by what opened them."""
    alias = editor.connection.alias
    causes = apps.get_model("tasks", "Cause")._base_manager.using(alias).filter(key__startswith="call:")
    tasks = apps.get_model("tasks", "Task")._base_manager.using(alias).filter(kind=from_kind)
    tasks.filter(pk__in=causes.values("task")).update(kind=to_kind)


def begin(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    move(apps, editor, from_kind="referral", to_kind="call_back")


def undo(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    move(apps, editor, from_kind="call_back", to_kind="referral")


class Migration(migrations.Migration):
    dependencies = [("tasks", "0006_privacy_index")]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="task_kind_known"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="task_kind_known"),
        ),
        migrations.RunPython(begin, undo),
    ]
