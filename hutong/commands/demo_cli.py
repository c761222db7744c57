"""``hutong demo-cli``: two fictitious counties, from dirty ledgers to what each child is owed."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hutong.commands.stopping import say_why
from hutong.demo.running import Plan, run_demo
from hutong.demo.telling import SummaryTeller
from hutong.ledgers.errors import LedgerError
from hutong.lib.dates import today
from hutong.lib.translating import LANGUAGES
from hutong.policy.as_text import Teller
from hutong.policy.errors import PolicyError
from hutong.policy.library import load_library

CHILDREN, SEED = 600, 20260101
DOING = {"zh": "逐个认定", "en": "determining"}
# Tables with Chinese in them need room even where no terminal says how wide it is.
WIDTH_WITHOUT_TERMINAL = 110


@click.command("demo-cli")
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-output"), show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True, help="Another seed makes other families.")
@click.option("--children", type=click.IntRange(2, 20_000), default=CHILDREN, show_default=True)
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="The legal day asked about; today when left out.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="zh", show_default=True)
def demo_cli(out: Path, seed: int, children: int, on: datetime | None, lang: str) -> None:
    """Make a fictitious county in Chenzhou and one in Qijiang, determine every child, print what came out.

    The ledgers are as dirty as real ones: a few rows are refused and handed back, which is no failure here.
    """
    plan = Plan(out, on.date() if on else today(), seed, children, lang)
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_WITHOUT_TERMINAL)
    try:
        library = load_library()
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        ) as progress:
            task = progress.add_task(DOING[lang], total=children)
            run = run_demo(plan, library=library, advance=lambda: progress.advance(task))
            # Refused rows were never counted as determined.
            progress.update(task, total=run.summary.children)
    except (PolicyError, LedgerError, OSError) as error:
        raise click.ClickException(say_why(error, lang)) from error
    for part in SummaryTeller(Teller(library, lang)).tell(run):
        console.print(part, soft_wrap=isinstance(part, str))
