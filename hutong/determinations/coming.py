"""On which days a child's determination changes by itself: birthdays, ends of facts, expiries, documents.

Ages and months at which something changes are read from the documents' conditions, beside the birthdays that every
worker knows.
"""

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from hutong.determinations.files import FileRows
from hutong.lib.translating import marked, translator
from hutong.policy import tree
from hutong.policy.layouts import PLACE_FACTS
from hutong.policy.library import Library
from hutong.policy.ranges import bounds
from hutong.policy.situation import Situation
from hutong.vocabulary.facts import PARENT_PREFIX, PARENTS, FactType, for_parent

BIRTHDAYS = frozenset({3, 6, 7, 14, 16, 18})
MOST_YEARS, MOST_MONTHS = 30, 60
HIGHEST = "highest"
REACHED_AT = {"<": (0,), ">=": (0,), "<=": (1,), ">": (1,), "=": (0, 1), "<>": (0, 1)}
"""At which numbers, beyond the one compared with, the answer changes."""

BIRTHDAY, MONTHS, BEGINS, ENDS, DATE = "birthday", "months", "fact_begins", "fact_ends", "day_of"
EVIDENCE, DOCUMENT_BEGINS, DOCUMENT_ENDS, VALUE = "evidence_expires", "document_begins", "document_ends", "value"


class Due(NamedTuple):
    """A day and why something may change on it."""

    on: date
    why: str


def list_due(file: FileRows, situation: Situation, *, library: Library, after: date) -> set[Due]:
    """Every day after a day on which the determination of a file may change by itself."""
    found = {
        *_of_derived(situation, library),
        *_of_facts(file, library),
        *_of_dates(situation, library),
        *(Due(day + timedelta(days=1), EVIDENCE) for day in file.evidence_until),
        *_of_documents(situation, library),
    }
    return {due for due in found if due.on > after}


def _of_derived(situation: Situation, library: Library) -> Iterator[Due]:
    for name, (source, is_years, numbers) in _turning_points(library).items():
        value = situation.known.get(source)
        for day in dict.fromkeys(bounds(value)) if value is not None else ():
            assert isinstance(day, date)
            for number in numbers:
                if is_years:
                    yield Due(birthday(day, number), f"{BIRTHDAY}:{number}")
                else:
                    yield Due(months_after(day, number), f"{MONTHS}:{number}:{name}")


def _of_facts(file: FileRows, library: Library) -> Iterator[Due]:
    """First days, and the days after last days; what is of the highest class is not named."""
    facts = library.vocabulary.facts
    for row in file.facts:
        fact = facts.get(row.name)
        if fact is not None:
            yield from _ends_of(row.since, row.until, "" if fact.entry.sensitivity == HIGHEST else row.name)
    for receipt in file.receipts:
        yield from _ends_of(receipt.since, receipt.until, "")
    for placement in file.placements:
        yield from _ends_of(placement.since, placement.until, "")
    for kin in file.kin:
        yield from _ends_of(kin.since, kin.until, "")


def _ends_of(since: date | None, until: date | None, told: str) -> Iterator[Due]:
    if since is not None:
        yield Due(since, f"{BEGINS}:{told}")
    if until is not None:
        yield Due(until + timedelta(days=1), f"{ENDS}:{told}")


def _of_dates(situation: Situation, library: Library) -> Iterator[Due]:
    """Days that are facts themselves: a release, the expiry of a certificate."""
    for name in _dates(library):
        value = situation.known.get(name)
        if isinstance(value, date):
            yield Due(value, f"{DATE}:{name}")
            yield Due(value + timedelta(days=1), f"{DATE}:{name}")


def _of_documents(situation: Situation, library: Library) -> Iterator[Due]:
    places: set[str] = set()
    for fact in PLACE_FACTS.values():
        place = situation.known.get(fact)
        places |= set(library.ancestors(place if isinstance(place, str) else "000000"))
    for place in places:
        yield from _days_of_place(library).get(place, ())


@lru_cache(maxsize=8)
def _days_of_place(library: Library) -> Mapping[str, tuple[Due, ...]]:
    """The days on which documents of a place, or their values, begin and end."""
    found: dict[str, dict[Due, None]] = {}
    for document in library.list_documents():
        front = document.front
        if front.standing != "law":
            continue
        days = found.setdefault(front.place, {})
        days[Due(front.in_force, f"{DOCUMENT_BEGINS}:{document.address}")] = None
        if front.ended is not None:
            days[Due(front.ended, f"{DOCUMENT_ENDS}:{document.address}")] = None
        for value in document.values:
            days[Due(value.entry.start, f"{VALUE}:{document.address}")] = None
            if value.entry.through is not None:
                days[Due(value.entry.through + timedelta(days=1), f"{VALUE}:{document.address}")] = None
    for _, day, address in library.repeals:
        place = library.document(address).front.place
        found.setdefault(place, {})[Due(day, f"{DOCUMENT_BEGINS}:{address}")] = None
    return {place: tuple(days) for place, days in found.items()}


@lru_cache(maxsize=8)
def _dates(library: Library) -> tuple[str, ...]:
    """Date facts that end something; those that others are derived from have their own turning points."""
    facts = library.vocabulary.facts
    sources = {rule.source for _, rule in facts.derived}
    return tuple(
        name
        for name, fact in facts.items()
        if fact.type is FactType.DATE and name not in sources and fact.entry.sensitivity != HIGHEST
    )


@lru_cache(maxsize=8)
def _turning_points(library: Library) -> Mapping[str, tuple[str, bool, frozenset[int]]]:
    """For every derived fact its date, whether it counts years, and the numbers at which an answer changes."""
    facts = library.vocabulary.facts
    compared: dict[str, set[int]] = {fact.name: set() for fact, _ in facts.derived}
    for name, op, number in _comparisons(library):
        for one in [for_parent(name, parent) for parent in PARENTS] if name.startswith(PARENT_PREFIX) else [name]:
            if one in compared:
                compared[one] |= {number + more for more in REACHED_AT[op]}
    points = {}
    for fact, rule in facts.derived:
        is_years = rule.how == "whole_years"
        numbers = compared[fact.name] | (BIRTHDAYS if is_years else set())
        most = MOST_YEARS if is_years else MOST_MONTHS
        points[fact.name] = (rule.source, is_years, frozenset(one for one in numbers if 0 < one <= most))
    return points


def _comparisons(library: Library) -> Iterator[tuple[str, str, int]]:
    """Every comparison of a fact with a whole number by which a benefit or a category is decided, values included."""
    for linked in library.linked.values():
        conditions = [
            *(one.gated for one in linked.grounds),
            *(one.condition for one in linked.definitions),
            *(one.condition for one in linked.exclusions),
        ]
        for condition in conditions:
            for node in tree.walk(condition):
                yield from _compared(node, library)


def _compared(node: tree.Node, library: Library) -> Iterator[tuple[str, str, int]]:
    if isinstance(node, tree.Compare) and isinstance(node.left, tree.FactRead):
        if isinstance(node.right, tree.Literal) and isinstance(node.right.value, int):
            yield node.left.name, node.op, int(node.right.value)
        elif isinstance(node.right, tree.Value):
            for value in library.values.get(node.right.address, ()):
                if value.entry.amount.isdigit():
                    yield node.left.name, node.op, int(value.entry.amount)
    elif isinstance(node, tree.In) and isinstance(node.left, tree.FactRead):
        for number in node.values:
            if isinstance(number, int):
                yield node.left.name, "=", int(number)


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns so old; one born on 29 February on 1 March in other years."""
    year = born.year + years
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return born.replace(year=year)


def months_after(since: date, months: int) -> date:
    """The day on which so many months are full: from the 31st the first of the month after one that has none."""
    months += since.month - 1
    year, month = since.year + months // 12, months % 12 + 1
    if since.day > calendar.monthrange(year, month)[1]:
        return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=1)
    return date(year, month, since.day)


WORDS = {
    BIRTHDAY: marked("turns {number}"),
    MONTHS: marked("{fact}: {number} months are full"),
    BEGINS: marked("begins: {fact}"),
    ENDS: marked("ends: {fact}"),
    DATE: marked("day of: {fact}"),
    EVIDENCE: marked("a paper expires"),
    DOCUMENT_BEGINS: marked("a document begins to apply: {document}"),
    DOCUMENT_ENDS: marked("a document ends: {document}"),
    VALUE: marked("a sum or number changes: {document}"),
}


def list_named(why: str) -> list[str]:
    """The facts that the reason for a day names."""
    kind, _, rest = why.partition(":")
    return [rest.rpartition(":")[2]] if kind in (MONTHS, BEGINS, ENDS, DATE) else []


def describe(why: str, *, library: Library, lang: str = "zh") -> str:
    """Why something may change on a day, in words."""
    say = translator(lang)
    kind, _, rest = why.partition(":")
    number, _, name = rest.partition(":")
    fact = library.vocabulary.facts.get(name or rest)
    document = library.linked.get(rest)
    return say(WORDS[kind]).format(
        number=number,
        fact=fact.label(lang) if fact else say("something recorded"),
        document=document.document.front.title if document else rest,
    )
