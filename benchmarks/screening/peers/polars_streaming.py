"""Polars, streaming, lazy from file to findings: one plan for both summaries and the gaps."""

from pathlib import Path

import polars as pl
from polars import col

from benchmarks.screening.answers import gaps_folder, write_summary
from benchmarks.screening.peers.polars_twelve import PAID, conclude
from benchmarks.screening.rules import HOME, LIVING, TWELVE_BENEFITS, Benefit


def screen(population: Path, children: int, out: Path) -> None:
    """Everything from one reading of the file."""
    verdicts = conclude(scan(population))
    gaps_folder(out).mkdir(parents=True)
    gaps = list_gaps(verdicts).sink_parquet(gaps_folder(out) / "all.parquet", lazy=True)
    by_home, by_residence, _ = pl.collect_all(
        [count(verdicts, HOME), count(verdicts, LIVING), gaps], engine="streaming"
    )
    write_summary(out, {HOME: by_home.to_arrow(), LIVING: by_residence.to_arrow()})


def scan(population: Path) -> pl.LazyFrame:
    """The population, whichever of the two kinds of file it is."""
    return pl.scan_parquet(population / "*.parquet") if population.is_dir() else pl.scan_ipc(population)


def count(verdicts: pl.LazyFrame, place: str) -> pl.LazyFrame:
    """How many are entitled, how many verdicts are known, and the sums that vary, by place."""
    counted = [pl.len().alias("children")]
    for one in TWELVE_BENEFITS:
        if one.place == place:
            verdict = col(f"e_{one.slug}")
            counted += [verdict.sum().alias(f"y_{one.slug}"), verdict.count().alias(f"k_{one.slug}")]
            if one.total is None:
                fen = col(f"fen_{one.slug}")
                counted += [fen.count().alias(f"n_{one.slug}"), fen.sum().alias(f"s_{one.slug}")]
    return verdicts.group_by(col(place).alias("place")).agg(counted)


def list_gaps(verdicts: pl.LazyFrame) -> pl.LazyFrame:
    """Who is owed and not paid, or paid and not owed."""
    return pl.concat([_list_gaps(verdicts, one) for one in TWELVE_BENEFITS if one.slug in PAID])


def _list_gaps(verdicts: pl.LazyFrame, benefit: Benefit) -> pl.LazyFrame:
    owed, received = col(f"e_{benefit.slug}"), col(f"r_{benefit.slug}")
    fen = col(f"fen_{benefit.slug}") if benefit.total is None else pl.lit(benefit.total, pl.Int64)
    return verdicts.filter(owed != received).select(
        "child",
        pl.lit(benefit.slug).alias("benefit"),
        col(benefit.place).cast(pl.String).alias("place"),
        pl.when(owed).then(pl.lit("owed_not_received")).otherwise(pl.lit("received_not_owed")).alias("gap"),
        pl.when(owed).then(fen).otherwise(0).cast(pl.Int64).alias("fen"),
    )
