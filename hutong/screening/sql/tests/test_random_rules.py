"""Under rules made up at random SQL says what is explained, or says by name what it cannot reckon with."""

import random
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hutong.screening.sql.errors import EngineCannot
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.explaining import explain, read_findings
from hutong.screening.tests import random_children
from hutong.screening.tests.random_rules import make_library

DAYS = (date(2024, 6, 1), date(2025, 3, 31), date(2024, 2, 29))
SEEDS, CHILDREN = range(100, 145), 60
WIDE = pa.decimal128(18, 2)


def is_same(seed: int, folder: Path) -> bool | None:
    """Whether both say the same of every child; None where SQL cannot reckon with an amount."""
    chance = random.Random(seed)
    library, on = make_library(chance, folder / "policies"), chance.choice(DAYS)
    population = random_children.Population(chance, library.vocabulary.facts, on, CHILDREN)
    pq.write_table(as_sql_reads(population.batch()), folder / "children.parquet")
    try:
        open_engine("duckdb", library=library, on=on).screen(folder / "children.parquet", folder / "out")
    except EngineCannot:
        return None
    return read_findings(folder / "out", CHILDREN) == explain(library, population.children(), on=on)


def as_sql_reads(batch: pa.RecordBatch) -> pa.Table:
    """With names for the children, and sums as wide as every engine has them."""
    table = pa.Table.from_batches([batch])
    for number, one in enumerate(table.schema):
        if pa.types.is_decimal(one.type):
            table = table.set_column(number, one.name, table[one.name].cast(WIDE))
    return table.append_column("child", pa.array([str(number) for number in range(batch.num_rows)]))


def test_under_these_rules_what_sql_says_is_what_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A yes-or-no fact written in words is refused by name in SQL.
    monkeypatch.setattr(random_children, "SPREAD", {})
    found = {seed: is_same(seed, tmp_path / str(seed)) for seed in SEEDS}
    assert [seed for seed, same in found.items() if same is False] == []
    assert list(found.values()).count(True) > len(SEEDS) / 5
