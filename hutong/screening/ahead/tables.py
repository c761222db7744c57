"""The tables of a look ahead. Places are county codes, null where unknown; money is integer fen."""

import pyarrow as pa

from hutong.screening.tables import CHILD, TEXT

STANDING = pa.schema(
    {
        "at": TEXT,
        "benefit": TEXT,
        "place": TEXT,
        "owed": pa.int64(),
        "covered": pa.int64(),
        "unknown": pa.int64(),
        "concerned": pa.int64(),
    }
)
"""Children by how a benefit stands; ``at`` is "before" or "after", or the first day of a month. It adds up."""

OWED = pa.schema(
    {
        "at": TEXT,
        "benefit": TEXT,
        "place": TEXT,
        "term": TEXT,
        "unit": TEXT,
        "state": TEXT,
        "children": pa.int64(),
        "total": pa.int64(),
    }
)
"""What is owed and not covered, by how certain the number is; ``total`` is 0 where there is no number."""

CHANGED = pa.schema(
    {
        "at": TEXT,
        "benefit": TEXT,
        "place": TEXT,
        "change": TEXT,
        "before": TEXT,
        "after": TEXT,
        "cause": TEXT,
        "children": pa.int64(),
        "compared": pa.int64(),
        "fen": pa.int64(),
    }
)
"""Children whom a change reaches. ``fen`` is by how much their month changes, over the ``compared`` whose is exact.

``cause`` is empty, or a cause: then a child can be counted under several.
"""

CHANGES = pa.schema(
    {
        CHILD: pa.string(),
        "benefit": TEXT,
        "place": TEXT,
        "change": TEXT,
        "before": TEXT,
        "after": TEXT,
        "term": TEXT,
        "unit": TEXT,
        "before_fen": pa.int64(),
        "before_state": TEXT,
        "after_fen": pa.int64(),
        "after_state": TEXT,
        "clauses": pa.list_(pa.string()),
    }
)
"""A line for every child and benefit that a draft changes, with what is owed of its main term on either side."""
