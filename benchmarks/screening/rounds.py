"""One population after the other: make it, let everybody answer, compare the answers, keep the times."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

from benchmarks.screening.answers import check_equal
from benchmarks.screening.contenders import BY_NAME, CONTENDERS, Contender
from benchmarks.screening.districts import COUNTRY
from benchmarks.screening.measuring import Run, evict, run, warm
from benchmarks.screening.population import Population, make_arrow, make_parquet
from benchmarks.screening.results import Result, best_of, keep

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


def measure(population: Population, names: tuple[str, ...], data: Path, tell: Tell) -> None:
    """Every contender of these on a population; times are kept when all have answered the same."""
    contenders = [one for one in CONTENDERS if one.name in names and one.is_for(population)]
    if not contenders:
        return
    make_files(population, contenders, data, tell)
    outs: dict[str, Path] = {}
    best: dict[str, Run] = {}
    for one in contenders:
        tell(f"{population.name}: {one.title}")
        out = data / "answers" / population.name / one.name
        best[one.name] = best_of(_repeat(one, population, data, out))
        if one.answers != "nothing":
            outs[one.name] = out
    counts_alone = [one.name for one in contenders if one.answers == "counts"]
    check_equal(outs, rows=population.children <= ROWS_COMPARED, counts_alone=counts_alone)
    for name, taken in best.items():
        keep(Result(name, population, taken), data)
    if "ours" in best and population.children >= COUNTRY:
        keep(Result("ours", population, _run_cold(BY_NAME["ours"], population, data), is_cold=True), data)
    rmtree(data / "answers" / population.name, ignore_errors=True)


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


def _run_cold(contender: Contender, population: Population, data: Path) -> Run:
    file = contender.get_input(population, data)
    out = data / "answers" / population.name / "cold"
    rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    evict(file)
    return run(contender.name, file, population.children, out)
