"""Brings the published divisions into the database: the wide ones always, the rest where it is asked for."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from hutong.places.codes import DIGITS, level_of
from hutong.places.errors import DivisionsMissing
from hutong.places.models import Division, Level
from hutong.places.naming import spelled_for_search
from hutong.places.queries import forget_places

FILE = Path(__file__).with_name("data") / "divisions.parquet"
PUBLISHED = "2023-06-30"
"""As at which day; see docs/third-party.md."""
BATCH = 2_000
BELOW_A_COUNTY = 10 ** (DIGITS - 6)


@transaction.atomic
def load_divisions(prefixes: Iterable[str] = ()) -> int:
    """All provinces, cities and counties, and what lies in the places whose codes begin so; the number of new ones.

    What is there already stays as it is. Raises DivisionsMissing.
    """
    asked = tuple(dict.fromkeys(prefixes))
    known = set(Division.objects.values_list("code", flat=True))
    rows = [
        Division(code=code, name=name, spelled=spelled_for_search(name), level=level_of(code))
        for code, name in (*_read_wide(), *_read_within(asked))
        if code not in known
    ]
    once = {row.code: row for row in rows}
    Division.objects.bulk_create(once.values(), batch_size=BATCH)
    forget_places()
    return len(once)


def is_loaded(place: str) -> bool:
    """Whether the townships of a county are in the database."""
    return Division.objects.filter(code__startswith=place[:6], level=Level.TOWNSHIP).exists()


@cache
def _table() -> pa.Table:
    return pq.read_table(FILE)


def _read_wide() -> Iterator[tuple[str, str]]:
    codes = _table()["code"]
    of_counties = pc.multiply(pc.divide(codes, BELOW_A_COUNTY), BELOW_A_COUNTY)
    yield from _rows(_table().filter(pc.equal(of_counties, codes)))


def _read_within(prefixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    codes = _table()["code"]
    for prefix in prefixes:
        if not (prefix.isascii() and (prefix.isdigit() or not prefix) and len(prefix) <= DIGITS):
            raise DivisionsMissing(prefixes=(prefix,))
        first, last = int(prefix.ljust(DIGITS, "0")), int(prefix.ljust(DIGITS, "9"))
        found = _table().filter(pc.and_(pc.greater_equal(codes, first), pc.less_equal(codes, last)))
        if not found.num_rows:
            raise DivisionsMissing(prefixes=(prefix,))
        yield from _rows(found)


def _rows(table: pa.Table) -> Iterator[tuple[str, str]]:
    codes, names = table["code"].to_pylist(), table["name"].to_pylist()
    yield from ((f"{code:0{DIGITS}d}", name) for code, name in zip(codes, names, strict=True))
