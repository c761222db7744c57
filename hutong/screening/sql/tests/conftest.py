"""A library, generated children with what DuckDB says of them, and a database server of one's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.needing import get_postgres_programs, need_java
from hutong.screening.sql.tests.populations import make_children, write_population
from hutong.screening.sql.tests.serving import USER, temporary_server
from hutong.screening.tests.generating import ON

MANY, FEWER = 20_000, 6_000


class Generated(NamedTuple):
    """Children, the Parquet file that they are in, and the folder with what DuckDB says of them."""

    children: list[dict[str, Any]]
    population: Path
    out: Path


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


def generate(library: Library, count: int, folder: Path) -> Generated:
    """Children, and what DuckDB says of them."""
    children = make_children(library, count, seed=11)
    population = write_population(library, children, folder / "children.parquet")
    open_engine("duckdb", library=library, on=ON).screen(population, folder / "out")
    return Generated(children, population, folder / "out")


@pytest.fixture(scope="session")
def generated(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    return generate(library, MANY, tmp_path_factory.mktemp("generated"))


@pytest.fixture(scope="session")
def fewer(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """As many as the slower engines screen within a minute."""
    return generate(library, FEWER, tmp_path_factory.mktemp("fewer"))


@pytest.fixture(scope="session")
def dsn() -> Iterator[str]:
    """A database of a server that the tests have to themselves."""
    with temporary_server(get_postgres_programs()) as folder:
        yield f"host={folder} user={USER} dbname=postgres"


@pytest.fixture(scope="session")
def java() -> Iterator[None]:
    """Spark runs on it, and keeps to this machine: also one whose own name leads nowhere."""
    need_java()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield
