"""Slots and choices that come to the same for several classes of children: they are worked out once for all of these.

A batch from one county has children whose other places lie in many; most of their slots rest on the same grounds.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from hutong.policy.blocks import TIES
from hutong.policy.choices import is_reached
from hutong.policy.library import Library
from hutong.policy.linked import Choice
from hutong.screening.classes import ChildClass, ClassKey
from hutong.screening.kernels import SlotPlan


class SlotGroup(NamedTuple):
    """A slot of one column as some classes of children have it."""

    column: int
    plan: SlotPlan
    classes: tuple[ClassKey, ...]
    has_amounts: bool


class ChoiceGroup(NamedTuple):
    """A choice and the slots that it speaks about, in the order in which it names them, for some classes."""

    choice: Choice
    slots: tuple[SlotGroup, ...]
    classes: tuple[ClassKey, ...]


def group_slots(
    plans: Mapping[Hashable, Iterable[SlotPlan]], numbers: Mapping[Hashable, Iterable[int]]
) -> tuple[SlotGroup, ...]:
    """The slots of all classes, those together that rest on the same grounds."""
    found: dict[Hashable, tuple[int, SlotPlan, list[ClassKey]]] = {}
    for key, slots in plans.items():
        assert isinstance(key, ClassKey)
        for column, plan in zip(numbers[key], slots, strict=True):
            grounds = tuple(id(one.reached.ground) for one in plan.slot.grounds)
            same = (column, plan.owed, plan.encouraged, plan.grounds, grounds, tuple(plan.guards.items()))
            found.setdefault(same, (column, plan, []))[2].append(key)
    return tuple(
        SlotGroup(column, plan, tuple(classes), _has_amounts(plan)) for column, plan, classes in found.values()
    )


def _has_amounts(plan: SlotPlan) -> bool:
    """Whether any offered ground of a slot gives an amount."""
    grounds = (one.reached.ground for one in plan.slot.grounds)
    return any(ground.amounts for ground in grounds if ground.is_offered)


def group_choices(
    classes: Iterable[ChildClass], slots: Sequence[SlotGroup], library: Library
) -> tuple[ChoiceGroup, ...]:
    """The choices in an order in which every class meets its own: what the applicant chose first."""
    found: dict[Hashable, tuple[Choice, tuple[SlotGroup, ...], list[ClassKey]]] = {}
    for one in classes:
        mine = [slot for slot in slots if one.key in slot.classes]
        for position, choice in enumerate(_in_order(one)):
            named = _named(choice, mine, one, library)
            if len({slot.plan.slot.benefit for slot in named}) > 1:
                same = (position, id(choice), tuple(id(slot) for slot in named))
                found.setdefault(same, (choice, named, []))[2].append(one.key)
    ordered = sorted(found.items(), key=lambda pair: pair[0][0])  # type: ignore[index]
    return tuple(ChoiceGroup(choice, named, tuple(keys)) for _, (choice, named, keys) in ordered)


def _in_order(one: ChildClass) -> list[Choice]:
    choices = {id(choice): choice for program in one.layout.programs.values() for choice in program.shape.choices}
    return sorted(choices.values(), key=lambda choice: choice.block.by != "applicant")


def _named(choice: Choice, slots: Sequence[SlotGroup], one: ChildClass, library: Library) -> tuple[SlotGroup, ...]:
    """The slots that the choice speaks about, by where this class has them: the slot of a group may lie elsewhere."""
    benefits, place = choice.block.benefits, choice.rule.document.split("/")[0]
    named = [
        slot
        for slot in slots
        if slot.plan.slot.benefit in benefits
        and is_reached(place, one.layout.programs[TIES[slot.plan.tie]].place, library)
    ]
    return tuple(sorted(named, key=lambda slot: benefits.index(slot.plan.slot.benefit)))
