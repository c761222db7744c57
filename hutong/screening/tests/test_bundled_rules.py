"""The documents that come along, over children with much and little known: totals and gaps are the explained ones."""

from functools import cache

import pyarrow as pa
import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.tests.comparing import Told, explain, screened
from hutong.screening.tests.generating import ON, table_of, usable
from hutong.screening.tests.test_equality import make_children

CHILDREN = 300


@cache
def bundled() -> Library:
    return load_library()


@cache
def told(seed: int) -> tuple[pa.RecordBatch, Told]:
    """The children and what the explanation says; kept, so that mutation testing explains but once."""
    children = make_children(bundled(), CHILDREN, seed=seed)
    table = table_of(children, usable(bundled().vocabulary.facts))
    return table, explain(bundled(), children, on=ON).told()


@pytest.mark.parametrize("seed", [21])
def test_totals_and_gaps_under_the_bundled_rules_are_the_explained_ones(seed: int) -> None:
    table, expected = told(seed)
    found = screened(bundled(), table, on=ON, wanted=frozenset({"gaps", "summary"}))
    for part in expected.keys() - {"findings"}:
        assert found[part] == expected[part], part
