"""Finds what was changed: every seal is made again, every row is hashed again. Needs no server and no database."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from hutong.audit.canonical import Lines, next_month, split_prints
from hutong.audit.file_rows import Part, Rows
from hutong.audit.seals import BEGINNING, SealKey, SealMade
from hutong.lib.translating import marked, translator

SEALS_IN_PART = 250
MOST_NAMED = 20
TAKEN_AWAY = "month taken away"
"""The act on record by which a month went after its time."""


class Kind(Enum):
    """What is wrong, with the sentence that says so."""

    SEAL_CHANGED = marked("Seal {seal} ({month}): it was changed, or was not made with this key.")
    SEAL_MISSING = marked("Seal {seal}: it does not follow the one before; seals are missing or were put in.")
    SEAL_OTHERWISE = marked("Seal {seal}: it is not the one that was exported.")
    END_MISSING = marked("Seals {seal} and after are missing: the end of the record was cut off.")
    ROWS_CHANGED = marked("Seal {seal} ({month}), rows {first}–{last}: changed: {rows}.")
    ROWS_MISSING = marked("Seal {seal} ({month}), rows {first}–{last}: {count} missing, after row {rows}.")
    ROWS_INSERTED = marked("Rows that were put in ({month}): {rows}.")
    ROWS_OUTSIDE = marked("{count} rows are not where they belong; export the rows again and verify those.")


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was sealed."""

    kind: Kind
    seal: int = 0
    month: str = ""
    first: int = 0
    last: int = 0
    rows: tuple[int, ...] = ()
    count: int = 0

    def told(self, lang: str) -> str:
        """The sentence."""
        named = ", ".join(str(row) for row in self.rows[:MOST_NAMED])
        more = f" … ({len(self.rows)})" if len(self.rows) > MOST_NAMED else ""
        given = {**vars(self), "rows": named + more or "—"}
        return translator(lang)(self.kind.value).format(**given)


@dataclass
class Verified:
    """What was looked at, and what is wrong with it."""

    seals: int = 0
    rows: int = 0
    unsealed: int = 0
    """Rows after the last seal: they are sealed with the next ones."""
    taken_away: list[str] = field(default_factory=list)
    """Months whose rows were taken away after their time, which is on record."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify_chain(seals: Sequence[SealMade], *, key: SealKey) -> list[Fault]:
    """Each seal by itself, and that each follows the one before, from the first on."""
    faults = [Fault(Kind.SEAL_CHANGED, one.number, one.month) for one in seals if not one.is_of(key)]
    previous, number = BEGINNING, 0
    for one in seals:
        if one.previous != previous or one.number != number + 1:
            faults.append(Fault(Kind.SEAL_MISSING, one.number, one.month))
        previous, number = one.seal, one.number
    return faults


def compare_seals(held: Sequence[SealMade], exported: Sequence[SealMade]) -> list[Fault]:
    """Seals in the database against those that were put aside before: none gone, none otherwise."""
    by_number = {one.number: one for one in held}
    last = held[-1].number if held else 0
    faults: list[Fault] = []
    for one in exported:
        if one.number > last:
            return [*faults, Fault(Kind.END_MISSING, last + 1)]
        if by_number.get(one.number) != one:
            faults.append(Fault(Kind.SEAL_OTHERWISE, one.number, one.month))
    return faults


def verify(
    seals: Sequence[SealMade],
    rows: Rows,
    *,
    key: SealKey,
    since: str = "",
    until: str = "",
    jobs: int = 1,
    taken_away: frozenset[str] = frozenset(),
    advance: Callable[[int], None] = lambda rows: None,
) -> Verified:
    """Whether the record is as it was written, from one month through another, in several threads.

    ``taken_away``: months whose rows went by a recorded act after their time; that they are gone is no fault. Acts of
    that kind among the rows count by themselves.
    """
    found = Verified(seals=len(seals), faults=verify_chain(seals, key=key))
    wanted = [one for one in seals if (not since or one.month >= since) and (not until or one.month <= until)]
    horizon = max((one.last for one in seals), default=0)
    gone: set[str] = set(taken_away)
    works = list(_list_works(wanted, since=since, until=until, horizon=horizon))
    for one in _do(works, rows, jobs=jobs):
        found.rows += one.rows
        found.unsealed += one.unsealed
        found.faults += one.faults
        gone |= set(one.taken_away)
        advance(one.rows)
    there = rows.count()
    if there is not None and not since and not until and there != found.rows:
        found.faults.append(Fault(Kind.ROWS_OUTSIDE, count=abs(there - found.rows)))
    _leave_out_taken_away(found, wanted, gone)
    return found


@dataclass(frozen=True)
class _Work:
    """A part of the rows with the seals that lie in it."""

    part: Part
    seals: tuple[SealMade, ...]
    horizon: int


def _list_works(seals: Sequence[SealMade], *, since: str, until: str, horizon: int) -> Iterator[_Work]:
    """Parts that together hold every row of the range, also those where no seal is."""
    by_month: dict[str, list[SealMade]] = {}
    for one in seals:
        by_month.setdefault(one.month, []).append(one)
    after_range = next_month(until) if until else ""
    edge = since
    for month in sorted(by_month):
        if edge != month:
            yield _Work(Part(edge, month), (), horizon)
        of_month = sorted(by_month[month], key=lambda one: one.first)
        cuts = [of_month[at].first - 1 for at in range(SEALS_IN_PART, len(of_month), SEALS_IN_PART)]
        for at, (after, upto) in enumerate(pairwise([None, *cuts, None])):
            some = of_month[at * SEALS_IN_PART : (at + 1) * SEALS_IN_PART]
            yield _Work(Part(month, next_month(month), after, upto), tuple(some), horizon)
        edge = next_month(month)
    if not after_range or edge < after_range:
        yield _Work(Part(edge, after_range), (), horizon)


def _do(works: Sequence[_Work], rows: Rows, *, jobs: int) -> Iterator[Verified]:
    if jobs == 1:
        yield from (_verify_part(work, rows) for work in works)
        return
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(_verify_and_close, works, [rows] * len(works))


def _verify_and_close(work: _Work, rows: Rows) -> Verified:
    try:
        return _verify_part(work, rows)
    finally:
        rows.close()


def _verify_part(work: _Work, rows: Rows) -> Verified:
    table = rows.read(work.part)
    ids = array("q", table["id"].to_pylist())
    found, lines = Verified(rows=len(ids)), _Memo(table)
    end = 0
    strangers: list[int] = []
    for seal in work.seals:
        place = bisect_left(ids, seal.first, end)
        strangers += ids[end:place]
        end = bisect_right(ids, seal.last, place)
        found.faults += _check_rows(seal, lines, ids, place, end)
    firm = max(bisect_right(ids, work.horizon), end)
    strangers += ids[end:firm]
    if not found.faults and not strangers:
        found.taken_away = _list_taken_away(table)
    found.unsealed = len(ids) - firm
    if strangers:
        month = work.seals[0].month if work.seals else f"{work.part.since}–{work.part.before}"
        found.faults.append(Fault(Kind.ROWS_INSERTED, month=month, rows=tuple(strangers)))
    return found


def _list_taken_away(table: pa.Table) -> list[str]:
    """The months of which sealed rows say that they went."""
    rows = table.filter(pc.equal(table["act"], TAKEN_AWAY))
    return [str(month) for month in rows["about"].to_pylist()]


class _Memo:
    """The lines of a table by the hash that a seal names."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._lines: Lines | None = None

    @property
    def lines(self) -> Lines:
        if self._lines is None:
            self._lines = Lines(self._table)
        return self._lines


def _check_rows(seal: SealMade, memo: _Memo, ids: Sequence[int], place: int, end: int) -> list[Fault]:
    """Whether the rows in a seal's range are those that were sealed; else which are not."""
    if seal.digest not in ("sha256", "sm3"):
        return [Fault(Kind.SEAL_CHANGED, seal.number, seal.month)]
    if end - place == seal.count and memo.lines.hash(place, end, digest=seal.digest) == seal.rows_hash:
        return []
    now = split_prints(memo.lines.prints(place, end, digest=seal.digest)) if end > place else []
    then = split_prints(seal.prints)
    faults: list[Fault] = []
    for told, first, last, begin, stop in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        here = tuple(ids[place + begin : place + stop])
        gone, come = last - first, stop - begin
        if told == "equal":
            continue
        if same := here[: min(gone, come)]:
            faults.append(_fault(Kind.ROWS_CHANGED, seal, rows=same))
        if gone > come:
            before = ids[place + stop - 1] if place + stop > 0 else 0
            faults.append(_fault(Kind.ROWS_MISSING, seal, rows=(before,), count=gone - come))
        if extra := here[gone:]:
            faults.append(_fault(Kind.ROWS_INSERTED, seal, rows=extra))
    return faults or [_fault(Kind.ROWS_CHANGED, seal)]


def _fault(kind: Kind, seal: SealMade, *, rows: tuple[int, ...] = (), count: int = 0) -> Fault:
    return Fault(kind, seal.number, seal.month, seal.first, seal.last, rows, count)


def _leave_out_taken_away(found: Verified, seals: Sequence[SealMade], taken_away: set[str]) -> None:
    """A month that lawfully went is gone whole: what is left of it in part stays a fault."""
    for month in sorted(taken_away & {one.month for one in seals}):
        sealed = sum(one.count for one in seals if one.month == month)
        faults = [one for one in found.faults if one.month == month and one.kind is Kind.ROWS_MISSING]
        if sum(one.count for one in faults) == sealed:
            found.faults = [one for one in found.faults if one not in faults]
            found.taken_away.append(month)
