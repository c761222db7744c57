"""Which duties call for something to be done now, and which last as long as a child is what it is.

A standing duty is no child's. A duty that an event sets going, that has a time, or whose condition tells of something
that is wrong calls for an act: a task is opened. One that holds for every child in difficulty, every pupil, every child
of an institution is done by going on doing it: it stands in the register of the body, with no day on which it is done.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from hutong.policy import tree
from hutong.policy.blocks import TIES
from hutong.policy.closures import Closure
from hutong.policy.determining import tie_of
from hutong.policy.kleene import Truth
from hutong.policy.layouts import Evaluation, Layout
from hutong.policy.library import Library
from hutong.policy.linked import Obligation
from hutong.policy.programs import Shape
from hutong.policy.situation import Situation

WHAT_A_CHILD_IS = frozenset(
    {
        "age", "child_in_difficulty", "disabled", "enrolled", "entrusted_care", "facility_level", "is_left_behind",
        "of_compulsory_school_age", "orphan_recognised", "raised_in_welfare_institution",
    }
)  # fmt: skip
"""Names that say what a child is, not what is wrong: a condition of these alone holds for years."""
DIGITS = 8


class DutyKey(NamedTuple):
    """A duty for ever: the rule's address, and which of the sentences under it."""

    rule: str
    which: str


class DutyNow(NamedTuple):
    """A duty that calls for something to be done for a child, at a place; in doubt while that cannot be told."""

    obligation: Obligation
    truth: Truth
    place: str | None


def key_of(obligation: Obligation) -> DutyKey:
    """The key of a duty: several may stand under one address."""
    block = obligation.block
    told = "\n".join((block.must, block.after, block.when, *block.who))
    return DutyKey(obligation.rule.address, sha256(told.encode()).hexdigest()[:DIGITS])


@lru_cache(maxsize=8)
def duties_by_key(library: Library) -> Mapping[DutyKey, Obligation]:
    """Every duty of the documents."""
    return {key_of(duty): duty for linked in library.linked.values() for duty in linked.duties}


def calls_for_an_act(obligation: Obligation, library: Library) -> bool:
    """Whether the duty opens a task once it is set going for a child; else it stands in the body's register."""
    block = obligation.block
    if block.standing:
        return False
    if block.after:
        return not library.vocabulary.events[block.after].calendar
    if block.within or block.every:
        return True
    return not _names_in(obligation.condition) <= WHAT_A_CHILD_IS


def _names_in(condition: tree.Node) -> set[str]:
    return {node.name for node in tree.walk(condition) if isinstance(node, tree.FactRead | tree.Defined)}


def list_duties_now(situation: Situation, layout: Layout, evaluation: Evaluation, library: Library) -> list[DutyNow]:
    """The duties that call for an act for this child now; after an event also those of which it cannot be told yet."""
    found: dict[DutyKey, DutyNow] = {}
    for tie in TIES:
        program = layout.programs[tie]
        for obligation, condition in _acting(program.shape, library, situation.events):
            if tie_of(obligation, situation) != tie:
                continue
            truth = condition(evaluation)
            if truth is True or (truth is None and obligation.block.after):
                found.setdefault(key_of(obligation), DutyNow(obligation, truth, program.place))
    return list(found.values())


@lru_cache(maxsize=4_000)
def _acting(shape: Shape, library: Library, events: tuple[str, ...]) -> tuple[tuple[Obligation, Closure], ...]:
    happened = {"", *events}
    return tuple(
        (obligation, condition)
        for obligation, condition in shape.duties
        if obligation.block.after in happened and calls_for_an_act(obligation, library)
    )
