"""Fictitious children as columns: what is true of them, drawn at rates of the kind that a county sees.

All facts are drawn, whichever rules are measured, so that a narrow and a wide population are the same children.
"""

import zlib
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.screening.rules import ON
from hutong.vocabulary.facts import Fact, Facts, FactType

Column = NDArray[Any]
World = dict[str, Column]
TODAY = (ON - date(1970, 1, 1)).days
YEAR = 365.25
MOST_FEN = 2_000_000_000
"""What a column of 32 bits can hold: nobody's costs are higher."""
ADULTS = 0.01
"""The share of those who are 18 or a little more: young people whom some rules still speak for."""

TROUBLES = {
    "dead": 0.01, "missing": 0.0005, "not_found": 0.0005, "imprisoned": 0.006, "compulsory_rehab": 0.003,
    "other_liberty_restriction": 0.001, "lost_contact": 0.015, "guardianship_revoked": 0.0004, "deported": 0.0002,
    "seriously_ill": 0.015, "disabled": 0.02, "detained": 0.001,
}  # fmt: skip
TERMS = ("imprisoned", "compulsory_rehab", "other_liberty_restriction")
OFTEN = {
    "disabled": 0.05, "disability.certified": 0.7, "disability.intellectual": 0.3, "disability.psychiatric": 0.15,
    "tekun": 0.004, "dibao": 0.03, "meets_dibao_test": 0.01, "dibao_edge": 0.02, "family_economic_difficulty": 0.04,
    "orphan_recognised": 0.005, "work_capable": 0.02, "has_livelihood": 0.96,
    "supporter_able": 0.95, "statutory_supporter_exists": 0.997, "enrolled": 0.85, "school_public": 0.9,
    "basic_living_met": 0.93, "basic_insurance.enrolled": 0.97, "compulsory_education_completed": 0.9,
    "special_preschool": 0.03, "studying_full_time": 0.7, "housing_conditions_met": 0.02,
    "guardian_capacity_assessed": 0.02, "is_migrant_child": 0.08, "is_accompanying_child": 0.05,
    "charity_conditions_met": 0.05, "adoption_established": 0.002, "medical_assistance_eligible": 0.04,
}  # fmt: skip
OF_THE_DISABLED = {"disability.certified", "disability.intellectual", "disability.psychiatric"}
USUAL = {
    "guardian_capacity": "full", "guardian_performance": "performing", "guardianship_state": "effective",
    "guardian_type": "birth_parent", "safety_state": "safe", "self_care": "full", "parents_search_result": "found",
    "funding_arrangement": "community", "lost_contact_search": "found",
}  # fmt: skip
HIGHEST = {"insurance_tier": 2}
NOT_USUAL = {"hiv_status": 0.0005}
SUDDEN = ("sudden_hardship.sudden", "sudden_hardship.urgent", "sudden_hardship.temporary")
PAID = {
    "orphan_protection": ("orphan_recognised",), "tekun_support": ("tekun",), "tekun_care_subsidy": ("tekun",),
    "dibao": ("dibao",), "dibao_child_uplift": ("dibao",), "education_aid": ("family_economic_difficulty",),
    "judicial_relief": ("harmed",), "temporary_assistance": SUDDEN, "temporary_assistance_child_uplift": SUDDEN,
}  # fmt: skip
TAKE_UP, PAID_IN_ERROR = 0.92, 0.0005
SUMS = {"dibao": (300, 650), "dibao_single_person": (300, 500), "tekun_support": (500, 800),
        "disability_living_subsidy": (60, 120)}  # fmt: skip


class Drawing:
    """One block of children, all of it known."""

    def __init__(self, facts: Facts, children: int, seed: tuple[int, ...]) -> None:
        self.facts, self.children = facts, children
        self.random = np.random.default_rng(seed)
        self.world: World = {}

    def draw_facts(self, names: list[str]) -> World:
        """A value of every fact but payments for every child; what goes together is drawn together."""
        self.draw_birthdays()
        for parent in ("father", "mother"):
            self.draw_parent(parent)
        for name in ("disabled", *OF_THE_DISABLED):
            self.world[name] = self.draw_fact(self.facts[name])
        for name in OF_THE_DISABLED:
            self.world[name] &= self.world["disabled"]
        self.draw_school()
        self.draw_statuses()
        for name in names:
            if name not in self.world and not name.startswith("receives."):
                self.world[name] = self.draw_fact(self.facts[name])
        return self.world

    def chance(self, often: float) -> Column:
        """Yes for so many."""
        return self.random.random(self.children, np.float32) < np.float32(often)

    def draw_birthdays(self) -> None:
        days = self.random.integers(0, int(18 * YEAR), self.children)
        days = np.where(self.chance(ADULTS), days % int(YEAR) + int(18 * YEAR), days)
        self.age = days / YEAR
        self.world["birth_date"] = (TODAY - days).astype(np.int32)

    def draw_parent(self, parent: str) -> None:
        """One trouble at most, so that few facts exclude each other."""
        bounds = np.cumsum(list(TROUBLES.values()))
        number = np.searchsorted(bounds, self.random.random(self.children))
        trouble = {name: number == index for index, name in enumerate(TROUBLES)}
        for name in TERMS:
            months = self.random.integers(3, 60, self.children, np.int16)
            self.world[f"{parent}.{name}_term_months"] = np.where(trouble[name], months, 0).astype(np.int16)
        lost = trouble["lost_contact"]
        since = TODAY - self.random.integers(5, 900, self.children, np.int32)
        self.world[f"{parent}.lost_contact_since"] = np.where(lost, since, TODAY).astype(np.int32)
        searched = self.random.integers(0, 2, self.children, np.int8)
        self.world[f"{parent}.lost_contact_search"] = np.where(lost, searched, 2).astype(np.int8)
        grade = self.random.integers(1, 5, self.children, np.int8)
        self.world[f"{parent}.disability_grade"] = np.where(trouble["disabled"], grade, 4).astype(np.int8)
        of_the_mind = f"{parent}.disability_psychiatric_or_intellectual"
        self.world[of_the_mind] = trouble["disabled"] & self.chance(0.3)
        self.world[f"{parent}.severely_disabled"] = trouble["disabled"] & (grade <= 2)
        self.world[f"{parent}.not_performing_care"] = (trouble["deported"] | lost) & self.chance(0.8)
        self.world |= {f"{parent}.{name}": one for name, one in trouble.items()}

    def draw_school(self) -> None:
        """A stage that goes with the age, and free years with both."""
        typical = np.searchsorted(np.array([3, 6, 12, 15, 18]), self.age, side="right")
        vocational = self.chance(0.4)
        stage = np.choose(np.minimum(typical, 4), [0, 1, 2, 3, np.where(vocational, 5, 4)])
        self.world["school_stage"] = np.where(self.chance(0.03), 0, stage).astype(np.int8)
        self.world["free_years_used"] = np.clip(self.age - 6, 0, 14).astype(np.int8)
        self.world["compulsory_education_completed"] = (self.age >= 15) & self.chance(0.9)
        self.world["special_preschool"] = self.world["disabled"] & (self.age < 7) & self.chance(0.3)
        self.world["enrolled"] = (stage > 0) & self.chance(0.97) | self.world["special_preschool"]

    def draw_statuses(self) -> None:
        """What goes with being an orphan, and with being poor."""
        for name in ("orphan_recognised", "dibao"):
            self.world[name] = self.draw_fact(self.facts[name])
        self.world["raised_in_welfare_institution"] = self.world["orphan_recognised"] & self.chance(0.3)
        self.world["meets_dibao_test"] = self.world["dibao"] & self.chance(0.9) | self.chance(OFTEN["meets_dibao_test"])

    def draw_fact(self, fact: Fact) -> Column:
        """A fact by itself: rare, unless it is known to be common."""
        base = fact.name.removeprefix("father.").removeprefix("mother.")
        rare = 0.0005 + zlib.crc32(base.encode()) % 50 / 10_000
        match fact.type:
            case FactType.BOOL:
                return self.chance(OFTEN.get(base, rare))
            case FactType.ENUM:
                words = list(fact.values)
                usual = words.index(USUAL.get(base, words[0]))
                other = self.random.integers(0, len(words), self.children, np.int8)
                return np.where(self.chance(NOT_USUAL.get(base, 0.02)), other, usual).astype(np.int8)
            case FactType.MONEY:
                cost = self.random.lognormal(9, 1, self.children) * 100
                return np.where(self.chance(0.03), np.minimum(cost, MOST_FEN), 0).astype(np.int32)
            case FactType.DATE:
                return (TODAY - self.random.integers(0, 2000, self.children)).astype(np.int32)
            case _:
                return self.random.integers(1, HIGHEST.get(base, 4) + 1, self.children, np.int8)

    def draw_payments(self, names: list[str]) -> World:
        """Most who have the recognised status are paid, and a few who have not; then all of these facts."""
        for name in [name for name in names if name.startswith("receives.")]:
            benefit = name.removeprefix("receives.").removesuffix(".amount")
            received = f"receives.{benefit}"
            if received not in self.world:
                error = self.chance(PAID_IN_ERROR)
                self.world[received] = self.is_due(benefit) & self.chance(TAKE_UP) | error
            if name != received:
                low, high = SUMS[benefit]
                fen = self.random.integers(low, high, self.children) * 100
                self.world[name] = np.where(self.world[received], fen, 0).astype(np.int32)
        return {name: self.world[name] for name in names}

    def is_due(self, benefit: str) -> Column:
        """Roughly who is owed a benefit: those who are likely to be paid."""
        world = self.world
        match benefit:
            case "de_facto_living":
                troubled = [
                    world[f"{parent}.dead"] | world[f"{parent}.imprisoned"] | world[f"{parent}.lost_contact"]
                    for parent in ("father", "mother")
                ]
                return troubled[0] & troubled[1]
            case "dibao_single_person":
                return world["dibao_edge"] & world["disability.certified"]
            case "disability_living_subsidy":
                return world["disabled"] & world["dibao"]
            case "disability_nursing_subsidy":
                return world["disability.certified"] & self.chance(0.5)
            case "hiv_allowance":
                return np.asarray(world["hiv_status"] == 1)
            case "special_preschool_grant":
                return world["special_preschool"]
            case "compulsory_grant" | "compulsory_living":
                return world["family_economic_difficulty"] & np.isin(world["school_stage"], (2, 3))
            case "rent_subsidy":
                return world["is_migrant_child"] & world["housing_conditions_met"]
        statuses = [world[name] for name in PAID.get(benefit, ())]
        return np.logical_or.reduce(statuses) if statuses else self.chance(0.002)
