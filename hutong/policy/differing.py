"""``policy diff``: what differs between two places or two days: documents, grounds, values, procedures.

Two grounds of a benefit are paired when they are the same clause, else when they ask the same in the same words, else
when each is the only one left on its side; what stays alone was added or is gone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter

from hutong.policy.library import Library
from hutong.policy.programs import program_at
from hutong.policy.showing import show, shown_value
from hutong.policy.shown import BenefitShown, DocumentShown, GroundShown, PlaceShown, ProcedureShown, ValueShown
from hutong.policy.standpoints import Standpoint

FORMAT = 1
Shown = TypeVar("Shown", GroundShown, ProcedureShown, ValueShown)
ASPECTS: Mapping[str, Callable[[GroundShown], object]] = {
    "condition": lambda one: (one.condition, one.frame),
    "strength": lambda one: (one.strength, one.offered or bool(one.adopted_by)),
    "tie": lambda one: one.tie,
    "lead": lambda one: tuple((body.slug, body.level, body.zh) for body in one.lead),
    "amount": lambda one: tuple((term.term, _expression(term.written), _figures(term.values)) for term in one.amounts),
    "exclusions": lambda one: tuple(exclusion.clause for exclusion in one.exclusions),
}
PROCEDURE_ASPECTS = ("steps", "notice_days", "evidence", "first_month", "last_month", "payee", "review_months")


@dataclass(frozen=True, slots=True)
class GroundChange:
    """The same ground on both sides, with what differs."""

    before: GroundShown
    after: GroundShown
    aspects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcedureChange:
    """A procedure of the same benefit on both sides, with what differs."""

    before: ProcedureShown
    after: ProcedureShown
    aspects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenefitDifference:
    """What differs in one benefit."""

    slug: str
    zh: str
    en: str
    gone: tuple[GroundShown, ...]
    added: tuple[GroundShown, ...]
    changed: tuple[GroundChange, ...]
    procedures_gone: tuple[ProcedureShown, ...]
    procedures_added: tuple[ProcedureShown, ...]
    procedures_changed: tuple[ProcedureChange, ...]

    @property
    def is_empty(self) -> bool:
        grounds = (*self.gone, *self.added, *self.changed)
        return not grounds and not (*self.procedures_gone, *self.procedures_added, *self.procedures_changed)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A number that stands differently."""

    before: ValueShown
    after: ValueShown


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two standpoints."""

    format: int
    before: str
    after: str
    documents_gone: tuple[DocumentShown, ...]
    documents_added: tuple[DocumentShown, ...]
    benefits: tuple[BenefitDifference, ...]
    values_gone: tuple[ValueShown, ...]
    values_added: tuple[ValueShown, ...]
    values_changed: tuple[ValueChange, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        plain: dict[str, Any] = TypeAdapter(Difference).dump_python(self, mode="json")
        return plain


def differ(library: Library, before: Standpoint, after: Standpoint) -> Difference:
    """What differs from one standpoint to the other."""
    left, right = show(library, before), show(library, after)
    values = _list_values(library, before), _list_values(library, after)
    both = [address for address in values[0] if address in values[1]]
    return Difference(
        FORMAT,
        str(before),
        str(after),
        _only(left.documents, right.documents),
        _only(right.documents, left.documents),
        tuple(one for one in _benefits(left, right) if not one.is_empty),
        tuple(one for address, one in values[0].items() if address not in values[1]),
        tuple(one for address, one in values[1].items() if address not in values[0]),
        tuple(
            ValueChange(values[0][address], values[1][address])
            for address in both
            if _figure(values[0][address]) != _figure(values[1][address])
        ),
    )


def _only(documents: Iterable[DocumentShown], others: Iterable[DocumentShown]) -> tuple[DocumentShown, ...]:
    known = {one.address for one in others}
    return tuple(one for one in documents if one.address not in known)


def _benefits(left: PlaceShown, right: PlaceShown) -> Iterable[BenefitDifference]:
    sides = {one.slug: one for one in left.benefits}, {one.slug: one for one in right.benefits}
    for slug in dict.fromkeys([*sides[0], *sides[1]]):
        yield _benefit(sides[0].get(slug), sides[1].get(slug))


def _benefit(left: BenefitShown | None, right: BenefitShown | None) -> BenefitDifference:
    named = left or right
    assert named is not None  # a slug comes from one of the two sides
    pairs, gone, added = _paired(
        left.grounds if left else (), right.grounds if right else (), lambda one: one.clause, lambda one: one.condition
    )
    changed = [GroundChange(one, other, _aspects(one, other)) for one, other in pairs]
    steps, steps_gone, steps_added = _paired(
        left.procedures if left else (), right.procedures if right else (), lambda one: one.clause, _procedure
    )
    steps_changed = [ProcedureChange(one, other, _procedure_aspects(one, other)) for one, other in steps]
    return BenefitDifference(
        named.slug, named.zh, named.en, gone, added, tuple(one for one in changed if one.aspects),
        steps_gone, steps_added, tuple(one for one in steps_changed if one.aspects),
    )  # fmt: skip


def _paired(
    left: Iterable[Shown], right: Iterable[Shown], *keys: Callable[[Shown], object]
) -> tuple[list[tuple[Shown, Shown]], tuple[Shown, ...], tuple[Shown, ...]]:
    """Pairs by the first key that fits, then the last two standing alone; and what stays alone on either side."""
    lone, others = list(left), list(right)
    pairs: list[tuple[Shown, Shown]] = []
    for key in keys:
        for one in list(lone):
            other = next((candidate for candidate in others if key(candidate) == key(one)), None)
            if other is not None:
                pairs.append((one, other))
                lone.remove(one)
                others.remove(other)
    if len(lone) == 1 and len(others) == 1:
        pairs.append((lone.pop(), others.pop()))
    return pairs, tuple(lone), tuple(others)


def _aspects(one: GroundShown, other: GroundShown) -> tuple[str, ...]:
    return tuple(name for name, read in ASPECTS.items() if read(one) != read(other))


def _procedure(one: ProcedureShown) -> object:
    return tuple(getattr(one, name) for name in PROCEDURE_ASPECTS)


def _procedure_aspects(one: ProcedureShown, other: ProcedureShown) -> tuple[str, ...]:
    return tuple(name for name in PROCEDURE_ASPECTS if getattr(one, name) != getattr(other, name))


def _expression(written: str) -> str:
    """The expression without the name of a single value: the same figure by another name is no difference."""
    return "VALUE" if written.startswith("VALUE(") else written


def _figures(values: Iterable[ValueShown]) -> tuple[object, ...]:
    return tuple(_figure(one) for one in values)


def _figure(value: ValueShown) -> object:
    return value.amount, value.unit, value.state


def _list_values(library: Library, standpoint: Standpoint) -> dict[str, ValueShown]:
    """Every value in force here by the address that rules ask for; one that fills a blank stands under the blank's."""
    program = program_at(library, standpoint.place, standpoint.on)
    found: dict[str, ValueShown] = {}
    for linked in program.documents:
        for value in linked.document.values:
            if value.entry.fills or not value.is_in_force(standpoint.on):
                continue
            found[value.address] = shown_value(value.address, program.value_of(value.address), library)
    return found
