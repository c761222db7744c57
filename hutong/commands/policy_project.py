"""``hutong policy project``: what the coming months change by themselves, and what they will cost."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from hutong.commands.looking_ahead import (
    Options,
    exit_if_refused,
    look_through,
    looking_options,
    stopping_on_faults,
    tell,
    today_or,
    whole_folder,
)
from hutong.policy.standpoints import read_place
from hutong.screening.ahead.charts import in_wan, write_lines
from hutong.screening.ahead.projecting import Projection, Projector
from hutong.screening.ahead.projection_workbook import MOST_SERIES, write_projection
from hutong.screening.ahead.reading import looked_at
from hutong.screening.ahead.rehearsing import Adding
from hutong.screening.ahead.telling_projection import Projected, make_projected, tell_projection
from hutong.screening.ahead.wording import Words
from hutong.screening.runs.whole_files import write_json, write_table

BOOK, CHART, NOTE = "projection.xlsx", "projection.svg", "projection.json"
FILES = (BOOK, CHART, NOTE)
FORMAT = 1


@click.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to begin with; by default today.")
@click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True, help="How many months ahead.")
@looking_options
def project(on: datetime | None, months: int, **given: Any) -> None:
    """Say for each coming month what is owed in money to a population, and what changes when only time passes.

    Birthdays come, facts with a last day end, texts and amounts begin and end on their days. Nobody is born, moves, or
    changes otherwise. Exit code 0: done; 1: done, but some children were refused; 2: the population cannot be used.
    """
    options = Options(**given)
    options.check()
    with stopping_on_faults(options.lang), whole_folder(options.out) as folder:
        projected = _project(options, Projection(options.asked(today_or(on)), options.documents, months))
        if options.out is not None:
            _write(projected, folder)
    tell(options, lines=partial(tell_projection, projected), as_json=partial(_as_json, projected), files=FILES)
    exit_if_refused(projected.refused)


def _project(options: Options, projection: Projection) -> Projected:
    loaded = options.documents.load(projection.asked)
    library = loaded[0]
    if options.place:
        projection = replace(projection, place=read_place(options.place, library=library))
    adding = Adding()
    with looked_at(projection.asked, library, options.notice) as given:
        make = partial(Projector, projection, given)
        look_through(make, make(loaded), options, adding.add)
        counts = {"children": given.children, "refused": adding.refused + given.refused}
    words = Words(library, options.lang)
    return make_projected(projection.list_days(), words, adding.tables(), sensitive=options.sensitive, **counts)


def _write(projected: Projected, folder: Path) -> None:
    for name, table in projected.tables.items():
        write_table(folder / f"{name}.parquet", table)
    write_projection(folder / BOOK, projected)
    words, days = projected.words, projected.days
    series = {
        words.benefit(slug): [in_wan(projected.figures(day, benefit=slug).at_least) for day in days]
        for slug in projected.priced[:MOST_SERIES]
    }
    if series:
        title = words.say("What a month costs, with least amounts (10,000 yuan)")
        write_lines(folder / CHART, title, [day.isoformat() for day in days], series)
    write_json(folder / NOTE, _as_json(projected))


def _as_json(projected: Projected) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "days": [day.isoformat() for day in projected.days],
        "children": projected.children,
        "refused": projected.refused,
        "tables": {name: table.to_pylist() for name, table in projected.tables.items()},
    }
