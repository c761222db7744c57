"""Totals counted from findings are those that the engine counts."""

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from hutong.policy.absence import Absence
from hutong.policy.library import Library
from hutong.screening.changes.deriving import Deriving
from hutong.screening.changes.kept import kept_rows, kept_table
from hutong.screening.changes.prints import keys_of
from hutong.screening.concluding import Concluder
from hutong.screening.tests.generating import ON, table_of, usable
from hutong.screening.tests.test_concluding import absences, library  # noqa: F401  # fixtures
from hutong.screening.tests.test_equality import make_children


@pytest.mark.parametrize("with_absence", [False, True])
def test_totals_of_findings_are_those_of_the_engine(
    library: Library,  # noqa: F811
    absences: tuple[Absence, ...],  # noqa: F811
    with_absence: bool,
) -> None:
    concluder = Concluder(library, ON, absences=absences if with_absence else ())
    batch = table_of(make_children(library, 600, seed=11), usable(library.vocabulary.facts))
    concluded = concluder.conclude(batch, 1)
    screened = concluder.screened
    assert screened is not None
    rows = kept_rows(screened)
    ids = pa.array([str(row + 1) for row in rows])
    kept = kept_table(screened, concluder.engine.places.counties, keys_of(ids), rows)
    numbers = np.asarray(pc.index_in(concluded.findings["child"].combine_chunks(), ids))
    found = Deriving(library).totals(concluded.findings, numbers, concluded.gaps, kept)
    for name, table in concluder.take_totals().items():
        assert lines(found[name]) == lines(table), name


def lines(table: pa.Table) -> Counter[tuple[Any, ...]]:
    keys = [one.name for one in table.schema if not pa.types.is_integer(one.type)]
    counted: Counter[tuple[Any, ...]] = Counter()
    for row in table.to_pylist():
        for name in set(row) - set(keys):
            counted[(*(row[key] for key in keys), name)] += row[name]
    return Counter({key: count for key, count in counted.items() if count})
