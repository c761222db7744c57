"""``python -m benchmarks.tasks``: tasks opened and taken on by the thousand, inboxes and boards among millions."""

import json
import os
from pathlib import Path

import click

from benchmarks.figures import Figure, Part, as_markdown_table, as_text
from benchmarks.files.__main__ import keep, read
from benchmarks.machine import describe_processor
from benchmarks.page import PAGE, TASKS, write_section
from benchmarks.tasks.parts import fill_tasks, measure_opening, measure_pages

TITLE = "Tasks"
HEADER = ("what", "p50 or seconds", "p95 / p99, or what was done", "aim", "")
PARTS = ("opening", "pages")
REMARK = """\
## {title}

Measured by `make bench-tasks` (newest figures of {day}); `make bench-tasks WRITE=--write` measures again and renews
this section. In parts: `make bench-tasks ONLY="--only population"` (once, beside the files in `build/bench-files`),
then `opening`, `pages`. Machine: {machine}; {load:.1f} processes on average wanted one of its {cores} cores meanwhile.

Opening: a county of its own on PostgreSQL with {determinations:,} files, each with a determination, two gaps and a
duty. "Opened" is everything that `hutong settle` does with tasks: read what was concluded, find the post, set the
clock, write tasks and causes. Steps: one step with ten thousand tasks of one post at once, as a list does it.

Pages: {children:,} children's files, {tasks:,} tasks of three years, a tenth of them running, a quarter of these late,
with {causes:,} causes; posts in every village, township and county of a province, two offices of one county with very
many more tasks than the others. `hutong serve` as it comes (two processes), with the runner beside it, the database and
fifty visitors on the same machine, who think five seconds between two pages. Each is measured until its last byte.
Boards have a year of sums: those of the running month stand for each month before. The server has just been started:
what is seldom asked, such as the rows behind a number, is read from the disk the first time.

"""


@click.command()
@click.option("--only", type=click.Choice(["population", *PARTS]), multiple=True)
@click.option("--children", default=1_000_000, show_default=True, help="Files of the population.")
@click.option("--tasks", default=5_000_000, show_default=True, help="Among them.")
@click.option("--determinations", default=100_000, show_default=True, help="For which tasks are opened.")
@click.option("--seconds", default=180, show_default=True, help="For which pages are counted.")
@click.option("--users", default=50, show_default=True, help="Fewer only to try it.")
@click.option("--data", type=click.Path(path_type=Path), default=Path("build/bench-files"), show_default=True)
@click.option("--show", is_flag=True, help="Measure nothing; show what was measured before.")
@click.option("--write", is_flag=True, help="Renew the section of docs/performance.md.")
def main(
    only: tuple[str, ...], children: int, tasks: int, determinations: int, seconds: int, users: int, data: Path, *,
    show: bool, write: bool,
) -> None:  # fmt: skip
    """Measure opening, steps, inboxes and boards; parts are kept and shown."""

    def tell(line: str) -> None:
        click.echo(line, err=True)

    data.mkdir(parents=True, exist_ok=True)
    wanted = () if show else only or ("population", *PARTS)
    if "opening" in wanted:
        before = os.getloadavg()[0]
        keep(data, "tasks-opening", list(measure_opening(data, determinations, tell)), load=(before + _load()) / 2)
    if "population" in wanted or "pages" in wanted:
        fill_tasks(data, children, tasks, tell)
    if "pages" in wanted:
        keep(data, "tasks-pages", list(measure_pages(data, tell, seconds=seconds, users=users)), load=_load())
    kept = [one for name in PARTS if (one := read(data, f"tasks-{name}"))]
    figures = tuple(Figure(**figure) for one in kept for figure in one["figures"])  # type: ignore[attr-defined]
    click.echo(f"\n{as_text([Part(TITLE, '', figures)])}\n\n{describe_processor()}")
    if write:
        write_section(as_section(data, determinations, kept, figures), TASKS)
        click.echo(f"written: {PAGE}")


def _load() -> float:
    return os.getloadavg()[0]


def as_section(data: Path, determinations: int, kept: list[dict[str, object]], figures: tuple[Figure, ...]) -> str:
    """How it was measured, and the table."""
    counts = json.loads((data / "home" / "task-counts.json").read_text())
    loads = [float(str(one["load"])) for one in kept]
    remark = REMARK.format(
        title=TITLE, day=max(str(one["day"]) for one in kept), machine=describe_processor(), cores=os.cpu_count(),
        load=sum(loads) / len(loads), determinations=determinations, **counts,
    )  # fmt: skip
    return remark + "\n".join(as_markdown_table(HEADER, [one.cells for one in figures]))


if __name__ == "__main__":
    main()
