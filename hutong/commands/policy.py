"""``hutong policy …``: check, show, compare and account for the documents, rehearse drafts."""

from pathlib import Path

import click

from hutong.commands.policy_accounting import coverage, schema
from hutong.commands.policy_project import project
from hutong.commands.policy_reading import diff, show
from hutong.commands.policy_rehearse import rehearse
from hutong.commands.stopping import EXIT_FAULTS, stopping_clearly
from hutong.policy.checking import check as check_folder


@click.group()
def policy() -> None:
    """Check, show, compare and account for policy documents."""


@policy.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--also",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Read this folder beside FOLDER (by default the bundled documents) and report on it alone; may be repeated.",
)
@click.option("--frames", is_flag=True, help="List every grant that a document's frame gates.")
@stopping_clearly
def check(folder: Path | None, also: tuple[Path, ...], frames: bool) -> None:
    """Check the documents of FOLDER (or one document's folder): every fault with its place and what to write instead.

    Exit code 0: no fault; 1: faults; 2: the folder cannot be used.
    """
    root, only = _root_of(folder)
    report = check_folder(root, also=also, only=only)
    under = Path.cwd()
    for fault in report.faults:
        click.echo(fault.render(under=under))
    if frames:
        click.echo("\n".join(report.gated))
    counts = [
        _counted(report.documents, "document"),
        _counted(report.rules, "rule"),
        _counted(report.examples, "example"),
        f"{_counted(len(report.gated), 'grant')} gated by a frame",
    ]
    click.echo(f"{', '.join(counts)}: {_counted(len(report.faults), 'fault')}")
    if report.faults:
        raise click.exceptions.Exit(EXIT_FAULTS)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _root_of(folder: Path | None) -> tuple[Path | None, str]:
    """The folder of documents, and the one document to report on when a document's own folder was named."""
    if folder is None or not (folder / "policy.md").is_file():
        return folder, ""
    home = folder.resolve()
    return home.parent.parent, f"{home.parent.name}/{home.name}"


for command in (show, diff, coverage, schema, rehearse, project):
    policy.add_command(command)
