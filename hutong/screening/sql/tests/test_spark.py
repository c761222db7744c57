"""Spark says what DuckDB says, province by province, and goes on where it was stopped."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library
from hutong.screening.sql.spark import SparkEngine
from hutong.screening.sql.tests.conftest import MANY, Generated
from hutong.screening.sql.tests.explaining import Findings, add_finding, read_findings
from hutong.screening.tests.generating import ON


@pytest.fixture(scope="module")
def engine(library: Library) -> Iterator[SparkEngine]:
    made = SparkEngine(library, ON, settings={"spark.driver.bindAddress": "127.0.0.1"})
    yield made
    made.close()


@pytest.fixture(scope="module")
def provinces(generated: Generated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated children in two folders: those who live in Hunan, and all others."""
    folder = tmp_path_factory.mktemp("provinces")
    table = pq.read_table(generated.population)
    homes = ["43" if (place or "").startswith("43") else "00" for place in table["residence_place"].to_pylist()]
    for province in sorted(set(homes)):
        (folder / f"province={province}").mkdir()
        rows = [number for number, home in enumerate(homes) if home == province]
        pq.write_table(table.take(rows), folder / f"province={province}" / "children.parquet")
    return folder


def read_parts(out: Path) -> list[Findings | None]:
    found: list[Findings | None] = [{} for _ in range(MANY)]
    for part in sorted(out.glob("province=*")):
        for row in ds.dataset(part / "refused").to_table().to_pylist():
            found[int(row["child"])] = None
        for row in ds.dataset(part / "findings").to_table().to_pylist():
            add_finding(found, row)
    return found


@pytest.fixture(scope="module")
def screened(engine: SparkEngine, provinces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("screened")
    engine.screen(provinces, out)
    return out


def read_sums(folder: Path) -> list[list[str]]:
    """The lines of the summary and the sums, in an order of their own."""
    return [sorted(map(str, pq.read_table(folder / f"{name}.parquet").to_pylist())) for name in ("summary", "amounts")]


def test_the_same_children_have_the_same_findings(screened: Path, generated: Generated) -> None:
    assert read_parts(screened) == read_findings(generated.out, MANY)
    assert read_sums(screened) == read_sums(generated.out)


def test_what_is_done_is_passed_over_and_what_is_missing_is_made(
    engine: SparkEngine, screened: Path, provinces: Path, tmp_path: Path
) -> None:
    stopped = tmp_path / "stopped"
    shutil.copytree(screened, stopped)
    shutil.rmtree(stopped / "province=00")
    (stopped / ".province=00.part").mkdir()
    kept = {file: file.stat().st_mtime_ns for file in (stopped / "province=43").rglob("*")}
    engine.screen(provinces, stopped)
    assert {file: file.stat().st_mtime_ns for file in (stopped / "province=43").rglob("*")} == kept
    assert read_parts(stopped) == read_parts(screened)
    assert read_sums(stopped) == read_sums(screened)
    assert not (stopped / ".province=00.part").exists()
