"""``python -m benchmarks.tasks``: tasks opened for 100,000 files, a step with 10,000, inboxes among millions."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import click

from benchmarks.figures import Figure, Part, as_markdown_table, as_text
from benchmarks.files.server import kept_server, open_database
from benchmarks.machine import describe_processor
from benchmarks.page import PAGE, TASKS, write_section

TITLE = "Tasks"
HEADER = ("what", "p50 or seconds", "p95", "aim", "")
REMARK = """\
## {title}

Measured by `make bench-tasks` ({day}; `WRITE=--write` renews this section). Machine: {machine}; {load:.1f} processes on
average wanted one of its {cores} cores meanwhile. One county on PostgreSQL: {children:,} files, each with a
determination, two gaps and a duty; {tasks:,} tasks of a hundred counties in all when inboxes are read. "Opened" is
everything that `hutong settle` does with tasks: read what was concluded, find the post, set the clock, write tasks and
causes. Boards and pages over HTTP are measured with the files.

"""


@click.command()
@click.option("--children", default=100_000, show_default=True)
@click.option("--tasks", default=5_000_000, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default=Path("build/bench-tasks"), show_default=True)
@click.option("--write", is_flag=True, help="Renew the section of docs/performance.md.")
def main(children: int, tasks: int, data: Path, *, write: bool) -> None:
    """Measure from an empty database; about a quarter of an hour at full size."""
    shutil.rmtree(data, ignore_errors=True)
    (data / "home").mkdir(parents=True)
    before = os.getloadavg()[0]
    with kept_server(data / "server") as address:
        command = [sys.executable, "-m", "benchmarks.tasks.measuring", str(children), str(tasks), str(data)]
        subprocess.run(command, env=open_database(address, data / "home"), check=True)
    told = json.loads((data / "figures.json").read_text())
    figures = tuple(Figure(**one) for one in told)
    click.echo(f"\n{as_text([Part(TITLE, '', figures)])}\n\n{describe_processor()}")
    if write:
        remark = REMARK.format(
            title=TITLE, day=date.today(), machine=describe_processor(), load=(before + os.getloadavg()[0]) / 2,
            cores=os.cpu_count(), children=children, tasks=tasks,
        )  # fmt: skip
        write_section(remark + "\n".join(as_markdown_table(HEADER, [one.cells for one in figures])), TASKS)
        click.echo(f"written: {PAGE}")


if __name__ == "__main__":
    main()
