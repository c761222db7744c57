"""DuckDB says what the explanation says, in verdicts and amounts."""

import pyarrow.parquet as pq

from hutong.policy.library import Library
from hutong.screening.sql.tests.conftest import MANY, Generated
from hutong.screening.sql.tests.explaining import explain, read_findings, recount, told_summary
from hutong.screening.tests.generating import ON


def test_twenty_thousand_children_are_screened_as_they_are_explained(library: Library, generated: Generated) -> None:
    explained = explain(library, generated.children, on=ON)
    assert read_findings(generated.out, MANY) == explained
    assert 0 < sum(one is None for one in explained) < MANY / 4
    assert told_summary(pq.read_table(generated.out / "summary.parquet")) == recount(explained)
