"""The findings of a finished run, with their codes expanded. Raises RunNotFinished."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.dataset as ds

from hutong.screening.codes import expand_missing
from hutong.screening.runs.folders import read_run

FINDINGS = "findings"
LINES_AT_ONCE = 10_000
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which findings; what is None does not matter. A place stands for all that lies in it."""

    child: str | None = None
    benefit: str | None = None
    place: str | None = None

    def condition(self) -> pc.Expression | None:
        """The same as a filter over columns."""
        found = None
        for name, value in (("child", self.child), ("benefit", self.benefit), ("place", self.place)):
            if value is None:
                continue
            column = pc.field(name).cast("string")
            one = pc.starts_with(column, _stem(value)) if name == "place" else column == value
            found = one if found is None else found & one
        return found


def _stem(place: str) -> str:
    """What the codes of all counties of a province or a city begin with."""
    for length in (2, 4):
        if place.endswith("0" * (6 - length)):
            return place[:length]
    return place[:6]


def list_findings(folder: Path, wanted: Wanted) -> Iterator[Line]:
    """The findings one after another, in the order of the population."""
    order = read_run(folder)["missing_order"]
    if not (folder / FINDINGS).is_dir():
        return
    parts = sorted((folder / FINDINGS).glob("part-*.parquet"))
    for part in parts:
        batches = ds.dataset(part, format="parquet").to_batches(
            filter=wanted.condition(), batch_size=LINES_AT_ONCE, use_threads=False
        )
        for batch in batches:
            for line in batch.to_pylist():
                yield line | {"missing": list(expand_missing(line["missing"], order))}
