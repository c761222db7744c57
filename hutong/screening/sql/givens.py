"""What is known of a child before any rule: own columns, what they fix about each other, who contradicts themselves.

What follows from what is worked out here, once: the implications are closed over, so that a fact is its own column or
what some column fixes, and no query has to run in rounds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from sqlglot import exp

from hutong.lib.money import FEN_PER_YUAN
from hutong.policy.situation import PAYMENT
from hutong.screening.errors import ColumnWrong
from hutong.screening.sql.expressions import (
    Expr,
    Known,
    all_of,
    any_of,
    case,
    column,
    is_in,
    negated,
    null_if_unknown,
    number,
    surely,
    text,
    unknown,
    written,
)
from hutong.screening.sql.layers import Layers, Read
from hutong.screening.sql.refusing import list_impossible
from hutong.vocabulary.facts import Facts, FactType

Kind: TypeAlias = Literal["bool", "int", "decimal", "date", "text", "other"]
WANTED: Mapping[FactType, tuple[Kind, ...]] = {
    FactType.BOOL: ("bool",),
    FactType.INT: ("int",),
    FactType.MONEY: ("decimal", "int"),
    FactType.DATE: ("date",),
    FactType.ENUM: ("text",),
    FactType.PLACE: ("text",),
}
Own: TypeAlias = tuple[str, object]
"""A column and the value of it that something follows from; ``PAID`` for any sum."""
PAID = ">0"
AMOUNT = ".amount"


@dataclass
class Givens:
    """The facts of a population's columns as parts of a query."""

    facts: Facts
    columns: Mapping[str, Kind]
    on: date
    layers: Layers
    suspects: frozenset[str] = frozenset()
    fed_by: dict[str, list[str]] = field(default_factory=dict)
    """The facts whose first day, where it is given, is itself a fact, by the name of that fact."""
    implied: dict[str, dict[object, list[Own]]] = field(default_factory=dict)
    refusing: list[Known] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, kind in self.columns.items():
            fact = self.facts.get(name)
            if fact is not None and fact.type in WANTED and kind not in WANTED[fact.type]:
                raise ColumnWrong(name=name, found=kind, wanted=" / ".join(WANTED[fact.type]))
            if first_day := feeds(name, self.facts, self.columns):
                self.fed_by.setdefault(first_day, []).append(name)
        closed = {own: self._follow(own) for own in self._list_own()}
        for own, following in closed.items():
            for name, value in following:
                self.implied.setdefault(name, {}).setdefault(value, []).append(own)
        self.refusing = [*self._contradictions(closed), *list_impossible(self, self.suspects)]

    def _list_own(self) -> Iterator[Own]:
        """Every value of a column from which something follows."""
        for name in self.columns:
            fact = self.facts.get(name)
            if fact is None:
                continue
            if fact.type is FactType.BOOL:
                yield from ((name, value) for value in (True, False) if (name, value) in self.facts.implied_by)
            elif fact.type is FactType.ENUM:
                yield from ((name, word) for word in fact.entry.spread)
            elif name.startswith(PAYMENT) and name.endswith(AMOUNT):
                yield (name, PAID)

    def _follow(self, own: Own) -> list[Own]:
        """All that follows from a value, near and far."""
        found: dict[Own, None] = {}
        waiting = [own]
        while waiting:
            for then in self._next(waiting.pop()):
                if then not in found and then != own:
                    found[then] = None
                    waiting.append(then)
        return list(found)

    def _next(self, own: Own) -> Iterator[Own]:
        name, value = own
        if value == PAID and name.endswith(AMOUNT):
            yield (name.removesuffix(AMOUNT), True)
        elif isinstance(value, str):
            yield from self.facts[name].entry.spread.get(value, {}).items() if name in self.columns else ()
        for implication in self.facts.implied_by.get((name, value), ()):
            yield from implication.then.items()

    def _contradictions(self, closed: dict[Own, list[Own]]) -> Iterator[Known]:
        """Values that cannot stand together, each with those it excludes."""
        excluded: dict[Own, set[Own]] = {}
        for one, other in self._excluding(closed):
            excluded.setdefault(one, set()).add(other)
            excluded.setdefault(other, set()).add(one)
        while excluded:
            # The value with most enemies first: the fewest comparisons say it all.
            one = max(excluded, key=lambda own: (len(excluded[own]), str(own)))
            enemies = excluded.pop(one)
            for enemy in enemies:
                if enemy in excluded:
                    excluded[enemy].discard(one)
                    if not excluded[enemy]:
                        del excluded[enemy]
            if enemies:
                against = any_of(self._holds(other) for other in sorted(enemies, key=str))
                yield _rarely(self._holds(one), against)

    def _excluding(self, closed: dict[Own, list[Own]]) -> Iterator[tuple[Own, Own]]:
        by_fact: dict[str, list[tuple[object, Own]]] = {}
        for own, following in closed.items():
            for name, value in following:
                by_fact.setdefault(name, []).append((value, own))
        for name, pairs in by_fact.items():
            for value, own in pairs:
                if name in self.columns:
                    yield own, self._otherwise(name, value)
                yield from ((own, other) for against, other in pairs if against != value)

    def _otherwise(self, name: str, value: object) -> Own:
        return (name, not value) if isinstance(value, bool) else (name, ("other than", value))

    def _holds(self, own: Own) -> Known:
        name, value = own
        if value == PAID and name.endswith(AMOUNT):
            return exp.GT(this=column(name), expression=number(0))
        if isinstance(value, tuple):
            return exp.NEQ(this=column(name), expression=text(str(value[1])))
        if isinstance(value, bool):
            return column(name) if value else negated(column(name))
        return exp.EQ(this=column(name), expression=text(str(value)))

    def inline(self, name: str) -> Expr:
        """A part of the lowest level written out."""
        part = self.layers.parts.get(name)
        return column(name) if part is None else part.write(column)

    def refused(self) -> str:
        """The part that says whose facts cannot be used."""
        return self.layers.add_written("refused", written(any_of(self.refusing)))

    def accepted(self) -> str | None:
        """The part that says whose facts can be used, None when nothing can be wrong with them."""
        whole = all_of(negated(one) for one in self.refusing)
        return None if whole is True else self.layers.add_written("accepted", written(whole))

    def truth(self, name: str) -> str | None:
        """A yes-or-no fact: its column, or what is fixed; None when nobody's is known."""
        ways = self.implied.get(name, {})
        if not ways:
            return name if name in self.columns else None
        yes, no = (any_of(self._holds(own) for own in ways.get(value, ())) for value in (True, False))
        fixed = _decided(yes, no)
        # What is fixed is worked out only for children of whom it is not known anyway.
        whole = exp.Coalesce(this=column(name), expressions=[fixed]) if name in self.columns else fixed
        return self.layers.add_written(f"f:{name}", whole)

    def word(self, name: str) -> str | None:
        """A fact in words: its column, or what is fixed; None when nobody's is known."""
        ways = self.implied.get(name, {})
        own: Expr | None = column(name) if name in self.columns else None
        if own is not None and (swallowed := self._swallowed(name)):
            own = case([(negated(is_in(column(name), [text(word) for word in swallowed])), own)])
        arms = [(any_of(self._holds(one) for one in owns), text(str(value))) for value, owns in ways.items()]
        if not arms:
            return name if isinstance(own, exp.Column) else self._as_part(name, own)
        fixed = case(arms)
        return self._as_part(name, fixed if own is None else exp.Coalesce(this=own, expressions=[fixed]))

    def _as_part(self, name: str, whole: Expr | None) -> str | None:
        return None if whole is None else self.layers.add_written(f"f:{name}", whole)

    def _swallowed(self, name: str) -> list[str]:
        """Words that stand for other facts and say nothing about this one."""
        return [word for word, parts in self.facts[name].entry.spread.items() if name not in parts]

    def low(self, name: str) -> str | None:
        """The least that a number or day can be: fen for money; None when nobody's is known."""
        return self._end(name, "from")

    def high(self, name: str) -> str | None:
        """The most that it can be; the same part as ``low`` where no column gives ranges."""
        return self._end(name, "to") if self.is_ranged(name) else self.low(name)

    def is_ranged(self, name: str) -> bool:
        """Whether there are columns for values that are only known to lie between two others."""
        return f"{name}.from" in self.columns and f"{name}.to" in self.columns

    def _end(self, name: str, end: str) -> str | None:
        fed = [(self.is_fed(source), column(f"{source}.since")) for source in self.fed_by.get(name, ())]
        own = self.own_end(name, end)
        whole = case(fed, own) if fed else own
        if whole is None or isinstance(whole, exp.Column):
            return None if whole is None else name
        return self.layers.add_written(f"{end}:{name}", whole)

    def own_end(self, name: str, end: str) -> Expr | None:
        """The least or most that a number's own columns say; None where it has none."""
        whole = self._integer(name) if name in self.columns else None
        if not self.is_ranged(name):
            return whole
        both = all_of([negated(null_if_unknown(column(f"{name}.{one}"))) for one in ("from", "to")])
        ranged = case([(both, self._integer(f"{name}.{end}"))])
        return ranged if whole is None else exp.Coalesce(this=whole, expressions=[ranged])

    def is_fed(self, source: str) -> Expr:
        """Whether a fact holds and its first day is given, which is itself a fact."""
        return written(all_of([column(source), negated(null_if_unknown(column(f"{source}.since")))]))

    def _integer(self, name: str) -> Expr:
        if self.columns[name] != "decimal":
            return column(name)
        return exp.cast(exp.Mul(this=column(name), expression=number(FEN_PER_YUAN)), "bigint")

    def received(self, benefit: str) -> tuple[tuple[str, ...], Callable[[Read], Expr]] | None:
        """Fen a month in payment, 0 where it is known not to be received; None when nobody's is known."""
        name = f"{PAYMENT}{benefit}"
        truth, amount = self.truth(name), self.low(f"{name}{AMOUNT}")
        if truth is None and amount is None:
            return None
        if truth is None:
            assert amount is not None
            return (amount,), lambda read: read(amount)

        def write(read: Read) -> Expr:
            rest = unknown("bigint") if amount is None else read(amount)
            return exp.Case(ifs=[exp.If(this=written(negated(read(truth))), true=number(0))], default=rest)

        return tuple(one for one in (truth, amount) if one), write


def feeds(name: str, facts: Facts, columns: Mapping[str, Kind]) -> str:
    """The fact that is the first day of this one, where a column gives it; empty where there is none."""
    fact = facts.get(name)
    if fact is None or fact.type is not FactType.BOOL or f"{name}.since" not in columns:
        return ""
    return fact.entry.since


def _rarely(first: Known, second: Known) -> Known:
    """Whether both hold; the second is looked at only where the first does."""
    if not isinstance(first, exp.Expr) or not isinstance(second, exp.Expr):
        return surely(all_of([first, second]))
    return case([(first, case([(second, exp.true())], exp.false()))], exp.false())


def _decided(yes: Known, no: Known) -> Expr:
    """Yes, no, or unknown where neither is fixed."""
    return case([(yes, exp.true()), (no, exp.false())])
