"""How long something takes: CPU time of this process, so that what else runs on the machine counts little."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time_ns
from typing import TypeVar

Thing = TypeVar("Thing")
WARM_UP = 50


@dataclass(frozen=True)
class Timing:
    """Median and 99th percentile of so many repetitions, in milliseconds; the garbage collector runs as usual."""

    median: float
    p99: float
    repetitions: int


def measure(act: Callable[[Thing], object], things: Sequence[Thing], *, repetitions: int) -> Timing:
    """The act on one thing after the other, over and over, after a warm-up."""
    for number in range(WARM_UP):
        act(things[number % len(things)])
    taken = []
    for number in range(repetitions):
        thing = things[number % len(things)]
        start = process_time_ns()
        act(thing)
        taken.append((process_time_ns() - start) / 1e6)
    taken.sort()
    return Timing(median(taken), taken[int(len(taken) * 0.99)], repetitions)
