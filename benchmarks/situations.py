"""Fictitious children at Yizhang, one of each kind that makes a difference to the time a determination takes."""

from hutong.policy.collection import Library
from hutong.vocabulary.facts import FactType

COUNTY, ELSEWHERE = "431022", "440306"
HERE = {"hukou_place": COUNTY, "residence_place": COUNTY, "event_place": COUNTY}
Given = dict[str, object]

ORPHAN: Given = {
    **HERE,
    "birth_date": "2015-03-04",
    "orphan_recognised": True,
    "school_stage": "primary",
    "enrolled": True,
    "disabled": False,
    "dibao": False,
    "tekun": False,
}
DE_FACTO: Given = {
    **HERE,
    "birth_date": "2012-09-10",
    "orphan_recognised": False,
    "father": {"dead": True},
    "mother": {"imprisoned": True, "imprisoned_term_months": 30},
    "dibao": {"value": True, "since": "2023-01-01"},
    "receives": {"dibao": {"value": True, "amount": "420"}},
}
NEARLY_NOTHING: Given = {"hukou_place": COUNTY}
SHELTERED: Given = {
    "enrolled": True,
    "school_public": True,
    "school_stage": "primary",
    "supporter_able": True,
    "basic_living_met": True,
    "hiv_status": "none",
    "safety_state": "safe",
    "guardianship_state": "effective",
    "guardian_performance": "performing",
    "court_appointed_guardian": "none",
    "parents_search_result": "found",
    "state_guardianship_need": "none",
    "father.guardian_capacity": "full",
    "mother.guardian_capacity": "full",
}
LIVES_ELSEWHERE: Given = {**ORPHAN, "residence_place": ELSEWHERE, "event_place": ELSEWHERE}


def list_situations(library: Library) -> dict[str, Given]:
    """The kinds of children by name."""
    return {
        "an orphan": ORPHAN,
        "a de facto unsupported child": DE_FACTO,
        "a child of whom only the hukou is known": NEARLY_NOTHING,
        "a child of whom everything is known": describe_fully(library),
        "an orphan who lives in another province": LIVES_ELSEWHERE,
    }


def describe_fully(library: Library) -> Given:
    """A healthy child at home, with every yes-or-no fact known: no, unless it is one of those a sheltered child has."""
    given: Given = {**HERE, **SHELTERED, "birth_date": "2015-03-04"}
    facts = library.vocabulary.facts
    fixed = {name for one in facts.implications if SHELTERED.get(one.fact) is one.holds for name in one.then}
    for name, fact in facts.items():
        if fact.type is FactType.BOOL and not fact.entry.input_only and name not in fixed:
            given.setdefault(name, False)
    return given
