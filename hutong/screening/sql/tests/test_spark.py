"""Spark says what DuckDB says, province by province, and goes on where it was stopped."""

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
    """The generated children by province of residence."""
    folder = tmp_path_factory.mktemp("provinces")
    table = pq.read_table(generated.population)
    homes = [(place or "00")[:2] for place in table["residence_place"].to_pylist()]
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


def test_the_same_children_have_the_same_findings(
    engine: SparkEngine, provinces: Path, generated: Generated, tmp_path: Path
) -> None:
    engine.screen(provinces, tmp_path)
    assert read_parts(tmp_path) == read_findings(generated.out, MANY)
    for name in ("summary", "amounts"):
        theirs, ours = (pq.read_table(folder / f"{name}.parquet").to_pylist() for folder in (tmp_path, generated.out))
        assert sorted(theirs, key=str) == sorted(ours, key=str)
