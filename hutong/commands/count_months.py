"""``hutong count-months``: months that were over before anybody counted them, from the dates of what is on record."""

import sys

import click

from hutong.commands.application import in_application, open_application
from hutong.commands.serve import NOT_MIGRATED
from hutong.commands.stopping import EXIT_UNUSABLE, stopping_clearly
from hutong.lib.translating import LANGUAGES, marked, translator

COUNTED = marked("{areas} areas were looked at. What no dates tell of stays unknown.")


@click.command()
@click.option(
    "--months", type=click.IntRange(1, 120), default=11, show_default=True, help="So many before the open ones."
)
@click.option(
    "--again", is_flag=True, help="Also what was counted afterwards before: late papers came, or dates changed."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
@stopping_clearly
def count_months(months: int, again: bool, lang: str) -> None:
    """Count for the boards the months that were over before anybody counted them. The runner does it once by itself.

    Only what bears its dates is counted, from the day on which its record begins in a county; nothing is made up. What
    was counted while a month was open stays.
    """
    told = translator(lang)
    open_application()
    if in_application("hutong.config.preparing.is_behind")():
        click.echo(told(NOT_MIGRATED), err=True)
        sys.exit(EXIT_UNUSABLE)
    in_application("hutong.exchange.counting.keep_sums_now")()
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=0, file=sys.stderr, hidden=hidden, show_pos=True, show_percent=False) as bar:
        areas = in_application("hutong.exchange.counting.count_months_now")(
            months=months, again=again, advance=bar.update
        )
    click.echo(told(COUNTED).format(areas=areas))
