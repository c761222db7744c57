"""The engines by name, and what each needs besides."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import NamedTuple

from hutong.screening.errors import EngineMissing

ARROW = "arrow"


class Engine(NamedTuple):
    """The package that an engine runs on, and the extra of this one that brings it."""

    package: str
    extra: str


ENGINES: Mapping[str, Engine] = {
    ARROW: Engine("pyarrow", ""),
    "duckdb": Engine("duckdb", "duckdb"),
    "postgres": Engine("psycopg", "postgres"),
    "spark": Engine("pyspark", "spark"),
}


def check_engine(name: str) -> None:
    """Raises EngineMissing when what the engine runs on is not installed."""
    engine = ENGINES[name]
    if find_spec(engine.package) is None:
        raise EngineMissing(engine=name, extra=engine.extra)
