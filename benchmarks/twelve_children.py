"""Generated, fictitious children of whom everything that the twelve rules read is known."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random

from hutong.policy.collection import Library
from hutong.policy.errors import SituationRefused
from hutong.policy.library import load_library
from hutong.policy.situation import read_situation

TWELVE = Path(__file__).parent / "twelve"
ON = date(2025, 6, 1)
COUNTIES = ("431022",) * 4 + ("430124",)  # one child in five is of another city
Given = dict[str, object]
STAGES = ("none", "preschool", "primary", "junior", "senior_regular", "senior_vocational")
RECEIVED = ("dibao", "dibao_single_person", "tekun_support", "disability_living_subsidy")
OFTEN_OR_NOT = {
    "raised_in_welfare_institution": 0.3, "tekun": 0.2, "work_capable": 0.3, "has_livelihood": 0.3,
    "supporter_able": 0.5, "meets_dibao_test": 0.4, "dibao": 0.4, "dibao_edge": 0.4, "orphan_recognised": 0.4,
    "family_economic_difficulty": 0.6,
}  # fmt: skip
TROUBLES = (
    "none", "dead", "missing", "imprisoned", "compulsory_rehab", "other_liberty_restriction", "lost_contact",
    "guardianship_revoked", "deported", "seriously_ill", "disabled",
)  # fmt: skip
TERMS = ("imprisoned", "compulsory_rehab", "other_liberty_restriction")


def load_twelve() -> Library:
    """The library that holds the twelve rules and nothing else."""
    return load_library(TWELVE)


def list_children(count: int, *, library: Library, seed: int = 12) -> list[Given]:
    """Children whose facts go together; the same seed gives the same children."""
    random = Random(seed)
    children: list[Given] = []
    while len(children) < count:
        given = _draw(random)
        try:
            read_situation(given, on=ON, facts=library.vocabulary.facts)
        except SituationRefused:
            continue
        children.append(given)
    return children


def is_here(given: Given) -> bool:
    """Whether the child is registered and lives where the twelve rules speak."""
    return given["hukou_place"] == given["residence_place"] == COUNTIES[0]


def _draw(random: Random) -> Given:
    given: Given = {
        "hukou_place": random.choice(COUNTIES),
        "residence_place": random.choice(COUNTIES),
        "birth_date": (ON - timedelta(days=random.randrange(1, 19 * 365))).isoformat(),
        "hiv_status": random.choices(("none", "hiv", "aids"), (6, 3, 1))[0],
        "school_stage": random.choice(STAGES),
        "free_years_used": random.randrange(0, 14),
        "compulsory_education_completed": random.random() < 0.3,
    }
    given |= {name: random.random() < often for name, often in OFTEN_OR_NOT.items()}
    given |= dict(_draw_disability(random))
    for benefit in RECEIVED:
        receives = random.random() < 0.3
        given[f"receives.{benefit}"] = receives
        given[f"receives.{benefit}.amount"] = random.randrange(100, 700) if receives else 0
    for parent in ("father", "mother"):
        given |= {f"{parent}.{name}": value for name, value in _draw_parent(random)}
    return given


def _draw_disability(random: Random) -> Iterator[tuple[str, object]]:
    disabled = random.random() < 0.6
    yield "disabled", disabled
    yield "disability.certified", disabled and random.random() < 0.8
    yield "disability.grade", random.randrange(1, 5) if disabled else 4
    yield "disability.intellectual", disabled and random.random() < 0.4
    yield "disability.psychiatric", disabled and random.random() < 0.2
    yield "special_preschool", random.random() < 0.5


def _draw_parent(random: Random) -> Iterator[tuple[str, object]]:
    """One trouble at most, so that facts do not exclude one another; no trouble is unknown."""
    trouble = random.choice(TROUBLES)
    for name in TROUBLES[1:]:
        yield name, name == trouble
    for name in TERMS:
        yield f"{name}_term_months", random.randrange(3, 24) if name == trouble else 0
    lost = trouble == "lost_contact"
    yield "lost_contact_months", random.randrange(0, 12) if lost else 0
    yield "lost_contact_search", random.choice(("searching", "confirmed")) if lost else "found"
    yield "not_performing_care", trouble == "deported" and random.random() < 0.7
    yield "disability_grade", random.randrange(1, 5) if trouble == "disabled" else 4
    yield "disability_psychiatric_or_intellectual", trouble == "disabled" and random.random() < 0.5


def as_openfisca(given: Mapping[str, object]) -> dict[str, object]:
    """The same child as OpenFisca reads it: a period with every value; an amount says that something is received."""
    month = f"{ON:%Y-%m}"
    inputs: dict[str, dict[str, object]] = {"birth_date": {"ETERNITY": given["birth_date"]}}
    not_read = {"birth_date", *(f"receives.{benefit}" for benefit in RECEIVED)}
    for name, value in given.items():
        if name not in not_read:
            inputs[name.replace(".", "_")] = {month: value}
    return {"persons": {"child": inputs}}
