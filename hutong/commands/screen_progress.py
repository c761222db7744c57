"""How far a screening is, on standard error: a bar on a terminal, a line every few seconds elsewhere."""

import sys
import time
from dataclasses import dataclass, field

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from hutong.lib.translating import translator

SECONDS_BETWEEN_LINES = 5.0


@dataclass
class ScreenProgress:
    """Watches a run and says how many children are done, how fast, and how long it will take."""

    lang: str
    children: int = 0
    done_before: int = 0
    began: float = 0.0
    told: float = 0.0
    bar: Progress | None = None
    task: TaskID = field(default=TaskID(0))

    def begin(self, *, children: int, done: int) -> None:
        """The run begins with so many children, some of them done before."""
        self.children, self.done_before = children, done
        self.began = self.told = time.monotonic()
        if sys.stderr.isatty():
            columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("", total=children, completed=done, rate="")
            self.bar.start()

    def reach(self, done: int) -> None:
        """So many are done now."""
        now = time.monotonic()
        rate = (done - self.done_before) / max(now - self.began, 1e-6)
        if self.bar is not None:
            self.bar.update(self.task, completed=done, rate=self._rate(rate))
        elif done > self.done_before and now - self.told > SECONDS_BETWEEN_LINES:
            self.told = now
            say = translator(self.lang)
            left = round((self.children - done) / rate)
            line = say("{done} of {all} children, {rate}, about {left} s left")
            told = line.format(done=f"{done:,}", all=f"{self.children:,}", rate=self._rate(rate), left=left)
            click.echo(told, err=True)

    def _rate(self, rate: float) -> str:
        say = translator(self.lang)
        return say("{count} a second").format(count=f"{rate:,.0f}")

    def end(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
