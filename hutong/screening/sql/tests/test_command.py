"""``hutong screen`` by the engines that run beside it: a process of its own each, as people start it."""

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow.parquet as pq
import pytest

from hutong.screening.tests.population_files import ON, Child, make_children, read_findings, write_parquet

Told: TypeAlias = dict[tuple[str, str, str | None], tuple[str, frozenset[tuple[str, Decimal | None, str, str]]]]
CHILDREN = 500
PATIENCE = 240
COMMAND = "from hutong.commands.main import main; main()"


def order(population: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-c", COMMAND, "screen", str(population), "--on", str(ON), "--out", str(out), *more]


def finish(population: Path, out: Path, *more: str) -> dict[str, Any]:
    """Run to the end; what the run says of itself."""
    done = subprocess.run(order(population, out, *more), capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads((out / "run.json").read_text("utf-8"))
    return told


def read_told(out: Path) -> Told:
    """Verdicts and amounts of a run; what is merely encouraged is listed by the SQL engines alone."""
    rows = [row for row in read_findings(out) if row["verdict"] != "not_offered"]
    return {(row["child"], row["benefit"], row["place"]): _told(row) for row in rows}


def _told(row: dict[str, Any]) -> tuple[str, frozenset[tuple[str, Decimal | None, str, str]]]:
    terms = ((one["term"], one["value"], one["unit"], one["state"]) for one in row["amounts"] or ())
    return row["verdict"], frozenset(terms)


def read_sums(out: Path) -> list[str]:
    """How many children are owed what, and how much, by place and benefit."""
    names = ("benefit", "place", "term", "unit", "state", "children", "total")
    rows = pq.read_table(out / "amounts.parquet").to_pylist()
    return sorted(str([row[name] for name in names]) for row in rows)


@pytest.fixture(scope="module")
def children() -> list[Child]:
    return make_children(CHILDREN)


@pytest.fixture(scope="module")
def population(children: list[Child], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parquet(tmp_path_factory.mktemp("people") / "county.parquet", children)


@pytest.fixture(scope="module")
def by_arrow(population: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("arrow") / "out"
    finish(population, out, "--workers", "1")
    return out


@pytest.fixture(scope="module")
def provinces(children: list[Child], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same children in a folder for each province."""
    folder = tmp_path_factory.mktemp("provinces")
    for province in sorted({child["hukou_place"][:2] for child in children}):
        (folder / f"province={province}").mkdir()
        inside = [child for child in children if child["hukou_place"].startswith(province)]
        write_parquet(folder / f"province={province}" / "children.parquet", inside)
    return folder


def check_same(out: Path, by_arrow: Path) -> None:
    assert read_told(out) == read_told(by_arrow)
    assert read_sums(out) == read_sums(by_arrow)


def test_duckdb_gives_the_verdicts_and_amounts_of_the_arrow_engine(
    population: Path, by_arrow: Path, tmp_path: Path
) -> None:
    told = finish(population, tmp_path / "out", "--engine", "duckdb")
    assert told["counts"]["children"] == CHILDREN
    check_same(tmp_path / "out", by_arrow)


def test_postgres_gives_the_verdicts_and_amounts_of_the_arrow_engine(
    population: Path, by_arrow: Path, dsn: str, tmp_path: Path
) -> None:
    told = finish(population, tmp_path / "out", "--engine", "postgres", "--at", dsn)
    assert told["counts"]["children"] == CHILDREN
    check_same(tmp_path / "out", by_arrow)


def test_a_spark_run_that_is_killed_goes_on_and_gives_what_the_arrow_engine_gives(
    provinces: Path, by_arrow: Path, java: None, tmp_path: Path
) -> None:
    out, engine = tmp_path / "out", ("--engine", "spark", "--at", "local[2]")
    first = out / "unfinished" / "sql" / "province=43"
    kill_once_there_is(first, order(provinces, out, *engine))
    written = {file: file.stat().st_mtime_ns for file in first.rglob("*.parquet")}
    assert written and not (out / "run.json").exists()
    told = finish(provinces, out, *engine, "--resume")
    assert told["counts"]["children"] == CHILDREN
    kept = {file.stat().st_mtime_ns for file in (out / "findings").iterdir()}
    assert kept & set(written.values()), "what was done was done again"
    check_same(out, by_arrow)


def kill_once_there_is(path: Path, command: list[str]) -> None:
    """Begin a run and end it, with all that it began, as soon as the path is there."""
    ends = time.monotonic() + PATIENCE
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not path.is_dir() and process.poll() is None and time.monotonic() < ends:
            time.sleep(0.01)
        assert process.poll() is None, process.stderr and process.stderr.read()
        os.killpg(process.pid, signal.SIGKILL)
