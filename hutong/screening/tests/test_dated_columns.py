"""The first and last day of a value, in columns beside it."""

import csv
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.ahead.needed_columns import Needed
from hutong.screening.ahead.places_in_scope import Scope
from hutong.screening.ahead.reading import Asked, Reader, looked_at

ON = date(2025, 6, 1)
ROWS = [
    ("a", "431022", True, date(2025, 1, 1), date(2025, 8, 31)),
    ("b", "431022", True, None, date(2025, 5, 31)),
    ("c", "431022", None, None, None),
]
NAMES = ("child", "hukou_place", "father.imprisoned", "father.imprisoned.since", "father.imprisoned.until")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def read(path: Path, library: Library) -> pa.RecordBatch:
    asked = Asked(path, ON, "en")
    needed = Needed(frozenset({"hukou_place", "father.imprisoned"}), ("hukou",), ("hukou",))
    with looked_at(asked, library, lambda note: None) as given:
        assert set(given.columns) == set(NAMES)
        reader = Reader(library, asked, given, needed, Scope(frozenset({"000000"}), True))
        (block,) = [block for lot in reader.plan() for block in reader.read(lot)]
    assert not block.refused.num_rows
    return block.batch


def write_parquet(folder: Path) -> Path:
    columns = [pa.array(column) for column in zip(*ROWS, strict=True)]
    columns[3], columns[4] = columns[3].cast(pa.date32()), columns[4].cast(pa.date32())
    pq.write_table(pa.table(columns, names=NAMES), folder / "children.parquet")
    return folder / "children.parquet"


def write_csv(folder: Path) -> Path:
    path = folder / "children.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        writer.writerow(("a", "431022", "true", "2025-01-01", "2025-08"))
        writer.writerow(("b", "431022", "true", "", "2025-05-31"))
        writer.writerow(("c", "431022", "", "", ""))
    return path


@pytest.mark.parametrize("write", [write_parquet, write_csv])
def test_the_last_day_of_a_value_may_lie_ahead(write: object, library: Library, tmp_path: Path) -> None:
    assert callable(write)
    batch = read(write(tmp_path), library)
    assert batch.column("father.imprisoned.until").to_pylist() == [row[4] for row in ROWS]
    assert batch.column("father.imprisoned.since").to_pylist() == [row[3] for row in ROWS]
