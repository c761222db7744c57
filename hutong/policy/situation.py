"""What is known of one child on one day: given facts made canonical, dated, spread, implied and derived.

Input may be nested (``{"father": {"dead": true}}``) or dotted (``{"father.dead": true}``). A value may be dated:
``{"value": true, "since": "2024-01-01", "until": "2026-05-01"}``, or a list of such. What is absent, null, "unknown" or
未采集 is unknown.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from hutong.lib.money import NotAnAmount, fen_from_yuan
from hutong.policy.errors import FactFault, SituationRefused
from hutong.policy.ranges import DateRange, IntRange, Known, bounds, whole_months, whole_years
from hutong.vocabulary.facts import Fact, Facts, FactType, Label

UNKNOWN_WORDS = frozenset({"", "unknown", "未采集", "不详", "未知", "不清楚", "未填"})
YES = frozenset({"true", "yes", "是", "有", "y"})
NO = frozenset({"false", "no", "否", "无", "没有", "n"})
DATED_KEYS = frozenset({"value", "since", "until", "as_of", "source"})
NOT_FACTS = frozenset({"child", "events"})
EARLIEST = date(1900, 1, 2)
MOST_TEXT = 1_000
MOST_NUMBER = 10**12


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
            fact = self.facts.get(name)
            if fact is None:
                self.refuse("unknown-fact", name, nearest=_nearest(name, self.facts))
            elif not _is_unknown(value):
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
        for one in value if isinstance(value, Sequence) and not isinstance(value, str) else (value,):
            since, until = self.day(fact, one.get("since")), self.day(fact, one.get("until"))
            if (since is None or since <= self.on) and (until is None or self.on <= until):
                if since is not None and fact.entry.since and one.get("value") is True:
                    self.known.setdefault(fact.entry.since, since)
                return one.get("value")
        return None

    def day(self, fact: Fact, value: Any) -> date | None:
        if value is None:
            return None
        read = _date(value)
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
            if word not in members:
                self.refuse("not-a-word", fact.name, value=_shortened(word), wanted=", ".join(members))
        for word, name in members.items():
            self.put(self.facts[name], word in words)

    def aggregate(self, fact: Fact, persons: Sequence[Any]) -> None:
        for name, how in fact.entry.aggregate.items():
            values = [person.get(how.field) if isinstance(person, Mapping) else None for person in persons]
            wanted = how.how == "any"
            if wanted in values:
                self.put(self.facts[name], wanted)
            elif all(value is (not wanted) for value in values):
                self.put(self.facts[name], not wanted)

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
        changed = True
        while changed:
            changed = False
            for implication in self.facts.implications:
                if self.known.get(implication.fact) is not implication.holds:
                    continue
                for name, value in implication.then.items():
                    if name not in self.known:
                        self.known[name] = value
                        self.because[name] = (
                            implication.fact,
                            implication.because.zh,
                            implication.because.en,
                        )
                        changed = True
                    elif self.known[name] != value:
                        self.contradicted(implication.fact, name, implication.because)
            if self.faults:
                return

    def contradicted(self, fact: str, other: str, reason: Label) -> None:
        label = Label(zh=self.facts[fact].zh, en=self.facts[fact].en)
        self.refuse("impossible", other, other=label, reason=reason)

    def derive(self) -> None:
        for fact in self.facts.values():
            rule = fact.entry.derive
            if rule is None or (source := self.known.get(rule.source)) is None:
                continue
            count: Callable[[date, date], int] = whole_years if rule.how == "whole_years" else whole_months
            low, high = bounds(source)
            assert isinstance(low, date) and isinstance(high, date)
            if low > self.on:
                self.refuse("in-the-future", rule.source, value=str(low), wanted=str(self.on))
                continue
            least, most = count(min(high, self.on), self.on), count(low, self.on)
            self.known[fact.name] = most if least == most else IntRange(least, most)


def _leaves(given: Mapping[str, Any], facts: Facts, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Canonical names with their values, whether the input is nested or dotted."""
    for key, value in given.items():
        name = f"{prefix}{key}"
        if not isinstance(value, Mapping):
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


def _is_dated(value: Any) -> bool:
    if isinstance(value, Mapping):
        return "value" in value
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) and "value" in one for one in value)


def _nearest(name: str, facts: Facts) -> str:
    close = get_close_matches(name, list(facts), n=3, cutoff=0.6)
    return f" ({' / '.join(close)} ?)" if close else ""


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _bool(fact: Fact, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in YES or word in NO:
        return word in YES
    raise ValueError("is neither yes nor no")


def _int(fact: Fact, value: Any) -> Known:
    if isinstance(value, bool):
        raise ValueError("is not a whole number")
    number = Decimal(str(value).strip())
    if not number.is_finite() or number != number.to_integral_value() or abs(number) > MOST_NUMBER:
        raise ValueError("is not a whole number")
    return int(number)


def _money(fact: Fact, value: Any) -> int:
    if isinstance(value, bool):
        raise ValueError("is not an amount in yuan")
    try:
        fen = fen_from_yuan(value)
    except NotAnAmount as error:
        raise ValueError("is not an amount in yuan") from error
    if not 0 <= fen <= MOST_NUMBER:
        raise ValueError("is below zero or too large to be an amount")
    return fen


def _day(fact: Fact, value: Any) -> Known:
    read = _date(value)
    if read is None:
        raise ValueError("is not a day")
    low, high = bounds(read)
    if not (isinstance(low, date) and isinstance(high, date)) or low < EARLIEST or low > high:
        raise ValueError("is not a day that can be right")
    return read


def _date(value: Any) -> date | DateRange | None:
    """A day, or the range of days that a month, a year or ``{from, to}`` stands for."""
    if isinstance(value, date):
        return value if type(value) is date else date(value.year, value.month, value.day)
    if isinstance(value, Mapping):
        low, high = _date(value.get("from")), _date(value.get("to"))
        return DateRange(low, high) if type(low) is date and type(high) is date else None
    text = str(value).strip()
    parts = text.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    try:
        return _partial([int(part) for part in parts])
    except ValueError:
        return None


def _partial(parts: list[int]) -> date | DateRange | None:
    match parts:
        case [year]:
            return DateRange(date(year, 1, 1), date(year, 12, 31))
        case [year, month]:
            following = date(year + month // 12, month % 12 + 1, 1)
            return DateRange(date(year, month, 1), following - timedelta(days=1))
        case [year, month, day]:
            return date(year, month, day)
    return None


def _enum(fact: Fact, value: Any) -> str:
    if value not in fact.values:
        raise ValueError("is not one of its values")
    return str(value)


def _place(fact: Fact, value: Any) -> str:
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) not in (6, 9, 12):
        raise ValueError("is not a division code")
    return text


def _text(fact: Fact, value: Any) -> str:
    text = str(value)
    if len(text) > MOST_TEXT:
        raise ValueError(f"is longer than {MOST_TEXT} characters")
    return text


READERS: dict[FactType, Callable[[Fact, Any], Known]] = {
    FactType.BOOL: _bool,
    FactType.INT: _int,
    FactType.MONEY: _money,
    FactType.DATE: _day,
    FactType.ENUM: _enum,
    FactType.PLACE: _place,
    FactType.TEXT: _text,
}
NOT_READ = {
    FactType.BOOL: "not-a-bool",
    FactType.INT: "not-a-number",
    FactType.MONEY: "not-an-amount",
    FactType.DATE: "not-a-day",
    FactType.ENUM: "not-a-word",
    FactType.PLACE: "not-a-place",
    FactType.TEXT: "too-long",
}
