"""``hutong add-worker``: the first sign-in of an empty database, and any later one."""

import sys
from datetime import UTC, datetime
from typing import NoReturn

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.stopping import EXIT_UNUSABLE, stopping_clearly
from hutong.lib.dates import today
from hutong.lib.translating import LANGUAGES, marked, translator
from hutong.places.codes import CodeWrong
from hutong.policy.library import load_library
from hutong.staff.errors import StaffError

ADDED = marked("{name} can sign in as {username}: {body}, {role}, from today.")
NO_KIND = marked("'{kind}' is no kind of body; the kinds stand in policies/bodies.toml, such as civil_affairs.")
ASKED = marked("Password")


@click.command("add-worker")
@click.argument("username")
@click.option("--name", required=True, help="As colleagues see it.")
@click.option("--role", required=True, help="child_director, child_supervisor, civil_affairs, system_admin …")
@click.option("--kind", required=True, help="Of the body, as in policies/bodies.toml: village_committee …")
@click.option("--place", required=True, help="Code of the body's place, which is also the area of the post.")
@click.option("--password", envvar="HUTONG_PASSWORD", help="Asked for when left out.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@stopping_clearly
def add_worker(username: str, name: str, role: str, kind: str, place: str, password: str | None, lang: str) -> None:
    """Add somebody who signs in, with one post from today on."""
    told, on = translator(lang), today()
    body = load_library().vocabulary.bodies.get(kind)
    if body is None:
        _stop(told(NO_KIND).format(kind=kind))
    open_application()
    password = password or click.prompt(told(ASKED), hide_input=True, confirmation_prompt=True)
    try:
        post = in_application("hutong.staff.actions.appoint")(
            username=username, name=name, password=password, role=role, kind=kind,
            kind_name=body.label("zh", on=on), place=place, on=on,
            at=datetime.now(UTC),
        )  # fmt: skip
    except (StaffError, CodeWrong) as error:
        _stop(str(error))
    click.echo(told(ADDED).format(name=name, username=username, body=post.body.name, role=post.get_role_display()))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(EXIT_UNUSABLE)
