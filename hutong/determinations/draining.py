"""Lots of files, settled one after the other or by several processes at once; nothing is lost when one of them ends.

Each lot is one transaction, in which its files also leave the list of those that wait. So a lot whose process was
killed simply waits again: whoever is left does it, in this run or in the next, and what was kept is not kept twice.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, islice

from django.db import transaction

from hutong.audit.acting import through
from hutong.audit.actions import note_act
from hutong.determinations.bundles import current_library
from hutong.determinations.processes import open_pool
from hutong.determinations.screened import Many
from hutong.determinations.settling import Chunk, Settling
from hutong.policy.library import Library
from hutong.staff.scope import EVERYTHING, acting_as

Lot = dict[int, str]
"""Files by their keys, each with why it is determined anew."""
AHEAD = 2
"""Lots handed out for each process before one comes back."""
DETERMINED, DOOR = "determined", "settle"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """How far a drain came: files looked at, determinations stored, files left because a later day was settled."""

    files: int = 0
    stored: int = 0
    later: int = 0

    def __add__(self, other: "Settled") -> "Settled":
        return Settled(self.files + other.files, self.stored + other.stored, self.later + other.later)


@dataclass(frozen=True, slots=True)
class Drain:
    """What all lots have in common."""

    on: date
    at: datetime
    passes_held: bool = False
    """Leave files that somebody is writing to: they wait until the next time."""
    as_known_then: bool = False
    """Of a day that is over: by what was known at that instant."""


def drain(lots: Iterator[Lot], how: Drain, *, library: Library, advance: Callable[[int], None]) -> Settled:
    """Settle lot after lot, each in a transaction of its own."""
    so_far = Settled()
    for lot in lots:
        done = settle_lot(lot, how, library)
        advance(done.files)
        so_far += done
    return so_far


def drain_together(lots: Iterator[Lot], how: Drain, *, processes: int, advance: Callable[[int], None]) -> Settled:
    """The same by several processes, after the documents that come with the package.

    One lot is not worth starting processes for. Where a process is killed, the lots that it had are done here.
    """
    first = list(islice(lots, 2))
    lots = chain(first, lots)
    if processes < 2 or len(first) < 2:
        return drain(lots, how, library=current_library(), advance=advance)
    so_far = Settled()
    handed: dict[Future[Settled], Lot] = {}
    try:
        with open_pool(processes) as pool:
            for lot in lots:
                handed[pool.submit(_settle_in_process, lot, how)] = lot
                if len(handed) >= processes * AHEAD:
                    so_far += _collect(handed, advance)
            while handed:
                so_far += _collect(handed, advance)
        return so_far
    except BrokenProcessPool:
        log.warning("a process that settled files was ended; going on without it")
    left = chain(list(handed.values()), lots)
    return so_far + drain(left, how, library=current_library(), advance=advance)


def _collect(handed: dict[Future[Settled], Lot], advance: Callable[[int], None]) -> Settled:
    """Take back what is done, waiting for one at least. Raises what a process raised; its lot stays handed out."""
    so_far = Settled()
    for future in wait(handed, return_when=FIRST_COMPLETED).done:
        done = future.result()
        del handed[future]
        advance(done.files)
        so_far += done
    return so_far


def _settle_in_process(lot: Lot, how: Drain) -> Settled:
    with acting_as(EVERYTHING), through(DOOR):
        return settle_lot(lot, how, current_library())


def settle_lot(lot: Lot, how: Drain, library: Library) -> Settled:
    """Settle some files in one transaction."""
    settling = Settling(how.on, how.at, None, library, many=many_of(library, how.on), as_known_then=how.as_known_then)
    with transaction.atomic():
        chunk = Chunk.locked(settling, lot, lot, passes_held=how.passes_held)
        chunk.settle()
        if chunk.children:
            note_act(at=how.at, act=DETERMINED, rows=len(chunk.children))
    return Settled(len(chunk.children), len(chunk.made), len(chunk.later))


@lru_cache(maxsize=1)
def many_of(library: Library, on: date) -> Many:
    """What concludes about many children on a day: compiled once in a process, with what it has explained before."""
    return Many(library, on)
