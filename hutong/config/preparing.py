"""What has to be done before the application can serve: migrations, divisions, style sheets."""

from collections.abc import Iterable

from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from hutong.places.loading import load_divisions

MANIFEST = "staticfiles.json"


def is_behind() -> bool:
    """Whether the database lacks a migration."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_database_there() -> bool:
    """Whether the database answers."""
    try:
        connection.ensure_connection()
    except (OperationalError, InterfaceError):
        return False
    return True


def is_without_static() -> bool:
    """Whether the style sheets still have to be put where they are served from; outside production they need not."""
    return settings.STATIC_ROOT is not None and not (settings.STATIC_ROOT / MANIFEST).is_file()


def is_factor_forced() -> bool:
    """Whether posts of a county or wider, and administrators, need a second factor."""
    return bool(settings.SECOND_FACTOR_REQUIRED)


def prepare(places: Iterable[str] = ()) -> int:
    """Do all of it; the number of divisions that are new. Raises DivisionsMissing."""
    call_command("migrate", verbosity=0, interactive=False)
    if settings.STATIC_ROOT is not None:
        call_command("collectstatic", verbosity=0, interactive=False)
    return load_divisions(places)
