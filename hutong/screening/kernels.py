"""Rules as one list of steps over bitmaps: each distinct part of every condition once, shared across documents.

A kernel is built once for the *classes* of children that a batch holds. A class is what decides which texts speak: the
documents at the child's hukou, residence and event place, and which of these places are the same. Step results are
``Truths``; a reference is the number of a step plus one, negative for its negation, so that NOT costs nothing.
"""

from calendar import monthrange
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from hutong.policy import tree
from hutong.policy.blocks import TIES
from hutong.policy.kleene import FLIPPED
from hutong.policy.layouts import Layout, Slot, SlotGround
from hutong.policy.programs import Program
from hutong.policy.tree import Node
from hutong.vocabulary.facts import Derivation, Facts, FactType

Ref: TypeAlias = int
EPOCH = date(1970, 1, 1)
ORDERED = (FactType.INT, FactType.MONEY, FactType.DATE)


class Step(NamedTuple):
    """One thing to compute: what kind, and from what (constants, fact names, references).

    No kernel has ``word`` and ``spread``: an engine may take words apart into them.
    """

    kind: Literal[
        "fact",
        "constant",
        "unknown",
        "and",
        "or",
        "case",
        "compare",
        "since",
        "one_of_words",
        "one_of_numbers",
        "received",
        "doubt",
        "word",
        "spread",
    ]
    on: tuple[Hashable, ...]


@dataclass(frozen=True)
class SlotPlan:
    """Where a slot's results stand: whether it is owed, each of its grounds, and those that are merely encouraged.

    ``tie`` is the number of the place that it belongs to; the slot's own place is that of the class's first child.
    """

    slot: Slot
    tie: int
    owed: Ref
    encouraged: tuple[Ref, ...]
    grounds: tuple[Ref, ...] = ()
    guards: Mapping[tuple[int, int], Ref] = field(default_factory=dict)
    """Conditions inside amounts, by the number of the ground and the identity of the node."""


@dataclass
class Kernel:
    """The steps in an order in which each finds its parts done, and the slots of every class."""

    facts: Facts
    on: date
    steps: list[Step] = field(default_factory=list)
    plans: dict[Hashable, tuple[SlotPlan, ...]] = field(default_factory=dict)
    _known: dict[Step, Ref] = field(default_factory=dict)
    lowered: dict[tuple[int, int], Ref] = field(default_factory=dict)
    asking: dict[tuple[int, int], bool] = field(default_factory=dict)
    _atoms: dict[tuple[Ref, ...], tuple[Ref, ...]] = field(default_factory=dict)

    def add_class(self, key: Hashable, layout: Layout, only: frozenset[str] | None = None) -> None:
        """Add the slots of a class of children: all, or those of some benefits."""
        if key not in self.plans:
            lowering = Lowering(self, layout)
            slots = [slot for slot in layout.slots if only is None or slot.benefit in only]
            self.plans[key] = tuple(lowering.plan(slot) for slot in slots)

    def condition(self, layout: Layout, node: Node) -> Ref:
        """The reference of a condition by itself, as a child with this layout meets it."""
        return Lowering(self, layout).node(node, layout.programs["hukou"])

    def step(self, kind: str, *on: Hashable) -> Ref:
        """The reference of a step, added when it is new."""
        step = Step(kind, on)  # type: ignore[arg-type]
        if step not in self._known:
            self.steps.append(step)
            self._known[step] = len(self.steps)
        return self._known[step]

    def atoms_of(self, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        """The leaves on which these results rest."""
        if refs not in self._atoms:
            self._atoms[refs] = self._list_atoms(refs)
        return self._atoms[refs]

    def _list_atoms(self, refs: Iterable[Ref]) -> tuple[Ref, ...]:
        seen: set[int] = set()
        atoms: set[int] = set()
        waiting = [abs(ref) for ref in refs]
        while waiting:
            ref = waiting.pop()
            if ref in seen:
                continue
            seen.add(ref)
            step = self.steps[ref - 1]
            if step.kind in FACT_STEPS or step.kind == "received":
                atoms.add(ref)
            elif step.kind in ("and", "or", "case", "doubt"):
                waiting += [abs(part) for part in step.on if isinstance(part, int)]
        return tuple(sorted(atoms))


FACT_STEPS = frozenset({"fact", "compare", "since", "one_of_words", "one_of_numbers"})


class Lowering:
    """Turns the rules that speak for one class of children into steps."""

    def __init__(self, kernel: Kernel, layout: Layout) -> None:
        self.kernel, self.layout = kernel, layout
        self.owed: dict[int, Ref] = {}
        self.lowered: dict[tuple[int, int], Ref] = {}

    def plan(self, slot: Slot) -> SlotPlan:
        grounds = tuple(self.ground(one) for one in slot.grounds)
        encouraged = tuple(
            ref for ref, one in zip(grounds, slot.grounds, strict=True) if not one.reached.ground.is_offered
        )
        tie = TIES.index(slot.grounds[0].reached.ground.tie)
        guards = {
            (number, id(guard)): self.node(guard, one.program)
            for number, one in enumerate(slot.grounds)
            for _, amount in one.reached.ground.amounts
            for node in tree.walk(amount)
            if isinstance(node, tree.Case)
            for guard, _ in node.arms
        }
        return SlotPlan(slot, tie, self.slot(slot), encouraged, grounds, guards)

    def slot(self, slot: Slot) -> Ref:
        """Whether the slot is owed: any of its offered grounds."""
        if slot.index not in self.owed:
            offered = [self.ground(one) for one in slot.grounds if one.reached.ground.is_offered]
            self.owed[slot.index] = self.junction("or", offered)
        return self.owed[slot.index]

    def ground(self, ground: SlotGround) -> Ref:
        """A ground's condition less what excludes it; in doubt while it is unknown whether the text speaks."""
        condition = self.node(ground.reached.ground.gated, ground.program)
        exclusions = [-self.node(one.condition, ground.program) for one, _ in ground.reached.exclusions]
        held = self.junction("and", [condition, *exclusions])
        return self.kernel.step("doubt", held) if ground.awaits else held

    def junction(self, kind: Literal["and", "or"], parts: list[Ref]) -> Ref:
        distinct = tuple(dict.fromkeys(parts))
        if not distinct:
            return self.kernel.step("constant", kind == "and")
        return distinct[0] if len(distinct) == 1 else self.kernel.step(kind, *sorted(distinct))

    def node(self, node: Node, program: Program) -> Ref:
        """The reference of a part of a condition; what does not ask for a verdict is shared by all classes."""
        key = (id(program.shape), id(node))
        memory = self.lowered if self.asks_for_a_verdict(node, program) else self.kernel.lowered
        if key not in memory:
            memory[key] = self._node(node, program)
        return memory[key]

    def asks_for_a_verdict(self, node: Node, program: Program) -> bool:
        """Whether the part rests on an ENTITLED, directly or through definitions."""
        key = (id(program.shape), id(node))
        asking = self.kernel.asking
        if key not in asking:
            if isinstance(node, tree.Defined):
                parts = [way.condition for way in program.shape.definitions.get(node.name, ())]
            else:
                parts = list(tree.parts_of(node))
            asking[key] = isinstance(node, tree.Entitled) or any(self.asks_for_a_verdict(one, program) for one in parts)
        return asking[key]

    def _node(self, node: Node, program: Program) -> Ref:
        match node:
            case tree.Not(of):
                return -self.node(of, program)
            case tree.And(parts):
                return self.junction("and", [self.node(part, program) for part in parts])
            case tree.Or(parts):
                return self.junction("or", [self.node(part, program) for part in parts])
            case tree.Case(arms, otherwise):
                result = self.node(otherwise, program)
                for guard, then in reversed(arms):
                    result = self.kernel.step("case", self.node(guard, program), self.node(then, program), result)
                return result
            case _:
                return self.leaf(node, program)

    def leaf(self, node: Node, program: Program) -> Ref:
        """A fact, a comparison, a definition or a verdict."""
        match node:
            case tree.FactRead(name):
                return self.kernel.step("fact", name)
            case tree.Literal(value):
                return self.kernel.step("constant", bool(value))
            case tree.Defined(name):
                ways = [self.node(way.condition, program) for way in program.shape.definitions.get(name, ())]
                return self.junction("or", ways) if ways else self.kernel.step("unknown")
            case tree.Entitled(benefit):
                return self.junction("or", [self.slot(slot) for slot in self.layout.by_benefit.get(benefit, ())])
            case tree.Compare(op, left, right):
                return self.compare(op, left, right)
            case tree.In(left, values):
                return self.one_of(left, values)
            case _:
                raise NotImplementedError(f"{type(node).__name__} does not stand in conditions")

    def compare(self, op: str, left: Node, right: Node) -> Ref:
        if isinstance(left, tree.Literal):
            return self.compare(FLIPPED[op], right, left)
        if not isinstance(right, tree.Literal):
            return self.kernel.step("compare", left, op, right)
        if isinstance(left, tree.ReceivedAmount):
            return self.kernel.step("received", left.benefit, op, right.value)
        assert isinstance(left, tree.FactRead)
        fact = self.kernel.facts[left.name]
        if fact.type not in ORDERED:
            found = self.kernel.step("one_of_words", left.name, (right.value,))
            return found if op == "=" else -found
        if fact.entry.derive is not None and isinstance(right.value, int):
            return self.derived(left.name, op, right.value)
        return self.kernel.step("compare", left.name, op, _number(right.value))

    def derived(self, name: str, op: str, value: int) -> Ref:
        """Whole years or months reach a number when the day they count from is early enough."""
        match op:
            case ">=":
                return self.kernel.step("since", name, value)
            case "<":
                return -self.kernel.step("since", name, value)
            case ">":
                return self.kernel.step("since", name, value + 1)
            case "<=":
                return -self.kernel.step("since", name, value + 1)
        reached = self.kernel.step("since", name, value)
        equal = self.junction("and", [reached, -self.kernel.step("since", name, value + 1)])
        return equal if op == "=" else -equal

    def one_of(self, left: Node, values: tuple[tree.Constant, ...]) -> Ref:
        assert isinstance(left, tree.FactRead)
        fact = self.kernel.facts[left.name]
        if fact.entry.derive is not None:
            return self.junction("or", [self.derived(left.name, "=", int(value)) for value in values])  # type: ignore[arg-type]
        if fact.type in ORDERED:
            return self.kernel.step("one_of_numbers", left.name, tuple(_number(value) for value in values))
        return self.kernel.step("one_of_words", left.name, tuple(values))


def _number(value: tree.Constant) -> int:
    return (value - EPOCH).days if isinstance(value, date) else int(value)


def latest_start(rule: Derivation, value: int, on: date) -> int:
    """The latest day (since 1970) from which ``value`` whole years or months have passed on the day."""
    months = value * 12 if rule.how == "whole_years" else value
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    year, month = max(year, 1), month + 1
    _, last_day = monthrange(year, month)
    return (date(year, month, min(on.day, last_day)) - EPOCH).days
