"""The table: who took how long, how many times as fast we are, which aims are met."""

from collections.abc import Iterator

from benchmarks.screening.contenders import BY_NAME, CONTENDERS, REHEARSALS
from benchmarks.screening.districts import COUNTRY
from benchmarks.screening.population import Population
from benchmarks.screening.results import Result, Results

LARGE = 10_000_000
OURS, ROAD, BY_HAND, COMMAND = "ours", "sql-road", "duckdb-counts", "command"
POLARS = ("polars", "polars-parquet")
AT_LEAST = {
    ("openfisca", "known"): 6, ("duckdb", "unknowns"): 12, **{(name, "unknowns"): 5 for name in POLARS}
}  # fmt: skip
"""How many times as fast as each we want to be, at ten million children and above."""
MOST_OF_BY_HAND = 1.5
FASTER_REHEARSED = 5
"""How many times as fast as ``hutong screen`` a rehearsal is to be. It is held against summary and gap lists alone;
the findings of everybody, which make a screen full, take many times longer."""
MOST_SECONDS = {"twelve": 30, "all": 120}
MOST_MEMORY = 1e9
SORTS = {"known": "everything known", "unknowns": "with unknowns"}
HEADER = ("who", "seconds", "million/s", "CPU s", "peak MB", "ours is", "aim", "")


def list_sections(results: Results) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """A table for each population, the small first, with its title."""
    populations = sorted({one.population for one in results.values()}, key=_order)
    for population in populations:
        lines = [
            _tell(result, results)
            for contender in CONTENDERS
            for is_cold in (False, True)
            if (result := results.get((contender.name, population.name, is_cold)))
        ]
        yield _title(population), lines
    yield "How our own road grows with children and rules, with unknowns", _list_growth(populations, results)


def _list_growth(populations: list[Population], results: Results) -> list[tuple[str, ...]]:
    """Our lines alone, one below the other."""
    found = [
        (population, result)
        for population in populations
        if population.version == "unknowns" and (result := results.get((OURS, population.name, False)))
    ]
    return [(f"{_rules(population)}, {population.children:,}", *_tell(one, results)[1:]) for population, one in found]


def _rules(population: Population) -> str:
    return "12 rules" if population.width == "twelve" else "every rule of all documents"


def _order(population: Population) -> tuple[bool, str, int]:
    return (population.width != "twelve", population.version, population.children)


def _title(population: Population) -> str:
    return f"{population.children:,} children, {_rules(population)}, {SORTS[population.version]}"


def _tell(result: Result, results: Results) -> tuple[str, ...]:
    run, children = result.run, result.population.children
    cold = ", files not in memory" if result.is_cold else ""
    disturbed = "" if run.is_quiet else " *"
    ratio, aim, met = _compare(result, results)
    return (
        BY_NAME[result.contender].title + cold,
        f"{run.seconds:.3g}{disturbed}" if run.seconds < 100 else f"{run.seconds:.0f}{disturbed}",
        f"{children / run.seconds / 1e6:.3g}",
        f"{run.cpu:.3g}" if run.cpu < 100 else f"{run.cpu:.0f}",
        f"{run.peak / 1e6:.0f}",
        ratio,
        aim,
        met,
    )


def _compare(result: Result, results: Results) -> tuple[str, str, str]:
    """How many times as fast we are, what we aimed at, and whether that is met."""
    name, population = result.contender, result.population
    if name == OURS:
        return _check_ours(result)
    if name == ROAD and (hand := results.get((BY_HAND, population.name, False))):
        times = result.run.seconds / hand.run.seconds
        aimed = (f"≤ {MOST_OF_BY_HAND} × by hand", _met(times <= MOST_OF_BY_HAND))
        return (f"{times:.2f} × by hand", *(aimed if population.children >= LARGE else ("", "")))
    if name in REHEARSALS:
        return _compare_rehearsal(result, results)
    ours = results.get((OURS, population.name, result.is_cold))
    if ours is None:
        return "", "", ""
    ratio = result.run.seconds / ours.run.seconds
    told = f"{ratio:.1f} ×" if ratio >= 1 else f"{ratio:.2f} ×"
    wanted = AT_LEAST.get((name, population.version))
    if wanted is None or population.children < LARGE or _is_slower_form(result, results):
        return told, "", ""
    return told, f"≥ {wanted} ×", _met(ratio >= wanted)


def _compare_rehearsal(result: Result, results: Results) -> tuple[str, str, str]:
    """How many times as fast as screening everybody again."""
    screen = results.get((COMMAND, result.population.name, False))
    if screen is None:
        return "", "", ""
    times = screen.run.seconds / result.run.seconds
    aimed = (f"≥ {FASTER_REHEARSED} × the screen", _met(times >= FASTER_REHEARSED))
    return (f"{times:.1f} × the screen", *(aimed if result.population.children >= LARGE else ("", "")))


def _is_slower_form(result: Result, results: Results) -> bool:
    """Polars reads both kinds of file; the quicker is what we are held against."""
    if result.contender not in POLARS:
        return False
    both = [results.get((name, result.population.name, False)) for name in POLARS]
    return any(one is not None and one.run.seconds < result.run.seconds for one in both)


def _check_ours(result: Result) -> tuple[str, str, str]:
    if result.population.children < COUNTRY:
        return "", "", ""
    most = MOST_SECONDS[result.population.width]
    return "", f"< {most} s, < 1 GB", _met(result.run.seconds < most and result.run.peak < MOST_MEMORY)


def _met(is_met: bool) -> str:
    return "met" if is_met else "MISSED"
