"""Spark says what DuckDB says, province by province, and goes on where it was stopped."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hutong.policy.library import Library
from hutong.screening.sql.spark import SparkEngine
from hutong.screening.sql.tests.conftest import FEWER, Generated
from hutong.screening.sql.tests.explaining import read_findings, read_parts, read_sums, split_by_province
from hutong.screening.tests.generating import ON


@pytest.fixture(scope="module")
def engine(library: Library, java: None) -> Iterator[SparkEngine]:
    made = SparkEngine(library, ON, settings={"spark.driver.bindAddress": "127.0.0.1"})
    yield made
    made.close()


@pytest.fixture(scope="module")
def provinces(fewer: Generated, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return split_by_province(fewer.population, tmp_path_factory.mktemp("provinces"))


@pytest.fixture(scope="module")
def screened(engine: SparkEngine, provinces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("screened")
    engine.screen(provinces, out)
    return out


def test_the_same_children_have_the_same_findings(screened: Path, fewer: Generated) -> None:
    assert read_parts(screened, FEWER) == read_findings(fewer.out, FEWER)
    assert read_sums(screened) == read_sums(fewer.out)


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
    assert read_parts(stopped, FEWER) == read_parts(screened, FEWER)
    assert read_sums(stopped) == read_sums(screened)
    assert not (stopped / ".province=00.part").exists()
