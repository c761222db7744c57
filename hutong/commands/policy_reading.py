"""``hutong policy show`` and ``hutong policy diff``: what stands somewhere on a day, and what differs."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from hutong.commands.stopping import stopping_clearly
from hutong.lib.translating import LANGUAGES
from hutong.policy.differing import differ
from hutong.policy.differing_text import tell_difference
from hutong.policy.library import load_library
from hutong.policy.showing import show as show_place
from hutong.policy.showing_text import tell_place
from hutong.policy.standpoints import Standpoint, read_place, read_standpoint

Command = TypeVar("Command", bound=Callable[..., Any])
FORMATS = ("text", "json")


def reading_options(command: Command) -> Command:
    """The options that every command has that reads documents and tells what they say."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True),
        click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True),
        click.option("--also", multiple=True, type=folder, help="Read this folder besides; may be repeated."),
        click.option("--policies", type=folder, help="Read this folder of documents instead of the bundled one."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("place")
@click.option("--on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The legal day asked about.")
@click.option("--benefit", default="", help="Only this benefit: its slug or its name.")
@reading_options
@stopping_clearly
def show(
    place: str, on: datetime, benefit: str, policies: Path | None, also: tuple[Path, ...], lang: str, form: str
) -> None:
    """Show what the documents in force at PLACE (a code or a name) offer on a day, clause by clause."""
    library = load_library(policies, also=also)
    standpoint = Standpoint(read_place(place, library=library), on.date())
    view = show_place(library, standpoint, benefit=benefit, lang=lang)
    click.echo(_as_text(view.as_json()) if form == "json" else tell_place(view, library, lang=lang), nl=False)


@click.command()
@click.argument("before", metavar="PLACE@DATE")
@click.argument("after", metavar="PLACE@DATE")
@reading_options
@stopping_clearly
def diff(before: str, after: str, policies: Path | None, also: tuple[Path, ...], lang: str, form: str) -> None:
    """Show what differs between two places, or between two days at one."""
    library = load_library(policies, also=also)
    standpoints = [read_standpoint(text, library=library) for text in (before, after)]
    difference = differ(library, *standpoints)
    told = _as_text(difference.as_json()) if form == "json" else tell_difference(difference, library, lang=lang)
    click.echo(told, nl=False)


def _as_text(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
