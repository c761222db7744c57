"""What a child is owed on a day, at their places, why, and what must still be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hutong.policy.absence import Absence, applied
from hutong.policy.asking import Question, list_questions
from hutong.policy.blocks import Tie
from hutong.policy.choices import settle_choices
from hutong.policy.findings import Finding, FindingMaker
from hutong.policy.kleene import Truth
from hutong.policy.layouts import PLACE_FACTS, Evaluation, Layout, Slot, layout_for
from hutong.policy.library import Library
from hutong.policy.linked import Definition, Obligation
from hutong.policy.programs import Givers
from hutong.policy.proofs import Proof, prove
from hutong.policy.situation import Situation, read_situation

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Category:
    """A category of children that the documents define, whether this child is in it, and by which sentence."""

    name: str
    zh: str
    en: str
    truth: Truth
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that a child's situation or an event sets going, at a place; in doubt while its condition is unknown."""

    obligation: Obligation
    truth: Truth
    place: str | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Determination:
    """Everything the documents conclude about one child on one day."""

    situation: Situation
    documents: tuple[str, ...]
    findings: tuple[Finding, ...]
    categories: tuple[Category, ...]
    duties: tuple[OpenDuty, ...]
    ask_next: tuple[Question, ...]

    @property
    def on(self) -> date:
        return self.situation.on

    def list_owed(self) -> list[Finding]:
        """What is owed: entitled and not covered by something better."""
        return [finding for finding in self.findings if finding.is_owed]


class ChildFindings:
    """The findings of one child, slot by slot, before choices between benefits are made."""

    def __init__(
        self, situation: Situation, layout: Layout, library: Library, absences: Sequence[Absence] = ()
    ) -> None:
        self.situation, self.layout, self.library = situation, layout, library
        self.facts = library.vocabulary.facts
        self.maker = FindingMaker(Evaluation(situation, layout), self.facts)
        supposed, self.lists = applied(absences, situation, library) if absences else (situation, {})
        self.supposing = FindingMaker(Evaluation(supposed, layout), self.facts) if self.lists else None

    def finding(self, slot: Slot) -> Finding:
        """The finding; where it is unknown, decided by "not on this list means no" and marked as resting on it."""
        finding = self.maker.finding(slot)
        if self.supposing is None or finding.verdict != "unknown":
            return finding
        again = self.supposing.finding(slot)
        used = {name for reason in again.because for name, _, _ in reason.facts} & self.lists.keys()
        if not used and again.verdict != "unknown":
            # It holds by what absence rules out: an exclusion, or another benefit. Reasons name only what holds.
            used = (set(finding.missing) & self.lists.keys()) or set(self.lists)
        return again._replace(rests_on=tuple(self.lists[name] for name in self.lists if name in used))


def determine(
    given: Mapping[str, Any],
    *,
    library: Library,
    on: date,
    givers: Givers = None,
    absences: Sequence[Absence] = (),
) -> Determination:
    """The determination of a child from the facts given.

    ``givers`` asks what these documents alone would say. Raises SituationRefused when the facts cannot be used.
    """
    situation = read_situation(given, on=on, facts=library.vocabulary.facts)
    return determine_situation(situation, library=library, givers=givers, absences=absences)


def verdicts(situation: Situation, *, library: Library, givers: Givers = None) -> list[tuple[str, str | None, str]]:
    """(benefit, place, verdict) of every benefit, without proofs: the quick road."""
    return Evaluation(situation, layout_for(library, situation, givers)).list_verdicts()


def determine_situation(
    situation: Situation, *, library: Library, givers: Givers = None, absences: Sequence[Absence] = ()
) -> Determination:
    """The determination of a child whose facts were read."""
    layout = layout_for(library, situation, givers)
    facts = library.vocabulary.facts
    child = ChildFindings(situation, layout, library, absences)
    maker = child.maker
    findings = [child.finding(slot) for slot in layout.slots]
    choices = [choice for program in layout.programs.values() for choice in program.shape.choices]
    findings, waiting = settle_choices(findings, choices, situation=situation, library=library)
    return Determination(
        situation,
        tuple(dict.fromkeys(one.document.address for program in layout.programs.values() for one in program.documents)),
        tuple(findings),
        _categories(maker, layout),
        _duties(maker, layout, situation),
        list_questions(findings, facts=facts, choices=waiting),
    )


def _categories(maker: FindingMaker, layout: Layout) -> tuple[Category, ...]:
    """The categories, each under the name of the sentence that matched, else of the first that defines it."""
    found: dict[str, Category] = {}
    for program in dict.fromkeys(layout.programs.values()):
        for name, ways in program.shape.definitions.items():
            labelled = [way for way in ways if way.block.category]
            if not labelled:
                continue
            proof = maker.prover(program).definition(name)
            earlier = found.get(name)
            if earlier is None or (earlier.truth is not True and proof.truth is True):
                found[name] = _category(name, labelled, proof)
    return tuple(found.values())


def _category(name: str, ways: list[Definition], proof: Proof) -> Category:
    clauses = tuple(one.address for one in proof.through if one.name == name)
    matched = next((way for way in ways if way.rule.address in clauses), ways[0])
    facts = tuple(dict.fromkeys(fact.name for fact in proof.facts))
    label = matched.block
    return Category(name, label.zh or name, label.en or name, proof.truth, clauses, proof.missing, facts)


def _duties(maker: FindingMaker, layout: Layout, situation: Situation) -> tuple[OpenDuty, ...]:
    """Duties of the texts that speak where the matter is: those whose condition holds, and after an event also those
    of which it cannot be told yet; standing duties are not this child's."""
    found: dict[tuple[str, str], OpenDuty] = {}
    for tie, program in layout.programs.items():
        for obligation, condition in program.shape.duties:
            block = obligation.block
            if (block.after and block.after not in situation.events) or tie_of(obligation, situation) != tie:
                continue
            truth = condition(maker.evaluation)
            if truth is True or (truth is None and block.after):
                missing = prove(obligation.condition, maker.prover(program)).missing if truth is None else ()
                duty = OpenDuty(obligation, truth, program.place, missing)
                found.setdefault((obligation.rule.address, block.must), duty)
    return tuple(found.values())


AFTER_AN_EVENT: tuple[Tie, ...] = ("event", "residence", "hukou")
IN_DAILY_LIFE: tuple[Tie, ...] = ("residence", "hukou", "event")


def tie_of(obligation: Obligation, situation: Situation) -> Tie:
    """Where a duty falls: as the text says; else where the event was or the child lives, as far as it is known."""
    block = obligation.block
    if block.tie is not None:
        return block.tie
    order = AFTER_AN_EVENT if block.after else IN_DAILY_LIFE
    return next((tie for tie in order if PLACE_FACTS[tie] in situation.known), "hukou")
