"""DuckDB says what the explanation says, in verdicts and amounts."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.explaining import explain, read_findings, recount, told_summary
from hutong.screening.sql.tests.populations import make_children, write_population
from hutong.screening.tests.generating import ON

MANY = 20_000


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_twenty_thousand_children_are_screened_as_they_are_explained(library: Library, tmp_path: Path) -> None:
    children = make_children(library, MANY, seed=11)
    population = write_population(library, children, tmp_path / "children.parquet")
    open_engine("duckdb", library=library, on=ON).screen(population, tmp_path / "out")
    explained = explain(library, children, on=ON)
    assert read_findings(tmp_path / "out", MANY) == explained
    assert sum(one is None for one in explained) < MANY / 2
    assert told_summary(pq.read_table(tmp_path / "out" / "summary.parquet")) == recount(explained)
