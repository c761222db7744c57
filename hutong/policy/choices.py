"""Of several benefits one is given: which ones are covered by a better, a chosen or an earlier one.

The verdict stays what it is (a covered benefit is still one that the child qualifies for); what is covered is not owed
besides.
"""

from collections.abc import Iterable
from dataclasses import replace

from hutong.policy.amounts import Quantity
from hutong.policy.findings import Finding, is_whole
from hutong.policy.library import Library
from hutong.policy.linking import Choice
from hutong.policy.situation import Situation
from hutong.vocabulary.divisions import NATION


def settle_choices(
    findings: list[Finding], choices: Iterable[Choice], *, situation: Situation, library: Library
) -> tuple[list[Finding], list[str]]:
    """The findings with ``covered_by`` and ``alternatives``, and the facts that a person's choice waits for."""
    waiting: list[str] = []
    for choice in {id(one): one for one in choices}.values():
        held = _concerned(findings, choice, library)
        if len({findings[number].benefit for number in held}) < 2:
            continue
        winner = _winner(choice, [findings[number] for number in held], situation)
        if winner is None and choice.block.by == "applicant" and situation.known.get(choice.block.fact) is None:
            waiting.append(choice.block.fact)
        for number in held:
            findings[number] = _after(findings[number], winner, [findings[other].benefit for other in held])
    return findings, waiting


def _concerned(findings: list[Finding], choice: Choice, library: Library) -> list[int]:
    """Numbers of the entitled findings the choice speaks about, in the order in which it names the benefits."""
    block, document = choice.block, choice.rule.document
    concerned = [
        number
        for number, finding in enumerate(findings)
        if finding.verdict == "entitled"
        and finding.benefit in block.benefits
        and _reaches(document.split("/")[0], finding.place, library)
        and (block.reaches == "all" or _holds_by(finding, document))
    ]
    return sorted(concerned, key=lambda number: block.benefits.index(findings[number].benefit))


def _reaches(place: str, other: str | None, library: Library) -> bool:
    return other is None or place == NATION or place in library.ancestors(other)


def _holds_by(finding: Finding, document: str) -> bool:
    """Whether the document itself grants it, so that its own choice reaches it."""
    return any(reason.document == document and reason.conclusion == "entitled" for reason in finding.because)


def _winner(choice: Choice, held: list[Finding], situation: Situation) -> str | None:
    by = choice.block.by
    if by == "order":
        return held[0].benefit
    if by == "applicant":
        chosen = situation.known.get(choice.block.fact)
        return str(chosen) if chosen in {finding.benefit for finding in held} else None
    return _most_favourable(held)


def _most_favourable(held: list[Finding]) -> str | None:
    """The benefit that surely gives most; None when a blank keeps that open."""
    terms = {amount.term for finding in held for amount in finding.amounts}
    if len(terms) != 1:
        return None
    term = terms.pop()
    quantities = {
        finding.benefit: next((amount.quantity for amount in finding.amounts), Quantity(None, "unset"))
        for finding in held
    }
    for benefit, quantity in quantities.items():
        if is_whole(term, quantity):
            return benefit
    if any(quantity.state != "exact" or quantity.number is None for quantity in quantities.values()):
        return None
    return max(quantities, key=lambda benefit: quantities[benefit].number or 0)


def _after(finding: Finding, winner: str | None, rivals: list[str]) -> Finding:
    if winner == finding.benefit:
        return finding
    if winner is not None:
        return replace(finding, covered_by=tuple(dict.fromkeys((*finding.covered_by, winner))))
    others = tuple(dict.fromkeys(rival for rival in rivals if rival != finding.benefit))
    return replace(finding, alternatives=tuple(dict.fromkeys((*finding.alternatives, *others))))
