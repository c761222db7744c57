"""The command people use, ``hutong screen``: resumable parts, every column checked, checksums, sums people can read."""

from pathlib import Path

from benchmarks.screening import ours
from benchmarks.screening.nationwide import write_policies
from benchmarks.screening.rules import ON
from hutong.commands.main import main

WORKERS = "2"
hand_in = ours.hand_in


def screen(population: Path, children: int, out: Path) -> None:
    """Summary and gap lists, those that cannot be told among them."""
    _run(population, out, "gaps,summary")


def screen_with_findings(population: Path, children: int, out: Path) -> None:
    """Everything: every finding of every child with amounts, grounds and what is missing."""
    _run(population, out, "findings,gaps,summary")


def _run(population: Path, out: Path, only: str) -> None:
    policies = []
    if not population.name.startswith("all"):
        policies = ["--policies", str(write_policies(population.parent.parent))]
    given = ["--on", ON.isoformat(), "--out", str(out / ours.OWN), "--only", only, "--workers", WORKERS]
    main(["screen", str(population), *given, *policies], standalone_mode=False)
