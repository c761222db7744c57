"""What was measured, kept line by line as it comes in, so that a long run can be broken off and gone on with."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.screening.blocks import get_blocks
from benchmarks.screening.measuring import Run
from benchmarks.screening.population import Population


@dataclass(frozen=True)
class Result:
    """The best run of a contender on a population."""

    contender: str
    population: Population
    run: Run
    is_cold: bool = False
    measured_at: str = ""
    commit: str = ""

    @property
    def key(self) -> tuple[str, str, bool]:
        return (self.contender, self.population.name, self.is_cold)


Results = dict[tuple[str, str, bool], Result]


def get_file(data: Path) -> Path:
    """Where the results for children drawn as they are now are kept."""
    return data / f"results-{get_blocks(data).fingerprint}.jsonl"


def best_of(runs: Iterable[Run]) -> Run:
    """The quickest of the quiet runs; the quickest of all where none was quiet."""
    runs = list(runs)
    return min([one for one in runs if one.is_quiet] or runs, key=lambda one: one.seconds)


def keep(result: Result, data: Path) -> None:
    """Write a result down."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    line = asdict(result) | {"measured_at": f"{datetime.now():%Y-%m-%d %H:%M}", "commit": commit.stdout.strip()}
    with get_file(data).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def read_results(data: Path) -> Results:
    """The newest quiet result of each contender and population; the newest where none was quiet."""
    file = get_file(data)
    found: Results = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else []:
        told = json.loads(line)
        told["population"], told["run"] = Population(**told["population"]), Run(**told["run"])
        result = Result(**told)
        if result.run.is_quiet or result.key not in found or not found[result.key].run.is_quiet:
            found[result.key] = result
    return found
