"""``hutong policy rehearse``: what a draft would change for a population, before anybody decides on it."""

from dataclasses import replace
from datetime import date, datetime
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
from hutong.screening.ahead.charts import in_wan, write_bars
from hutong.screening.ahead.drafts import first_day, read_drafts
from hutong.screening.ahead.figures import Figures
from hutong.screening.ahead.reading import looked_at
from hutong.screening.ahead.rehearsing import Adding, Prepared, Rehearsal, Rehearser
from hutong.screening.ahead.telling_rehearsal import Told, make_told, tell_rehearsal
from hutong.screening.ahead.wording import Words
from hutong.screening.ahead.workbook import write_workbook
from hutong.screening.runs.whole_files import write_json, write_table

BOOK, CHART, CHANGES, NOTE = "rehearsal.xlsx", "rehearsal.svg", "changes", "rehearsal.json"
FILES = (BOOK, CHART, f"{CHANGES}/", NOTE)
FORMAT = 1


@click.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; by default today, or the draft's first day.")
@looking_options
def rehearse(draft: Path, on: datetime | None, **given: Any) -> None:
    """Say what DRAFT (a document's folder) would change for a population: who gains, who loses, what it costs.

    DRAFT takes the place of a document with the same address, or speaks besides. It is computed as if it were law and
    in force on the day; nothing is entered anywhere as law. Exit code 0: done; 1: done, but some children were refused;
    2: the draft or the population cannot be used.
    """
    options = Options(**given)
    options.check()
    with stopping_on_faults(options.lang), whole_folder(options.out) as folder:
        day = today_or(on) if on else first_day(read_drafts(draft), today=today_or(None))
        told = _rehearse(options, draft, day, folder)
        if options.out is not None:
            _write(told, folder)
    tell(options, lines=partial(tell_rehearsal, told), as_json=partial(_as_json, told), files=FILES)
    exit_if_refused(told.refused)


def _rehearse(options: Options, draft: Path, day: date, folder: Path) -> Told:
    changes = folder / CHANGES
    changes.mkdir()
    rehearsal = Rehearsal(options.asked(day), options.documents, draft, changes=changes if options.out else None)
    prepared = Prepared(rehearsal)
    if options.place:
        rehearsal = replace(rehearsal, place=read_place(options.place, library=prepared.draft.after))
        prepared.rehearsal = rehearsal
    options.tell_failing(list(prepared.draft.list_failing_examples()))
    adding = Adding()
    with looked_at(rehearsal.asked, prepared.draft.before, options.notice) as given:
        if prepared.differing.benefits:
            make = partial(Rehearser, rehearsal, given)
            look_through(make, make(prepared), options, adding.add)
        counts = {"children": given.children, "refused": adding.refused + given.refused, "looked_at": adding.looked_at}
    words = Words(prepared.draft.after, options.lang)
    return make_told(prepared.draft, words, adding.tables(), sensitive=options.sensitive, **counts)


def _write(told: Told, folder: Path) -> None:
    """Everything that is written, into a folder that nobody sees before it is whole."""
    for name, table in told.tables.items():
        write_table(folder / f"{name}.parquet", table)
    write_workbook(folder / BOOK, told, folder / CHANGES)
    pairs = told.by_benefit
    if pairs:
        words = told.words
        series = {
            words.say("Before"): [_bar(pair.before) for pair in pairs.values()],
            words.say("With the draft"): [_bar(pair.after) for pair in pairs.values()],
        }
        title = words.say("What a month costs, with least amounts (10,000 yuan) – a rehearsal, not in force")
        write_bars(folder / CHART, title, [words.benefit(slug) for slug in pairs], series)
    write_json(folder / NOTE, _as_json(told))


def _bar(figures: Figures) -> float | None:
    """No bar where nothing that is owed has an amount: that is not nought."""
    return in_wan(figures.at_least) if figures.has_least else None


def _as_json(told: Told) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "is_rehearsal": True,
        "draft": sorted(told.draft.addresses),
        "on": told.draft.on.isoformat(),
        "children": told.children,
        "looked_at": told.looked_at,
        "refused": told.refused,
        "tables": {name: table.to_pylist() for name, table in told.tables.items()},
    }
