"""``hutong keys``: make the key file that seals identity numbers, phones and attachments, or add a newer key to it."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from hutong.commands.stopping import EXIT_UNUSABLE, stopping_clearly
from hutong.lib.key_files import read_keyring, write_keyring
from hutong.lib.sealing import SUITES, KeysUnusable, make_keyring, with_new_key
from hutong.lib.translating import LANGUAGES, marked, translator

MADE = marked("Keys made: {file}. Keep a copy elsewhere: without it nothing sealed can be read again.")
THERE = marked("{file} is there already, with {count} keys. To seal with a new one from now on: hutong keys --renew")
RENEWED = marked(
    "{file} has a new key, number {number}; what older keys sealed still opens. Copy the file anew, then: hutong reseal"
)
HOME, FILE = "hutong-home", "keys.json"
ONLY_OWNER = 0o700


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--renew", is_flag=True, help="Add a key; it seals from now on, the older ones still open.")
@click.option(
    "--suite",
    type=click.Choice(sorted(SUITES)),
    help="aes: AES-256-GCM and SHA-256; sm: SM4-GCM and SM3. [default: aes, or what the newest key is for]",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@stopping_clearly
def keys(file: Path | None, renew: bool, suite: str | None, lang: str) -> None:
    """Make the key file (HUTONG_KEYS, or keys.json in HUTONG_HOME), or renew it."""
    told = translator(lang)
    file = file or usual_key_file()
    if file.exists():
        _renew(file, told, renew=renew, suite=suite)
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER)
    write_keyring(make_keyring(suite or "aes"), file)
    click.echo(told(MADE).format(file=file))


def _renew(file: Path, told: Callable[[str], str], *, renew: bool, suite: str | None) -> None:
    try:
        held = read_keyring(file)
    except KeysUnusable as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(EXIT_UNUSABLE) from error
    if not renew:
        click.echo(told(THERE).format(file=file, count=len(held.keys)))
        return
    newer = with_new_key(held, suite)
    write_keyring(newer, file)
    click.echo(told(RENEWED).format(file=file, number=newer.newest))


def usual_key_file() -> Path:
    """Where the application looks for its keys."""
    return Path(os.environ.get("HUTONG_KEYS") or Path(os.environ.get("HUTONG_HOME") or HOME) / FILE)
