"""Conditions over the small vocabulary, on both roads; and random ones for properties."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from hutong.policy.closures import compiled
from hutong.policy.kleene import Truth
from hutong.policy.naming import Names
from hutong.policy.predicates import parse_amount, parse_condition
from hutong.policy.proofs import Proof, prove
from hutong.policy.ranges import Known
from hutong.policy.situation import Situation, read_situation
from hutong.policy.tree import Node
from hutong.vocabulary.vocabulary import Vocabulary, load_vocabulary

ON = date(2024, 6, 1)
SOUND = Path(__file__).parent / "sound"


@cache
def small_vocabulary() -> Vocabulary:
    return load_vocabulary(SOUND)


@cache
def names() -> Names:
    return Names(small_vocabulary(), frozenset(), {"upkeep_monthly": "000000/shelter:upkeep_monthly"})


def read(text: str) -> Node:
    """The condition as a tree."""
    return parse_condition(text, names())


def read_amount(text: str) -> Node:
    """The amount as a tree."""
    return parse_amount(text, names())


def situation(given: Mapping[str, object], *, on: date = ON) -> Situation:
    return read_situation(given, on=on, facts=small_vocabulary().facts)


class Alone:
    """A child about whom no document says anything: only facts count."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self.known = known
        self.situation = Situation(ON, known)
        self.memory: dict[object, Truth] = {}
        self.proved: dict[int, Proof] = {}

    def is_entitled(self, benefit: str) -> Truth:
        return None

    def definition(self, name: str) -> Proof:
        return Proof(None)

    def entitlement(self, benefit: str) -> Proof:
        return Proof(None)

    def asked_for(self, fact: str) -> str:
        return fact


def quick(node: Node, known: Mapping[str, Known]) -> Truth:
    """The truth by the quick road."""
    truth: Truth = compiled(node, {}, object())(Alone(known))
    return truth


def proof(node: Node, known: Mapping[str, Known]) -> Proof:
    """The truth by the road that says why."""
    return prove(node, Alone(known))


def truth(text: str, **given: object) -> Truth:
    """The truth of a condition for a child; both roads must agree. Facts are written with __ for a dot."""
    known = situation({name.replace("__", "."): fact for name, fact in given.items()}).known
    node = read(text)
    found = proof(node, known)
    assert quick(node, known) is found.truth
    return found.truth


BOOLS = ("poor", "destitute", "adopted", "disability.hearing", "father.dead", "mother.dead")
STAGES = ("primary", "junior", "senior")
KNOWN: dict[str, st.SearchStrategy[Known]] = {
    **{name: st.booleans() for name in BOOLS},
    "age": st.integers(0, 20),
    "school_stage": st.sampled_from(STAGES),
    "household_income": st.integers(0, 5).map(lambda yuan: yuan * 100),
    "receives.upkeep.amount": st.integers(0, 5).map(lambda yuan: yuan * 100),
}


def _comparisons() -> st.SearchStrategy[str]:
    sign = st.sampled_from(("=", "<>", "<", "<=", ">", ">="))
    number = st.integers(0, 20).map(str)
    yuan = st.integers(0, 5).map(str)
    stage = st.sampled_from([f"'{one}'" for one in STAGES])
    return st.one_of(
        st.sampled_from(BOOLS),
        st.sampled_from(("TRUE", "FALSE", "ANY_PARENT(parent.dead)", "EVERY_PARENT(parent.dead)")),
        st.builds("age {} {}".format, sign, number),
        st.builds("age BETWEEN {} AND {}".format, number, number),
        st.builds("household_income {} {}".format, sign, yuan),
        st.builds("RECEIVED_AMOUNT('upkeep') {} {}".format, sign, yuan),
        st.builds("school_stage {} {}".format, st.sampled_from(("=", "<>")), stage),
        st.builds("school_stage {}IN ({}, {})".format, st.sampled_from(("", "NOT ")), stage, stage),
    )


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("(NOT {})".format, inner),
        st.builds("CASE WHEN {} THEN {} ELSE {} END".format, inner, inner, inner),
    )


def conditions() -> st.SearchStrategy[str]:
    """Random conditions."""
    return st.recursive(_comparisons(), _joined, max_leaves=8)


def situations() -> st.SearchStrategy[dict[str, Known]]:
    """Random facts: any of them may be unknown."""
    return st.fixed_dictionaries({}, optional=KNOWN)
