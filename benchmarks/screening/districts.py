"""Where the children are: the counties of the country, each with as many children, in the order of their codes."""

from functools import cache

import numpy as np

from benchmarks.screening.drawing import Column
from benchmarks.screening.rules import CHENZHOU, ELSEWHERE, QIJIANG
from hutong.vocabulary.divisions import get_gazetteer

COUNTRY = 298_000_000
DISTRICTS = 2_850
PER_DISTRICT = -(-COUNTRY // DISTRICTS)
FEWEST = 10
"""However small the population, it is of several districts."""
MOVED = 0.15
NEAR = 4


@cache
def list_counties() -> tuple[str, ...]:
    """So many real county codes, spread over the country; the two with texts of their own among them."""
    codes = sorted(code for code in get_gazetteer().by_code if not code.endswith("00"))
    left_out = set(np.linspace(3, len(codes) - 1, len(codes) - DISTRICTS).astype(int).tolist())
    left_out -= {codes.index(code) for code in (CHENZHOU, QIJIANG, ELSEWHERE)}
    kept = [code for number, code in enumerate(codes) if number not in left_out]
    return tuple(kept[:DISTRICTS])


def pick_districts(children: int) -> Column:
    """The numbers of the districts that a population of this size fills."""
    count = min(DISTRICTS, max(FEWEST, -(-children // PER_DISTRICT)))
    picked = np.linspace(0, DISTRICTS - 1, count).astype(np.int16)
    counties = list_counties()
    for code in (CHENZHOU, QIJIANG):
        number = counties.index(code)
        if number not in picked:
            picked[np.abs(picked - number).argmin()] = number
    return np.sort(picked)


def home_of(rows: Column, children: int, districts: Column) -> Column:
    """The district of each row: as many children in each, one after the other."""
    per_district = -(-children // len(districts))
    return np.asarray(districts[rows // per_district])


def draw_moves(children: int, seed: tuple[int, ...]) -> Column:
    """How many districts away each child lives: mostly none, else near by or anywhere."""
    random = np.random.default_rng(seed)
    near = random.integers(1, NEAR + 1, children)
    far = random.integers(1, DISTRICTS, children)
    away = np.where(random.random(children) < 0.5, near, far)
    return np.where(random.random(children) < MOVED, away, 0).astype(np.int16)
