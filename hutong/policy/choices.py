"""Of several benefits one is given: which ones are covered by a better, a chosen or an earlier one.

The verdict stays what it is (a covered benefit is still one that the child qualifies for); what is covered is not owed
besides.
"""

from collections.abc import Iterable

from hutong.policy.amounts import Quantity
from hutong.policy.findings import Finding, is_whole
from hutong.policy.library import Library
from hutong.policy.linked import Choice
from hutong.policy.situation import Situation
from hutong.vocabulary.divisions import NATION


def settle_choices(
    findings: list[Finding], choices: Iterable[Choice], *, situation: Situation, library: Library
) -> tuple[list[Finding], list[str]]:
    """The findings with ``covered_by`` and ``alternatives``, and the facts that a person's choice waits for.

    What the applicant chose is settled first; a benefit that is covered already neither wins nor covers another.
    """
    waiting: list[str] = []
    distinct = {id(one): one for one in choices}.values()
    for choice in sorted(distinct, key=lambda one: one.block.by != "applicant"):
        held = [number for number in _concerned(findings, choice, library) if not findings[number].covered_by]
        entitled = [number for number in held if findings[number].verdict == "entitled"]
        if choice.block.by == "order":
            _cover_what_comes_later(findings, held)
        elif len({findings[number].benefit for number in entitled}) > 1:
            waiting += _settle(findings, choice, entitled, situation)
    return findings, waiting


def _cover_what_comes_later(findings: list[Finding], held: list[int]) -> None:
    """The first that is owed stands for all after it, also for those of which it cannot be told yet."""
    first = next((number for number in held if findings[number].verdict == "entitled"), None)
    if first is None:
        return
    for number in held[held.index(first) + 1 :]:
        findings[number] = _after(findings[number], findings[first].benefit, [])


def _settle(findings: list[Finding], choice: Choice, held: list[int], situation: Situation) -> list[str]:
    """Cover what is not chosen, or leave the alternatives open; the fact that is waited for, if any."""
    winner = _winner(choice, [findings[number] for number in held], situation)
    is_open = choice.block.by != "applicant" or situation.known.get(choice.block.fact) is None
    if winner is None and not is_open:
        return []
    for number in held:
        findings[number] = _after(findings[number], winner, [findings[other].benefit for other in held])
    return [choice.block.fact] if winner is None and choice.block.by == "applicant" else []


def _concerned(findings: list[Finding], choice: Choice, library: Library) -> list[int]:
    """Numbers of the owed and open findings the choice speaks about, in the order in which it names the benefits."""
    block, document = choice.block, choice.rule.document
    concerned = [
        number
        for number, finding in enumerate(findings)
        if finding.verdict in ("entitled", "unknown")
        and finding.benefit in block.benefits
        and is_reached(document.split("/")[0], finding.place, library)
        and (block.reaches == "all" or _holds_by(finding, document))
    ]
    return sorted(concerned, key=lambda number: block.benefits.index(findings[number].benefit))


def is_reached(place: str, other: str | None, library: Library) -> bool:
    """Whether a text of one place speaks about another; an unknown place counts as reached."""
    return other is None or place == NATION or place in library.ancestors(other)


def _holds_by(finding: Finding, document: str) -> bool:
    """Whether the document itself grants it, or may, so that its own choice reaches it."""
    return any(reason.document == document and reason.conclusion == finding.verdict for reason in finding.because)


def _winner(choice: Choice, held: list[Finding], situation: Situation) -> str | None:
    if choice.block.by == "applicant":
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
        return finding._replace(covered_by=tuple(dict.fromkeys((*finding.covered_by, winner))))
    others = tuple(dict.fromkeys(rival for rival in rivals if rival != finding.benefit))
    return finding._replace(alternatives=tuple(dict.fromkeys((*finding.alternatives, *others))))
