"""The rules as one query: for every child each benefit at each place, whether it is owed, and how much.

A benefit at a place is one column (a slot) for all classes of children; where the texts of classes differ, the column
chooses by class. What a slot can come to in money is a short list of options; a column holds the number of the option.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlglot import exp

from hutong.policy.blocks import TIES
from hutong.policy.collection import Library
from hutong.policy.layouts import Layout, Slot
from hutong.policy.linked import Choice
from hutong.screening.kernels import Kernel, Lowering, Ref
from hutong.screening.sql.candidates import Candidate, Grounds
from hutong.screening.sql.choosing import Choosing, Term
from hutong.screening.sql.cleaning import clean
from hutong.screening.sql.covering import Covering, Held, list_choices, list_reached
from hutong.screening.sql.expressions import (
    Expr,
    Known,
    all_of,
    any_of,
    case,
    null_if_unknown,
    possibly,
    surely,
    unknown,
    written,
)
from hutong.screening.sql.figures import Figures
from hutong.screening.sql.givens import Givens, Kind
from hutong.screening.sql.layers import Layers, Read
from hutong.screening.sql.places import Homes, Rules
from hutong.screening.sql.steps import Steps


class SlotKey(NamedTuple):
    """A benefit and the number of the place that it belongs to."""

    benefit: str
    tie: int


class Variant(NamedTuple):
    """What a slot rests on for some classes of children."""

    owed: Ref
    encouraged: tuple[Ref, ...]
    terms: tuple[tuple[str, tuple[Candidate, ...]], ...]


@dataclass
class SlotColumns:
    """The columns of a slot: whether owed, whether merely encouraged, for whom it exists at all, and its terms."""

    key: SlotKey
    owed: str
    encouraged: str | None
    exists: str | None
    terms: list[Term]
    covered: str | None = None


@dataclass
class Query:
    """Everything that is the same for all engines. ``wide`` has a row for each child whose facts can be used."""

    library: Library
    on: date
    columns: Mapping[str, Kind]
    rules: Rules
    present: Mapping[int, frozenset[str]]
    suspects: frozenset[str] = frozenset()
    layers: Layers = field(init=False)
    givens: Givens = field(init=False)
    figures: Figures = field(init=False)
    homes: Homes = field(init=False)
    steps: Steps = field(init=False)
    slots: list[SlotColumns] = field(default_factory=list)

    def __post_init__(self) -> None:
        facts = self.library.vocabulary.facts
        self.layers = Layers(frozenset(self.columns))
        self.givens = Givens(facts, self.columns, self.on, self.layers, self.suspects)
        self.figures = Figures(self.library, self.rules.programs)
        self.homes = Homes(self.givens, self.rules, self.present)
        self.steps = Steps(Kernel(facts, self.on), self.givens, self.layers)

    def source(self, population: Expr) -> Expr:
        """The population as it is to be read, beside it what speaks at its places."""
        facts = self.library.vocabulary.facts
        return self.homes.source(clean(population, self.columns, facts=facts, on=self.on, blanked=self._blanked()))

    def _blanked(self) -> list[str]:
        """The columns in which a word may stand for unknown."""
        return [name for name in self.suspects if self.columns[name] == "text"]

    def add_classes(self, labels: Iterable[int]) -> None:
        """Lower the rules of every class of children, and lay out the columns."""
        classes = {label: self.rules.layout(label) for label in sorted(labels)}
        variants: dict[SlotKey, dict[Variant, list[int]]] = {}
        lowerings = {label: Lowering(self.steps.kernel, layout) for label, layout in classes.items()}
        for label, layout in classes.items():
            for slot in layout.slots:
                variant = self._variant(slot, label, lowerings[label])
                variants.setdefault(_key(slot), {}).setdefault(variant, []).append(label)
        order = {slug: place for place, slug in enumerate(self.library.vocabulary.benefits)}
        keys = sorted(variants, key=lambda key: (order.get(key.benefit, len(order)), key.tie))
        writers = {key: _Slot(self, number, key, variants[key], list(classes)) for number, key in enumerate(keys)}
        self.slots = [writer.columns() for writer in writers.values()]
        self._settle(classes, lowerings, writers)

    def _variant(self, slot: Slot, label: int, lowering: Lowering) -> Variant:
        plan = lowering.plan(slot)
        grounds = Grounds(self.figures, lowering.node, self.homes.sets(_key(slot).tie, label))
        terms: dict[str, list[Candidate]] = {}
        for ground in slot.grounds:
            if ground.awaits or not ground.reached.ground.is_offered:
                continue
            held = lowering.ground(ground)
            for term, node in ground.reached.ground.amounts:
                terms.setdefault(term, []).extend(grounds.list_candidates(held, node, ground.program))
        fixed = tuple((term, tuple(dict.fromkeys(candidates))) for term, candidates in terms.items())
        return Variant(plan.owed, plan.encouraged, fixed)

    def _settle(
        self, classes: Mapping[int, Layout], lowerings: Mapping[int, Lowering], writers: "Mapping[SlotKey, _Slot]"
    ) -> None:
        """Lay out who is covered, by the choices between benefits."""
        covering = Covering(self.layers, self.givens.word, self.homes.figure)
        for choice in list_choices(classes.values()):
            reached: dict[SlotKey, dict[int, tuple[Ref, ...]]] = {}
            for label, layout in classes.items():
                for slot in list_reached(choice, layout, self.library):
                    reached.setdefault(_key(slot), {})[label] = _granted(slot, choice, lowerings[label])
            held = [writers[key].held(self.slots, choice, found, covering.settled) for key, found in reached.items()]
            covering.settle(choice, held)
        for index, part in covering.covered.items():
            self.slots[index].covered = part


def _key(slot: Slot) -> SlotKey:
    return SlotKey(slot.benefit, TIES.index(slot.grounds[0].reached.ground.tie))


def _granted(slot: Slot, choice: Choice, lowering: Lowering) -> tuple[Ref, ...]:
    """The grounds of the slot that the choice's own document offers."""
    return tuple(
        lowering.ground(ground)
        for ground in slot.grounds
        if ground.reached.ground.rule.document == choice.rule.document and ground.reached.ground.is_offered
    )


def _is_unknown(truth: Known) -> Known:
    return null_if_unknown(truth) if isinstance(truth, exp.Expr) else truth is None


class _Slot:
    """Writes the parts of one slot."""

    def __init__(
        self, query: Query, index: int, key: SlotKey, variants: dict[Variant, list[int]], labels: list[int]
    ) -> None:
        self.query, self.index, self.key, self.variants = query, index, key, variants
        having = [label for found in variants.values() for label in found]
        self.missing = sorted(set(labels) - set(having))
        self.steps, self.layers = query.steps, query.layers

    def columns(self) -> SlotColumns:
        owed = self._by_class(f"t{self.index}", {variant: variant.owed for variant in self.variants})
        names = dict.fromkeys(term for variant in self.variants for term, _ in variant.terms)
        terms = [self._term(place, name) for place, name in enumerate(names)]
        return SlotColumns(self.key, owed, self._encouraged(), self._exists(), terms)

    def _choose(self, arms: list[tuple[list[int], Expr]], rest: Expr, read: Read) -> Expr:
        """By class; the one for most classes needs no asking."""
        listed, last = self._asked([labels for labels, _ in arms])
        thens = dict(enumerate(then for _, then in arms))
        return case([(read(name), thens[at]) for at, name in listed], thens.get(last, rest))

    def _asked(self, groups: list[list[int]]) -> tuple[list[tuple[int, str]], int]:
        """The groups of classes that are asked about, as (place, part), and the place of the one that is not."""
        last = -1 if self.missing else max(range(len(groups)), key=lambda at: len(groups[at]))
        return [(at, self.query.homes.group(labels)) for at, labels in enumerate(groups) if at != last], last

    def _group_reads(self, groups: Iterable[list[int]]) -> tuple[str, ...]:
        return tuple(name for _, name in self._asked(list(groups))[0])

    def _by_class(self, name: str, refs: Mapping[Variant, Ref]) -> str:
        """A truth that rests on other references for other classes; no where the slot does not exist."""
        arms: dict[Ref, list[int]] = {}
        for variant, ref in refs.items():
            arms.setdefault(ref, []).extend(self.variants[variant])
        reads = (*self._group_reads(arms.values()), *self.steps.reads(arms))

        def write(read: Read) -> Expr:
            listed = [(labels, written(self.steps.known(ref, read))) for ref, labels in arms.items()]
            return self._choose(listed, exp.false(), read)

        return self.layers.add(name, tuple(dict.fromkeys(reads)), write)

    def _encouraged(self) -> str | None:
        arms: dict[tuple[Ref, ...], list[int]] = {}
        for variant, labels in self.variants.items():
            arms.setdefault(variant.encouraged, []).extend(labels)
        if not any(arms):
            return None
        reads = (*self._group_reads(arms.values()), *self.steps.reads(ref for refs in arms for ref in refs))

        def write(read: Read) -> Expr:
            listed = [
                (labels, written(possibly(any_of(self.steps.known(ref, read) for ref in refs))))
                for refs, labels in arms.items()
            ]
            return self._choose(listed, exp.false(), read)

        return self.layers.add(f"e{self.index}", tuple(dict.fromkeys(reads)), write)

    def _exists(self) -> str | None:
        """The part that says for whom the slot exists; None for everyone."""
        if not self.missing:
            return None
        group = self.query.homes.group(self.missing)
        return self.layers.add(f"x{self.index}", (group,), lambda read: exp.Not(this=read(group)))

    def held(
        self, slots: list[SlotColumns], choice: Choice, reached: Mapping[int, tuple[Ref, ...]], number: int
    ) -> Held:
        """The slot as a choice sees it that reaches it for some classes."""
        slot = slots[self.index]
        having = sorted(label for found in self.variants.values() for label in found)
        group = None if sorted(reached) == having else self.query.homes.group(reached)
        granted = None if choice.block.reaches == "all" else self._granted(reached, number)
        return Held(self.index, self.key.benefit, slot.owed, group, granted, tuple(slot.terms))

    def _granted(self, reached: Mapping[int, tuple[Ref, ...]], number: int) -> tuple[str, str]:
        """The parts that say whom a document itself grants it, and whom it may grant it."""
        arms: dict[tuple[Ref, ...], list[int]] = {}
        for label, refs in reached.items():
            arms.setdefault(refs, []).append(label)
        groups = [] if len(arms) == 1 else [self.query.homes.group(labels) for labels in arms.values()]
        reads = tuple(dict.fromkeys((*groups, *self.steps.reads(ref for refs in arms for ref in refs))))

        def write(told: Callable[[Known], Known]) -> Callable[[Read], Expr]:
            def whole(read: Read) -> Expr:
                truths = [any_of(told(self.steps.known(ref, read)) for ref in refs) for refs in arms]
                if not groups:
                    return written(truths[0])
                return written(any_of(all_of([read(name), one]) for name, one in zip(groups, truths, strict=True)))

            return whole

        names = [f"{kind}{number}_{self.index}" for kind in ("own", "perhaps")]
        return (
            self.layers.add(names[0], reads, write(surely)),
            self.layers.add(names[1], reads, write(_is_unknown)),
        )

    def _term(self, place: int, name: str) -> Term:
        term = Term(name, self.key.tie)
        arms: dict[tuple[Candidate, ...], list[int]] = {}
        for variant, labels in self.variants.items():
            arms.setdefault(dict(variant.terms).get(name, ()), []).extend(labels)
        choosing = [
            (
                labels,
                Choosing(
                    self.steps, self.layers, self.query.homes.figure, term, f"{self.index}_{place}_{at}", candidates
                ),
            )
            for at, (candidates, labels) in enumerate(arms.items())
        ]
        reads = dict.fromkeys(
            self._group_reads(arms.values()) + tuple(read for _, one in choosing for read in one.reads)
        )

        def write_chosen(read: Read) -> Expr:
            return self._choose([(labels, one.chosen(read)) for labels, one in choosing], unknown("int"), read)

        def write_counted(read: Read) -> Expr:
            return self._choose([(labels, one.counted(read)) for labels, one in choosing], unknown("bigint"), read)

        term.is_owed_amount = all(
            len(found) == 1 and found[0].conditions == ((variant.owed, True),) and found[0].where is None
            for variant in self.variants
            for found in [dict(variant.terms).get(name, ())]
        )
        term.chosen = self.layers.add(f"w{self.index}_{place}", tuple(reads), write_chosen)
        if any(option.is_counted for option in term.options):
            term.counted = self.layers.add(f"v{self.index}_{place}", tuple(reads), write_counted)
        return term
