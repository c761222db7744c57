"""PostgreSQL says what DuckDB says, which says what the explanation says."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library
from hutong.screening.sql.postgres import PostgresEngine
from hutong.screening.sql.tests.conftest import FEWER, Generated
from hutong.screening.sql.tests.explaining import read_findings, told_summary
from hutong.screening.tests.generating import ON


@pytest.fixture
def engine(library: Library, dsn: str) -> Iterator[PostgresEngine]:
    made = PostgresEngine(library, ON, dsn=dsn)
    yield made
    made.close()


def test_the_same_children_have_the_same_findings(engine: PostgresEngine, fewer: Generated, tmp_path: Path) -> None:
    engine.screen(fewer.population, tmp_path)
    assert read_findings(tmp_path, FEWER) == read_findings(fewer.out, FEWER)
    for name in ("summary", "amounts"):
        theirs, ours = (pq.read_table(folder / f"{name}.parquet").to_pylist() for folder in (tmp_path, fewer.out))
        assert sorted(theirs, key=str) == sorted(ours, key=str)


def test_a_table_that_is_there_is_summarised_where_it_lies(engine: PostgresEngine, fewer: Generated) -> None:
    engine.open(fewer.population)
    summary, _ = engine.summarise()
    assert told_summary(summary) == told_summary(pq.read_table(fewer.out / "summary.parquet"))
