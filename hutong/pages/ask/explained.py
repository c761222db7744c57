"""What is explained and never asked: "if this is so, then also …", worked out with the answers given so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hutong.lib.translating import marked, translator
from hutong.pages.library.loaded import get_library, get_told_words
from hutong.policy.determining import Determination, determine
from hutong.policy.errors import SituationRefused

MOST_NAMED = 12


@dataclass(frozen=True)
class Matter:
    """Something that a family may find true without telling anybody, and the facts that it would be."""

    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Explained:
    """A matter with what would be owed besides, and what might be once more is known."""

    words: str
    owed: tuple[tuple[str, str, str], ...]
    possible: tuple[tuple[str, str], ...]


def _both(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{parent}.{name}": value for parent in ("father", "mother") for name, value in facts.items()}


MATTERS = (
    Matter(
        marked("Both parents have died or cannot be found, and the civil affairs office has recognised it"),
        {**_both({"dead": True}), "orphan_recognised": True},
    ),
    Matter(
        marked("One parent has died and the other has been out of touch for six months or more"),
        {
            "father.dead": True, "mother.lost_contact": True, "mother.lost_contact_months": 6,
            "mother.missing": False, "de_facto_recognised": True, "orphan_recognised": False,
        },
    ),
    Matter(
        marked("One parent is in prison for six months or more and the other has been out of touch as long"),
        {
            "father.imprisoned": True, "father.imprisoned_term_months": 6, "mother.lost_contact": True,
            "mother.lost_contact_months": 6, "mother.missing": False, "de_facto_recognised": True,
            "orphan_recognised": False,
        },
    ),
    Matter(marked("Both parents are held by the police at present"), _both({"detained": True})),
    Matter(marked("The child has a disability certificate"), {"disabled": True, "disability.certified": True}),
    Matter(
        marked("The child's disability is severe: grade one or two"),
        {"disabled": True, "disability.certified": True, "disability.grade": 1, "severely_disabled": True},
    ),
    Matter(marked("The child is seriously ill"), {"serious_illness": True}),
    Matter(marked("The child lives with HIV"), {"hiv_status": "hiv"}),
    Matter(
        marked("Somebody has beaten, abused or otherwise harmed the child"),
        {"harmed": True, "harm.abuse": True, "harm.unlawful_harm": True},
    ),
    Matter(marked("The child lives on the street"), {"is_vagrant": True}),
    Matter(
        marked("A disaster or an accident has left the child without anybody to look after it"),
        {"guardian_lost_in_emergency": True, "other_guardian_exists": False},
    ),
)  # fmt: skip


def explain(given: Mapping[str, Any], base: Determination, *, on: date, lang: str) -> tuple[Explained, ...]:
    """Every matter that the answers leave possible."""
    found = (_explained(matter, given, base, on=on, lang=lang) for matter in MATTERS)
    return tuple(one for one in found if one is not None and (one.owed or one.possible))


def _explained(
    matter: Matter, given: Mapping[str, Any], base: Determination, *, on: date, lang: str
) -> Explained | None:
    try:
        supposed = determine({**given, **matter.facts}, library=get_library(), on=on)
    except SituationRefused:
        return None
    words = get_told_words(lang)
    before = {(one.benefit, one.place): one.amounts for one in base.list_owed()}
    owed = {
        one.benefit: (one.benefit, words.benefit(one.benefit), words.say("; ").join(map(words.amount, one.amounts)))
        for one in supposed.list_owed()
        if before.get((one.benefit, one.place)) != one.amounts
    }
    turning = {
        one.benefit for one in base.findings if one.verdict == "unknown" and matter.facts.keys() & set(one.missing)
    }
    still = [one.benefit for one in supposed.findings if one.verdict == "unknown" and one.benefit in turning]
    possible = tuple((slug, words.benefit(slug)) for slug in dict.fromkeys(still) if slug not in owed)
    return Explained(translator(lang)(matter.words), tuple(owed.values()), possible[:MOST_NAMED])
