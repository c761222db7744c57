"""The tables that a screening writes: findings, gap lists, the summary, and the children who were refused.

Places are county codes of six digits, null where the place is unknown. Money is integer fen.
"""

import pyarrow as pa

TEXT = pa.dictionary(pa.int32(), pa.string())
CHILD = "child"

AMOUNT = pa.struct(
    {
        "term": pa.string(),
        "value": pa.decimal128(18, 4),
        "unit": pa.string(),
        "state": pa.string(),
        "may_rise": pa.bool_(),
    }
)
"""One term of what is owed; money in yuan, as ``determine`` writes it."""

FINDINGS = pa.schema(
    {
        CHILD: pa.string(),
        "benefit": TEXT,
        "place": TEXT,
        "verdict": TEXT,
        "amounts": pa.list_(AMOUNT),
        "grounds": pa.list_(pa.string()),
        "missing": pa.string(),
        "covered_by": pa.list_(pa.string()),
        "excluded_by": pa.list_(pa.string()),
        "rests_on": pa.list_(pa.string()),
    }
)
"""A line for every benefit that a child is owed or may be owed. ``missing`` is a code that ``codes.py`` expands."""

GAPS = pa.schema(
    {
        CHILD: pa.string(),
        "benefit": TEXT,
        "place": TEXT,
        "gap": TEXT,
        "fen": pa.int64(),
        "state": TEXT,
        "received_fen": pa.int64(),
        "rests_on_absence": pa.bool_(),
    }
)
"""Where what is owed and what is received differ; ``gap`` is one of ``GAP_KINDS``, ``fen`` what is owed a month."""

GAP_KINDS = ("owed_not_received", "received_not_owed", "undetermined")

SUMMARY = pa.schema(
    {
        "benefit": TEXT,
        "place": TEXT,
        "entitled": pa.int64(),
        "covered": pa.int64(),
        "unknown": pa.int64(),
        "not_offered": pa.int64(),
        "not_entitled": pa.int64(),
        "rests_on_absence": pa.int64(),
        "owed_not_received": pa.int64(),
        "received_not_owed": pa.int64(),
        "undetermined": pa.int64(),
    }
)
"""Children by verdict for each benefit at each place. All numbers add up over parts of a population.

``covered`` are among the entitled: something more favourable stands in their stead.
"""

AMOUNTS = pa.schema(
    {
        "benefit": TEXT,
        "place": TEXT,
        "term": TEXT,
        "unit": TEXT,
        "state": TEXT,
        "children": pa.int64(),
        "total": pa.int64(),
    }
)
"""What is owed (and not covered) added up, in fen, or ten-thousandths of other units; 0 where it has no number."""

REFUSED = pa.schema({CHILD: pa.string(), "row": pa.int64(), "column": pa.string(), "why": pa.string()})
"""Children whose facts cannot be used: the row of the population (from 1), the column where known, and why."""

LACKING = pa.schema({"benefit": pa.string(), "facts": pa.string(), "findings": pa.int64()})
"""Open findings by how many facts would settle them, in two digits."""

DECIDING = pa.schema({"benefit": pa.string(), "fact": pa.string(), "alone": pa.int64(), "among_others": pa.int64()})
"""Open findings that lack a fact: this one alone, or among others."""

LISTS = pa.schema({"holder": pa.string(), "place": pa.string(), "children": pa.int64(), "findings": pa.int64()})
"""What the list of one body would settle, by county of the child's hukou."""
