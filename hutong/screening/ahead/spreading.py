"""Lots looked at by several worker processes, or in this one; what they come to is handed back as it gets done.

A rehearsal takes seconds, and so does a process that begins by reading all documents again. Where the system can make a
copy of this process (Linux), workers begin as copies of it, with the documents read.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from hutong.screening.ahead.lots import Lot
from hutong.screening.ahead.reading import Reader
from hutong.screening.errors import WorkerDied

Seen = TypeVar("Seen")
SeenAlong = TypeVar("SeenAlong", covariant=True)
WAITING_LOTS = 2


class Looker(Protocol[SeenAlong]):
    """Looks at lots; made once for each process."""

    reader: Reader

    def look(self, lot: Lot) -> SeenAlong:
        """What a lot comes to."""


class _Worker:
    """What a worker process keeps between lots."""

    looker: Looker[Any]


class Spreading(Generic[Seen]):
    """Hands out lots to ``here``, or to workers; ``make`` makes a looker in a process that is no copy of this one.

    Raises WorkerDied.
    """

    def __init__(self, here: Looker[Seen], make: Callable[[], Looker[Seen]], *, workers: int) -> None:
        self.here, self.make, self.workers = here, make, workers

    def look(self, lots: Sequence[Lot]) -> Iterator[tuple[Lot, Seen]]:
        """Every lot with what it comes to, in the order in which they get done."""
        workers = min(self.workers, len(lots))
        if workers < 2:
            for lot in lots:
                yield lot, self.here.look(lot)
            return
        pool = self._begin(workers)
        try:
            yield from self._hand_out(pool, iter(lots))
        except (BrokenProcessPool, MemoryError) as error:
            raise WorkerDied() from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, workers: int) -> ProcessPoolExecutor:
        if can_copy():
            _Worker.looker = self.here
            # What is there already is not looked through for waste again, which would write to shared pages.
            gc.freeze()
            return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin_copy)
        return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin_worker, (self.make,))

    def _hand_out(self, pool: ProcessPoolExecutor, lots: Iterator[Lot]) -> Iterator[tuple[Lot, Seen]]:
        begun: dict[Future[Seen], Lot] = {
            pool.submit(_look, lot): lot for lot in islice(lots, self.workers + WAITING_LOTS)
        }
        while begun:
            for one in wait(begun, return_when=FIRST_COMPLETED).done:
                lot = begun.pop(one)
                begun |= {pool.submit(_look, another): another for another in islice(lots, 1)}
                yield lot, one.result()


def can_copy() -> bool:
    """Whether worker processes can begin as copies: not where another thread might hold a lock for ever."""
    return sys.platform == "linux" and threading.active_count() == 1


def _begin_copy() -> None:
    # Ctrl-C reaches the whole group of processes; the first one decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _begin_worker(make: Callable[[], Looker[Any]]) -> None:
    _begin_copy()
    _Worker.looker = make()


def _end_with_parent() -> None:
    """A worker whose first process was killed would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _look(lot: Lot) -> Any:
    return _Worker.looker.look(lot)
