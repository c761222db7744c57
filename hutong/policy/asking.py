"""What to ask next: the question that settles most first, and never one that cannot change anything."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hutong.policy.findings import Finding
from hutong.policy.layouts import PLACE_FACTS
from hutong.vocabulary.facts import Facts

SENSITIVITY = {"open": 0, "personal": 0, "sensitive": 1, "highest": 2}


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking for, how much it weighs, and the benefits it bears on."""

    fact: str
    weight: float
    benefits: tuple[str, ...]

    def as_json(self, facts: Facts, lang: str) -> dict[str, object]:
        fact = facts[self.fact]
        return {
            "fact": self.fact,
            "question": fact.question(lang),
            "holder": fact.entry.holder,
            "type": fact.type.value,
            "values": {value: label.text(lang) for value, label in fact.values.items()},
            "benefits": list(self.benefits),
        }


def list_questions(findings: Iterable[Finding], *, facts: Facts, choices: Iterable[str] = ()) -> tuple[Question, ...]:
    """The questions, best first: places, then what settles most verdicts with the fewest further questions."""
    weights: dict[str, float] = defaultdict(float)
    benefits: dict[str, dict[str, None]] = defaultdict(dict)
    for finding in findings:
        for missing in _open_parts(finding):
            for fact in missing:
                weights[fact] += 1 / len(missing)
                benefits[fact].setdefault(finding.benefit)
    for fact in choices:
        weights[fact] += 1
    askable = [fact for fact in weights if not facts[fact].entry.never_asked]
    ordered = sorted(
        askable, key=lambda fact: (not _is_place(fact), -round(weights[fact], 6), _cost(fact, facts), fact)
    )
    return tuple(Question(fact, weights[fact], tuple(benefits[fact])) for fact in ordered)


def _open_parts(finding: Finding) -> list[tuple[str, ...]]:
    if finding.covered_by:
        return []
    parts = [finding.missing] if finding.verdict == "unknown" and finding.missing else []
    if finding.verdict == "entitled":
        parts += [amount.quantity.missing for amount in finding.amounts if amount.quantity.missing]
    return parts


def _is_place(fact: str) -> bool:
    """The places that decide which documents speak."""
    return fact in (PLACE_FACTS["hukou"], PLACE_FACTS["residence"])


def _cost(fact: str, facts: Facts) -> int:
    """The more sensitive the fact, the later it is asked, other things being equal."""
    return SENSITIVITY[facts[fact].entry.sensitivity]
