"""Only what is put down where a question asks."""

import pyarrow as pa
import pyarrow.compute as pc

from hutong.policy.collection import Library
from hutong.screening.ahead.reading import Scope


def in_scope(table: pa.Table, scope: Scope, library: Library) -> pa.Table:
    """The lines of the places in scope."""
    places = table["place"].cast(pa.string())
    inside = [place for place in places.unique().to_pylist() if scope.holds(place, library)]
    return table.filter(pc.is_in(places, value_set=pa.array(inside, pa.string())))
