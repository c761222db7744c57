"""``hutong findings``: what a screening wrote, read by people."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from hutong.screening.tests.population_files import ON, make_children, write_parquet


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    under = tmp_path_factory.mktemp("people")
    population = write_parquet(under / "county.parquet", make_children(60))
    arguments = ["screen", str(population), "--on", str(ON), "--out", str(under / "out")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    return under / "out"


def show(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["findings", str(folder), *arguments])


def test_a_childs_findings_are_told_with_names_clauses_and_what_is_missing(folder: Path) -> None:
    told = show(folder, "--child", "c000003").stdout
    assert told.startswith("儿童 c000003\n")
    assert "无法判断 · " in told and "还缺：" in told and "000000/gf2016-36#" in told
    assert "c000004" not in told


def test_a_province_stands_for_its_counties(folder: Path) -> None:
    lines = [json.loads(line) for line in show(folder, "--place", "430000", "--format", "jsonl").stdout.splitlines()]
    assert {line["place"] for line in lines} == {"431022", "431003"}


def test_a_table_has_a_line_for_each_finding_of_a_benefit(folder: Path) -> None:
    told = show(folder, "--benefit", "orphan_protection", "--format", "csv", "--lang", "en").stdout
    rows = list(csv.DictReader(io.StringIO(told)))
    assert rows and {row["benefit"] for row in rows} == {"orphan basic living allowance"}


def test_what_is_highly_sensitive_is_told_only_when_asked(folder: Path) -> None:
    assert "艾滋病" not in show(folder).stdout
    assert "艾滋病" in show(folder, "--sensitive").stdout
    assert "hiv_allowance" in show(folder, "--format", "jsonl").stdout


def test_a_folder_without_a_finished_run_is_refused_with_a_remedy(tmp_path: Path) -> None:
    result = show(tmp_path)
    assert result.exit_code == 2 and "hutong screen" in result.stderr
