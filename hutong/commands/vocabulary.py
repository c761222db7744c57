"""``hutong facts`` and ``hutong benefits``: the names that documents, forms and imports use."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from hutong.commands.stopping import stopping_clearly
from hutong.lib.text_layout import align_rows
from hutong.lib.translating import LANGUAGES
from hutong.policy.library import bundled_policies
from hutong.vocabulary.pages import benefits_page, facts_page
from hutong.vocabulary.vocabulary import load_vocabulary

Command = TypeVar("Command", bound=Callable[..., Any])


def listing_options(command: Command) -> Command:
    """What both commands take: a word to look for, the folder, the language, the page."""
    for option in (
        click.option("--markdown", is_flag=True, help="Write the whole page of docs/."),
        click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True),
        click.option(
            "--policies", type=click.Path(path_type=Path), help="Read this folder instead of the bundled one."
        ),
        click.argument("word", default=""),
    ):
        command = option(command)
    return command


@click.command()
@listing_options
@stopping_clearly
def facts(word: str, policies: Path | None, lang: str, markdown: bool) -> None:
    """List the facts that a rule may read; with WORD those whose name or label has it."""
    folder = policies or bundled_policies()
    vocabulary = load_vocabulary(folder)
    if markdown:
        click.echo(facts_page(vocabulary, (folder / "facts.toml").read_text(encoding="utf-8")), nl=False)
        return
    _list([(one.name, str(one.type), one.label(lang)) for one in vocabulary.facts.values()], word)


@click.command()
@listing_options
@stopping_clearly
def benefits(word: str, policies: Path | None, lang: str, markdown: bool) -> None:
    """List what a child can be owed; with WORD those whose name or label has it."""
    vocabulary = load_vocabulary(policies or bundled_policies())
    if markdown:
        click.echo(benefits_page(vocabulary), nl=False)
        return
    _list([(one.slug, one.delivery, one.label(lang)) for one in vocabulary.benefits.values()], word)


def _list(rows: Sequence[tuple[str, ...]], word: str) -> None:
    found = [row for row in rows if word.lower() in " ".join(row).lower()]
    if found:
        click.echo(align_rows(found))
    else:
        click.echo(f"nothing here has '{word}' in its name or label", err=True)
