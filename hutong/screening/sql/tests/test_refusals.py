"""Values that no child can have, words for unknown, values of other days: read as the explanation reads them."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hutong.policy.library import Library
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.explaining import explain, read_findings
from hutong.screening.sql.tests.populations import make_children, write_population
from hutong.screening.tests.generating import ON

CHILDREN = 1_500
STRANGE: dict[str, tuple[Any, ...]] = {
    "hukou_place": ("43102", "43-022", "431022100", "未知", ""),
    "school_stage": ("unknown", "未采集", "kindergarten"),
    "receives.dibao.amount": (Decimal("-1.00"), Decimal("0.00")),
    "birth_date": (date(1899, 5, 1), ON + timedelta(days=1), ON),
    "insurance_tier": (-1, 0),
}
SHARE = 0.1
DATED = "dibao_edge"


def add_column(file: Path, name: str, values: pa.Array) -> None:
    pq.write_table(pq.read_table(file).append_column(name, values), file)


def test_strange_values_are_refused_or_unknown_as_when_explained(library: Library, tmp_path: Path) -> None:
    chance = random.Random(5)
    children = make_children(library, CHILDREN, seed=21)
    for child in children:
        for name, values in STRANGE.items():
            if chance.random() < SHARE:
                child[name] = chance.choice(values)
    population = write_population(library, children, tmp_path / "children.parquet")
    open_engine("duckdb", library=library, on=ON).screen(population, tmp_path / "out")
    explained = explain(library, children, on=ON)
    assert read_findings(tmp_path / "out", CHILDREN) == explained
    assert CHILDREN / 10 < sum(one is None for one in explained) < CHILDREN / 2


def test_an_age_beside_a_birth_date_has_to_agree_with_it(library: Library, tmp_path: Path) -> None:
    chance = random.Random(6)
    children = make_children(library, CHILDREN, seed=22)
    for child in children:
        if chance.random() < 0.5:
            child["age"] = chance.randrange(18)
    population = write_population(library, children, tmp_path / "children.parquet")
    open_engine("duckdb", library=library, on=ON).screen(population, tmp_path / "out")
    assert read_findings(tmp_path / "out", CHILDREN) == explain(library, children, on=ON)


def test_a_value_outside_its_days_is_unknown(library: Library, tmp_path: Path) -> None:
    chance = random.Random(7)
    children = make_children(library, CHILDREN, seed=23)
    days = {end: [chance.choice((None, *(ON + timedelta(days=shift) for shift in (-1, 0, 1)))) for _ in children]
            for end in ("since", "until")}  # fmt: skip
    population = write_population(library, children, tmp_path / "children.parquet")
    for end, values in days.items():
        add_column(population, f"{DATED}.{end}", pa.array(values, pa.date32()))
    open_engine("duckdb", library=library, on=ON).screen(population, tmp_path / "out")
    for number, child in enumerate(children):
        if DATED in child:
            child[DATED] = {"value": child[DATED]} | {end: values[number] for end, values in days.items()}
    assert read_findings(tmp_path / "out", CHILDREN) == explain(library, children, on=ON)
