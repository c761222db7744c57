"""``hutong policy coverage`` and ``hutong policy schema``: what carries each provision, and schemas for editors."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from hutong.commands.stopping import EXIT_FAULTS, stopping_clearly
from hutong.lib.text_layout import align_rows
from hutong.policy.carriers import CARRIERS, Carrier
from hutong.policy.coverage import Coverage, Provision, cover
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.policy.schemas import list_stale_schemas, write_schemas
from hutong.policy.treatments import TREATMENTS, list_mentions, list_unmentioned


@click.command()
@click.option("--policies", type=click.Path(path_type=Path), help="Account for this folder instead of the bundled one.")
@click.option("--entry", "entries", multiple=True, metavar="ID", help="The carriers of this provision: cz2017-3/2.1/a.")
@click.option("--list", "listed", is_flag=True, help="The carriers of every provision.")
@click.option(
    "--treatments", is_flag=True, help="Where the decisions A1 to A50 are named, and which are named nowhere."
)
@stopping_clearly
def coverage(policies: Path | None, entries: tuple[str, ...], listed: bool, treatments: bool) -> None:
    """Account for every provision of entries.csv: what in the documents carries it.

    Exit code 1: an id is unknown, a provision has no carrier, or one that its kind does not allow.
    """
    library = load_library(policies)
    if treatments:
        click.echo("\n".join(_treatments(library)))
        return
    found = cover(library, (policies or bundled_policies()) / "entries.csv")
    chosen = [found.get_provision(id) for id in entries]
    if listed:
        chosen = list(found.provisions.values())
    click.echo("\n".join(_carriers(found, chosen) if chosen else _tables(found)))
    under = Path.cwd()
    for fault in found.faults:
        click.echo(fault.render(under=under), err=True)
    if found.faults:
        raise click.exceptions.Exit(EXIT_FAULTS)


def _tables(found: Coverage) -> Iterator[str]:
    counts = found.count()
    used = [kind for kind in CARRIERS if any(row[kind] for row in counts.values())]
    rows: list[Sequence[str]] = [("", "provisions", *used)]
    last = ""
    for (document, kind), row in counts.items():
        if document != last:
            rows.append((document, *[""] * (len(used) + 1)))
            last = document
        rows.append((f"  {kind}", str(row["provisions"]), *(str(row[one] or "") for one in used)))
    totals = [str(sum(row[one] for row in counts.values())) for one in ("provisions", *used)]
    yield align_rows([*rows, ("all", *totals)], gap=1)
    yield ""
    yield from _planned(found)
    yield f"{len(found.provisions)} provisions, {len(found.faults)} faults"


def _planned(found: Coverage) -> Iterator[str]:
    rooms = found.count_planned()
    if rooms:
        yield "planned for rooms to come: " + ", ".join(f"{room} {count}" for room, count in rooms.most_common())


def _carriers(found: Coverage, provisions: Iterable[Provision]) -> Iterator[str]:
    rows = [
        (provision.id, provision.kind, carrier.kind if carrier else "–", _place(carrier))
        for provision in provisions
        for carrier in found.carriers.get(provision.id, ()) or (None,)
    ]
    yield align_rows(rows)


def _place(carrier: Carrier | None) -> str:
    if carrier is None:
        return ""
    because = f"  {carrier.because}" if carrier.because else ""
    return f"{carrier.address} (line {carrier.line}){because}"


def _treatments(library: Library) -> Iterator[str]:
    mentions = list_mentions(library)
    for treatment in TREATMENTS:
        held = [one for one in mentions if one.treatment == treatment]
        for number, one in enumerate(held):
            yield f"{treatment if number == 0 else '':<4} {one.address} (line {one.line})"
    unmentioned = list_unmentioned(mentions)
    yield f"named nowhere: {', '.join(unmentioned) or 'none'}"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a schema is stale.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write here instead of the schema folder of the documents."
)
@stopping_clearly
def schema(check: bool, out: Path | None) -> None:
    """Write the JSON Schemas of rule blocks, front matter, values.toml and examples.toml, for editors."""
    library = load_library()
    folder = out or bundled_policies() / "schema"
    if not check:
        for file in write_schemas(library.vocabulary, folder):
            click.echo(str(file))
        return
    stale = list_stale_schemas(library.vocabulary, folder)
    for file in stale:
        click.echo(f"{file} is not what 'hutong policy schema' writes now: run it and commit the file", err=True)
    if stale:
        raise click.exceptions.Exit(EXIT_FAULTS)
