"""DuckDB, with SQL written by hand (``twelve.sql``), from Parquet."""

from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.screening.answers import add_up, gaps_folder, write_summary
from benchmarks.screening.cities import YUAN, list_fen
from benchmarks.screening.districts import list_counties
from benchmarks.screening.rules import HOME, LIVING

SQL = Path(__file__).with_name("twelve.sql")
RUN_OF_CHILDREN = 4_000_000
THREADS = 2


def screen(population: Path, children: int, out: Path) -> None:
    """Verdicts of one run of children after the other; both summaries and the gaps from each."""
    _screen(population, children, out, with_gaps=True)


def screen_counts(population: Path, children: int, out: Path) -> None:
    """The summaries alone."""
    _screen(population, children, out, with_gaps=False)


def _screen(population: Path, children: int, out: Path, *, with_gaps: bool) -> None:
    statements = read_statements()
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    _create_standards(connection)
    gaps_folder(out).mkdir(parents=True)
    counted: dict[str, list[pa.Table]] = {HOME: [], LIVING: []}
    for number, first in enumerate(range(1, children + 1, RUN_OF_CHILDREN)):
        given = {"files": f"{population}/*.parquet", "first": first, "last": first + RUN_OF_CHILDREN - 1}
        connection.execute(statements["verdicts"], given)
        connection.execute(statements["sums"])
        counted[HOME].append(connection.sql(statements["by_home"]).to_arrow_table())
        counted[LIVING].append(connection.sql(statements["by_residence"]).to_arrow_table())
        if with_gaps:
            connection.execute(statements["gaps"].replace("$gaps", f"'{gaps_folder(out)}/{number:04}.parquet'"))
    write_summary(out, {place: add_up(tables, "place") for place, tables in counted.items()})


def _create_standards(connection: duckdb.DuckDBPyConnection) -> None:
    """What is paid in each county, in fen."""
    connection.register("given", pa.table({"place": list_counties(), **{name: list_fen(name) for name in YUAN}}))
    connection.execute("CREATE TEMP TABLE standards AS FROM given")


def read_statements() -> dict[str, str]:
    """The statements of the file by name."""
    parts = SQL.read_text(encoding="utf-8").split("-- statement: ")[1:]
    return {name.strip(): text for name, _, text in (part.partition("\n") for part in parts)}
