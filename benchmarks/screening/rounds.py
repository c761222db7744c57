"""One population after the other: make it, let everybody answer, compare the answers, keep the times."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

from benchmarks.screening.answers import AnswersDiffer, check_equal, summary_file
from benchmarks.screening.blocks import get_blocks
from benchmarks.screening.contenders import CONTENDERS, Contender
from benchmarks.screening.districts import COUNTRY
from benchmarks.screening.measuring import ContenderFailed, Run, evict, run, warm
from benchmarks.screening.population import Population, make_arrow, make_parquet
from benchmarks.screening.results import Result, best_of, keep

OURS = "ours"
SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000, COUNTRY)
ROWS_COMPARED = 1_000_000
"""Up to so many children every line of the gap lists is compared, beyond only counts and sums."""
REPETITIONS = {100_000: 5, 1_000_000: 5, 10_000_000: 3}
Tell = Callable[[str], None]


def list_populations(sizes: tuple[int, ...], widths: tuple[str, ...]) -> Iterator[Population]:
    """The populations that are measured, the small first."""
    for children in sizes:
        if "twelve" in widths:
            yield Population(children, "known", "twelve")
            yield Population(children, "unknowns", "twelve")
        if "all" in widths:
            yield Population(children, "unknowns", "all")


class Round:
    """All contenders on one population. Each is held against those who answered before it, in earlier runs too."""

    def __init__(self, population: Population, names: tuple[str, ...], data: Path, tell: Tell) -> None:
        self.population, self.data, self.tell = population, data, tell
        self.contenders = [one for one in CONTENDERS if one.name in names and one.is_for(population)]
        self.answers = data / "answers" / get_blocks(data).fingerprint / population.name
        self.with_lists: set[str] = set()

    def measure(self) -> int:
        """How many failed or said something else; the times of the others are kept as they come."""
        if self.contenders:
            make_files(self.population, self.contenders, self.data, self.tell)
        failures = 0
        for one in self.contenders:
            self.tell(f"{self.population.name}: {one.title}")
            try:
                self._measure(one)
            except (ContenderFailed, AnswersDiffer) as error:
                self.tell(f"{self.population.name}: {error}")
                failures += 1
        self._tidy()
        return failures

    def _measure(self, contender: Contender) -> None:
        best = best_of(_repeat(contender, self.population, self.data, self.answers / contender.name))
        if contender.answers != "nothing":
            self._check(contender)
        keep(Result(contender.name, self.population, best), self.data)
        if contender.name == OURS and self.population.children >= COUNTRY:
            cold = _run_cold(contender, self.population, self.data, self.answers / "cold")
            keep(Result(contender.name, self.population, cold, is_cold=True), self.data)

    def _check(self, contender: Contender) -> None:
        """Raises AnswersDiffer unless the answer is that of the others, in every line where lists are at hand."""
        mine = self.answers / contender.name
        others = [one for one in CONTENDERS if one is not contender and summary_file(self.answers / one.name).exists()]
        has_lists = contender.answers == "lists" and self.population.children <= ROWS_COMPARED
        for other in others:
            counts_alone = [one.name for one in (contender, other) if one.answers == "counts"]
            rows = has_lists and other.name in self.with_lists
            outs = {other.name: self.answers / other.name, contender.name: mine}
            try:
                check_equal(outs, rows=rows, counts_alone=counts_alone)
            except AnswersDiffer:
                summary_file(mine).unlink()
                raise
        if has_lists:
            self.with_lists.add(contender.name)

    def _tidy(self) -> None:
        """Only the summaries stay, for those who come later."""
        for path in self.answers.glob("*/*"):
            if path.is_dir():
                rmtree(path)


def make_files(population: Population, contenders: list[Contender], data: Path, tell: Tell) -> None:
    """The files that these read."""
    tell(f"{population.name}: making the files that are not there yet")
    make_arrow(population, data)
    if any(one.reads == "parquet" for one in contenders):
        make_parquet(population, data)


def _repeat(contender: Contender, population: Population, data: Path, out: Path) -> Iterator[Run]:
    file = contender.get_input(population, data)
    warm(file)
    for _ in range(min(contender.repetitions, REPETITIONS.get(population.children, 1))):
        rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        yield run(contender.name, file, population.children, out)


def _run_cold(contender: Contender, population: Population, data: Path, out: Path) -> Run:
    file = contender.get_input(population, data)
    rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    evict(file)
    return run(contender.name, file, population.children, out)
