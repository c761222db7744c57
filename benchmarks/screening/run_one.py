"""``python -m benchmarks.screening.run_one``: one contender on one population, in a process of its own.

With a last word ``hand-in`` it brings what was written before into the form in which answers are compared: in a process
of its own too, so that neither its time nor its memory counts.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.screening.contenders import BY_NAME


def main(name: str, population: str, children: str, out: str, what: str = "screen") -> None:
    """Run it, and say what it took once everything was imported."""
    module, _, function = BY_NAME[name].door.partition(":")
    road = import_module(module)
    if what == "hand-in":
        getattr(road, "hand_in", _leave_as_it_is)(Path(out))
        return
    screen = getattr(road, function)
    start, worked = perf_counter(), get_cpu()
    screen(Path(population), int(children), Path(out))
    took = {"seconds": perf_counter() - start, "cpu": get_cpu() - worked}
    sys.stdout.write(json.dumps(took) + "\n")


def _leave_as_it_is(out: Path) -> None:
    """Most write their answer in the form in which it is compared."""


def get_cpu() -> float:
    """CPU seconds of this process and of those it started and waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(*sys.argv[1:])
