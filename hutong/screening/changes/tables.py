"""The tables of what changed from one run to the next."""

import pyarrow as pa

from hutong.screening.tables import AMOUNT, CHILD, TEXT

CHANGES = pa.schema(
    {
        CHILD: pa.string(),
        "benefit": TEXT,
        "kind": TEXT,
        "cause": TEXT,
        "place_before": TEXT,
        "place_after": TEXT,
        "verdict_before": TEXT,
        "verdict_after": TEXT,
        "fen_before": pa.int64(),
        "fen_after": pa.int64(),
        "amounts_before": pa.list_(AMOUNT),
        "amounts_after": pa.list_(AMOUNT),
        "grounds_before": pa.list_(pa.string()),
        "grounds_after": pa.list_(pa.string()),
    }
)
"""A line for every benefit of a child of which something else is true now. No verdict: not owed, so no finding.

``fen`` is what is owed a month, else the first sum of money; null where there is no number.
"""

KINDS = (
    "gained",
    "lost",
    "more",
    "less",
    "restated",
    "moved",
    "covered",
    "became_unknown",
    "became_known",
    "new_child",
    "gone_child",
    "refused",
)
"""``restated``: owed as before, but on other grounds, or with an amount that cannot be set against the earlier one.
``covered``: something better stands in its stead now. ``became_known``: it cannot be owed any more, and could before.
``refused``: the facts of a child that had findings cannot be used any more.
"""

CAUSES = ("facts", "document", "day")
"""Why a child was looked at again: its facts, else a document at one of its places, else the day alone."""

CHANGED = pa.schema({"benefit": TEXT, "kind": TEXT, "cause": TEXT, "clause": TEXT, "children": pa.int64()})
"""How many children by clause: that of today where there is one, else the one that was yesterday's ground."""
