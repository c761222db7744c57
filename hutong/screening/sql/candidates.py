"""What an entitled child may be owed of a term: the amounts of every ground, each with what must hold for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hutong.policy.programs import Program
from hutong.policy.tree import Node
from hutong.screening.kernels import Ref
from hutong.screening.sql.amounts import Alternatives, Amount, Condition, Fixed, Lower, sign
from hutong.screening.sql.figures import Figures, Sets, Where


@dataclass(frozen=True)
class Candidate:
    """An amount with what must hold for it, and the places where it is so."""

    conditions: tuple[Condition, ...]
    amount: Amount
    where: Where | None = None

    def preference(self, term: str) -> tuple[int, int, bool]:
        """Sorts candidates with constants, the most favourable first."""
        assert isinstance(self.amount, Fixed) and not isinstance(self.amount.number, str)
        number, state = self.amount.number, self.amount.state
        if number is None:
            return (1 if state == "unset" else 2, 0, False)
        return (0, -sign(term) * number, state != "exact")

    @property
    def is_constant(self) -> bool:
        """Whether it comes to the same wherever it holds."""
        return isinstance(self.amount, Fixed) and not isinstance(self.amount.number, str)

    @property
    def has_number(self) -> bool:
        """Whether it may come to a number."""
        return not isinstance(self.amount, Fixed) or self.amount.number is not None

    def excludes(self, other: "Candidate") -> bool:
        """Whether the two can never hold together."""
        if self.where and other.where and self.where.figure == other.where.figure and self.where != other.where:
            return True
        wanted = dict(self.conditions)
        return any(ref in wanted and wanted[ref] is not truth for ref, truth in other.conditions)


@dataclass(frozen=True)
class Grounds:
    """Where amounts are given: the sets of documents among which the children of a class live."""

    figures: Figures
    lower: Lower
    sets: Sets

    def list_candidates(self, held: Ref, node: Node, program: Program) -> Iterator[Candidate]:
        """The amounts that a ground can give where it holds."""
        for conditions, flat in Alternatives(program, self.lower).of(node):
            for where, amount in self.figures.list_amounts(flat, self.sets, program):
                yield Candidate(((held, True), *conditions), amount, where)


def are_apart(candidates: Iterable[Candidate]) -> bool:
    """Whether at most one of them can hold."""
    listed = list(candidates)
    return all(one.excludes(other) for at, one in enumerate(listed) for other in listed[:at])
