"""The clauses that ask for an indicator, as pages link to them."""

from dataclasses import dataclass

from hutong.determinations.bundles import current_library
from hutong.indicators.indicator import Indicator


@dataclass(frozen=True)
class Clause:
    """A rule that asks for an indicator, as a page links to it."""

    document: str
    clause: str
    title: str
    words: str


def list_clauses(one: Indicator, lang: str) -> list[Clause]:
    """The clauses of an indicator with the documents' names."""
    return [clause_of(address, lang) for address in one.clauses]


def clause_of(address: str, lang: str) -> Clause:
    """A rule's address as a link."""
    document, _, rest = address.partition("#")
    clause = rest.rpartition("/")[0]
    found = current_library().document(document)
    rule = next(rule for rule in found.list_rules() if rule.address == address)
    title = found.front.title if lang == "zh" else found.front.title_en or found.front.title
    block = rule.block
    words = getattr(block, "zh", "") or getattr(block, "must_zh", "")
    if lang != "zh":
        words = getattr(block, "must", "") or getattr(block, "numerator", "")
    return Clause(document, clause, title, words)
