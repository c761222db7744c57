"""Polars, streaming, lazy from file to findings: one plan for both summaries and the gaps."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl
from polars import col

from benchmarks.screening.answers import gaps_folder, write_summary
from benchmarks.screening.cities import list_fen
from benchmarks.screening.districts import list_counties
from benchmarks.screening.peers.polars_twelve import PAID, conclude, work_out
from benchmarks.screening.rules import HOME, LIVING, TWELVE_BENEFITS, Benefit

WORKED_WITH = ("orphan_institution", "orphan_community", "de_facto_monthly")


def screen(population: Path, children: int, out: Path) -> None:
    """Everything from one reading of the file."""
    verdicts = conclude(scan(population))
    gaps_folder(out).mkdir(parents=True)
    gaps = list_gaps(verdicts).sink_parquet(gaps_folder(out) / "all.parquet", lazy=True)
    counts = [count(verdicts, HOME), count(verdicts, LIVING)]
    by_home, by_residence, *sums, _ = pl.collect_all([*counts, *add_up(verdicts), gaps], engine="streaming")
    for one in sums:
        by_home = by_home.join(one, on="place", how="left")
    write_summary(out, {HOME: by_home.to_arrow(), LIVING: by_residence.to_arrow()})


def list_standards(names: Iterable[str]) -> pl.LazyFrame:
    """What is paid in each county, by the city's figures."""
    return pl.LazyFrame({"place": list_counties(), **{name: list_fen(name) for name in names}})


def add_up(verdicts: pl.LazyFrame) -> list[pl.LazyFrame]:
    """The sums of the amounts that are others for every child. Only those who are entitled are looked at."""
    return [_add_up(verdicts, one) for one in TWELVE_BENEFITS if one.is_counted]


def _add_up(verdicts: pl.LazyFrame, benefit: Benefit) -> pl.LazyFrame:
    fen = col("fen")
    entitled = _pay(verdicts.filter(col(f"e_{benefit.slug}")), benefit)
    return entitled.group_by("place").agg(fen.count().alias(f"n_{benefit.slug}"), fen.sum().alias(f"s_{benefit.slug}"))


def _pay(children: pl.LazyFrame, benefit: Benefit) -> pl.LazyFrame:
    """A few children with the figure of their city or what is worked out from it, as ``fen``."""
    given = children.with_columns(col(benefit.place).cast(pl.String).alias("place"))
    if not benefit.is_counted:
        standards = list_standards([benefit.value]).rename({benefit.value: "fen"})
        return given.join(standards, on="place", how="left")
    return given.join(list_standards(WORKED_WITH), on="place", how="left").with_columns(fen=work_out(benefit.slug))


def scan(population: Path) -> pl.LazyFrame:
    """The population, whichever of the two kinds of file it is."""
    return pl.scan_parquet(population / "*.parquet") if population.is_dir() else pl.scan_ipc(population)


def count(verdicts: pl.LazyFrame, place: str) -> pl.LazyFrame:
    """How many are entitled, and how many verdicts are known, by place."""
    counted = [pl.len().alias("children")]
    for one in TWELVE_BENEFITS:
        if one.place == place:
            verdict = col(f"e_{one.slug}")
            counted += [verdict.sum().alias(f"y_{one.slug}"), verdict.count().alias(f"k_{one.slug}")]
    return verdicts.group_by(col(place).alias("place")).agg(counted).with_columns(col("place").cast(pl.String))


def list_gaps(verdicts: pl.LazyFrame) -> pl.LazyFrame:
    """Who is owed and not paid, or paid and not owed."""
    return pl.concat([_list_gaps(verdicts, one) for one in TWELVE_BENEFITS if one.slug in PAID])


def _list_gaps(verdicts: pl.LazyFrame, benefit: Benefit) -> pl.LazyFrame:
    owed, received = col(f"e_{benefit.slug}"), col(f"r_{benefit.slug}")
    return _pay(verdicts.filter(owed != received), benefit).select(
        "child",
        pl.lit(benefit.slug).alias("benefit"),
        "place",
        pl.when(owed).then(pl.lit("owed_not_received")).otherwise(pl.lit("received_not_owed")).alias("gap"),
        pl.when(owed).then("fen").otherwise(0).cast(pl.Int64).alias("fen"),
    )
