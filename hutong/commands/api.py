"""``hutong api``: the description of the door for other systems."""

from pathlib import Path

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.stopping import EXIT_UNUSABLE

WHERE = Path("docs") / "openapi.json"


@click.group()
def api() -> None:
    """The door for other systems: /api/v1/."""


@api.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=WHERE, show_default=True)
@click.option("--check", is_flag=True, help="Only say whether the file is what the code says.")
def schema(out: Path, check: bool) -> None:
    """Write the OpenAPI description of the door."""
    open_application()
    text: str = in_application("hutong.api.document.write_document")()
    if not check:
        out.write_text(text, encoding="utf-8")
        click.echo(f"wrote {out}")
        return
    if not out.is_file() or out.read_text(encoding="utf-8") != text:
        click.echo(f"{out} is not what the code says; write it anew with 'hutong api schema'", err=True)
        raise SystemExit(EXIT_UNUSABLE)
    click.echo(f"{out} is what the code says")
