"""A library, generated children with what DuckDB says of them, and a database server of one's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.needing import get_postgres_programs, need_java
from hutong.screening.sql.tests.populations import make_children, write_population
from hutong.screening.tests.generating import ON

MANY, FEWER = 20_000, 6_000
OWNER = "postgres"


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
    """A server on a socket in a temporary folder; it refuses to run as root, so root steps down."""
    programs = get_postgres_programs()
    owner = OWNER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="hutong-"))
    if owner:
        shutil.chown(folder, owner)

    def run(*words: str) -> None:
        subprocess.run([programs / words[0], *words[1:]], check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    run("initdb", "--auth=trust", "--username=hutong", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", data)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"host={folder} user=hutong dbname=postgres"
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def java() -> Iterator[None]:
    """Spark runs on it, and keeps to this machine: also one whose own name leads nowhere."""
    need_java()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        yield
