"""What is said of a fact, by whom; which of it is believed; where sources differ or say what cannot be together."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from hutong.policy.errors import SituationRefused
from hutong.policy.situation import Situation, read_situation
from hutong.vocabulary.facts import Facts

RECORDED, INFERRED = 2, 1
"""Recorded facts and receipts outweigh what the file's columns and tables let one infer."""
EVER = datetime(1900, 1, 1, tzinfo=UTC)


class Claim(NamedTuple):
    """One source says that a fact has a value; None: asked for and not learnt."""

    fact: str
    value: Any
    source: str = ""
    since: date | None = None
    until: date | None = None
    recorded_at: datetime = EVER
    weight: int = RECORDED
    is_preferred: bool = False
    row: int = 0
    """The recorded fact that says so; 0 for what the file's own columns and tables say."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that cannot all be believed; until a person decides, none is. ``is_impossible``: about several facts."""

    fact: str
    claims: tuple[Claim, ...]
    is_impossible: bool = False


def believed(claims: Iterable[Claim]) -> Claim | Conflict | None:
    """What is believed of one fact: what a person prefers, else what the weightiest sources agree on; else nothing.

    A source's newer statement stands for its older ones.
    """
    claims = list(claims)
    if len(claims) == 1:
        return claims[0] if claims[0].value is not None else None
    preferred = [claim for claim in claims if claim.is_preferred]
    if preferred:
        newest = max(preferred, key=_age)
        return newest if newest.value is not None else None
    said = [claim for claim in claims if claim.value is not None]
    if not said:
        return None
    weightiest = max(claim.weight for claim in said)
    by_source: dict[str, Claim] = {}
    for claim in sorted((claim for claim in said if claim.weight == weightiest), key=_age):
        by_source[claim.source] = claim
    newest_each = tuple(by_source.values())
    if len({_key(claim.value) for claim in newest_each}) > 1:
        return Conflict(newest_each[0].fact, newest_each)
    # The longest known beginning counts: two sources that agree need not know it equally well.
    return min(newest_each, key=lambda claim: (claim.since is None, claim.since or date.max))


def _age(claim: Claim) -> tuple[date, datetime, int]:
    return (claim.since or date.min, claim.recorded_at, claim.row)


def _key(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


def as_given(held: Mapping[str, Claim], facts: Facts) -> dict[str, Any]:
    """Claims as ``read_situation`` takes them; plain JSON."""
    given: dict[str, Any] = {}
    for name, claim in held.items():
        since = facts[name].entry.since
        if claim.since is not None and since and since not in held:
            given[name] = {"value": claim.value, "since": claim.since.isoformat()}
        else:
            given[name] = claim.value
    return given


def read_together(
    held: dict[str, Claim], *, on: date, facts: Facts, about: Mapping[str, Any]
) -> tuple[dict[str, Any], Situation, tuple[Conflict, ...]]:
    """The facts given, how they read, and the claims that were set aside because they cannot be so together.

    ``about`` goes along with the facts: which child it is, what has happened.

    What is only inferred gives way first; of what remains none is taken before the others.
    """
    conflicts: list[Conflict] = []
    while True:
        given = {**about, **as_given(held, facts)}
        try:
            return given, read_situation(given, on=on, facts=facts), tuple(conflicts)
        except SituationRefused as refused:
            conflicts += _set_aside(held, refused, facts)


def _set_aside(held: dict[str, Claim], refused: SituationRefused, facts: Facts) -> list[Conflict]:
    """Take what is refused out of ``held``: at least one claim, so that it comes to an end."""
    conflicts = []
    for fault in refused.faults:
        involved = [claim for name, claim in held.items() if name == fault.fact or fault.fact in _reach(claim, facts)]
        weakest = [claim for claim in involved if claim.weight == INFERRED] or involved
        for claim in weakest:
            del held[claim.fact]
        if involved:
            conflicts.append(Conflict(fault.fact, tuple(involved), is_impossible=True))
    if not conflicts:
        # Nobody knows which of them it is: then none is believed.
        conflicts = [Conflict(refused.faults[0].fact, tuple(held.values()), is_impossible=True)]
        held.clear()
    return conflicts


def _reach(claim: Claim, facts: Facts) -> set[str]:
    """The facts that a claim fixes, at once or by way of others."""
    entry = facts[claim.fact].entry
    waiting: list[tuple[str, Any]] = []
    if isinstance(claim.value, bool):
        waiting.append((claim.fact, claim.value))
    elif isinstance(claim.value, str):
        waiting += entry.spread.get(claim.value, {}).items()
    elif isinstance(claim.value, list):
        waiting += [(name, word in claim.value) for word, name in entry.members.items()]
    fixed = {entry.since, *entry.aggregate} - {""}
    if claim.fact.startswith("receives.") and claim.fact.endswith(".amount"):
        fixed.add(claim.fact.removesuffix(".amount"))
    fixed |= {fact.name for fact, rule in facts.derived if rule.source == claim.fact}
    while waiting:
        pair = waiting.pop()
        for implication in facts.implied_by.get(pair, ()):
            waiting += [(name, value) for name, value in implication.then.items() if name not in fixed]
            fixed |= implication.then.keys()
        fixed.add(pair[0])
    return fixed - {claim.fact}
