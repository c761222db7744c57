"""Spark with two workers, each a process of its own."""

from pathlib import Path

import pytest

from hutong.policy.library import Library
from hutong.screening.sql.spark import SparkEngine
from hutong.screening.sql.tests.cluster import HOST, WORKERS, run_cluster
from hutong.screening.sql.tests.conftest import MANY, Generated
from hutong.screening.sql.tests.explaining import read_findings, read_parts, read_sums, split_by_province
from hutong.screening.tests.generating import ON


@pytest.mark.endure
@pytest.mark.usefixtures("java")
def test_two_workers_find_what_one_machine_finds(library: Library, generated: Generated, tmp_path: Path) -> None:
    provinces = split_by_province(generated.population, tmp_path / "provinces")
    here = {"spark.driver.bindAddress": HOST, "spark.driver.host": HOST}
    with run_cluster(tmp_path) as master:
        engine = SparkEngine(library, ON, master=master, settings=here)
        try:
            engine.screen(provinces, tmp_path / "out")
        finally:
            engine.close()
    assert read_parts(tmp_path / "out", MANY) == read_findings(generated.out, MANY)
    assert read_sums(tmp_path / "out") == read_sums(generated.out)
    worked = [number for number in range(WORKERS) if list((tmp_path / f"worker{number}").glob("app-*"))]
    assert len(worked) == WORKERS
