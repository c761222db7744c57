"""DuckDB says what the explanation says, in verdicts and amounts and in what is covered by another benefit."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.twelve_children import TWELVE
from hutong.policy.library import Library, load_library
from hutong.policy.situation import read_situation
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.conftest import MANY, Generated
from hutong.screening.sql.tests.explaining import (
    explain,
    explain_covered,
    read_covered,
    read_findings,
    recount,
    told_summary,
)
from hutong.screening.sql.tests.populations import columns_of, make_children, write_population
from hutong.screening.tests.generating import ON

COVERED = 1_500
OF_THE_TWELVE = 3_000


def test_twenty_thousand_children_are_screened_as_they_are_explained(library: Library, generated: Generated) -> None:
    explained = explain(library, generated.children, on=ON)
    assert read_findings(generated.out, MANY) == explained
    assert 0 < sum(one is None for one in explained) < MANY / 4
    assert told_summary(pq.read_table(generated.out / "summary.parquet")) == recount(explained)


def test_whoever_is_covered_by_another_benefit_is_so_when_explained(library: Library, generated: Generated) -> None:
    covered = [explain_covered(library, child, on=ON) for child in generated.children[:COVERED]]
    assert read_covered(generated.out, MANY)[:COVERED] == covered
    assert sum(bool(one) for one in covered) > COVERED / 10


def test_worked_examples_are_screened_as_they_are_explained(library: Library, tmp_path: Path) -> None:
    by_day: dict[date, list[dict[str, Any]]] = {}
    for linked in library.linked.values():
        for example in linked.document.examples:
            on = example.entry.on
            situation = read_situation(example.entry.given, on=on, facts=library.vocabulary.facts)
            by_day.setdefault(on, []).append(columns_of(situation, library))
    for on, children in by_day.items():
        population = write_population(library, children, tmp_path / f"{on}.parquet")
        open_engine("duckdb", library=library, on=on).screen(population, tmp_path / str(on))
        assert read_findings(tmp_path / str(on), len(children)) == explain(library, children, on=on), on


def test_the_twelve_rules_are_screened_as_they_are_explained(tmp_path: Path) -> None:
    twelve = load_library(TWELVE)
    children = make_children(twelve, OF_THE_TWELVE, seed=12)
    population = write_population(twelve, children, tmp_path / "children.parquet")
    open_engine("duckdb", library=twelve, on=ON).screen(population, tmp_path / "out")
    assert read_findings(tmp_path / "out", OF_THE_TWELVE) == explain(twelve, children, on=ON)
