"""Of several benefits one is given: who has something better, chosen or earlier in a benefit's stead, as SQL.

The same rules as ``hutong.policy.choices``. The choices are settled one after another; what is covered already neither
wins nor covers another. A slot is FALSE for classes in which it does not exist: nothing else has to be asked then.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlglot import exp

from hutong.policy.choices import is_reached
from hutong.policy.collection import Library
from hutong.policy.findings import LESS_IS_BETTER
from hutong.policy.layouts import Layout, Slot
from hutong.policy.linked import Choice
from hutong.screening.sql.amounts import WHOLE_PERCENT
from hutong.screening.sql.choosing import Option, Term
from hutong.screening.sql.errors import EngineCannot
from hutong.screening.sql.expressions import (
    Expr,
    Known,
    all_of,
    any_of,
    case,
    is_in,
    negated,
    null_if_unknown,
    number,
    possibly,
    surely,
    text,
    written,
)
from hutong.screening.sql.layers import Layers, Read


class Held(NamedTuple):
    """A slot that a choice speaks about: its column, for which classes, and what the choice's document grants."""

    slot: int
    benefit: str
    owed: str
    group: str | None
    granted: tuple[str, str] | None
    """Where a choice reaches its own document's grounds only: the parts for surely granted and for perhaps."""
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Before:
    """What is covered before a choice is settled."""

    covered: Mapping[int, str]

    def reads(self, held: Iterable[Held]) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for one in held:
            own = (one.owed, one.group, self.covered.get(one.slot), *(one.granted or ()))
            names |= dict.fromkeys(name for name in own if name)
        return tuple(names)

    def _applies(self, one: Held, read: Read) -> list[Known]:
        """What must hold besides: the choice speaks about the slot, and nothing covers it yet."""
        parts: list[Known] = [read(one.group)] if one.group else []
        if one.slot in self.covered:
            parts.append(negated(read(self.covered[one.slot])))
        return parts

    def entitled(self, one: Held, read: Read) -> Known:
        """Whether the child is owed it, as far as the choice is concerned."""
        granted: list[Known] = [read(one.granted[0])] if one.granted else []
        return all_of([surely(read(one.owed)), *self._applies(one, read), *granted])

    def concerned(self, one: Held, read: Read) -> Known:
        """Entitled, or perhaps."""
        if one.granted is None:
            return all_of([possibly(read(one.owed)), *self._applies(one, read)])
        unknown: Known = null_if_unknown(read(one.owed))
        perhaps = all_of([unknown, *self._applies(one, read), read(one.granted[1])])
        return any_of([self.entitled(one, read), perhaps])


def list_choices(layouts: Iterable[Layout]) -> list[Choice]:
    """Every choice that speaks anywhere, in the order in which they are settled."""
    found = {
        id(choice): choice
        for layout in layouts
        for program in layout.programs.values()
        for choice in program.shape.choices
    }
    return sorted(found.values(), key=lambda choice: choice.block.by != "applicant")


def list_reached(choice: Choice, layout: Layout, library: Library) -> list[Slot]:
    """The slots that a choice speaks about; none where it does not speak at all."""
    if not any(choice is one for program in layout.programs.values() for one in program.shape.choices):
        return []
    place = choice.rule.document.split("/")[0]
    return [
        slot
        for slot in layout.slots
        if slot.benefit in choice.block.benefits and is_reached(place, slot.place, library)
    ]


@dataclass
class Covering:
    """The columns that say for whom a slot is covered, choice after choice."""

    layers: Layers
    word: Callable[[str], str | None]
    figure: Callable[[str, int], str]
    covered: dict[int, str] = field(default_factory=dict)
    settled: int = 0

    def settle(self, choice: Choice, held: list[Held]) -> None:
        """Settle one choice over the slots it speaks about."""
        if len({one.benefit for one in held}) < 2:
            return
        self.settled += 1
        held = sorted(held, key=lambda one: _rank(choice, one))
        before = Before(dict(self.covered))
        settlers = {"order": self._by_order, "applicant": self._by_applicant, "most_favourable": self._by_favour}
        settlers[choice.block.by](choice, held, before)

    def _add(self, one: Held, reads: Iterable[str], covers: Callable[[Read], Known]) -> None:
        earlier = self.covered.get(one.slot)
        names = tuple(dict.fromkeys((*reads, *((earlier,) if earlier else ()))))

        def write(read: Read) -> Expr:
            return written(any_of([covers(read), *([read(earlier)] if earlier else [])]))

        self.covered[one.slot] = self.layers.add(f"c{self.settled}_{one.slot}", names, write)

    def _by_order(self, choice: Choice, held: list[Held], before: Before) -> None:
        """The first that is owed stands for all after it, also for those of which it cannot be told yet."""
        for one in held:
            first = [other for other in held if _rank(choice, other) < _rank(choice, one)]
            if first:
                self._add(one, before.reads([one, *first]), _after(one, first, before))

    def _by_applicant(self, choice: Choice, held: list[Held], before: Before) -> None:
        """What the child's side chose, among what it holds."""
        fact = self.word(choice.block.fact)
        if fact is not None:
            for one in held:
                self._add(one, (*before.reads(held), fact), _chosen(one, held, before, fact))

    def _by_favour(self, choice: Choice, held: list[Held], before: Before) -> None:
        """What surely gives most; nothing while a blank keeps that open."""
        if len({term.name for one in held for term in one.terms}) > 1 or any(len(one.terms) > 1 for one in held):
            raise EngineCannot(amount=" / ".join(choice.block.benefits))
        favour = _Favour(before, held, self.figure)
        terms = [part for one in held for term in one.terms for part in (term.chosen, term.counted) if part]
        terms += [name for one in held for term in one.terms for name in self._list_figures(term)]
        for one in held:
            self._add(one, (*before.reads(held), *terms), favour.covers(one))

    def _list_figures(self, term: Term) -> list[str]:
        return [self.figure(one.number, term.tie) for one in term.options if isinstance(one.number, str)]


def _after(one: Held, first: list[Held], before: Before) -> Callable[[Read], Known]:
    return lambda read: all_of([any_of(before.entitled(other, read) for other in first), before.concerned(one, read)])


def _chosen(one: Held, held: list[Held], before: Before, fact: str) -> Callable[[Read], Known]:
    def covers(read: Read) -> Known:
        ways = []
        for benefit in dict.fromkeys(other.benefit for other in held if other.benefit != one.benefit):
            winners = [before.entitled(other, read) for other in held if other.benefit == benefit]
            ways.append(all_of([surely(is_in(read(fact), [text(benefit)])), any_of(winners)]))
        return all_of([before.entitled(one, read), any_of(ways)])

    return covers


def _rank(choice: Choice, one: Held) -> int:
    return choice.block.benefits.index(one.benefit)


@dataclass
class _Favour:
    """Which of several benefits gives most."""

    before: Before
    held: list[Held]
    figure: Callable[[str, int], str]

    def covers(self, one: Held) -> Callable[[Read], Known]:
        others = [other for other in self.held if other.benefit != one.benefit]
        return lambda read: all_of(
            [self.before.entitled(one, read), any_of(self._wins(other, read) for other in others)]
        )

    def _wins(self, one: Held, read: Read) -> Known:
        """It is whole, and none before it; or all are exact, and it is the first of the largest."""
        place = self.held.index(one)
        whole_before = [self._whole(other, read) for other in self.held[:place]]
        wholes = [self._whole(other, read) for other in self.held]
        blank = [
            all_of([self.before.entitled(other, read), negated(self._is(other, read, _is_exact))])
            for other in self.held
        ]
        larger = [self._more(other, one, read, first=at < place) for at, other in enumerate(self.held) if other != one]
        return all_of(
            [
                self.before.entitled(one, read),
                any_of(
                    [
                        all_of([self._whole(one, read), negated(any_of(whole_before))]),
                        negated(any_of([*wholes, *blank, *larger])),
                    ]
                ),
            ]
        )

    def _whole(self, one: Held, read: Read) -> Known:
        return all_of([self.before.entitled(one, read), self._is(one, read, _is_whole)])

    def _is(self, one: Held, read: Read, asked: Callable[[str, Option], bool]) -> Known:
        for term in one.terms:
            options = [at for at, option in enumerate(term.options) if asked(term.name, option)]
            if options:
                return surely(is_in(read(term.chosen), [number(at + 1) for at in options]))
        return False

    def _more(self, other: Held, one: Held, read: Read, *, first: bool) -> Known:
        """Whether the other gives more, or as much and stands first."""
        kind = exp.GTE if first else exp.GT
        numbers = [self._number(each, read) for each in (other, one)]
        return all_of([self.before.entitled(other, read), surely(kind(this=numbers[0], expression=numbers[1]))])

    def _number(self, one: Held, read: Read) -> Expr:
        arms: list[tuple[Known, Expr]] = []
        for term in one.terms:
            for at, option in enumerate(term.options):
                is_it = exp.EQ(this=read(term.chosen), expression=number(at + 1))
                if option.is_counted:
                    arms.append((is_it, read(term.counted)))
                elif isinstance(option.number, str):
                    arms.append((is_it, read(self.figure(option.number, term.tie))))
                elif option.number is not None:
                    arms.append((is_it, number(option.number)))
        return case(arms)


def _is_exact(term: str, option: Option) -> bool:
    return option.state == "exact" and (option.is_counted or option.number is not None)


def _is_whole(term: str, option: Option) -> bool:
    """Nothing is more than the whole: 100 percent, or a fee of 0."""
    if option.state != "exact" or option.number is None:
        return False
    return (option.unit == "percent" and option.number == WHOLE_PERCENT) or (
        term in LESS_IS_BETTER and option.number == 0
    )
