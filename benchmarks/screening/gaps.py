"""What is not known: whole stretches without a department's list, half of all incomes, and a gap here and there."""

import zlib

import numpy as np

from benchmarks.screening.drawing import TERMS, Column, World

JUSTICE = (
    "imprisoned",
    "compulsory_rehab",
    "other_liberty_restriction",
    "guardianship_revoked",
    "deported",
    "detained",
)
HEALTH = {"hiv_status", "seriously_ill", "serious_illness", "mental_abnormal", "mental_need"}
INCOME = {
    "meets_dibao_test", "has_livelihood", "family_economic_difficulty", "basic_living_met", "unable_to_pay", "needy",
}  # fmt: skip
WITHOUT_JUSTICE, WITHOUT_HEALTH = {3, 6, 9}, {5, 14, 18}
"""Blocks by their number modulo 10 and 20: 30 % and 15 % of them."""
INCOME_UNKNOWN = 0.5
RECEIVED_UNKNOWN = 0.003


def draw_known(world: World, block: int, seed: tuple[int, ...]) -> dict[str, Column]:
    """Who has a known value, fact by fact."""
    random = np.random.default_rng(seed)
    children = len(world["birth_date"])
    income = random.random(children, np.float32) >= INCOME_UNKNOWN
    known: dict[str, Column] = {}
    for name in world:
        known[name] = random.random(children, np.float32) >= _gap(name, block)
        if name in INCOME:
            known[name] &= income
    _forget_what_does_not_apply(world, known)
    return known


def _gap(name: str, block: int) -> float:
    base = name.removeprefix("father.").removeprefix("mother.")
    if base.removesuffix("_term_months") in JUSTICE and base != name and block % 10 in WITHOUT_JUSTICE:
        return 1.0
    if base in HEALTH and block % 20 in WITHOUT_HEALTH:
        return 1.0
    if name.startswith("receives."):
        return RECEIVED_UNKNOWN
    return 0.003 + zlib.crc32(base.encode()) % 28 / 1000


def _forget_what_does_not_apply(world: World, known: dict[str, Column]) -> None:
    """A term without a sentence, a grade without a disability, a sum without a payment: lists leave them empty."""
    for parent in ("father", "mother"):
        for name in TERMS:
            known[f"{parent}.{name}_term_months"] &= world[f"{parent}.{name}"]
        known[f"{parent}.disability_grade"] &= world[f"{parent}.disabled"]
        for name in ("lost_contact_since", "lost_contact_search"):
            known[f"{parent}.{name}"] &= world[f"{parent}.lost_contact"]
    known["disability.grade"] &= world["disabled"]
    for name in world:
        if name.endswith(".amount"):
            received = name.removesuffix(".amount")
            known[name] &= world[received] & known[received]
