"""The least and most of columns as Parquet files tell them of themselves: nothing is read but the ends of files."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow.parquet as pq

Bounds: TypeAlias = tuple[Any, Any]
NOBODY: Bounds = (None, None)


def read_bounds(files: Iterable[Path]) -> Mapping[str, Bounds]:
    """For each column all of whose parts tell it; None for both ends where nobody has a value."""
    found: dict[str, Bounds] = {}
    silent: set[str] = set()
    for file in files:
        metadata = pq.read_metadata(file)
        for group in range(metadata.num_row_groups):
            row_group = metadata.row_group(group)
            for number in range(metadata.num_columns):
                part = row_group.column(number)
                name, told = part.path_in_schema, _told(part)
                if told is None:
                    silent.add(name)
                else:
                    found[name] = _wider(found.get(name, NOBODY), told)
    return {name: bounds for name, bounds in found.items() if name not in silent}


def _told(part: Any) -> Bounds | None:
    statistics = part.statistics
    if statistics is None:
        return None
    if statistics.has_null_count and statistics.null_count == part.num_values:
        return NOBODY
    return (statistics.min, statistics.max) if statistics.has_min_max else None


def _wider(one: Bounds, other: Bounds) -> Bounds:
    if one[0] is None:
        return other
    return one if other[0] is None else (min(one[0], other[0]), max(one[1], other[1]))
