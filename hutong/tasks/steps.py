"""The one table of states and steps (``steps.toml``), read by actions, pages, docs and tests."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

FILE = Path(__file__).with_name("steps.toml")
Who = Literal["answers", "giver", "superior"]
Need = Literal["words", "evidence", "addressee"]


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state: its words, whether the clock runs in it, whether the task is over."""

    slug: str
    zh: str
    en: str
    runs: bool = False
    ended: bool = False

    def label(self, lang: str) -> str:
        """What it is called."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step: from which states, to which (None: it stays), by whom, with what."""

    slug: str
    zh: str
    en: str
    before: tuple[str, ...]
    after: str | None
    who: tuple[Who, ...]
    needs: tuple[Need, ...]

    def label(self, lang: str) -> str:
        """What it is called."""
        return self.zh if lang == "zh" else self.en

    def leads_to(self, state: str) -> str:
        """The state in which a task is after it."""
        return self.after or state


@cache
def get_states() -> dict[str, StateRow]:
    """The states by their slugs, in the order of the table."""
    return {slug: StateRow(slug, **row) for slug, row in _read()["states"].items()}


@cache
def get_steps() -> dict[str, StepRow]:
    """The steps by their slugs, in the order of the table."""
    return {
        slug: StepRow(
            slug, row["zh"], row["en"], tuple(row["from"]), row.get("to"),
            tuple(row["who"]), tuple(row.get("needs", ())),
        )
        for slug, row in _read()["steps"].items()
    }  # fmt: skip


@cache
def list_states(*, ended: bool) -> tuple[str, ...]:
    """The states in which a task is over, or those in which it is not."""
    return tuple(slug for slug, state in get_states().items() if state.ended is ended)


def list_steps_from(state: str) -> list[StepRow]:
    """The steps that lead on from a state."""
    return [step for step in get_steps().values() if state in step.before]


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
