"""Under rules made up at random, what is screened is what is explained: findings, totals, gaps, refusals."""

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hutong.policy.absence import Absence, read_absences
from hutong.policy.collection import Library
from hutong.screening.tests.comparing import Told, explain, screened
from hutong.screening.tests.random_children import Population
from hutong.screening.tests.random_rules import Conditions, make_library

DAYS = (date(2024, 6, 1), date(2025, 3, 31), date(2023, 2, 28), date(2024, 2, 29), date(2023, 3, 1))
CHILDREN = (1, 40, 64, 90)
SEEDS, FEW, MANY = 24, 60, 1_500


def make_absences(chance: random.Random, library: Library, folder: Path) -> Sequence[Absence]:
    """Up to three declarations that absence from a list means no."""
    written = ["format = 1"]
    for fact in chance.sample(("poor", "dibao", "parent.dead", "has_hukou", "receives.upkeep"), chance.randrange(4)):
        places = chance.choice(('"431000"', '"500110", "440000"', '"000000"'))
        written += [
            "[[absence]]",
            f'fact = "{fact}"',
            'source = "名册"',
            f"places = [{places}]",
            f'tie = "{chance.choice(("hukou", "residence", "event"))}"',
            "from = 2020-01-01",
        ]
        if chance.random() < 0.5:
            written.append(f'requires = "{Conditions(chance).make(1)}"')
    file = folder / "absence.toml"
    file.write_text("\n".join(written), "utf-8")
    return read_absences(file, library)


@dataclass(frozen=True)
class Prepared:
    """A library, its children, and what the explanation says of them."""

    library: Library
    absences: Sequence[Absence]
    on: date
    batch: pa.RecordBatch
    explained: Told

    def check(self) -> None:
        found = screened(self.library, self.batch, on=self.on, absences=self.absences)
        for part, expected in self.explained.items():
            assert found[part] == expected, part


def prepare(chance: random.Random) -> Prepared:
    """A library with its children."""
    with tempfile.TemporaryDirectory() as folder:
        library = make_library(chance, Path(folder))
        absences = make_absences(chance, library, Path(folder))
    on = chance.choice(DAYS)
    population = Population(chance, library.vocabulary.facts, on, chance.choice(CHILDREN))
    explained = explain(library, population.children(), on=on, absences=absences).told()
    return Prepared(library, absences, on, population.batch(), explained)


@cache
def prepared(seed: int) -> Prepared:
    """The same again and again; kept, so that mutation testing explains but once."""
    return prepare(random.Random(seed))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_under_these_rules_what_is_screened_is_what_is_explained(seed: int) -> None:
    prepared(seed).check()


@given(st.randoms(use_true_random=False))
@settings(max_examples=FEW, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_screened_is_what_is_explained(chance: random.Random) -> None:
    prepare(chance).check()


@pytest.mark.endure
@pytest.mark.parametrize("seed", range(10))
def test_what_is_screened_is_what_is_explained_many_times(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(MANY // 10):
        prepare(random.Random(chance.random())).check()
