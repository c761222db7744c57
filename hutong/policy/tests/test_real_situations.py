"""What holds of every child under the documents that come with the package."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hutong.policy.collection import Library
from hutong.policy.determining import determine_situation, verdicts
from hutong.policy.findings import Finding, FindingMaker
from hutong.policy.kleene import Truth, all_of, any_of, negated
from hutong.policy.layouts import RANK, Evaluation, Slot, layout_for
from hutong.policy.proofs import prove
from hutong.policy.situation import Situation
from hutong.policy.tests.real_situations import DAYS, Child, children, learn, list_askable, list_values
from hutong.vocabulary.facts import FactType

EXAMPLES = settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
OWED: dict[str, Truth] = {"entitled": True, "unknown": None, "not_offered": False, "not_entitled": False}
Sample = Callable[[st.DataObject], Child]


@pytest.fixture(scope="module")
def sample(library: Library) -> Sample:
    strategy = children(library)
    return lambda data: data.draw(strategy)


def best_verdicts(child: Child, library: Library) -> dict[str, Truth]:
    """Whether each benefit is owed, at whatever place."""
    best: dict[str, str] = {}
    for benefit, _, verdict in verdicts(child.situation, library=library):
        best[benefit] = max(best.get(benefit, "not_entitled"), verdict, key=RANK.__getitem__)
    return {benefit: OWED[verdict] for benefit, verdict in best.items()}


def maker_for(situation: Situation, library: Library) -> FindingMaker:
    return FindingMaker(Evaluation(situation, layout_for(library, situation)), library.vocabulary.facts)


@EXAMPLES
@given(data=st.data())
def test_learning_a_fact_never_turns_a_verdict_round(library: Library, sample: Sample, data: st.DataObject) -> None:
    child = sample(data)
    places = ("hukou_place", "residence_place", "event_place")
    fact = data.draw(st.sampled_from([one for one in list_askable(library) if one.name not in places]))
    later = learn(child, fact.name, data.draw(st.sampled_from(list_values(fact, on=child.on))), library)
    if later is None or fact.name in child.situation.known:
        return
    before, after = best_verdicts(child, library), best_verdicts(later, library)
    turned = {one: (owed, after[one]) for one, owed in before.items() if owed is not None and owed is not after[one]}
    assert turned == {}


@EXAMPLES
@given(data=st.data())
def test_the_quick_road_comes_to_what_the_proofs_say(library: Library, sample: Sample, data: st.DataObject) -> None:
    child = sample(data)
    maker = maker_for(child.situation, library)
    for slot in maker.layout.slots:
        assert OWED[maker.evaluation.verdict(slot)] is owed_by_proofs(maker, slot)


def owed_by_proofs(maker: FindingMaker, slot: Slot) -> Truth:
    """Whether a slot is owed, from nothing but the proofs of its conditions and exclusions."""
    grounds: list[Truth] = []
    for ground in slot.grounds:
        prover = maker.prover(ground.program)
        excluded = any_of(prove(one.condition, prover).truth for one, _ in ground.reached.exclusions)
        holds = all_of((prove(ground.reached.ground.gated, prover).truth, negated(excluded)))
        waits: Truth = None if ground.awaits else True
        grounds.append(all_of((holds, waits, ground.reached.ground.is_offered)))
    return any_of(grounds)


@EXAMPLES
@given(data=st.data())
def test_the_facts_that_decide_would_do_alone(library: Library, sample: Sample, data: st.DataObject) -> None:
    child = sample(data)
    maker = maker_for(child.situation, library)
    slot = data.draw(st.sampled_from(maker.layout.slots))
    verdict = maker.evaluation.verdict(slot)
    if verdict == "unknown":
        return
    names = deciding(maker, slot, set())
    known = {name: value for name, value in child.situation.known.items() if name in names or name.endswith("_place")}
    alone = Situation(child.on, known)
    assert OWED[Evaluation(alone, layout_for(library, alone)).verdict(slot)] is OWED[verdict]


def deciding(maker: FindingMaker, slot: Slot, seen: set[int]) -> set[str]:
    """The facts on which a verdict rests: of its grounds, of exclusions that do not hold, of verdicts it rests on."""
    if slot.index in seen:
        return set()
    seen.add(slot.index)
    names: set[str] = set()
    for result in maker.prove_slot(slot):
        if maker.evaluation.verdict(slot) == "entitled" and result.conclusion != "entitled":
            continue
        prover = maker.prover(result.ground.program)
        proofs = [result.proof, *(prove(one.condition, prover) for one, _ in result.ground.reached.exclusions)]
        names |= {fact.name for proof in proofs for fact in proof.facts}
    for name in [one for one in names if one.startswith("ENTITLED(")]:
        for other in maker.layout.by_benefit.get(name.split("'")[1], ()):
            names |= deciding(maker, other, seen)
    return names


def told(finding: Finding | None) -> object:
    """What a question can change about a finding."""
    if finding is None:
        return None
    amounts = [amount.as_json() for amount in finding.amounts]
    return finding.verdict, finding.missing, amounts, finding.covered_by, finding.alternatives


@EXAMPLES
@given(data=st.data())
def test_every_missing_fact_is_unknown_and_can_change_something(
    library: Library, sample: Sample, data: st.DataObject
) -> None:
    child = sample(data)
    findings = determine_situation(child.situation, library=library).findings
    unknown = [one for one in findings if one.verdict == "unknown" and one.missing]
    if not unknown:
        return
    finding = data.draw(st.sampled_from(unknown))
    name = data.draw(st.sampled_from(finding.missing))
    fact = library.vocabulary.facts[name]
    assert name not in child.situation.known or fact.type is FactType.DATE
    later = (learn(child, name, value, library) for value in list_values(fact, on=child.on))
    assert any(told(same_finding(one, finding, library)) != told(finding) for one in later if one is not None), name


def same_finding(child: Child, finding: Finding, library: Library) -> Finding | None:
    findings = determine_situation(child.situation, library=library).findings
    return next((one for one in findings if (one.benefit, one.place) == (finding.benefit, finding.place)), None)


@EXAMPLES
@given(data=st.data())
def test_nothing_known_or_implied_is_asked(library: Library, sample: Sample, data: st.DataObject) -> None:
    child = sample(data)
    facts = library.vocabulary.facts
    asked = {question.fact for question in determine_situation(child.situation, library=library).ask_next}
    known = {name for name in child.situation.known if facts[name].type is not FactType.DATE}
    assert not asked & known
    assert not asked & set(child.situation.because)
    assert all(not facts[name].entry.derive and not facts[name].entry.input_only for name in asked)


@EXAMPLES
@given(data=st.data())
def test_a_finding_is_whole(library: Library, sample: Sample, data: st.DataObject) -> None:
    child = sample(data)
    determination = determine_situation(child.situation, library=library)
    for finding in determination.findings:
        assert finding.because
        assert bool(finding.missing) <= (finding.verdict == "unknown")
        assert not finding.amounts or finding.verdict == "entitled"
        facts = [fact for reason in finding.because for fact in reason.facts if fact.name in child.situation.known]
        assert all(fact.value == child.situation.known[fact.name] for fact in facts)
    keys = [(one.benefit, one.place) for one in determination.findings]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("on", DAYS)
def test_of_a_child_of_whom_nothing_is_known_nothing_is_owed_and_a_place_is_asked_first(
    library: Library, on: date
) -> None:
    determination = determine_situation(Situation(on, {}), library=library)
    assert determination.list_owed() == []
    assert determination.ask_next[0].fact in ("hukou_place", "residence_place")
