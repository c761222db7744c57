"""Parts looked at by several worker processes, or in this one; what they come to is handed back as it gets done."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from hutong.screening.errors import WorkerDied
from hutong.screening.populations.pieces import Part

Seen = TypeVar("Seen")
SeenAlong = TypeVar("SeenAlong", covariant=True)
WAITING_PARTS = 2


class Looker(Protocol[SeenAlong]):
    """Looks at parts; made once for each process."""

    def look(self, part: Part) -> SeenAlong:
        """What a part comes to."""


class _Worker:
    """What a worker process keeps between parts."""

    looker: Looker[Any]


class Spreading(Generic[Seen]):
    """Hands out parts. ``make`` makes a looker, also in another process. Raises WorkerDied."""

    def __init__(self, make: Callable[[], Looker[Seen]], *, workers: int) -> None:
        self.make, self.workers = make, workers

    def look(self, parts: Sequence[Part]) -> Iterator[tuple[Part, Seen]]:
        """Every part with what it comes to, in the order in which they get done."""
        if min(self.workers, len(parts)) < 2:
            looker = self.make()
            for part in parts:
                yield part, looker.look(part)
            return
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(self.workers, context, _begin_worker, (self.make,))
        try:
            yield from self._hand_out(pool, iter(parts))
        except (BrokenProcessPool, MemoryError) as error:
            raise WorkerDied() from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _hand_out(self, pool: ProcessPoolExecutor, parts: Iterator[Part]) -> Iterator[tuple[Part, Seen]]:
        begun: dict[Future[Seen], Part] = {
            pool.submit(_look, part): part for part in islice(parts, self.workers + WAITING_PARTS)
        }
        while begun:
            for one in wait(begun, return_when=FIRST_COMPLETED).done:
                part = begun.pop(one)
                begun |= {pool.submit(_look, another): another for another in islice(parts, 1)}
                yield part, one.result()


def _begin_worker(make: Callable[[], Looker[Any]]) -> None:
    # Ctrl-C reaches the whole group of processes; the first one decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.looker = make()


def _end_with_parent() -> None:
    """A worker whose first process was killed would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _look(part: Part) -> Any:
    return _Worker.looker.look(part)
