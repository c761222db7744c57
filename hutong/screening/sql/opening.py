"""Engines by name. The only place that imports one: without its packages all else works, and an error names them."""

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import pyarrow as pa

from hutong.policy.collection import Library
from hutong.policy.programs import Givers
from hutong.screening.errors import EngineMissing
from hutong.screening.sql.errors import EngineUnknown

ENGINES: Mapping[str, tuple[str, str]] = {
    "duckdb": ("hutong.screening.sql.duckdb", "DuckdbEngine"),
    "postgres": ("hutong.screening.sql.postgres", "PostgresEngine"),
    "spark": ("hutong.screening.sql.spark", "SparkEngine"),
}


class SqlEngine(Protocol):
    """What every engine does, with Parquet files or what stands for them in its own system."""

    def screen(self, population: Path, out: Path) -> None:
        """Write findings, summary, sums and refused children."""
        ...

    def summarise(self, population: Path) -> tuple[pa.Table, pa.Table]:
        """Children by verdict and sums owed, for each benefit at each place; no findings."""
        ...

    def close(self) -> None:
        """Give back what the engine holds."""
        ...


def open_engine(name: str, *, library: Library, on: date, givers: Givers = None, **where: object) -> SqlEngine:
    """The engine of this name. ``where`` is its own: ``threads``, ``dsn``, ``master``.

    Raises EngineUnknown, and EngineMissing when its packages are not installed.
    """
    if name not in ENGINES:
        raise EngineUnknown(engine=name, engines=", ".join(ENGINES))
    module, kind = ENGINES[name]
    try:
        made = getattr(import_module(module), kind)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("hutong"):
            raise
        raise EngineMissing(engine=name, extra=name) from error
    return cast(SqlEngine, made(library=library, on=on, givers=givers, **where))
