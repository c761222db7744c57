"""Engines by name, and what is said when one cannot be had."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library
from hutong.screening.errors import ColumnWrong, EngineMissing
from hutong.screening.sql.errors import ChildrenUnnamed, EngineUnknown
from hutong.screening.sql.opening import ENGINES, open_engine
from hutong.screening.tests.generating import ON

WITHOUT_ENGINES = """
import sys
for name in ("duckdb", "psycopg", "pyspark", "py4j"):
    sys.modules[name] = None
import hutong.commands.main, hutong.screening.arrow, hutong.screening.sql.opening, hutong.screening.sql.query
"""


def test_everything_but_the_engines_imports_without_their_packages() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_ENGINES], check=True)


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_that_is_not_installed_names_what_to_install(
    name: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("duckdb", "psycopg", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.delitem(sys.modules, ENGINES[name][0], raising=False)
    with pytest.raises(EngineMissing, match=rf"hutong\[{name}\]"):
        open_engine(name, library=library, on=ON)


def test_a_name_of_no_engine_is_answered_with_those_there_are(library: Library) -> None:
    with pytest.raises(EngineUnknown, match="duckdb, postgres, spark"):
        open_engine("oracle", library=library, on=ON)


def test_a_population_without_names_of_children_is_refused(library: Library, tmp_path: Path) -> None:
    pq.write_table(pa.table({"dibao": [True]}), tmp_path / "children.parquet")
    with pytest.raises(ChildrenUnnamed, match="child"):
        open_engine("duckdb", library=library, on=ON).summarise(tmp_path / "children.parquet")


def test_a_yes_or_no_fact_in_words_is_refused_by_name(library: Library, tmp_path: Path) -> None:
    pq.write_table(pa.table({"child": ["a"], "dibao": ["yes"]}), tmp_path / "children.parquet")
    with pytest.raises(ColumnWrong, match="dibao"):
        open_engine("duckdb", library=library, on=ON).summarise(tmp_path / "children.parquet")
