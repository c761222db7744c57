"""Who runs: ours, the peers, and the limits that nobody can pass."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.screening.blocks import Version
from benchmarks.screening.districts import COUNTRY
from benchmarks.screening.population import Population
from benchmarks.screening.rules import Width

MILLION, TEN_MILLION = 1_000_000, 10_000_000
BOTH: tuple[Version, ...] = ("known", "unknowns")


@dataclass(frozen=True)
class Contender:
    """``door`` is the module and function that takes the population, its size and the folder for what it writes.

    What answers with counts writes no gap lists. ``largest`` is the most children for whom it is run, ``largest_known``
    where all is known: the peers' country run has unknowns.
    """

    name: str
    title: str
    door: str
    reads: Literal["arrow", "parquet"]
    versions: tuple[Version, ...] = BOTH
    widths: tuple[Width, ...] = ("twelve",)
    answers: Literal["lists", "counts", "nothing"] = "lists"
    repetitions: int = 5
    largest: int = COUNTRY
    largest_known: int = TEN_MILLION

    def is_for(self, population: Population) -> bool:
        """Whether it can be run on the population, and is."""
        if population.children > (self.largest_known if population.version == "known" else self.largest):
            return False
        return population.version in self.versions and population.width in self.widths

    def get_input(self, population: Population, data: Path) -> Path:
        """The kind of file that it reads."""
        return population.arrow_file(data) if self.reads == "arrow" else population.parquet_folder(data)


COMMAND = "benchmarks.screening.ours_by_command"
REHEARSED = "benchmarks.screening.rehearsed"
REHEARSALS = ("rehearse-city", "rehearse-figure", "rehearse-rule")
PEERS = "benchmarks.screening.peers"
OPENFISCA = f"{PEERS}.openfisca_chunked"
KNOWN: tuple[Version, ...] = ("known",)
WIDE: tuple[Width, ...] = ("twelve", "all")
REHEARSAL: Any = {
    "reads": "arrow", "versions": ("unknowns",), "widths": ("all",), "answers": "nothing", "largest": TEN_MILLION
}  # fmt: skip
CONTENDERS = (
    Contender("ours", "hutong, arrow road", "benchmarks.screening.ours:screen", "arrow", widths=WIDE,
              largest_known=COUNTRY),
    Contender("command", "hutong screen --only gaps,summary", f"{COMMAND}:screen", "arrow",
              ("unknowns",), WIDE, largest=TEN_MILLION),
    Contender("command-findings", "hutong screen, all findings", f"{COMMAND}:screen_with_findings", "arrow",
              ("unknowns",), WIDE, "nothing", repetitions=1, largest=MILLION),
    Contender("rehearse-city", "rehearsal: a city's figure", f"{REHEARSED}:rehearse_city", **REHEARSAL),
    Contender("rehearse-figure", "rehearsal: a figure of the nation", f"{REHEARSED}:rehearse_figure", **REHEARSAL),
    Contender("rehearse-rule", "rehearsal: a condition of the nation", f"{REHEARSED}:rehearse_rule", **REHEARSAL),
    Contender("openfisca", "OpenFisca, tuned", f"{OPENFISCA}:screen", "arrow", KNOWN, largest_known=COUNTRY),
    Contender("openfisca-as-taught", "OpenFisca, as taught", f"{OPENFISCA}:screen_as_taught", "arrow", KNOWN),
    Contender("polars", "Polars streaming, from Arrow", f"{PEERS}.polars_streaming:screen", "arrow"),
    Contender("polars-parquet", "Polars streaming, from Parquet", f"{PEERS}.polars_streaming:screen", "parquet"),
    Contender("duckdb", "DuckDB, SQL by hand", f"{PEERS}.duckdb_by_hand:screen", "parquet"),
    Contender("duckdb-counts", "DuckDB, SQL by hand, no gap lists", f"{PEERS}.duckdb_by_hand:screen_counts", "parquet",
              answers="counts"),
    Contender("sql-road", "hutong, SQL road on DuckDB, no gap lists", "benchmarks.screening.ours_in_sql:screen",
              "parquet", answers="counts"),
    Contender("limit-duckdb", "DuckDB's floor: count(columns)", f"{PEERS}.limits:count_columns", "parquet",
              answers="nothing"),
    Contender("limit-arrow", "limit: the file decompressed", f"{PEERS}.limits:read_arrow", "arrow", answers="nothing",
              widths=WIDE),
    Contender("limit-raw", "limit: the bytes of the file", f"{PEERS}.limits:read_raw", "arrow", answers="nothing",
              widths=WIDE),
)  # fmt: skip
BY_NAME = {one.name: one for one in CONTENDERS}
