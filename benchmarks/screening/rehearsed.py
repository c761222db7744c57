"""``hutong policy rehearse``: what one changed document would change, held against screening everybody again.

A city's text with one figure changed touches those who belong there; one of the nation touches everybody, in what is
paid or in who is owed anything at all.
"""

import contextlib
from pathlib import Path
from shutil import copytree

from benchmarks.screening.rules import ON
from hutong.commands.main import main
from hutong.policy.library import bundled_policies

CITY, NATION = "431000/cz2017-3", "000000/mf2019-62"
WORKERS = "2"


class NothingToChange(Exception):
    """The document no longer says what a draft changes."""


def rehearse_city(population: Path, children: int, out: Path) -> None:
    """Chenzhou pays orphans in the community more."""
    _rehearse(population, _draft(out, CITY, "values.toml", 'amount = "600"', 'amount = "650"'), out)


def rehearse_figure(population: Path, children: int, out: Path) -> None:
    """The nation sets what children without support are paid, which it left to others."""
    _rehearse(population, _draft(out, NATION, "values.toml", 'state = "unset"', 'amount = "1000"'), out)


def rehearse_rule(population: Path, children: int, out: Path) -> None:
    """The nation narrows an age that several of its grants share."""
    _rehearse(population, _draft(out, NATION, "policy.md", 'frame = "age < 18"', 'frame = "age < 16"'), out)


def _draft(out: Path, address: str, file: str, before: str, after: str) -> Path:
    """A document of the nation or a city with a few words changed."""
    draft = Path(copytree(bundled_policies() / address, out / "draft" / address))
    text = (draft / file).read_text("utf-8")
    if before not in text:
        raise NothingToChange(f"{address}/{file}: {before}")
    (draft / file).write_text(text.replace(before, after, 1), "utf-8")
    return draft


def _rehearse(population: Path, draft: Path, out: Path) -> None:
    """What is told goes to a file: the output belongs to the times."""
    given = ["--population", str(population), "--on", ON.isoformat(), "--workers", WORKERS]
    with (out / "told.txt").open("w", encoding="utf-8") as told, contextlib.redirect_stdout(told):
        main(["policy", "rehearse", str(draft), *given], standalone_mode=False)
