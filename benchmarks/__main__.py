"""``python -m benchmarks``: measure everything and show it; ``--write`` puts it into docs/performance.md as well."""

from datetime import date

import click

from benchmarks.beside_openfisca import measure_beside_openfisca
from benchmarks.figures import Part, as_markdown, as_text
from benchmarks.ledger import measure_ledger
from benchmarks.machine import describe_machine
from benchmarks.one_child import measure_one_child
from benchmarks.page import PAGE, write_page
from benchmarks.timing import WARM_UP

INTRODUCTION = """\
# Performance

Measured on {day} by `make bench`; `make bench WRITE=--write` measures again and rewrites this page. No test depends on
a time; what is promised here is watched by measuring again.

Machine: {machine}.

Times are CPU time of one process, so that what else runs there counts little; the ledger alone is timed by the clock on
the wall. The first {warm_up} calls are a warm-up and not counted. The garbage collector runs as usual: the 99th
percentile is its longest pause now and then, which grows with the documents held in memory. A program that serves many
calls can end that with `gc.freeze()` once the documents are loaded.

"""
PARTS = {"one-child": measure_one_child, "beside-openfisca": measure_beside_openfisca, "ledger": measure_ledger}


@click.command()
@click.option("--only", "only", type=click.Choice(list(PARTS)), multiple=True, help="Measure this part alone.")
@click.option("--write", is_flag=True, help="Write docs/performance.md, with command, machine and day.")
def main(only: tuple[str, ...], *, write: bool) -> None:
    """Measure one child, the same twelve rules beside OpenFisca, and a ledger of 10,000 rows."""
    if write and only:
        raise click.UsageError("--write needs all parts; leave --only out")
    parts: list[Part] = []
    for name, measure_part in PARTS.items():
        if not only or name in only:
            click.echo(f"measuring {name} …", err=True)
            parts.append(measure_part())
    click.echo(f"\n{as_text(parts)}\n\n{describe_machine()}")
    if write:
        page = INTRODUCTION.format(day=date.today(), machine=describe_machine(), warm_up=WARM_UP)
        write_page(page + as_markdown(parts))
        click.echo(f"written: {PAGE}")


if __name__ == "__main__":
    main()
