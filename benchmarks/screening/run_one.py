"""``python -m benchmarks.screening.run_one``: one contender on one population, in a process of its own."""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path
from time import perf_counter

from benchmarks.screening.contenders import BY_NAME


def main(name: str, population: str, children: str, out: str) -> None:
    """Run it, and say what it took once everything was imported."""
    module, _, function = BY_NAME[name].door.partition(":")
    road = import_module(module)
    screen = getattr(road, function)
    start, worked = perf_counter(), get_cpu()
    screen(Path(population), int(children), Path(out))
    took = {"seconds": perf_counter() - start, "cpu": get_cpu() - worked}
    if hasattr(road, "hand_in"):
        road.hand_in(Path(out))
    sys.stdout.write(json.dumps(took) + "\n")


def get_cpu() -> float:
    """CPU seconds of this process and of those it started and waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(*sys.argv[1:])
