"""The first day of a value is a fact itself: it is read as one, and whoever is told otherwise of it is refused."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import unpack
from hutong.screening.sql.opening import SqlEngine
from hutong.screening.sql.tests.engines import NAMES, opened
from hutong.screening.sql.tests.explaining import Findings, explain, read_anything
from hutong.screening.tests.generating import ON

LONG_AGO, LATELY, TOMORROW, NEVER = date(2024, 1, 1), date(2025, 5, 1), ON + timedelta(1), date(1899, 1, 1)
LOST = "father.lost_contact"
SINCE = f"{LOST}_since"
DAYS = (None, LONG_AGO, LATELY, NEVER)
RANGES = ((None, None), (LONG_AGO, LATELY), (LATELY, ON), (LONG_AGO, None), (None, LATELY))
ORPHAN = {
    "birth_date": date(2015, 3, 1),
    "hukou_place": "431022",
    "residence_place": "431022",
    "mother.dead": True,
    "father.dead": False,
    "father.missing": False,
}
ROWS = [
    (lost, first_day, day, start, end)
    for lost, first_day, day, (start, end) in product(
        (None, True, False), (None, LONG_AGO, LATELY, TOMORROW, NEVER), DAYS, RANGES
    )
]
"""Whether contact was lost, the first day of that, and what is told of the day besides."""


def make_children() -> list[dict[str, Any]]:
    """As the explanation is told of them."""
    return [ORPHAN | _told(*row) for row in ROWS]


def _told(
    lost: bool | None, first_day: date | None, day: date | None, start: date | None, end: date | None
) -> dict[str, Any]:
    told: dict[str, Any] = {LOST: None if lost is None else {"value": lost, "since": first_day}}
    has_range = day is None and (start is not None or end is not None)
    return told | {SINCE: {"from": start, "to": end} if has_range else day}


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = zip(*ROWS, strict=True)
    names = (LOST, f"{LOST}.since", SINCE, f"{SINCE}.from", f"{SINCE}.to")
    kinds = (pa.bool_(), *[pa.date32()] * 4)
    columns = {name: pa.array(values, kind) for name, values, kind in zip(names, told, kinds, strict=True)}
    columns |= {name: pa.array([value] * len(ROWS)) for name, value in ORPHAN.items()}
    columns["child"] = pa.array([str(number) for number in range(len(ROWS))])
    file = tmp_path_factory.mktemp("first_days") / "children.parquet"
    pq.write_table(pa.table(columns), file)
    return file


@pytest.fixture(scope="module")
def explained(library: Library) -> list[Findings | None]:
    return explain(library, make_children(), on=ON)


@pytest.fixture(scope="module", params=NAMES)
def engine(request: pytest.FixtureRequest, library: Library) -> Iterator[SqlEngine]:
    with opened(request.param, library, request) as made:
        yield made


def test_a_first_day_is_read_and_whoever_contradicts_it_is_refused(
    engine: SqlEngine, population: Path, explained: list[Findings | None], tmp_path: Path
) -> None:
    engine.screen(population, tmp_path)
    assert read_anything(tmp_path, len(ROWS)) == explained


def test_the_arrow_road_refuses_the_same_children(
    library: Library, population: Path, explained: list[Findings | None]
) -> None:
    table = pq.read_table(population).drop_columns(["child"]).combine_chunks()
    screened = ArrowEngine(library, ON).screen(table.to_batches()[0])
    usable = unpack(screened.usable, len(ROWS))
    assert [bool(one) for one in usable] == [one is not None for one in explained]
    assert 0 < sum(one is None for one in explained) < len(ROWS)


def test_who_was_lost_long_ago_and_who_lately_are_told_apart(explained: list[Findings | None]) -> None:
    told = {
        first_day: found["de_facto_living", "431022"][0]
        for (lost, first_day, *others), found in zip(ROWS, explained, strict=True)
        if lost and first_day in (LONG_AGO, LATELY) and not any(others) and found is not None
    }
    assert len(set(told.values())) == len(told) == 2
