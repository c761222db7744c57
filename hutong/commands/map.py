"""``hutong map``: a mapping file for a ledger, proposed, for a person to edit."""

from pathlib import Path

import click

from hutong.commands.stopping import stop
from hutong.ledgers.errors import LedgerError
from hutong.ledgers.reading import propose_mapping
from hutong.lib.translating import LANGUAGES
from hutong.policy.library import bundled_policies
from hutong.vocabulary.errors import VocabularyError
from hutong.vocabulary.vocabulary import load_vocabulary


@click.command("map")
@click.argument("ledger", type=click.Path(path_type=Path))
@click.option("--policies", type=click.Path(path_type=Path), help="Use the facts of this folder.")
@click.option("--out", type=click.Path(path_type=Path), help="Write here instead of standard output.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
def map_ledger(ledger: Path, policies: Path | None, out: Path | None, lang: str) -> None:
    """Propose which column of LEDGER says which fact; edit it and hand it to 'hutong determine --mapping'."""
    try:
        facts = load_vocabulary(policies or bundled_policies()).facts
        text = propose_mapping(ledger, facts)
        if out is not None:
            out.write_text(text, encoding="utf-8")
    except (LedgerError, VocabularyError, OSError) as error:
        stop(error, lang)
    click.echo(str(out) if out is not None else text, nl=out is not None)
