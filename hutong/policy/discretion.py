"""Benefits and facts of the highest sensitivity are named only to those who ask for them.

The name of a benefit can say as much as a diagnosis, and so can its refusal: where discretion holds, neither is told,
whatever the verdict. Programs get everything (JSON); what people read on screen and paper goes through here.
"""

from dataclasses import dataclass

from hutong.policy.determining import Category, Determination
from hutong.policy.findings import Finding
from hutong.vocabulary.vocabulary import Vocabulary

HIGHEST = "highest"


@dataclass(frozen=True)
class Discretion:
    """Which benefits and facts may be named; `is_lifted` names all."""

    words: Vocabulary
    is_lifted: bool = False

    def hides_benefit(self, benefit: str) -> bool:
        return not self.is_lifted and self.words.benefits[benefit].sensitivity == HIGHEST

    def hides_fact(self, fact: str) -> bool:
        return not self.is_lifted and is_asked_of_its_holder(fact, self.words)

    def hides_category(self, category: Category) -> bool:
        """A category says as much as the facts that put the child in it."""
        return any(map(self.hides_fact, category.facts))

    def hides_something(self, determination: Determination) -> bool:
        """Whether there is anything that is not told: it is for nearly every child, so that this tells nothing."""
        return any(self.hides_benefit(one.benefit) for one in determination.findings) or any(
            self.hides_fact(one.fact) for one in determination.ask_next
        )

    def list_findings(self, determination: Determination) -> tuple[Finding, ...]:
        """The findings that may be told."""
        return tuple(one for one in determination.findings if not self.hides_benefit(one.benefit))


def is_asked_of_its_holder(fact: str, words: Vocabulary) -> bool:
    """A fact of the highest sensitivity is verified with the body that holds it, and is never asked of a family."""
    known = words.facts.get(fact)
    return known is not None and known.entry.sensitivity == HIGHEST
