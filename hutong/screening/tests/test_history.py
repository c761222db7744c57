"""What comes of a batch does not depend on the batches before it: a resumed run ends with the same bytes."""

import random
from typing import Any

import pyarrow as pa

from hutong.policy.library import load_library
from hutong.screening.changes.kept import kept_rows, kept_table
from hutong.screening.concluding import Concluder
from hutong.screening.tests.generating import ON, PLACES, make_child, table_of, usable

LIBRARY = load_library()
TABLES = ("findings", "gaps", "refused", "kept")
FACTS = usable(LIBRARY.vocabulary.facts)


def people(places: tuple[str, ...], seed: int) -> pa.RecordBatch:
    chance = random.Random(seed)
    children: list[dict[str, Any]] = []
    for _ in range(60):
        child = make_child(chance, FACTS, known=0.08)
        child |= dict.fromkeys(("hukou_place", "residence_place", "event_place"), chance.choice(places))
        children.append(child)
    return table_of(children, FACTS)


def concluded(concluder: Concluder, batch: pa.RecordBatch) -> list[Any]:
    found = concluder.conclude(batch, 1)
    assert concluder.screened is not None
    screened, rows = concluder.screened, kept_rows(concluder.screened)
    kept = kept_table(screened, concluder.engine.places.counties, pa.array(range(len(rows)), pa.uint64()), rows)
    return [table.to_pylist() for table in (found.findings, found.gaps, found.refused, kept)]


def test_a_batch_comes_to_the_same_whatever_was_met_before() -> None:
    for turn, place in enumerate(PLACES):
        batch = people((place,), seed=turn)
        fresh, experienced = Concluder(LIBRARY, ON), Concluder(LIBRARY, ON)
        for met in PLACES:
            experienced.conclude(people((met,), seed=100), 1)
        for name, one, other in zip(TABLES, concluded(experienced, batch), concluded(fresh, batch), strict=True):
            # Bare: to explain how two long lists differ takes minutes.
            is_same = one == other
            assert is_same, name
