"""Figures that places set for themselves: worked out once for each set of documents, looked up by county.

Places that differ in nothing else share a query. What an amount comes to there is told in two parts: its form (known or
blank, exact or a floor, in which unit), and the figures that vary within a form. A figure is a column of the table of
places. It is joined to the children only where a sum is worked out row by row; what is the same for everybody in a
county is multiplied once the children are counted.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import pyarrow as pa

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.programs import Program
from hutong.screening.sql.amounts import Amount, Counted, Fixed, Flat, amount_at, is_whole, list_values

FigureName: TypeAlias = str
Sets: TypeAlias = Sequence[int]
"""The numbers of sets of documents."""
SOME_NUMBER = "some number"


class Where(NamedTuple):
    """An amount is so only where this figure, the number of a form, is this."""

    figure: FigureName
    form: int


@dataclass
class Figures:
    """The figures that a query reads, for the sets of documents that speak at the places of a population."""

    library: Library
    programs: Sequence[Program]
    """For each set of documents what speaks where it does."""
    numbers: dict[FigureName, dict[int, int]] = field(default_factory=dict)
    """By figure and set of documents."""
    _names: dict[Hashable, FigureName] = field(default_factory=dict)
    _forms: dict[Flat, list[Amount]] = field(default_factory=dict)
    _amounts: dict[tuple[Flat, int], Amount] = field(default_factory=dict)

    def list_amounts(self, flat: Flat, sets: Sets, program: Program) -> Iterator[tuple[Where | None, Amount]]:
        """What an amount comes to where one of these sets of documents speaks; ``program`` where none does."""
        if not sets or not self._varies(flat):
            yield None, amount_at(flat, program)
            return
        by_form: dict[Amount, dict[int, Amount]] = {}
        for number in sets:
            amount = self._amount(flat, number)
            by_form.setdefault(_form(amount), {})[number] = amount
        for form, amounts in by_form.items():
            where = None if len(by_form) == 1 else self._where(flat, form, amounts)
            yield where, self._named(flat, amounts)

    def _varies(self, flat: Flat) -> bool:
        """Whether any place sets a value that the amount reads."""
        return any(
            value.entry.fills or value.address != address
            for address in list_values(flat)
            for value in self.library.values.get(address, ())
        )

    def _amount(self, flat: Flat, number: int) -> Amount:
        key = flat, number
        if key not in self._amounts:
            self._amounts[key] = amount_at(flat, self.programs[number])
        return self._amounts[key]

    def _where(self, flat: Flat, form: Amount, sets: Mapping[int, object]) -> Where:
        forms = self._forms.setdefault(flat, [])
        if form not in forms:
            forms.append(form)
        number = forms.index(form)
        return Where(self._figure("form", ("form", flat), dict.fromkeys(sets, number)), number)

    def _named(self, flat: Flat, amounts: Mapping[int, Amount]) -> Amount:
        """One amount for all of a form: numbers that vary are named instead."""
        first, *others = amounts.values()
        if all(one == first for one in others):
            return first
        if isinstance(first, Fixed):
            key = flat.address if isinstance(flat, tree.Value) else flat
            fixed = {number: one for number, one in amounts.items() if isinstance(one, Fixed)}
            return self._named_fixed(key, fixed)
        leaves = []
        for place, (address, _) in enumerate(first.leaves):
            fixed = {number: one.leaves[place][1] for number, one in amounts.items() if isinstance(one, Counted)}
            leaves.append((address, self._named_fixed(address, fixed)))
        return first._replace(leaves=tuple(leaves))

    def _named_fixed(self, key: Hashable, amounts: Mapping[int, Fixed]) -> Fixed:
        first, *others = amounts.values()
        if all(one == first for one in others):
            return first
        numbers = {number: int(one.number) for number, one in amounts.items() if one.number is not None}
        return first._replace(number=self._figure("figure", (key, first.scale), numbers))

    def _figure(self, kind: str, key: Hashable, numbers: Mapping[int, int]) -> FigureName:
        name = self._names.setdefault(key, f"{kind}{len(self._names)}")
        self.numbers.setdefault(name, {}).update(numbers)
        return name

    def add_to(self, places: pa.Table, sets: Sets) -> pa.Table:
        """The table of places with the figures; ``sets`` says for each of its rows what speaks there."""
        for name, numbers in self.numbers.items():
            places = places.append_column(name, pa.array([numbers.get(one) for one in sets], pa.int64()))
        return places


def _form(amount: Amount) -> Amount:
    """An amount less the numbers that may vary; what nothing can be more than is a form of its own."""
    if isinstance(amount, Counted):
        leaves = tuple((address, _without_number(fixed)) for address, fixed in amount.leaves)
        return amount._replace(leaves=leaves)
    return amount if is_whole(amount) else _without_number(amount)


def _without_number(fixed: Fixed) -> Fixed:
    return fixed if fixed.number is None else fixed._replace(number=SOME_NUMBER)
