"""Which amount a child is owed of a term, as SQL: the most favourable of the grounds that hold.

The ways in which a term can come out are few and listed as options; a child's row holds the option's number. Most are
the same for every child, and then the choice is one CASE in order of preference.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlglot import exp

from hutong.policy import tree
from hutong.screening.sql.amounts import Counted, Fixed, counted, sign
from hutong.screening.sql.candidates import Candidate, are_apart
from hutong.screening.sql.expressions import (
    Expr,
    Known,
    all_of,
    case,
    column,
    negated,
    null_if_unknown,
    number,
    unknown,
    wrapped,
    written,
)
from hutong.screening.sql.figures import FigureName
from hutong.screening.sql.layers import Layers, Read
from hutong.screening.sql.steps import Steps


class Option(NamedTuple):
    """One way in which a term can come out: fen or ten-thousandths, in a column of its own where ``is_counted``.

    A ``number`` that places set for themselves is a name.
    """

    state: str
    unit: str
    number: int | FigureName | None = None
    is_counted: bool = False
    scale: int = 1


@dataclass
class Term:
    """A term of a slot: its options, the column with the option's number, the column with a counted number."""

    name: str
    tie: int
    options: list[Option] = field(default_factory=list)
    chosen: str = ""
    counted: str = ""
    is_owed_amount: bool = False
    """Whether it comes out in the same one way whenever the benefit is owed."""

    def option(self, one: Option) -> Expr:
        """The number of an option, from 1."""
        if one not in self.options:
            self.options.append(one)
        return number(self.options.index(one) + 1)


@dataclass
class Choosing:
    """The choice among the candidates of a term, for the classes of children that share them."""

    steps: Steps
    layers: Layers
    figure: Callable[[FigureName, int], str]
    term: Term
    name: str
    candidates: tuple[Candidate, ...]
    counts: dict[int, tuple[str, bool | str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if all(one.is_constant for one in self.candidates):
            self.candidates = tuple(sorted(self.candidates, key=lambda one: one.preference(self.term.name)))
        for place, one in enumerate(self.candidates):
            if isinstance(one.amount, Counted):
                self.counts[place] = self._count(place, one, one.amount)
        reads = [read for one in self.candidates for read in self._list_asked(one)]
        self.reads: tuple[str, ...] = (
            *dict.fromkeys(reads),
            *(part for pair in self.counts.values() for part in pair if isinstance(part, str)),
        )
        with_number = [one for one in self.candidates if one.has_number]
        if not all(one.is_constant for one in self.candidates) and not are_apart(with_number):
            self._compare(with_number)
        # The options are listed before anything is written.
        list(self._ways(column))

    def _list_asked(self, one: Candidate) -> list[str]:
        """What is read to tell whether a candidate holds."""
        reads = list(self.steps.reads(ref for ref, _ in one.conditions))
        return [*reads, self._joined(one.where.figure)] if one.where else reads

    def _compare(self, with_number: list[Candidate]) -> None:
        """Let the largest number decide, which cannot be told before a child is seen."""
        named = [one.amount.number for one in with_number if isinstance(one.amount, Fixed)]
        reads = dict.fromkeys((*self.reads, *(self._joined(name) for name in named if isinstance(name, str))))
        self.reads = (*reads, self.layers.add(f"b{self.name}", tuple(reads), self._best))

    def _joined(self, name: FigureName) -> str:
        return self.figure(name, self.term.tie)

    def _count(self, place: int, one: Candidate, amount: Counted) -> tuple[str, bool | str]:
        """The part with the number, and whether it is exact: for everyone alike, or a part.

        Nothing is reckoned for those for whom the candidate does not hold: hardly anybody's rows are left.
        """
        leaves = [one for one in tree.walk(amount.node) if isinstance(one, tree.FactRead | tree.ReceivedAmount)]
        numbers = {one: self.steps.exact_number(one) for one in leaves}
        named = [self._joined(fixed.number) for _, fixed in amount.leaves if isinstance(fixed.number, str)]
        reads = tuple(dict.fromkeys([*(name for names, _ in numbers.values() for name in names), *named]))
        asked = tuple(dict.fromkeys((*reads, *self._list_asked(one))))

        def written_out(read: Read) -> tuple[Expr, bool | Expr]:
            return counted(amount, lambda leaf: numbers[leaf][1](read), lambda name: read(self._joined(name)))  # type: ignore[index]

        def write(read: Read) -> Expr:
            return case([(self._holds(one, read), written_out(read)[0])], unknown("bigint"))

        name = self.layers.add(f"n{self.name}_{place}", asked, write)
        exact = written_out(column)[1]
        if isinstance(exact, bool):
            return name, exact
        return name, self.layers.add(f"m{self.name}_{place}", reads, lambda read: written(written_out(read)[1]))

    def _holds(self, one: Candidate, read: Read) -> Known:
        parts: list[Known] = []
        if one.where:
            parts.append(exp.EQ(this=read(self._joined(one.where.figure)), expression=number(one.where.form)))
        for ref, wanted in one.conditions:
            truth = self.steps.known(ref if wanted is not False else -ref, read)
            if wanted is None:
                parts.append(null_if_unknown(truth) if isinstance(truth, exp.Expr) else truth is None)
            else:
                parts.append(truth)
        return all_of(parts)

    def _key(self, place: int, read: Read) -> Expr:
        """Sorts numbers: the more favourable is larger, of equal ones the exact."""
        amount = self.candidates[place].amount
        weight = 2 * sign(self.term.name)
        if isinstance(amount, Fixed):
            assert amount.number is not None
            extra = number(int(amount.state == "exact"))
            if isinstance(amount.number, str):
                told = exp.Mul(this=read(self._joined(amount.number)), expression=number(weight))
                return exp.Add(this=told, expression=extra)
            return number(weight * amount.number + (amount.state == "exact"))
        name, exact = self.counts[place]
        extra = number(int(exact)) if isinstance(exact, bool) else case([(read(exact), number(1))], number(0))
        return exp.Add(this=exp.Mul(this=read(name), expression=number(weight)), expression=extra)

    def _best(self, read: Read) -> Expr:
        keys = [
            case([(self._holds(one, read), self._key(place, read))])
            for place, one in enumerate(self.candidates)
            if one.has_number
        ]
        return exp.Greatest(this=keys[0], expressions=keys[1:], ignore_nulls=True)

    def _ways(self, read: Read) -> Iterator[tuple[Known, Expr]]:
        """When which option it is, in order of preference."""
        best = f"b{self.name}" if f"b{self.name}" in self.reads else None
        for place, one in enumerate(self.candidates):
            if one.has_number:
                yield from self._known_ways(place, one, best, read)
        for state in ("unset", "unknown"):
            for one in self.candidates:
                yield from self._blank_ways(one, state, read)

    def _known_ways(self, place: int, one: Candidate, best: str | None, read: Read) -> Iterator[tuple[Known, Expr]]:
        holds = self._holds(one, read)
        if best is not None:
            holds = all_of([holds, exp.EQ(this=wrapped(self._key(place, read)), expression=read(best))])
        if isinstance(one.amount, Fixed):
            yield (
                holds,
                self.term.option(Option(one.amount.state, one.amount.unit, one.amount.number, False, one.amount.scale)),
            )
            return
        name, exact = self.counts[place]
        counted_at_all = negated(null_if_unknown(read(name)))
        known = counted_at_all if best is None else all_of([holds, counted_at_all])
        if exact is not False:
            yield (
                all_of([known, exact if isinstance(exact, bool) else read(exact)]),
                self._counted(one.amount, "exact"),
            )
        if exact is not True:
            yield known, self._counted(one.amount, "floor")

    def _counted(self, amount: Counted, state: str) -> Expr:
        return self.term.option(Option(state, amount.unit, None, True, amount.scale))

    def _blank_ways(self, one: Candidate, state: str, read: Read) -> Iterator[tuple[Known, Expr]]:
        if isinstance(one.amount, Fixed):
            if one.amount.number is None and one.amount.state == state:
                yield self._holds(one, read), self.term.option(Option(state, one.amount.unit))
        elif state == "unknown":
            yield self._holds(one, read), self.term.option(Option(state, one.amount.unit_unknown))

    def chosen(self, read: Read) -> Expr:
        """The number of the option; NULL where no ground holds."""
        return case(self._ways(read), unknown("int")) if self.candidates else unknown("int")

    def counted(self, read: Read) -> Expr:
        """The number that was counted for the child, where the option says so."""
        best = f"b{self.name}" if f"b{self.name}" in self.reads else None
        arms: list[tuple[Known, Expr]] = []
        for place, (name, _) in self.counts.items():
            is_it: Known = negated(null_if_unknown(read(name)))
            if best is not None:
                is_it = exp.EQ(this=wrapped(self._key(place, read)), expression=read(best))
            arms.append((is_it if len(self.counts) > 1 else True, read(name)))
        return case(arms, unknown("bigint"))
