"""``python -m benchmarks.files``: a million files under load; ``--write`` renews its section of docs/performance.md."""

import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from benchmarks.figures import Figure, Part, as_markdown_table, as_text
from benchmarks.files.parts import fill, measure_import, measure_pages, measure_settling
from benchmarks.machine import describe_processor
from benchmarks.page import FILES, PAGE, write_section

TITLE = "Files under load"
HEADER = ("what", "p50 or seconds", "p95 / p99, or CPU of us + of the database, memory", "aim", "")
REMARK = """\
## {title}

Measured by `make bench-files` (newest figures of {day}); `make bench-files WRITE=--write` measures again and renews
this section. In parts: `make bench-files ONLY="--only population"` (once; kept in `build/bench-files`), then `pages`,
`import`, `settling`. Machine: {machine}. While it was measured {load} processes on average wanted one of its {cores}
cores, ours among them: above that number others took part of the time.

{children:,} children on PostgreSQL in the villages of a province, copied from the demo's families with names, identity
numbers, seals and marks of their own; {facts:,} facts, {spans:,} spans of findings. The server is `hutong serve` as it
comes (two processes), on the same machine as the database and the visitors. Users: one of the province, two of cities,
22 of counties, 17 of townships, 8 of villages; a third of what they ask for are lists (all of theirs, a place, owed and
not received, an age, the next page), a third searches, a third files. Import: the ledger of the demo through the real
application, read and written by one runner. Re-determination: every file on the next day, by as many processes as
there are cores. CPU is that of our processes and that of the database; memory that of ours together.

"""


@click.command()
@click.option("--only", type=click.Choice(["population", "pages", "import", "settling"]), multiple=True)
@click.option("--children", default=1_000_000, show_default=True)
@click.option("--rows", default=100_000, show_default=True, help="Of the ledger.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("build/bench-files"), show_default=True)
@click.option("--show", is_flag=True, help="Measure nothing; show what was measured before.")
@click.option("--write", is_flag=True, help="Renew the section of docs/performance.md.")
def main(only: tuple[str, ...], children: int, rows: int, data: Path, *, show: bool, write: bool) -> None:
    """Measure pages with a million children, an import, and everybody determined anew; parts are kept and shown."""

    def tell(line: str) -> None:
        click.echo(line, err=True)

    data.mkdir(parents=True, exist_ok=True)
    wanted = () if show else only or ("population", "pages", "import", "settling")
    if "population" in wanted:
        fill(data, children, tell)
    parts = {"pages": (measure_pages, children), "import": (measure_import, rows), "settling": (measure_settling, rows)}
    for name, (measure, count) in parts.items():
        if name in wanted:
            before = os.getloadavg()[2]
            keep(data, name, list(measure(data, count, tell)), load=(before + os.getloadavg()[0]) / 2)
    kept = [one for name in parts if (one := read(data, name))]
    figures = tuple(Figure(**figure) for one in kept for figure in one["figures"])
    click.echo(f"\n{as_text([Part(TITLE, '', figures)])}\n\n{describe_processor()}")
    if write:
        write_section(as_section(data, children, kept, figures), FILES)
        click.echo(f"written: {PAGE}")


def keep(data: Path, name: str, figures: list[Figure], *, load: float) -> None:
    """A part's figures, until it is measured again."""
    told = {"day": str(date.today()), "load": load, "figures": [asdict(one) for one in figures]}
    (data / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))


def read(data: Path, name: str) -> dict[str, object]:
    """What was kept of a part."""
    file = data / f"{name}.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


def as_section(data: Path, children: int, kept: list[dict[str, object]], figures: tuple[Figure, ...]) -> str:
    """How it was measured, and the table."""
    counts = json.loads((data / "home" / "counts.json").read_text())
    loads = [float(str(one["load"])) for one in kept]
    remark = REMARK.format(
        title=TITLE, day=max(str(one["day"]) for one in kept), machine=describe_processor(),
        load=f"{sum(loads) / len(loads):.1f}", cores=os.cpu_count(), children=counts["children"],
        facts=counts["facts"], spans=counts["spans"],
    )  # fmt: skip
    return remark + "\n".join(as_markdown_table(HEADER, [one.cells for one in figures]))


if __name__ == "__main__":
    main()
