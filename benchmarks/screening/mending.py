"""What known facts fix about others, kept by the population itself: no peer has to know it, and nobody is refused.

``mend`` takes contradictions out of what is true; ``fill_in`` makes known what follows from what is known.
"""

import numpy as np

from benchmarks.screening.drawing import Column, World
from hutong.vocabulary.facts import Facts, Implication

PASSES = 8


class PopulationContradictory(Exception):
    """The implications of the facts never come to rest on the children drawn."""

    def __init__(self) -> None:
        super().__init__(f"after {PASSES} passes the children drawn still contradict the implications in facts.toml")


def mend(world: World, facts: Facts) -> None:
    """Change what contradicts an implication, until nothing does."""
    for _ in range(PASSES):
        if not any([_mend_one(world, one, facts) for one in facts.implications]):
            return
    raise PopulationContradictory


def _mend_one(world: World, implication: Implication, facts: Facts) -> bool:
    if implication.fact not in world:
        return False
    holding = world[implication.fact] == implication.holds
    changed = False
    for name, value in implication.then.items():
        if name in world:
            fixed = _stored(name, value, facts)
            wrong = holding & (world[name] != fixed)
            if wrong.any():
                world[name][wrong] = fixed
                changed = True
    return changed


def fill_in(world: World, known: dict[str, Column], facts: Facts) -> None:
    """Make known whatever an implication fixes; the values are already so."""
    for name, has_value in known.items():
        received = name.removesuffix(".amount")
        if received != name and received in known:
            known[received] |= has_value & (world[name] > 0)
    changed = True
    while changed:
        changed = any([_fill_one(world, known, one) for one in facts.implications])


def _fill_one(world: World, known: dict[str, Column], implication: Implication) -> bool:
    if implication.fact not in world:
        return False
    holding = known[implication.fact] & (world[implication.fact] == implication.holds)
    changed = False
    for name in implication.then:
        if name in known and np.any(holding & ~known[name]):
            known[name] |= holding
            changed = True
    return changed


def _stored(name: str, value: bool | str | int, facts: Facts) -> bool | int:
    return list(facts[name].values).index(value) if isinstance(value, str) else value
