"""Facts that other facts fix, and contradictions between them, as operations of a tape."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from hutong.policy.situation import PAYMENT
from hutong.screening.kernels import Step
from hutong.screening.population import Batch, is_words
from hutong.screening.tapes import AND, BAD, OR, TRUE, XOR, Cell, Operation, Register, Tape
from hutong.vocabulary.facts import Facts, FactType

Value: TypeAlias = bool | str
AMOUNT = ".amount"


@dataclass(frozen=True)
class Fixed:
    """When a leaf is ``holds``, the fact has this value."""

    source: Step
    holds: bool
    name: str
    value: Value


def list_fixed(batch: Batch) -> list[Fixed]:
    """What can follow from the columns of a batch, each after all that it can itself follow from."""
    facts = batch.facts
    found = [*_spread(batch), *_payments(batch)]
    known = {(one.name, one.value) for one in found}
    for name in batch.names:
        if name in facts and facts[name].type is FactType.BOOL:
            known |= {(name, True), (name, False)}
    return found + _in_order(facts, known)


def _spread(batch: Batch) -> Iterator[Fixed]:
    """Words that stand for several facts."""
    for name in batch.names:
        fact = batch.facts.get(name)
        if fact is None or not fact.entry.spread or not is_words(batch.table.schema.field(name).type):
            continue
        for word, parts in fact.entry.spread.items():
            for other, value in parts.items():
                yield Fixed(Step("spread", (name, word)), True, other, value)


def _payments(batch: Batch) -> Iterator[Fixed]:
    """Who is paid an amount receives the benefit."""
    for name in batch.names:
        received = name.removesuffix(AMOUNT)
        if name.startswith(PAYMENT) and received != name and received in batch.facts:
            yield Fixed(Step("compare", (name, ">", 0)), True, received, True)


def _in_order(facts: Facts, known: set[tuple[str, Value]]) -> list[Fixed]:
    """The implications that can come about: sources before what follows from them, a circle often enough."""
    reached = set(known)
    waiting = list(known)
    needs: dict[tuple[str, Value], set[tuple[str, Value]]] = {}
    while waiting:
        source = waiting.pop()
        for then in _following(facts, source):
            needs.setdefault(then, set()).add(source)
            if then not in reached:
                reached.add(then)
                waiting.append(then)
    order = [source for source in _sorted(reached, needs) if source in facts.implied_by]
    return [
        Fixed(Step("fact", (name,)), bool(holds), other, value)
        for name, holds in order
        for other, value in _following(facts, (name, holds))
    ]


def _following(facts: Facts, source: tuple[str, Value]) -> list[tuple[str, Value]]:
    found: list[tuple[str, Value]] = []
    for implication in facts.implied_by.get(source, ()):
        for other, value in implication.then.items():
            assert isinstance(value, bool | str), f"'{other}' cannot be fixed to a number over a population"
            found.append((other, value))
    return found


def _sorted(
    nodes: Iterable[tuple[str, Value]], needs: dict[tuple[str, Value], set[tuple[str, Value]]]
) -> list[tuple[str, Value]]:
    """Every node after those it needs; what goes round in a circle stands there once for each of its members."""
    order: list[tuple[str, Value]] = []
    done: set[tuple[str, Value]] = set()
    left = sorted(nodes, key=str)
    while left:
        ready = [node for node in left if not (needs.get(node, set()) - done)]
        if not ready:
            return order + left * len(left)
        order += ready
        done |= set(ready)
        left = [node for node in left if node not in done]
    return order


def add_fixing(tape: Tape, batch: Batch) -> None:
    """Put onto the tape what the columns fix, and gather who contradicts it."""
    fixed = _useful(list_fixed(batch), tape, batch)
    words: dict[str, list[str]] = {}
    for step in [*tape.leaves, *(Step("word", (one.name, one.value)) for one in fixed if isinstance(one.value, str))]:
        if step.kind == "word":
            tape.leaf(step)
            name, word = step.on
            words.setdefault(str(name), []).append(str(word))
    for one in fixed:
        holding = _holding(tape, one)
        if isinstance(one.value, bool):
            _fix(tape, tape.leaf(Step("fact", (one.name,))), holding, to=one.value, accuse=True)
            continue
        for word in dict.fromkeys(words[one.name]):
            is_it = word == one.value
            _fix(tape, tape.leaf(Step("word", (one.name, word))), holding, to=is_it, accuse=is_it)


def _useful(fixed: list[Fixed], tape: Tape, batch: Batch) -> list[Fixed]:
    """Those that a step reads, that others follow from, or that a column or another value could contradict."""
    read = {step.on[0] for step in tape.leaves}
    sources = {one.source.on[0] for one in fixed}
    values: dict[str, set[Value]] = {}
    for one in fixed:
        values.setdefault(one.name, set()).add(one.value)
    return [
        one
        for one in fixed
        if one.name in read or one.name in sources or one.name in batch.names or len(values[one.name]) > 1
    ]


def _holding(tape: Tape, one: Fixed) -> Cell:
    """The children for whom the source is as it must be."""
    register = tape.leaf(one.source)
    if one.holds:
        return Cell(register, "sure")
    into = tape.new()
    tape.fixing.append(Operation(XOR, Cell(register, "may"), Cell(TRUE, "sure"), Cell(into, "sure")))
    return Cell(into, "sure")


def _fix(tape: Tape, target: Register, holding: Cell, *, to: bool, accuse: bool) -> None:
    """The target is so wherever the source holds; who is known to be otherwise stands accused."""
    other = Cell(tape.new(), "may")
    if to:
        against = [
            Operation(XOR, Cell(target, "may"), Cell(TRUE, "may"), other),
            Operation(AND, other, holding, other),
        ]
        fixing = [Operation(OR, Cell(target, row), holding, Cell(target, row)) for row in ("sure", "may")]
    else:
        against = [Operation(AND, Cell(target, "sure"), holding, other)]
        fixing = [
            Operation(XOR, holding, Cell(TRUE, "sure"), other),
            *(Operation(AND, Cell(target, row), other, Cell(target, row)) for row in ("sure", "may")),
        ]
    tape.fixing += [*against, Operation(OR, Cell(BAD, "sure"), other, Cell(BAD, "sure"))] if accuse else []
    tape.fixing += fixing
