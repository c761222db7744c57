"""Parts handed out to worker processes, a few at a time, or done in this process when there is one part or worker."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from typing import Protocol

from hutong.screening.errors import WorkerDied
from hutong.screening.populations.pieces import Part
from hutong.screening.runs.folders import PartDone
from hutong.screening.runs.orders import Order
from hutong.screening.runs.screening_parts import Screener
from hutong.screening.runs.since import SinceScreener

WAITING_PARTS = 2
SECONDS_BETWEEN_LOOKS = 0.2


class Watcher(Protocol):
    """Told how far a run is."""

    def begin(self, *, children: int, done: int) -> None:
        """The run begins with so many children, some of them done before."""

    def reach(self, done: int) -> None:
        """So many are done now."""


def screener_for(order: Order) -> Screener:
    """What screens the parts: everybody, or what changed since an earlier run."""
    return Screener(order) if order.since is None else SinceScreener(order)


@dataclass
class Here:
    """The parts in this process, one after another."""

    order: Order
    watcher: Watcher
    done: int

    def screen(self, parts: Sequence[Part]) -> Iterator[PartDone]:
        """Every part as it gets done."""
        screener = screener_for(self.order)
        for part in parts:
            yield screener.screen(part, self._count)

    def _count(self, children: int) -> None:
        self.done += children
        self.watcher.reach(self.done)


@dataclass
class Workers:
    """The parts in several processes, each with its own files open. Raises WorkerDied."""

    order: Order
    watcher: Watcher
    done: int
    workers: int

    def screen(self, parts: Sequence[Part]) -> Iterator[PartDone]:
        """Every part as it gets done; what is begun ends within a batch when the walk is left."""
        context = multiprocessing.get_context("spawn")
        counter, stopping = context.Value("q", 0), context.Event()
        pool = ProcessPoolExecutor(self.workers, context, _begin_worker, (self.order, counter, stopping))
        try:
            yield from self._hand_out(pool, iter(parts), counter)
        except (BrokenProcessPool, MemoryError) as error:
            raise WorkerDied() from error
        finally:
            stopping.set()
            pool.shutdown(wait=True, cancel_futures=True)

    def _hand_out(
        self, pool: ProcessPoolExecutor, parts: Iterator[Part], counter: "Synchronized[int]"
    ) -> Iterator[PartDone]:
        begun = {pool.submit(_screen, part) for part in islice(parts, self.workers + WAITING_PARTS)}
        while begun:
            ended, begun = wait(begun, timeout=SECONDS_BETWEEN_LOOKS, return_when=FIRST_COMPLETED)
            self.watcher.reach(self.done + counter.value)
            begun |= {pool.submit(_screen, part) for part in islice(parts, len(ended))}
            yield from _results(ended)


def _results(ended: Iterable["Future[PartDone]"]) -> Iterator[PartDone]:
    for one in ended:
        yield one.result()


class _Left(Exception):
    """The run was stopped while this worker was at a part."""


class _Worker:
    """What a worker process keeps between parts."""

    screener: Screener
    counter: "Synchronized[int]"
    stopping: Event


def _begin_worker(order: Order, counter: "Synchronized[int]", stopping: Event) -> None:
    # Ctrl-C reaches the whole group of processes; the first one decides what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.screener, _Worker.counter, _Worker.stopping = screener_for(order), counter, stopping


def _end_with_parent() -> None:
    """A worker whose first process was killed would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _screen(part: Part) -> PartDone:
    return _Worker.screener.screen(part, _count)


def _count(children: int) -> None:
    with _Worker.counter.get_lock():
        _Worker.counter.value += children
    if _Worker.stopping.is_set():
        raise _Left
