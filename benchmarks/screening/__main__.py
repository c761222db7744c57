"""``python -m benchmarks.screening``: screen populations beside the others; ``--write`` renews docs/performance.md."""

from datetime import date
from importlib.metadata import version
from pathlib import Path

import click

from benchmarks.figures import align, as_markdown_table
from benchmarks.machine import describe_machine
from benchmarks.page import PAGE, write_section
from benchmarks.screening.blocks import DISTINCT
from benchmarks.screening.cities import YUAN, list_cities
from benchmarks.screening.contenders import BY_NAME
from benchmarks.screening.report import HEADER, list_sections
from benchmarks.screening.results import read_results
from benchmarks.screening.rounds import SIZES, Round, list_populations

PEERS = ("duckdb", "openfisca-core", "polars", "pyarrow", "numpy")
REMARK = """\
## Screening a population

Measured by `make bench-screening` (newest figures of {day}); `make bench-screening WRITE=--write` measures again and
renews this section.

Machine: {machine}. {versions}.

The twelve rules are those above, made to speak for the whole nation. Each of the {cities} cities pays {figures}
figures of its own (standards of living and subsidies; drawn, in multiples of 5 yuan): here the nation's document leaves
them open and a small document of every city fills them in, the others look them up by county. *Every rule* means all
documents in force on 2025-06-01, with the texts of Chenzhou and Qijiang at home there. Everybody reads the same
fictitious children, sorted by county: {distinct} distinct blocks of 131,072 drawn at plausible rates and repeated with
numbers and places of their own, two to a record batch, 15 % living elsewhere. *With unknowns*: 30 % of the blocks
without what justice knows, 15 % without health, half of the incomes unknown, and 0.3 to 3 % of everything else. Arrow
files are lz4, Parquet zstd. Everybody writes the same: a summary by benefit and county, and the list of who is owed and
not paid, or paid and not owed, as Parquet. Before a time counts the summaries are compared, and up to a million
children every line of the lists.

OpenFisca can only be run where all is known. *Tuned* means arrays straight from Arrow, two processes, ages looked up
instead of worked out, no question of place, and no formula for amounts that are one figure in a county; *as taught*
computes all 24 results with the formulas of `benchmarks/openfisca_rules.py`. In both what a city pays is taken from an
array by the number of the county. The SQL by hand is `twelve.sql` in `benchmarks/screening/peers/`, Polars' expressions
are `polars_twelve.py` beside it; both join a table of what is paid, for the few whose sums are worked out.

Seconds are from the first line after the imports to the last, rules read and compiled included, with the file in the
page cache unless said otherwise: the best quiet run of 5 (3 at ten million children, 1 above). `*`: somebody else used
more than 5 % of the machine. Memory is that of all processes together, without mapped files. An aim that was missed is
left standing.
"""


@click.command()
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True, help="Numbers of children.")
@click.option("--rules", type=click.Choice(["twelve", "all", "both"]), default="both", show_default=True)
@click.option("--only", multiple=True, type=click.Choice(list(BY_NAME)), help="These contenders alone.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("build/bench-screening"), show_default=True)
@click.option("--show", is_flag=True, help="Measure nothing; show what was measured before.")
@click.option("--write", is_flag=True, help="Renew the section of docs/performance.md.")
def main(sizes: str, rules: str, only: tuple[str, ...], data: Path, *, show: bool, write: bool) -> None:
    """Screen generated populations with the same rules here and in the others, and compare."""
    data.mkdir(parents=True, exist_ok=True)
    widths = ("twelve", "all") if rules == "both" else (rules,)
    wanted = () if show else tuple(int(float(size)) for size in sizes.split(","))
    failures = 0
    for population in list_populations(wanted, widths):
        failures += Round(population, only or tuple(BY_NAME), data, lambda line: click.echo(line, err=True)).measure()
    sections = list(list_sections(read_results(data)))
    for title, lines in sections:
        click.echo(f"\n{title}\n" + "\n".join(align([HEADER, *lines])))
    click.echo(f"\n{describe_machine()}; {_list_versions()}")
    if write:
        write_section(as_section(sections))
        click.echo(f"written: {PAGE}")
    if failures:
        raise SystemExit(f"{failures} runs failed or gave another answer: see above")


def as_section(sections: list[tuple[str, list[tuple[str, ...]]]]) -> str:
    """What is said of how it was measured, and a table for each population."""
    figures = {"cities": len(list_cities()), "figures": len(YUAN), "distinct": DISTINCT}
    remark = REMARK.format(day=date.today(), machine=describe_machine(), versions=_list_versions(), **figures)
    tables = [f"### {title}\n\n" + "\n".join(as_markdown_table(HEADER, lines)) for title, lines in sections]
    return "\n\n".join([remark.rstrip(), *tables])


def _list_versions() -> str:
    return ", ".join(f"{name} {version(name)}" for name in PEERS)


if __name__ == "__main__":
    main()
