"""What is kept of conclusions is the same whether one child is explained or many are screened together."""

from datetime import date
from random import Random
from typing import Any

from hutong.determinations.bundles import current_library
from hutong.determinations.concluding import (
    OWED_NOT_RECEIVED,
    RECEIVED_NOT_OWED,
    Kept,
    keep_one,
    line_of,
    sensitivity_of,
)
from hutong.determinations.screened import Many
from hutong.policy.determining import determine_situation
from hutong.policy.errors import SituationRefused
from hutong.policy.proofs import Decisive
from hutong.policy.situation import Situation, read_situation
from hutong.vocabulary.facts import FactType

LIBRARY = current_library()
FACTS = LIBRARY.vocabulary.facts
TODAY = date(2026, 6, 1)


def kept(**given: Any) -> Kept:
    return keep_one(situation(given), library=LIBRARY)


def situation(given: dict[str, Any]) -> Situation:
    return read_situation(given, on=TODAY, facts=FACTS)


def at_random(random: Random) -> Situation | None:
    """A child at a place with documents of its own, of whom something is known; None where that cannot be."""
    given: dict[str, Any] = {}
    if random.random() < 0.9:
        given["birth_date"] = date(random.randint(2006, 2026), random.randint(1, 5), random.randint(1, 28)).isoformat()
    for name in ("hukou_place", "residence_place"):
        if random.random() < 0.9:
            given[name] = random.choice(["431022", "500110", "990101"])
    for name in random.sample(sorted(FACTS), random.randint(0, 25)):
        fact = FACTS[name]
        if fact.type is FactType.BOOL and not fact.entry.input_only:
            given[name] = random.random() < 0.6
        elif fact.type is FactType.ENUM and not fact.entry.input_only:
            given[name] = random.choice(list(fact.values))
        elif fact.type is FactType.MONEY:
            given[name] = f"{random.randint(1, 900)}.50"
    try:
        return situation(given)
    except SituationRefused:
        return None


def test_many_screened_together_keep_what_each_explained_alone_keeps() -> None:
    random = Random(4)
    situations = [one for one in (at_random(random) for _ in range(400)) if one is not None][:120]
    together = Many(LIBRARY, TODAY).conclude(situations)
    for one, found in zip(situations, together, strict=True):
        assert found == keep_one(one, library=LIBRARY), one.known


def test_labels_are_the_categories_of_the_determination_that_hold() -> None:
    random = Random(5)
    for one in [at_random(random) for _ in range(60)]:
        if one is not None:
            categories = determine_situation(one, library=LIBRARY).categories
            assert keep_one(one, library=LIBRARY).labels == {each.name for each in categories if each.truth is True}


ORPHAN = {"birth_date": "2015-03-02", "hukou_place": "431022", "residence_place": "431022", "orphan_recognised": True}


def test_what_is_owed_in_money_and_not_known_to_be_paid_is_owed_and_not_received() -> None:
    line = kept(**ORPHAN).lines["orphan_protection", "431022"]
    assert (line.verdict, line.gap) == ("entitled", OWED_NOT_RECEIVED)
    assert line.monthly_fen
    paid = kept(**ORPHAN, **{"receives.orphan_protection": True}).lines["orphan_protection", "431022"]
    assert paid.gap == ""


def test_what_is_paid_though_every_document_says_no_is_received_and_not_owed() -> None:
    grown = {"birth_date": "1990-03-02", "enrolled": False, "receives.de_facto_living": True}
    found = kept(**{**ORPHAN, **grown, "orphan_recognised": False, "de_facto_recognised": False})
    gaps = {benefit: line.gap for (benefit, _), line in found.lines.items() if line.gap}
    assert gaps.get("de_facto_living") == RECEIVED_NOT_OWED


def test_a_line_is_as_sensitive_as_the_facts_it_rests_on() -> None:
    ill = kept(**ORPHAN, hiv_status="hiv")
    assert ill.lines["hiv_allowance", "431022"].sensitivity == "highest"


def test_a_plain_benefit_that_rests_on_harm_is_of_the_highest_class() -> None:
    findings = determine_situation(situation(ORPHAN), library=LIBRARY).findings
    plain = next(finding for finding in findings if finding.benefit == "orphan_protection")
    harm = plain.because[0]._replace(facts=(Decisive("harm.family_violence", True, True),))
    assert sensitivity_of(plain, LIBRARY.vocabulary) == "personal"
    assert sensitivity_of(plain._replace(because=(harm,)), LIBRARY.vocabulary) == "highest"
    other_ground = harm._replace(conclusion="not_entitled")
    assert sensitivity_of(plain._replace(because=(*plain.because, other_ground)), LIBRARY.vocabulary) == "personal"


def test_missing_facts_are_cut_at_a_whole_name() -> None:
    findings = determine_situation(situation({}), library=LIBRARY).findings
    one = next(finding for finding in findings if finding.verdict == "unknown")
    line = line_of(one._replace(missing=tuple(f"fact_{number:03}" for number in range(99))), LIBRARY)
    assert len(line.missing) <= 500
    assert set(map(len, line.missing.split(","))) == {8}


POOR_ORPHAN = {
    "birth_date": "2012-05-06", "hukou_place": "431022", "residence_place": "431022", "orphan_recognised": False,
    "has_livelihood": False, "supporter_able": False, "father.dead": True, "mother.imprisoned": True,
    "mother.imprisoned_term_months": 24,
}  # fmt: skip
LIVING = {"de_facto_living", "tekun_support", "tekun_care_subsidy"}


def living_gaps(**given: object) -> list[str]:
    lines = kept(**{**POOR_ORPHAN, **given}).lines
    return [benefit for (benefit, _), line in lines.items() if line.gap == OWED_NOT_RECEIVED and benefit in LIVING]


def test_benefits_between_which_is_to_be_chosen_are_missing_once() -> None:
    owed = [line.benefit for line in kept(**POOR_ORPHAN).lines.values() if line.is_owed and line.benefit in LIVING]
    assert len(owed) > 1
    assert len(living_gaps()) == 1


def test_nothing_is_missing_where_one_of_those_to_be_chosen_is_paid() -> None:
    assert living_gaps(**{"receives.de_facto_living": True}) == []
    # Who draws extreme-poverty support keeps the allowance as a top-up: the care money and the allowance, once.
    assert len(living_gaps(**{"receives.tekun_support": True})) == 1
    both = {"receives.tekun_support": True, "receives.tekun_care_subsidy": True}
    assert living_gaps(**both) == ["de_facto_living"]


def test_what_was_chosen_is_missing_by_itself() -> None:
    assert living_gaps(tekun_given_up_for="de_facto_living") == ["de_facto_living"]
