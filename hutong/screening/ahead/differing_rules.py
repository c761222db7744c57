"""Which benefits can differ once a draft speaks, and which clauses of it bear on each of their grounds.

Rules are compared by what they say, not by where they stand. From a rule that differs it spreads to everything that
rests on it: through definitions, ENTITLED, values and exclusions; from a verdict to whatever is chosen against it, from
an amount only where the choice is for what gives most. Too much is harmless: it is screened and found equal. Too little
would be wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from hutong.policy import tree
from hutong.policy.collection import Library
from hutong.policy.documents import Rule
from hutong.policy.linked import Exclusion, Ground, Linked
from hutong.policy.tree import Node
from hutong.screening.ahead.drafts import Draft
from hutong.screening.ahead.items import Item, Key, items_of, rules_of
from hutong.screening.compiling import with_rivals

Clauses: TypeAlias = frozenset[str]
OF_BENEFITS = ("verdict", "amount", "choice")
GroundKey: TypeAlias = tuple[str, str]
"""A ground by the address of its rule and its benefit."""
NOTHING: Clauses = frozenset()


@dataclass(frozen=True)
class DifferingRules:
    """What differs between the two libraries of a draft on the day."""

    changed: tuple[str, ...]
    """The clauses that were added, changed or taken away."""
    benefits: frozenset[str]
    """The benefits that may differ: in their verdicts, their amounts, or by a choice that something else reaches."""
    computed: frozenset[str]
    """These with all between which and them a choice is made: whether they are covered rests on the others."""
    is_same_rules: bool
    """Whether nothing but figures differs: then every verdict is the same on both sides."""
    bearing: Mapping[str, Clauses]
    """For each benefit the changed clauses that bear on it."""
    by_ground: Mapping[GroundKey, Clauses]
    rivals: Mapping[str, frozenset[str]]
    """For each benefit those between which and it a choice is made, and itself."""

    def of_ground(self, ground: Ground) -> Clauses:
        """The changed clauses that bear on a ground."""
        return self.by_ground.get((ground.rule.address, ground.benefit), NOTHING)

    def of_benefit(self, benefit: str) -> Clauses:
        """The changed clauses that bear on a benefit; where only a choice reaches it, on its rivals."""
        rivals = (self.bearing.get(rival, NOTHING) for rival in self.rivals.get(benefit, ()))
        return self.bearing.get(benefit) or frozenset().union(*rivals)


def find_differing(draft: Draft) -> DifferingRules:
    """Compare the libraries of a draft."""
    finding = _Finding(draft)
    finding.seed()
    is_same_rules = all(kind == "value" for kind, _ in finding.found)
    finding.spread()
    kinds = {kind for kind, _ in finding.found}
    bearing: dict[str, Clauses] = {}
    for (kind, name), clauses in finding.found.items():
        if kind in OF_BENEFITS:
            bearing[name] = bearing.get(name, NOTHING) | clauses
    by_choice = {name for kind, name in finding.found if kind in ("verdict", "choice")}
    by_choice |= _weighed_against({name for kind, name in finding.found if kind == "amount"}, draft)
    benefits = frozenset(bearing) | _with_rivals(frozenset(by_choice), draft)
    rivals = {benefit: _with_rivals(frozenset({benefit}), draft) for benefit in benefits}
    return DifferingRules(
        tuple(sorted(finding.changed)),
        benefits,
        _with_rivals(benefits, draft),
        is_same_rules and kinds <= {"value", "amount"},
        bearing,
        finding.list_grounds(),
        rivals,
    )


def _weighed_against(benefits: set[str], draft: Draft) -> set[str]:
    """Those of the benefits that stand in a choice for what gives most."""
    return {
        benefit
        for library in (draft.before, draft.after)
        for linked in library.linked.values()
        for choice in linked.choices
        if choice.block.by == "most_favourable"
        for benefit in choice.block.benefits
        if benefit in benefits
    }


def _with_rivals(benefits: frozenset[str], draft: Draft) -> frozenset[str]:
    """The benefits with those between which and them either library makes a choice."""
    while True:
        wider = with_rivals(with_rivals(benefits, draft.before), draft.after)
        if wider == benefits:
            return benefits
        benefits = wider


@dataclass
class _Finding:
    draft: Draft
    changed: set[str] = field(default_factory=set)
    found: dict[Key, set[str]] = field(default_factory=dict)
    own: dict[str, set[str]] = field(default_factory=dict)
    """For each rule that differs, by its address, the clauses that say so."""

    @property
    def libraries(self) -> tuple[Library, Library]:
        return self.draft.before, self.draft.after

    def seed(self) -> None:
        """What differs by itself: rules and values of the draft's documents, and clauses that are repealed."""
        for address in self.draft.addresses:
            sides = [items_of(library.linked.get(address), self.draft) for library in self.libraries]
            for one, others in ((sides[0], sides[1]), (sides[1], sides[0])):
                said = {item.says for item in others}
                for item in one:
                    if item.says not in said:
                        self._note(item)
        repeals = [_repeals(library, self.draft) for library in self.libraries]
        for clause, by in repeals[0] ^ repeals[1]:
            self._note_repealed(clause, by)

    def _note(self, item: Item) -> None:
        self.changed.add(item.clause)
        self.found.setdefault(item.gives, set()).add(item.clause)
        self.own.setdefault(item.address, set()).add(item.clause)

    def _note_repealed(self, clause: str, by: str) -> None:
        self.changed.add(by)
        for library in self.libraries:
            for linked in library.linked.values():
                for item in rules_of(linked):
                    if item.address == clause or item.address.startswith(f"{clause}/"):
                        self.found.setdefault(item.gives, set()).add(by)
                        self.own.setdefault(item.address, set()).add(by)

    def spread(self) -> None:
        """From what differs to all that rests on it, until nothing more is found."""
        edges = [edge for library in self.libraries for edge in _edges(library)]
        is_growing = True
        while is_growing:
            is_growing = False
            for gives, nodes in edges:
                clauses = self._clauses_of(nodes)
                if clauses - self.found.get(gives, set()):
                    self.found.setdefault(gives, set()).update(clauses)
                    is_growing = True

    def _clauses_of(self, nodes: Iterable[Node]) -> set[str]:
        keys = (key for node in nodes for key in _rests_on(node))
        return {clause for key in keys for clause in self.found.get(key, ())}

    def list_grounds(self) -> dict[GroundKey, Clauses]:
        """The clauses that bear on each ground: by itself, by what it rests on, by what excludes it."""
        found: dict[GroundKey, set[str]] = {}
        for library in self.libraries:
            exclusions = [one for linked in library.linked.values() for one in linked.exclusions]
            for linked in library.linked.values():
                for ground in linked.grounds:
                    clauses = found.setdefault((ground.rule.address, ground.benefit), set())
                    clauses |= self.own.get(ground.rule.address, set()) | self._clauses_of(_nodes_of(ground))
                    for one in exclusions:
                        if one.benefit == ground.benefit and _reaches(one, ground):
                            clauses |= self.own.get(one.rule.address, set()) | self._clauses_of([one.condition])
        return {key: frozenset(clauses) for key, clauses in found.items() if clauses}


def _reaches(exclusion: Exclusion, ground: Ground) -> bool:
    return exclusion.block.reaches == "all" or exclusion.rule.document == ground.rule.document


def _repeals(library: Library, draft: Draft) -> set[tuple[str, str]]:
    """The clauses that are repealed on the day, each with the clause that says so."""
    return {
        (clause, _repealing(library.linked[by], clause))
        for clause, day, by in library.repeals
        if draft.on >= day and library.linked[by].document.is_in_force(draft.on)
    }


def _repealing(linked: Linked, clause: str) -> str:
    rules: Iterator[Rule] = linked.document.list_rules()
    found = (rule.address for rule in rules if rule.kind == "repeal" and getattr(rule.block, "clause", "") == clause)
    return next(found, linked.document.address)


def _edges(library: Library) -> Iterator[tuple[Key, list[Node]]]:
    """Everything that rests on something: what it gives, and its conditions and amounts."""
    for linked in library.linked.values():
        for definition in linked.definitions:
            yield ("name", definition.name), [definition.condition]
        for ground in linked.grounds:
            yield ("verdict", ground.benefit), [ground.gated]
            yield ("amount", ground.benefit), [amount for _, amount in ground.amounts]
        for exclusion in linked.exclusions:
            yield ("verdict", exclusion.benefit), [exclusion.condition]


def _nodes_of(ground: Ground) -> list[Node]:
    return [ground.gated, *(amount for _, amount in ground.amounts)]


def _rests_on(node: Node) -> Iterator[Key]:
    for leaf in tree.walk(node):
        match leaf:
            case tree.Defined(name):
                yield "name", name
            case tree.Value(address):
                yield "value", address
            case tree.Entitled(benefit):
                yield "verdict", benefit
