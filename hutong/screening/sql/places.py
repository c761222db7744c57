"""Which texts speak for whom, in SQL: places are looked up once each and joined by county; a class is a small number.

A class of children shares the rules at their three places and which of these places are one, as for the Arrow engine.
The query is compiled for the classes that the population has, never for single places.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
from sqlglot import exp

from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.policy.layouts import HAS_HUKOU, NOWHERE, PLACE_FACTS, Layout, layout_for_places
from hutong.policy.programs import Givers, Program, Shape, program_at
from hutong.screening.classes import SAME_PLACES
from hutong.screening.sql.errors import TooManyDocuments
from hutong.screening.sql.expressions import (
    Expr,
    case,
    column,
    is_in,
    negated,
    null_if_unknown,
    number,
    surely,
    text,
    written,
)
from hutong.screening.sql.figures import FigureName, Sets
from hutong.screening.sql.givens import Givens
from hutong.screening.sql.layers import Lookup, Read

COUNTY_DIGITS = 6
UNKNOWN, WITHOUT = 0, 1
"""The numbers for a place that is unknown, and for the hukou place of a child who is known to have none."""
PLACES = "hutong_places"
MOST_RULES = 48
"""Where rules differ, children are classes of their own: beyond so many the query would take longer to plan than to
run. Places that only set other figures share their rules."""


@dataclass
class Rules:
    """Numbers for the rules that speak at the counties of a population, and for the sets of documents they stand in."""

    library: Library
    on: date
    givers: Givers = None
    counties: dict[str, int] = field(default_factory=dict)
    """For each county the number of its set of documents."""
    programs: list[Program] = field(default_factory=list)
    """For each set of documents what speaks where it does."""
    rules: list[int] = field(default_factory=list)
    """For each set of documents the number of its rules."""
    at: dict[int, list[str]] = field(default_factory=dict)
    """For the number of rules the counties where they speak."""
    _sets: dict[tuple[str, ...], int] = field(default_factory=dict)
    _numbers: dict[Shape, int] = field(default_factory=dict)

    def add(self, counties: Iterable[str]) -> None:
        """Give numbers to what speaks in these counties. Raises TooManyDocuments where too many rules differ."""
        for county in sorted(set(counties) - set(self.counties)):
            addresses = tuple(one.document.address for one in self.library.list_speaking(county, on=self.on))
            if addresses not in self._sets:
                self._sets[addresses] = self._add_set(program_at(self.library, county, self.on, self.givers))
            self.counties[county] = self._sets[addresses]
            self.at.setdefault(self.rules_at(county), []).append(county)

    def _add_set(self, program: Program) -> int:
        self.programs.append(program)
        self.rules.append(self._numbers.setdefault(program.shape, len(self._numbers) + 2))
        if len(self._numbers) > MOST_RULES:
            raise TooManyDocuments(most=MOST_RULES)
        return len(self.programs) - 1

    def rules_at(self, county: str) -> int:
        """The number of the rules that speak in a county."""
        return self.rules[self.counties[county]]

    def table(self) -> pa.Table:
        """The counties and the numbers of their rules."""
        numbers = [self.rules_at(county) for county in self.counties]
        return pa.table({"county": pa.array(self.counties, pa.string()), "rules": pa.array(numbers, pa.int32())})

    @property
    def width(self) -> int:
        """One more than the highest number."""
        return len(self._numbers) + 2

    def numbers(self, label: int) -> tuple[int, ...]:
        """The number of the rules at each place of the children of a class."""
        rest = label // 8
        return rest // self.width**2, rest // self.width % self.width, rest % self.width

    def layout(self, label: int) -> Layout:
        """A layout that stands for all children of a class."""
        chosen: list[str | None] = []
        for tie, one in enumerate(self.numbers(label)):
            chosen.append(self._county(one, tie, label % 8, chosen))
        return layout_for_places(self.library, tuple(chosen), self.on, self.givers)

    def _county(self, rules: int, tie: int, same: int, chosen: list[str | None]) -> str | None:
        if rules in (UNKNOWN, WITHOUT):
            return NOWHERE if rules == WITHOUT else None
        for bit, (left, right) in enumerate(SAME_PLACES):
            if right == tie and same >> bit & 1:
                return chosen[left]
        return next(county for county in self.at[rules] if county not in chosen)


@dataclass
class Homes:
    """The places of children as parts of a query."""

    givens: Givens
    rules: Rules
    present: Mapping[int, frozenset[str]]
    """For each tie the counties that occur."""
    groups: list[list[int]] = field(default_factory=list)
    _sets: dict[tuple[int, int], Sets] = field(default_factory=dict)

    def sets(self, tie: int, label: int) -> Sets:
        """The sets of documents that speak at this place of the children of a class; none where it is unknown."""
        key = tie, self.rules.numbers(label)[tie]
        if key not in self._sets:
            numbers = {self.rules.counties[county] for county in self.present[tie]}
            self._sets[key] = sorted(number for number in numbers if self.rules.rules[number] == key[1])
        return self._sets[key]

    def county(self, tie: int) -> str | None:
        """The county's code; empty for a child who is known to have no hukou."""
        name = PLACE_FACTS[TIES[tie]]
        own = None
        if name in self.givens.columns:
            own = county_of(column(name))
        if tie != 0 or (hukou := self.givens.truth(HAS_HUKOU)) is None:
            return None if own is None else self.givens.layers.add_written(f"county{tie}", own)

        def write(read: Read) -> Expr:
            without = case([(written(negated(read(hukou))), text(NOWHERE))])
            return without if own is None else exp.Coalesce(this=own.copy(), expressions=[without])

        return self._add("county0", (hukou, *((name,) if own is not None else ())), write)

    def _add(self, name: str, reads: tuple[str, ...], write: Callable[[Read], Expr]) -> str:
        return self.givens.layers.add(name, reads, write)

    def speaking(self, tie: int) -> str | None:
        """The number of what speaks at the place; None where every place is unknown."""
        county = self.county(tie)
        if county is None:
            return None
        fixed = None if self.is_joined(tie) else number(min(self._distinct(tie), default=UNKNOWN))

        def write(read: Read) -> Expr:
            arms = [(null_if_unknown(read(county)), number(UNKNOWN))]
            if tie == 0 and self.givens.truth(HAS_HUKOU) is not None:
                arms.append((exp.EQ(this=read(county), expression=text(NOWHERE)), number(WITHOUT)))
            return case(arms, read(joined_name(tie)) if fixed is None else fixed.copy())

        joined = (joined_name(tie),) if fixed is None else ()
        return self._add(f"rules{tie}", (county, *joined), write)

    def is_joined(self, tie: int) -> bool:
        """Whether different rules speak at the places that occur."""
        return len(self._distinct(tie)) > 1

    def _distinct(self, tie: int) -> set[int]:
        return {self.rules.rules_at(one) for one in self.present[tie]}

    def label(self) -> str | None:
        """The number of a child's class; None where all are of class 0."""
        spoken = [self.speaking(tie) for tie in range(len(TIES))]
        if not any(spoken):
            return None
        counties = [self.county(tie) for tie in range(len(TIES))]
        reads = tuple(dict.fromkeys(name for name in (*spoken, *counties) if name))

        def write(read: Read) -> Expr:
            weights = (self.rules.width**2 * 8, self.rules.width * 8, 8)
            terms: list[Expr] = [
                exp.Mul(this=read(name), expression=number(weight))
                for name, weight in zip(spoken, weights, strict=True)
                if name
            ]
            for bit, (left, right) in enumerate(SAME_PLACES):
                one, other = counties[left], counties[right]
                if one and other:
                    same = surely(exp.EQ(this=read(one), expression=read(other)))
                    terms.append(case([(same, number(1 << bit))], number(0)))
            whole, *others = terms
            for term in others:
                whole = exp.Add(this=whole, expression=term)
            return whole

        return self._add("label", reads, write)

    def group(self, labels: Iterable[int]) -> str:
        """Whether a child's class is one of these; a part of its own, since many slots ask it."""
        label, listed = self.label(), sorted(labels)
        assert label is not None
        if listed not in self.groups:
            self.groups.append(listed)
        name = f"group{self.groups.index(listed)}"
        return self._add(name, (label,), lambda read: is_in(read(label), [number(one) for one in listed]))

    def source(self, population: Expr) -> Expr:
        """The population, beside it the numbers of what speaks at its places."""
        ties = [
            tie for tie in range(len(TIES)) if PLACE_FACTS[TIES[tie]] in self.givens.columns and self.is_joined(tie)
        ]
        if not ties:
            return population
        numbers = [exp.alias_(_of(f"p{tie}", "rules"), joined_name(tie), quoted=True) for tie in ties]
        select = exp.Select(expressions=[exp.Column(this=exp.Star(), table=exp.to_identifier("population")), *numbers])
        select = select.from_(exp.alias_(population.copy(), "population", table=True))
        for tie in ties:
            own = exp.Column(
                this=exp.to_identifier(PLACE_FACTS[TIES[tie]], quoted=True), table=exp.to_identifier("population")
            )
            select = select.join(
                exp.to_table(PLACES, alias=f"p{tie}"),
                on=exp.EQ(this=county_of(own), expression=_of(f"p{tie}", "county")),
                join_type="left",
            )
        return select.subquery("population")

    def figure(self, name: FigureName, tie: int) -> str:
        """A figure of the place as it is read for each child."""
        county = self.county(tie)
        assert county is not None
        read = f"{name} at {tie}"
        self.givens.layers.lookups[read] = Lookup(PLACES, f"place{tie}", "county", county, name)
        return read


def joined_name(tie: int) -> str:
    """The column that the join brings."""
    return f"joined{tie}"


def county_of(place: Expr) -> Expr:
    """The county of a place."""
    return exp.Substring(this=place, start=number(1), length=number(COUNTY_DIGITS))


def _of(table: str, name: str) -> exp.Column:
    return exp.Column(this=exp.to_identifier(name, quoted=True), table=exp.to_identifier(table))
