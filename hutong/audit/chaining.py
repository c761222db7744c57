"""Rows are sealed: batch after batch, each over rows of one month. Needs no database."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from hutong.audit.canonical import Lines
from hutong.audit.seals import SealKey, SealMade

ROWS_IN_SEAL = 1_000


def seal_table(
    table: pa.Table, *, number: int, previous: str, key: SealKey, at: datetime, most: int = ROWS_IN_SEAL
) -> list[SealMade]:
    """Seals over rows in the order of their numbers, each over rows of one month, one after the other."""
    made: list[SealMade] = []
    months = pc.strftime(table["at"], format="%Y%m")
    for month in sorted(pc.unique(months).to_pylist()):
        rows = table.filter(pc.equal(months, month))
        lines, ids = Lines(rows), rows["id"].to_pylist()
        for first in range(0, len(ids), most):
            end = min(first + most, len(ids))
            seal = SealMade(
                number=number + len(made),
                made_at=at,
                month=month,
                first=ids[first],
                last=ids[end - 1],
                count=end - first,
                rows_hash=lines.hash(first, end, digest=key.digest),
                prints=lines.prints(first, end, digest=key.digest),
                previous=made[-1].seal if made else previous,
                algorithm=key.algorithm,
                key=key.number,
            ).made_with(key)
            made.append(seal)
    return made
