"""``hutong policy …``: check, show, compare and account for the documents."""

import sys
from pathlib import Path

import click

from hutong.policy.checking import check as check_folder
from hutong.policy.errors import PolicyError


@click.group()
def policy() -> None:
    """Check, show, compare and account for policy documents."""


@policy.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--frames", is_flag=True, help="List every grant that a document's frame gates.")
def check(folder: Path | None, frames: bool) -> None:
    """Check the documents of FOLDER (or one document's folder): every fault with its place and what to write instead."""
    try:
        root, only = _root_of(folder)
        report = check_folder(root, only=only)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error
    under = Path.cwd()
    for fault in report.faults:
        click.echo(fault.render(under=under))
    if frames:
        click.echo("\n".join(report.gated))
    counts = f"{report.documents} documents, {report.rules} rules, {report.examples} examples"
    click.echo(f"{counts}, {len(report.gated)} grants gated by a frame: {len(report.faults)} faults")
    sys.exit(1 if report.faults else 0)


def _root_of(folder: Path | None) -> tuple[Path | None, str]:
    """The folder of documents, and the one document to report on when a document's own folder was named."""
    if folder is None or not (folder / "policy.md").is_file():
        return folder, ""
    home = folder.resolve()
    return home.parent.parent, f"{home.parent.name}/{home.name}"
