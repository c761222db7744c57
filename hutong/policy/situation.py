"""What is known of one child on one day: given facts made canonical, dated, spread, implied and derived.

Input may be nested (``{"father": {"dead": true}}``) or dotted (``{"father.dead": true}``). A value may be dated:
``{"value": true, "since": "2024-01-01", "until": "2026-05-01"}``, or a list of such. What is absent, null, "unknown" or
未采集 is unknown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from hutong.lib.elapsed import whole_months, whole_years
from hutong.policy.errors import FactFault, SituationRefused
from hutong.policy.fact_values import MOST_TEXT, NOT_READ, READERS, YES, read_bool, read_date
from hutong.policy.ranges import IntRange, Known, bounds
from hutong.vocabulary.facts import Fact, Facts, FactType, Label

UNKNOWN_WORDS = frozenset({"", "unknown", "未采集", "不详", "未知", "不清楚", "未填"})
DATED_KEYS = frozenset({"value", "since", "until", "as_of", "source"})
NOT_FACTS = frozenset({"child", "events"})
MOST_PARTS = 6
PAYMENT = "receives."
PAID = Label(zh="既有领取金额，就是在领取", en="an amount is paid, so it is received")
# Most of what is given; to ask it before Mapping, which is slow to ask, halves the time of reading.
PLAIN = (bool, int, str)


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts of a child on a day.

    ``known`` maps canonical names to values (money in fen, places as division codes); ``because`` says for an implied
    fact which fact fixed it, as (fact, Chinese reason, English reason).
    """

    on: date
    known: Mapping[str, Known]
    because: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    events: tuple[str, ...] = ()
    child: str = ""


def read_situation(given: Mapping[str, Any], *, on: date, facts: Facts) -> Situation:
    """The child's situation on the day.

    Raises SituationRefused with every unknown name, impossible value and impossible combination.
    """
    reader = _Reader(on, facts)
    reader.read(given)
    reader.imply()
    reader.derive()
    if reader.faults:
        raise SituationRefused(reader.faults)
    return Situation(on, reader.known, reader.because, _events(given.get("events")), str(given.get("child") or ""))


def _events(given: Any) -> tuple[str, ...]:
    """Slugs of what has happened: a list of slugs or of tables with a key ``event``."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        return ()
    return tuple(str(one.get("event", "")) if isinstance(one, Mapping) else str(one) for one in given)


class _Reader:
    def __init__(self, on: date, facts: Facts) -> None:
        self.on, self.facts = on, facts
        self.known: dict[str, Known] = {}
        self.because: dict[str, tuple[str, str, str]] = {}
        self.faults: list[FactFault] = []

    def refuse(self, kind: str, name: str, **details: Label | str) -> None:
        fact = self.facts.get(name)
        label = Label(zh=fact.zh, en=fact.en) if fact else Label(zh="", en="")
        self.faults.append(FactFault(kind, name, label, details))

    def read(self, given: Mapping[str, Any]) -> None:
        for name, value in _leaves({key: value for key, value in given.items() if key not in NOT_FACTS}, self.facts):
            fact = self.facts.by_name.get(name)
            if isinstance(value, bool) and name in self.facts.yes_or_no and name not in self.known:
                self.known[name] = value  # The quick road for most of what is known of a well-known child.
            elif fact is None:
                self.refuse("unknown-fact", name, nearest=_nearest(name, self.facts))
            else:
                self.read_fact(fact, value)

    def read_fact(self, fact: Fact, value: Any) -> None:
        if _is_dated(value):
            value = self.on_the_day(fact, value)
        if _is_unknown(value):
            return
        if isinstance(value, str) and (spread := fact.entry.spread.get(value.strip())) is not None:
            for name, part in spread.items():
                self.put(self.facts[name], part)
            return
        if fact.type is FactType.LIST:
            self.read_list(fact, value)
        elif fact.entry.input_only:
            self.refuse("not-a-word", fact.name, value=_shortened(value), wanted=", ".join(fact.entry.spread))
        else:
            self.put(fact, value)

    def on_the_day(self, fact: Fact, value: Any) -> Any:
        """The dated value that holds on the day; None when none does (ended is not 'no': ask again)."""
        holding: list[tuple[Any, date | None]] = []
        for one in value if isinstance(value, list) else (value,):
            since, until = self.day(fact, one.get("since")), self.day(fact, one.get("until"))
            if (since is None or since <= self.on) and (until is None or self.on <= until):
                holding.append((one.get("value"), since))
        if not holding:
            return None
        if any(other != holding[0][0] for other, _ in holding):
            self.refuse("twice", fact.name)
            return None
        held, since = holding[0]
        if since is not None and fact.entry.since and _is_yes(held):
            self.put(self.facts[fact.entry.since], since)
        return held

    def day(self, fact: Fact, value: Any) -> date | None:
        if value is None:
            return None
        read = read_date(value)
        if isinstance(read, date):
            return read
        self.refuse("not-a-day", fact.name, value=_shortened(value))
        return None

    def read_list(self, fact: Fact, value: Any) -> None:
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, Sequence):
            self.refuse("not-a-list", fact.name, value=_shortened(value))
            return
        members = fact.entry.members
        if fact.entry.aggregate:
            self.aggregate(fact, words)
            return
        for word in words:
            if not isinstance(word, str) or word not in members:
                self.refuse("not-a-word", fact.name, value=_shortened(word), wanted=", ".join(members))
        for word, name in members.items():
            self.put(self.facts[name], word in words)

    def aggregate(self, fact: Fact, persons: Sequence[Any]) -> None:
        for name, how in fact.entry.aggregate.items():
            values = [self.of_person(fact, person, how.field) for person in persons]
            wanted = how.how == "any"
            if wanted in values:
                self.put(self.facts[name], wanted)
            elif all(value is (not wanted) for value in values):
                self.put(self.facts[name], not wanted)

    def of_person(self, fact: Fact, person: Any, field: str) -> bool | None:
        """A yes or no about one person of a list; None when it is not known."""
        value = person.get(field) if isinstance(person, Mapping) else None
        if _is_unknown(value):
            return None
        try:
            return read_bool(fact, value)
        except ValueError:
            self.refuse("not-a-bool", fact.name, value=_shortened(value))
            return None

    def put(self, fact: Fact, value: Any) -> None:
        """The value in its canonical form, or a fault."""
        try:
            read = READERS[fact.type](fact, value)
        except (ValueError, TypeError, ArithmeticError):
            wanted = ", ".join(fact.values) or str(MOST_TEXT)
            self.refuse(NOT_READ[fact.type], fact.name, value=_shortened(value), wanted=wanted)
            return
        if fact.name in self.known and self.known[fact.name] != read:
            self.refuse("twice", fact.name)
            return
        self.known[fact.name] = read

    def imply(self) -> None:
        """What known facts fix about others; what they make impossible is refused."""
        self.imply_payments()
        known, implied_by = self.known, self.facts.implied_by
        waiting = [pair for pair in known.items() if pair in implied_by]
        for name, value in waiting:
            for implication in implied_by[name, value]:
                for other, fixed in implication.then.items():
                    if other not in known:
                        known[other] = fixed
                        self.because[other] = (name, implication.because.zh, implication.because.en)
                        if (other, fixed) in implied_by:
                            waiting.append((other, fixed))
                    elif known[other] != fixed:
                        self.contradicted(name, other, implication.because)

    def imply_payments(self) -> None:
        """Who is paid an amount receives the benefit."""
        for name, amount in list(self.known.items()):
            if not name.startswith(PAYMENT) or not name.endswith(".amount") or not amount:
                continue
            received = name.removesuffix(".amount")
            if self.known.setdefault(received, True) is not True:
                self.contradicted(name, received, PAID)
            elif received not in self.because:
                self.because[received] = (name, PAID.zh, PAID.en)

    def contradicted(self, fact: str, other: str, reason: Label) -> None:
        label = Label(zh=self.facts[fact].zh, en=self.facts[fact].en)
        self.refuse("impossible", other, other=label, reason=reason)

    def derive(self) -> None:
        for fact, rule in self.facts.derived:
            if (source := self.known.get(rule.source)) is None:
                continue
            count: Callable[[date, date], int] = whole_years if rule.how == "whole_years" else whole_months
            low, high = bounds(source)
            assert isinstance(low, date) and isinstance(high, date)
            if low > self.on:
                self.refuse("in-the-future", rule.source, value=str(low), wanted=str(self.on))
                continue
            least, most = count(min(high, self.on), self.on), count(low, self.on)
            given = self.known.get(fact.name)
            if given is None:
                self.known[fact.name] = most if least == most else IntRange(least, most)
            elif isinstance(given, int) and not least <= given <= most:
                self.refuse("twice", fact.name)


def _leaves(given: Mapping[str, Any], facts: Facts, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Canonical names with their values, whether the input is nested or dotted."""
    for key, value in given.items():
        name = f"{prefix}{key}"
        if isinstance(value, PLAIN) or not isinstance(value, Mapping) or name.count(".") > MOST_PARTS:
            yield name, value
        elif "value" in value:
            yield name, {part: inner for part, inner in value.items() if part in DATED_KEYS}
            rest = {part: inner for part, inner in value.items() if part not in DATED_KEYS}
            yield from _leaves(rest, facts, f"{name}.")
        elif name in facts and facts[name].type is FactType.DATE:
            yield name, value
        else:
            yield from _leaves(value, facts, f"{name}.")


def _is_unknown(value: Any) -> bool:
    return value is None or isinstance(value, str) and value.strip() in UNKNOWN_WORDS


def _is_yes(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in YES)


def _is_dated(value: Any) -> bool:
    if isinstance(value, PLAIN):
        return False
    if isinstance(value, Mapping):
        return "value" in value
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) and "value" in one for one in value)


def _nearest(name: str, facts: Facts) -> str:
    close = get_close_matches(name, list(facts), n=3, cutoff=0.6)
    return f" ({' / '.join(close)} ?)" if close else ""


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
