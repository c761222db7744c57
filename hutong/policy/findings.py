"""One verdict with its reasons: the finding, its grounds, what blocks it, what it comes to."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple
from weakref import proxy

from hutong.policy.amounts import Amount, Quantity, quantity_of
from hutong.policy.kleene import any_of
from hutong.policy.layouts import RANK, Evaluation, Layout, Slot, SlotGround, concluded, less
from hutong.policy.programs import Program, Shape
from hutong.policy.proofs import Decisive, Proof, Through, merged, prove
from hutong.policy.situation import Situation
from hutong.vocabulary.facts import Facts


class Reason(NamedTuple):
    """One ground or exclusion with its truth and the decisive facts: its place, what it asks, how it came out."""

    kind: str
    document: str
    clause: str
    condition: str
    frame: str
    truth: bool | None
    facts: tuple[Decisive, ...]
    missing: tuple[str, ...]
    through: tuple[Through, ...]
    strength: str = ""
    conclusion: str = ""


class Finding(NamedTuple):
    """What the documents conclude on one benefit at one place, and why."""

    benefit: str
    place: str | None
    verdict: str
    amounts: tuple[Amount, ...] = ()
    strength: str = ""
    lead: tuple[str, ...] = ()
    because: tuple[Reason, ...] = ()
    missing: tuple[str, ...] = ()
    covered_by: tuple[str, ...] = ()
    excluded_by: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def is_owed(self) -> bool:
        """Entitled, and no more favourable benefit stands in its stead."""
        return self.verdict == "entitled" and not self.covered_by


class ProgramProver:
    """Proofs where one program speaks; definitions are proved once."""

    def __init__(self, evaluation: Evaluation, shape: Shape, facts: Facts, findings: "FindingMaker") -> None:
        self.situation: Situation = evaluation.situation
        self.shape, self.facts = shape, facts
        # Weakly: the maker holds its provers, and what stands in a circle has to wait for the garbage collector.
        self.findings = proxy(findings)
        self.proved: dict[int, Proof] = {}
        self.defined: dict[str, Proof] = {}

    def definition(self, name: str) -> Proof:
        """The proof of a definition: the shortest way that holds, else every way that blocks."""
        proof = self.defined.get(name)
        if proof is None:
            proof = self.defined[name] = self._definition(name)
        return proof

    def _definition(self, name: str) -> Proof:
        ways = self.shape.definitions.get(name, ())
        proofs = [(way, prove(way.condition, self)) for way in ways]
        truth = any_of([proof.truth for _, proof in proofs]) if proofs else None
        kept = [(way, proof) for way, proof in proofs if proof.truth is truth]
        if truth is True:
            kept = [min(kept, key=lambda pair: len(pair[1].facts))]
        facts, missing, through = merged(truth, [proof for _, proof in kept])[1:4]
        if truth is False:
            return Proof(truth, facts, missing)
        gone_through = [
            Through(name, way.rule.address, way.block.when, proof.truth, proof.facts) for way, proof in kept
        ]
        return Proof(truth, facts, missing, (*gone_through, *through))

    def entitlement(self, benefit: str) -> Proof:
        """Our own verdict on a benefit as a proof; unknown for the reasons that it is unknown."""
        truth = self.findings.evaluation.is_entitled(benefit)
        if truth is not None:
            return Proof(truth, facts=(Decisive(f"ENTITLED('{benefit}')", truth, truth),))
        return Proof(None, missing=self.findings.missing_of(benefit))

    def asked_for(self, fact: str) -> str:
        """What to ask in order to learn a fact: a birth date for an age; imprisonment before its term."""
        return asked_for(fact, self.situation, self.facts)


def asked_for(fact: str, situation: Situation, facts: Facts) -> str:
    """The fact to ask first in order to learn this one."""
    entry = facts[fact].entry
    name = entry.derive.source if entry.derive else fact
    while (first := facts[name].entry.after) and situation.known.get(first) is None:
        name = first
    return name


class GroundResult(NamedTuple):
    """What one ground came to, its proof, those of the exclusions that reach it, and what keeps it unknown."""

    ground: SlotGround
    conclusion: str
    proof: Proof
    exclusions: tuple[tuple[str, str, Proof], ...]
    missing: tuple[str, ...]


def _missing(ground: SlotGround, proof: Proof, exclusions: Iterable[tuple[str, str, Proof]]) -> tuple[str, ...]:
    """What would have to be asked: the place first, and alone, when it is not even known whether the text speaks.

    Where something happened is asked only once it is known that something did.
    """
    if ground.awaits and not (ground.reached.ground.tie == "event" and proof.missing):
        return (ground.awaits,)
    if proof.truth is None:
        return proof.missing
    return tuple(dict.fromkeys(fact for _, _, excluding in exclusions for fact in excluding.missing))


class FindingMaker:
    """Makes the findings of one child, each with its reasons. One maker serves one evaluation."""

    def __init__(self, evaluation: Evaluation, facts: Facts) -> None:
        self.evaluation, self.facts = evaluation, facts
        self.provers: dict[int, ProgramProver] = {}
        self.results: dict[int, tuple[GroundResult, ...]] = {}

    @property
    def layout(self) -> Layout:
        return self.evaluation.layout

    def prover(self, program: Program) -> ProgramProver:
        key = id(program.shape)
        if key not in self.provers:
            self.provers[key] = ProgramProver(self.evaluation, program.shape, self.facts, self)
        return self.provers[key]

    def missing_of(self, benefit: str) -> tuple[str, ...]:
        """What keeps the verdict on a benefit unknown, over all its places."""
        slots = self.layout.by_benefit.get(benefit, ())
        unknown = [slot for slot in slots if self.evaluation.verdict(slot) == "unknown"]
        return _in_order(result for slot in unknown for result in self.prove_slot(slot))

    def prove_slot(self, slot: Slot) -> tuple[GroundResult, ...]:
        """Every ground of a slot, proved once."""
        if slot.index not in self.results:
            self.results[slot.index] = tuple([self.prove_ground(ground) for ground in slot.grounds])
        return self.results[slot.index]

    def prove_ground(self, ground: SlotGround) -> GroundResult:
        prover = self.prover(ground.program)
        proof = prove(ground.reached.ground.gated, prover)
        exclusions: list[tuple[str, str, Proof]] = []
        truth = proof.truth
        for exclusion, _ in ground.reached.exclusions if truth is not False else ():
            proved = prove(exclusion.condition, prover)
            if proved.truth is not False:
                exclusions.append((exclusion.rule.address, exclusion.block.when, proved))
        if exclusions:
            truth = less(truth, any_of(proved.truth for _, _, proved in exclusions))
        conclusion = concluded(ground, truth)
        missing = _missing(ground, proof, exclusions) if conclusion == "unknown" else ()
        return GroundResult(ground, conclusion, proof, tuple(exclusions), missing)

    def finding(self, slot: Slot) -> Finding:
        """The finding of a slot, before choices between benefits are made."""
        results = self.prove_slot(slot)
        if len(results) > 1:
            # What comes to most decides and stands first.
            results = tuple(sorted(results, key=lambda result: -RANK[result.conclusion]))
        verdict = results[0].conclusion
        deciding = [result.ground.reached.ground for result in results if result.conclusion == verdict]
        excluded = [one for one in results if one.exclusions and one.conclusion == "not_entitled"]
        return Finding(
            benefit=slot.benefit,
            place=slot.place,
            verdict=verdict,
            amounts=self.amounts(results) if verdict == "entitled" else (),
            strength=deciding[0].strength,
            lead=_once([ground.block.lead for ground in deciding]),
            because=self.reasons(results),
            missing=_in_order(results) if verdict == "unknown" else (),
            excluded_by=_once(
                [tuple(address for address, _, proof in one.exclusions if proof.truth) for one in excluded]
            ),
        )

    def reasons(self, results: tuple[GroundResult, ...]) -> tuple[Reason, ...]:
        """The grounds, each with the exclusions that bear on it."""
        reasons: dict[tuple[str, str], Reason] = {}
        for result in results:
            ground, proof = result.ground.reached.ground, result.proof
            if (ground.rule.address, result.conclusion) not in reasons:
                reasons[ground.rule.address, result.conclusion] = Reason(
                    "grant", ground.rule.document, ground.rule.address, ground.written, ground.frame_written,
                    proof.truth, proof.facts, result.missing, proof.through, ground.strength, result.conclusion,
                )  # fmt: skip
            for address, written, excluding in result.exclusions:
                if (address, "exclude") not in reasons:
                    reasons[address, "exclude"] = Reason(
                        "exclude", address.split("#")[0], address, written, "",
                        excluding.truth, excluding.facts, excluding.missing, excluding.through,
                    )  # fmt: skip
        return tuple(reasons.values())

    def amounts(self, results: tuple[GroundResult, ...]) -> tuple[Amount, ...]:
        """The most favourable quantity of every term over the grounds that hold, and what could still raise it."""
        held = self.quantities(results, "entitled")
        rising = self.quantities(results, "unknown") if len(results) > 1 else {}
        return tuple(
            _amount(term, [quantity for quantity, _ in pairs], rising.get(term, [])) for term, pairs in held.items()
        )

    def quantities(
        self, results: tuple[GroundResult, ...], conclusion: str
    ) -> dict[str, list[tuple[Quantity, GroundResult]]]:
        """What the grounds that came out so give, term by term."""
        found: dict[str, list[tuple[Quantity, GroundResult]]] = {}
        for result in results:
            if result.conclusion != conclusion:
                continue
            program = result.ground.program
            for term, node in result.ground.reached.ground.amounts:
                quantity = quantity_of(node, self.prover(program), program.value_of)
                found.setdefault(term, []).append((quantity, result))
        return found


def _amount(term: str, quantities: list[Quantity], rising: list[tuple[Quantity, GroundResult]]) -> Amount:
    """The best of a term; facts that could bring more are asked for."""
    best = _most_favourable(term, quantities)
    if is_whole(term, best):
        return Amount(term, best)
    open_sizes = best.number is not None and any(quantity.state == "unknown" for quantity in quantities)
    more = [result for quantity, result in rising if _could_be_more(term, quantity, best)]
    if more:
        best = best._replace(missing=_once([best.missing, *(result.missing for result in more)]))
    return Amount(term, best, open_sizes or bool(more))


def _could_be_more(term: str, quantity: Quantity, best: Quantity) -> bool:
    """Whether an unknown ground could give more: not when it gives as much or less, nor when it is not set here."""
    if quantity.number is None or best.number is None:
        return quantity.state == "unknown" or (quantity.number is not None and best.number is None)
    return _sign(term) * quantity.number > _sign(term) * best.number


def _sign(term: str) -> int:
    return -1 if term in LESS_IS_BETTER else 1


def _in_order(results: Iterable[GroundResult]) -> tuple[str, ...]:
    """What is missing, from the ground that lacks least."""
    return _once(sorted([result.missing for result in results if result.missing], key=len))


def _once(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Everything in the parts, once, in the order in which it first occurs."""
    if len(parts) < 2:
        return parts[0] if parts else ()
    return tuple(dict.fromkeys(chain.from_iterable(parts)))


LESS_IS_BETTER = frozenset({"fee"})


def _most_favourable(term: str, quantities: list[Quantity]) -> Quantity:
    """The largest number (the smallest fee); a number before a blank, an exact one before a floor of the same size."""
    if len(quantities) == 1:
        return quantities[0]
    known = [quantity for quantity in quantities if quantity.number is not None]
    if not known:
        return min(quantities, key=lambda quantity: quantity.state == "unknown")
    best = max(known, key=lambda quantity: (_sign(term) * (quantity.number or 0), quantity.state == "exact"))
    if is_whole(term, best):
        return best
    missing = tuple(dict.fromkeys(fact for quantity in quantities for fact in quantity.missing))
    return best._replace(missing=missing)


def is_whole(term: str, quantity: Quantity) -> bool:
    """Nothing is more than the whole: 100 percent, or a fee of 0."""
    if quantity.state != "exact":
        return False
    return (quantity.unit == "percent" and quantity.number == 100) or (term in LESS_IS_BETTER and quantity.number == 0)
