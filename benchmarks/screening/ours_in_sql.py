"""Our SQL road on DuckDB: the same rules, transpiled."""

from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.screening.nationwide import load_rules
from benchmarks.screening.ours import OWN, TOTALS, hand_in_counts
from benchmarks.screening.rules import ON
from hutong.screening.sql.duckdb import DuckdbEngine

THREADS = 2
hand_in = hand_in_counts


def screen(population: Path, children: int, out: Path) -> None:
    """Summary and sums; findings are not made."""
    library = load_rules("twelve", folder=population.parent.parent)
    engine = DuckdbEngine(library, ON, threads=THREADS)
    (out / OWN).mkdir()
    for name, table in zip(TOTALS, engine.summarise(population), strict=True):
        pq.write_table(table, out / OWN / f"{name}.parquet")
