"""Kernels made ready for batches with the same columns and classes of children."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hutong.policy import tree
from hutong.policy.absence import Absence
from hutong.policy.layouts import Layout, SlotGround
from hutong.policy.library import Library
from hutong.policy.linked import Choice
from hutong.policy.situation import PAYMENT
from hutong.screening.classes import ChildClass
from hutong.screening.fixing import add_fixing
from hutong.screening.grouping import ChoiceGroup, SlotGroup, group_choices, group_slots
from hutong.screening.kernels import Kernel, Ref, SlotPlan, Step
from hutong.screening.population import Batch
from hutong.screening.tapes import Register, SettledTape, Tape
from hutong.vocabulary.facts import Facts, FactType


class Column(NamedTuple):
    """A benefit at one of a child's places: 0 hukou, 1 residence, 2 event (the place that the slot is tied to)."""

    benefit: str
    tie: int


class ReadBesides(NamedTuple):
    """Facts that a slot's finding rests on besides its conditions: what is known at all, and what amounts add up."""

    known: tuple[str, ...]
    sums: tuple[str, ...]
    received: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """A kernel on its tape, for batches with the same columns and classes."""

    kernel: Kernel
    tape: SettledTape
    registers: Mapping[Ref, Register]
    columns: tuple[Column, ...]
    number_of: Mapping[Column, int]
    numbers: Mapping[Hashable, tuple[int, ...]]
    """For each class the column of each of its slots."""
    slots: tuple[SlotGroup, ...]
    slots_of: Mapping[int, tuple[SlotGroup, ...]]
    """The slots of each column."""
    choices: tuple[ChoiceGroup, ...]
    besides: Mapping[tuple[Hashable, int], ReadBesides]
    """By class and number of the slot."""
    required: Mapping[Hashable, tuple[Ref, ...]]
    """For each class what must hold before each declaration of absence is believed."""


def compile_classes(
    library: Library,
    kernel: Kernel,
    classes: Sequence[ChildClass],
    batch: Batch,
    absences: Sequence[Absence] = (),
    only: frozenset[str] | None = None,
) -> Compiled:
    """The tape of a kernel that holds these classes, for batches with these columns."""
    required: dict[Hashable, tuple[Ref, ...]] = {}
    for one in classes:
        kernel.add_class(one.key, one.layout, only)
        required[one.key] = tuple(kernel.condition(one.layout, absence.requires) for absence in absences)
    tape = Tape(kernel)
    slots = [(key, plan) for key, plans in kernel.plans.items() for plan in plans]
    refs = dict.fromkeys(ref for _, plan in slots for ref in _wanted(plan))
    refs |= dict.fromkeys(ref for parts in required.values() for ref in parts)
    wanted = {ref: tape.of(ref) for ref in refs}
    # In an order of their own: what is written of a batch must not depend on the classes met before it.
    columns = tuple(sorted({Column(plan.slot.benefit, plan.tie) for _, plan in slots}))
    reading = _Reading(kernel.facts)
    layouts: dict[Hashable, Layout] = {one.key: one.layout for one in classes}
    besides = {(key, plan.slot.index): reading.of(plan, layouts[key]) for key, plan in slots}
    for step in _also_filled(columns, classes, besides.values(), kernel.facts, absences):
        tape.leaf(step)
    add_fixing(tape, batch)
    settled = tape.settled(wanted.values())
    number_of = {column: number for number, column in enumerate(columns)}
    numbers = {
        key: tuple(number_of[Column(plan.slot.benefit, plan.tie)] for plan in plans)
        for key, plans in kernel.plans.items()
    }
    groups = group_slots(kernel.plans, numbers)
    return Compiled(
        kernel,
        settled,
        {ref: settled.wanted[register] for ref, register in wanted.items()},
        columns,
        number_of,
        numbers,
        groups,
        {number: tuple(slot for slot in groups if slot.column == number) for number in range(len(columns))},
        group_choices(classes, groups, library),
        besides,
        required,
    )


def with_rivals(benefits: frozenset[str], library: Library) -> frozenset[str]:
    """The benefits with all between which and them a choice is made."""
    choices = [frozenset(choice.block.benefits) for linked in library.linked.values() for choice in linked.choices]
    while True:
        wider = benefits.union(*(choice for choice in choices if choice & benefits))
        if wider == benefits:
            return benefits
        benefits = wider


def _wanted(plan: SlotPlan) -> list[Ref]:
    return [plan.owed, *plan.encouraged, *plan.grounds, *plan.guards.values()]


def _also_filled(
    columns: Iterable[Column],
    classes: Iterable[ChildClass],
    besides: Iterable[ReadBesides],
    facts: Facts,
    absences: Iterable[Absence],
) -> Iterator[Step]:
    """What is needed though no condition reads it: who is paid, what was chosen, is asked first, is absent."""
    received = dict.fromkeys(column.benefit for column in columns)
    received |= dict.fromkeys(benefit for one in besides for benefit in one.received)
    names = dict.fromkeys(f"{PAYMENT}{benefit}" for benefit in received)
    names |= dict.fromkeys(name for one in besides for name in one.known)
    names |= dict.fromkeys(name for absence in absences for name in absence.facts)
    for name in names:
        if name in facts and facts[name].type is FactType.BOOL:
            yield Step("fact", (name,))
    for choice in _choices(one.layout for one in classes):
        if choice.block.by == "applicant":
            for benefit in choice.block.benefits:
                yield Step("word", (choice.block.fact, benefit))


def _choices(layouts: Iterable[Layout]) -> Iterator[Choice]:
    for layout in layouts:
        for program in layout.programs.values():
            yield from program.shape.choices


def leaves_of(step: Step) -> list[Step]:
    """What is filled in for a leaf of the kernel: words one by one, everything else as it is."""
    if step.kind != "one_of_words":
        return [step]
    name, words = step.on
    assert isinstance(words, tuple)
    return [Step("word", (name, word)) for word in words]


@dataclass
class _Reading:
    """What slots rest on besides their conditions; each ground is looked through once."""

    facts: Facts
    grounds: dict[int, ReadBesides] = field(default_factory=dict)
    verdicts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By ground the benefits for the verdict of which it asks."""

    def of(self, plan: SlotPlan, layout: Layout) -> ReadBesides:
        """What a slot's finding rests on besides its conditions; what else is owed rests on what is known as well."""
        parts = [self._of_ground(one) for one in plan.slot.grounds]
        known, sums, received = (
            tuple(dict.fromkeys(name for names in kind for name in names)) for kind in zip(*parts, strict=True)
        )
        asked = [name for one in self._asked(plan.slot.grounds, layout) for name in self._of_ground(one).known]
        return ReadBesides(tuple(dict.fromkeys((*known, *asked))), sums, received)

    def _of_ground(self, one: SlotGround) -> ReadBesides:
        if id(one.reached) not in self.grounds:
            amounts = [node for _, node in one.reached.ground.amounts]
            read = dict.fromkeys(name for node in _nodes(one) for name in _names(node, one))
            leaves = [leaf for node in amounts for leaf in tree.walk(node)]
            names = [leaf.name for leaf in leaves if isinstance(leaf, tree.FactRead)]
            self.grounds[id(one.reached)] = ReadBesides(
                tuple(_asked_first(read, self.facts)),
                tuple(name for name in names if self.facts[name].type in (FactType.MONEY, FactType.INT)),
                tuple(leaf.benefit for leaf in leaves if isinstance(leaf, tree.ReceivedAmount)),
            )
        return self.grounds[id(one.reached)]

    def _asked(self, grounds: Iterable[SlotGround], layout: Layout) -> Iterator[SlotGround]:
        """The grounds of all benefits on the verdict of which these rest."""
        waiting, seen = list(grounds), set[str]()
        while waiting:
            for benefit in self._verdicts(waiting.pop()):
                if benefit not in seen:
                    seen.add(benefit)
                    found = [ground for slot in layout.by_benefit.get(benefit, ()) for ground in slot.grounds]
                    yield from found
                    waiting += found

    def _verdicts(self, one: SlotGround) -> tuple[str, ...]:
        if id(one.reached) not in self.verdicts:
            leaves = (leaf for node in _nodes(one) for leaf in _leaves(node, one))
            asked = dict.fromkeys(leaf.benefit for leaf in leaves if isinstance(leaf, tree.Entitled))
            self.verdicts[id(one.reached)] = tuple(asked)
        return self.verdicts[id(one.reached)]


def _nodes(one: SlotGround) -> list[tree.Node]:
    """The conditions and amounts of a ground."""
    exclusions = [exclusion.condition for exclusion, _ in one.reached.exclusions]
    return [one.reached.ground.gated, *exclusions, *(node for _, node in one.reached.ground.amounts)]


def _names(node: tree.Node, ground: SlotGround) -> Iterator[str]:
    """The facts of a condition, through definitions."""
    for leaf in _leaves(node, ground):
        match leaf:
            case tree.FactRead(name):
                yield name
            case tree.ReceivedAmount(benefit):
                yield f"{PAYMENT}{benefit}"
                yield f"{PAYMENT}{benefit}.amount"


def _leaves(node: tree.Node, ground: SlotGround) -> Iterator[tree.Node]:
    """All parts of a condition, through definitions."""
    definitions = ground.program.shape.definitions
    waiting, seen = [node], set[str]()
    while waiting:
        for leaf in tree.walk(waiting.pop()):
            yield leaf
            if isinstance(leaf, tree.Defined) and leaf.name not in seen:
                seen.add(leaf.name)
                waiting += [way.condition for way in definitions.get(leaf.name, ())]


def _asked_first(names: Iterable[str], facts: Facts) -> Iterator[str]:
    """The facts with those that are asked before them."""
    seen: set[str] = set()
    for name in names:
        while name in facts and name not in seen:
            seen.add(name)
            entry = facts[name].entry
            if not entry.derive:
                yield name
            name = entry.derive.source if entry.derive else entry.after
