"""What places pay that share their rules and differ only in the figures that they set."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hutong.policy.library import Library, load_library
from hutong.screening.concluding import Concluder
from hutong.screening.sql import tables
from hutong.screening.sql.duckdb import DuckdbEngine
from hutong.screening.sql.errors import TooManyDocuments
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.places import MOST_RULES, Rules

ON = date(2025, 6, 1)
FRONT = """\
+++
format = 1
number = "standards"
title = "补助标准（虚构）"
title_en = "Standards, invented"
issuer = "chenzhou_city_government"
place = "{city}"
place_name = "{city}"
issued = 2025-01-01
in_force = 2025-01-01
standing = "law"
validity = "stated"
+++

# 补助标准（虚构）

## 1 · 标准

What this city pays.
"""
VALUE = """\
format = 1
[[value]]
name = "orphan_community_monthly"
entries = ["1/a"]
unit = "yuan_per_month"
amount = "{yuan}"
from = 2025-01-01
fills = "000000/gbf2010-54:orphan_community_monthly"
"""
PAYS = {"440200": 1100, "350200": 1300}
CITIES = tuple(f"{province}{city:02}00" for province in range(41, 47) for city in range(1, 15))
MOST_CHARACTERS = 200_000
DEFINITION = """
```rule
[[define]]
entries = ["a"]
name = "local_{city}"
mode = "adds"
when = "disabled"
```
"""


def with_cities(folder: Path, pays: dict[str, int]) -> Library:
    for city, yuan in pays.items():
        document = folder / city / "standards"
        document.mkdir(parents=True)
        (document / "policy.md").write_text(FRONT.format(city=city), encoding="utf-8")
        (document / "values.toml").write_text(VALUE.format(yuan=yuan), encoding="utf-8")
    return load_library(None, also=(folder,))


def population() -> pa.Table:
    homes = ["440281", "350203", "440281"]
    return pa.table(
        {
            "child": ["1", "2", "3"],
            "hukou_place": homes,
            "residence_place": ["440281", "440281", "350203"],
            "birth_date": pa.array([date(2015, 1, 1)] * 3, pa.date32()),
            "orphan_recognised": [True] * 3,
            "funding_arrangement": ["community"] * 3,
        }
    )


def list_paid(findings: pa.Table) -> dict[tuple[str, str], Decimal]:
    return {
        (row["child"], row["place"]): row["amounts"][0]["value"]
        for row in findings.to_pylist()
        if row["benefit"] == "orphan_protection" and row["verdict"] == "entitled"
    }


def test_each_child_is_owed_what_its_own_city_sets(tmp_path: Path) -> None:
    library = with_cities(tmp_path / "policies", PAYS)
    pq.write_table(population(), tmp_path / "children.parquet")
    engine = open_engine("duckdb", library=library, on=ON)
    engine.screen(tmp_path / "children.parquet", tmp_path)
    in_sql = list_paid(pq.read_table(tmp_path / "findings.parquet"))
    batch = population().combine_chunks().to_batches()[0]
    in_arrow = list_paid(Concluder(library, ON).conclude(batch, 1).findings)
    assert in_arrow == {("1", "440281"): 1100, ("2", "350203"): 1300, ("3", "440281"): 1100}
    assert in_sql == in_arrow


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library in which every one of many cities sets a figure of its own."""
    return with_cities(tmp_path_factory.mktemp("nation"), {city: 900 + 5 * at for at, city in enumerate(CITIES)})


def test_any_number_of_cities_with_figures_of_their_own_share_one_query(nation: Library, tmp_path: Path) -> None:
    homes = [f"{city[:4]}02" for city in CITIES]
    children = population().slice(0, 1).take([0] * len(CITIES))
    for name, values in (("child", [str(at) for at in range(len(CITIES))]), ("hukou_place", homes)):
        children = children.set_column(children.schema.get_field_index(name), name, pa.array(values))
    pq.write_table(children, tmp_path / "children.parquet")
    engine = DuckdbEngine(nation, ON)
    query = engine.open(tmp_path / "children.parquet")
    written = engine.written(tables.wide(query, query.source(engine.population), fenced=False))
    assert len(query.rules.programs) == len(CITIES)
    assert len(written) < MOST_CHARACTERS
    engine.screen(tmp_path / "children.parquet", tmp_path)
    paid = list_paid(pq.read_table(tmp_path / "findings.parquet"))
    assert paid == {(str(at), home): 900 + 5 * at for at, home in enumerate(homes)}
    sums = pq.read_table(tmp_path / "amounts.parquet").to_pylist()
    owed = {row["place"]: row["total"] for row in sums if row["benefit"] == "orphan_protection" and row["total"]}
    assert owed == {home: 100 * (900 + 5 * at) for at, home in enumerate(homes)}


def test_more_sets_of_rules_than_a_query_can_hold_are_refused_by_name(tmp_path: Path) -> None:
    cities = CITIES[: MOST_RULES + 1]
    library = with_cities(tmp_path, dict.fromkeys(cities, 1000))
    for city in cities:
        document = tmp_path / city / "standards" / "policy.md"
        document.write_text(document.read_text(encoding="utf-8") + DEFINITION.format(city=city), encoding="utf-8")
    library = load_library(None, also=(tmp_path,))
    with pytest.raises(TooManyDocuments, match=str(MOST_RULES)):
        Rules(library, ON).add(f"{city[:4]}02" for city in cities)
