"""Benefits and facts that not everybody is told are named only to those who may know them.

The name of a benefit can say as much as a diagnosis, and so can its refusal: where discretion holds, neither is told,
whatever the verdict. Programs of the command line get everything (JSON); what people read on screen and paper goes
through here. Of a file in the ledger it depends on the classes that whoever looks may know (``hidden``); a finding is
of every class of its benefit and of what it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hutong.policy.determining import Category, Determination
from hutong.policy.findings import Finding
from hutong.vocabulary.vocabulary import Vocabulary

HIGHEST = "highest"
REFUSALS = frozenset({"not_entitled", "not_offered"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Discretion:
    """Which benefits and facts may be named; `is_lifted` names all."""

    words: Vocabulary
    is_lifted: bool = False
    hidden: frozenset[str] | None = None
    """The classes that are not told; None: whatever is of the highest sensitivity."""
    own: frozenset[str] = NOTHING
    """Facts of the child that whoever looks wrote down: they know them."""
    beyond: frozenset[str] = NOTHING
    """Benefits that say of this child what is not told, by the reasons for which they are owed."""
    rests: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of each benefit the classes that its rules may read."""

    def hides_kind(self, kind: str) -> bool:
        """Whether a class is not told."""
        return not self.is_lifted and (self.hidden is None or kind in self.hidden)

    def hides_benefit(self, benefit: str) -> bool:
        entry = self.words.benefits.get(benefit)
        if self.is_lifted or entry is None:
            return False
        if self.hidden is None:
            return entry.sensitivity == HIGHEST
        return benefit in self.beyond or not self.hidden.isdisjoint(entry.secrecy)

    def hides_fact(self, fact: str) -> bool:
        if self.is_lifted:
            return False
        if self.hidden is None:
            return is_asked_of_its_holder(fact, self.words)
        return fact not in self.own and (
            not self.hidden.isdisjoint(kinds_of_fact(fact, self.words)) or _payment_of(fact) in self.beyond
        )

    def hides_category(self, category: Category) -> bool:
        """A category says as much as the facts that put the child in it."""
        return any(map(self.hides_fact, category.facts))

    def hides_finding(self, finding: Finding) -> bool:
        """A finding says as much as its benefit and its reasons.

        A refusal that could rest on what is not told is never told: else its absence would tell that it does not.
        """
        if self.hides_benefit(finding.benefit):
            return True
        if self.is_lifted or self.hidden is None:
            return False
        if finding.verdict in REFUSALS and not self.hidden.isdisjoint(self.rests.get(finding.benefit, NOTHING)):
            return True
        return any(map(self.hides_fact, list_reasons(finding)))

    def hides_something(self, determination: Determination) -> bool:
        """Whether there is anything that is not told: it is for nearly every child, so that this tells nothing."""
        return any(self.hides_benefit(one.benefit) for one in determination.findings) or any(
            self.hides_fact(one.fact) for one in determination.ask_next
        )

    def list_findings(self, determination: Determination) -> tuple[Finding, ...]:
        """The findings that may be told."""
        return tuple(one for one in determination.findings if not self.hides_finding(one))


def list_reasons(finding: Finding) -> list[str]:
    """The facts on which a finding rests: those that decided and are so; what is known not to be so tells little."""
    found: dict[str, None] = {}
    for reason in finding.because:
        if reason.kind == "grant" and reason.conclusion != finding.verdict:
            continue
        deciding = (*reason.facts, *(fact for one in reason.through for fact in one.facts))
        found |= dict.fromkeys(fact.name for fact in deciding if fact.value is not False and fact.value is not None)
    return list(found)


def kinds_of_fact(fact: str, words: Vocabulary) -> frozenset[str]:
    """The classes of a fact; of our own conclusion on a benefit, those of the benefit."""
    if (known := words.facts.get(fact)) is not None:
        return frozenset(known.entry.secrecy)
    benefit = words.benefits.get(fact.removeprefix("ENTITLED('").removesuffix("')"))
    return frozenset(benefit.secrecy) if benefit is not None else NOTHING


def _payment_of(fact: str) -> str:
    """The benefit of which a fact says that it is received; "" of any other fact."""
    return fact.removeprefix("receives.").removesuffix(".amount") if fact.startswith("receives.") else ""


def is_asked_of_its_holder(fact: str, words: Vocabulary) -> bool:
    """A fact of the highest sensitivity is verified with the body that holds it, and is never asked of a family."""
    known = words.facts.get(fact)
    return known is not None and known.entry.sensitivity == HIGHEST
