"""Amounts of every shape at once: counted, fixed, floors, blanks, several grounds that compete for a term."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from hutong.policy.library import load_library
from hutong.screening.sql.opening import open_engine
from hutong.screening.sql.tests.engines import opened
from hutong.screening.sql.tests.explaining import Told, explain, read_anything, read_findings, read_sums
from hutong.screening.sql.tests.populations import make_children, write_population
from hutong.screening.tests.generating import ON

CHILDREN, FEW = 4_000, 600
FRONT = """+++
format = 1
number = "mixed"
title = "金额"
title_en = "Amounts"
issuer = "state_council"
place = "{place}"
place_name = "{place}"
place_name_en = "{place}"
issued = 2020-01-01
in_force = 2020-01-01
standing = "law"
validity = "stated"
+++

# 金额

## 1 · 金额

各种金额。

"""
AMOUNTS = {
    "disabled": "MAX(0, VALUE('whole') - RECEIVED_AMOUNT('dibao') - RECEIVED_AMOUNT('tekun_support'))",
    "dibao": "VALUE('part')",
    "tekun": "VALUE('at_least')",
    "orphan_recognised": "CASE WHEN disabled THEN VALUE('at_least') WHEN enrolled THEN VALUE('blank')"
    " ELSE VALUE('whole') END",
    "enrolled": "VALUE('blank')",
    "dibao_edge": "MIN(VALUE('at_least'), VALUE('part') + RECEIVED_AMOUNT('dibao'))",
    "rural": "CASE WHEN enrolled THEN VALUE('blank') ELSE VALUE('blank') END",
    "inpatient": "VALUE('whole') - VALUE('at_least')",
    "work_capable": "VALUE('at_least') - RECEIVED_AMOUNT('dibao')",
}
VALUES = {"whole": ("1000", "exact"), "part": ("130.5", "exact"), "at_least": ("600", "floor"), "blank": ("", "unset")}
BENEFITS = ("de_facto_living", "dibao", "tekun_support")
LOCAL: dict[str, dict[str, tuple[str, str]]] = {
    "431000": {"whole": ("1200", "exact"), "part": ("900", "exact"), "at_least": ("700", "floor")},
    "500110": {"whole": ("1300.5", "exact"), "part": ("", "unset"), "blank": ("50", "floor")},
    "440200": {"whole": ("800", "floor"), "at_least": ("0", "exact"), "blank": ("650", "exact")},
}
"""What places set: other figures, other certainties, one that leaves open what the nation sets."""


def write_policies(folder: Path) -> Path:
    """A document in which each benefit has grounds with all of these amounts, or with some."""
    grants: list[str] = []
    for number, benefit in enumerate(BENEFITS):
        for place, (when, value) in enumerate(AMOUNTS.items()):
            if number == 0 or place % len(BENEFITS) == number:
                grants.append(
                    f'[[grant]]\nentries = ["{chr(97 + len(grants))}"]\nbenefit = "{benefit}"\nwhen = "{when}"\n'
                    f'amounts = [{{ term = "monthly", value = "{value}" }}]\n'
                )
    write_document(folder, "000000", "```rule\n" + "\n".join(grants) + "```\n", VALUES)
    return folder


def write_document(folder: Path, place: str, rules: str, values: dict[str, tuple[str, str]]) -> None:
    """A document with these values; those of a place fill in the nation's."""
    document = folder / place / "mixed"
    document.mkdir(parents=True)
    (document / "policy.md").write_text(FRONT.format(place=place) + rules, encoding="utf-8")
    written = "".join(
        f'\n[[value]]\nname = "{name}"\nentries = ["1/a"]\nunit = "yuan_per_month"\nstate = "{state}"\n'
        + "from = 2020-01-01\n"
        + (f'amount = "{amount}"\n' if amount else "")
        + ("" if place == "000000" else f'fills = "000000/mixed:{name}"\n')
        for name, (amount, state) in values.items()
    )
    (document / "values.toml").write_text(f"format = 1\n{written}", encoding="utf-8")


def write_with_places(folder: Path) -> Path:
    """The same, and places that set figures of their own."""
    write_policies(folder)
    for place, values in LOCAL.items():
        write_document(folder, place, "", values)
    return folder


@pytest.mark.parametrize("write", [write_policies, write_with_places])
def test_every_shape_of_amount_comes_to_what_is_explained(write: Callable[[Path], Path], tmp_path: Path) -> None:
    library = load_library(write(tmp_path / "policies"))
    children = make_children(library, CHILDREN, seed=31)
    population = write_population(library, children, tmp_path / "children.parquet")
    open_engine("duckdb", library=library, on=ON).screen(population, tmp_path / "out")
    explained = explain(library, children, on=ON)
    assert read_findings(tmp_path / "out", CHILDREN) == explained
    assert {term[3] for findings in explained for told in _told(findings) for term in told[1]} == {
        "exact", "floor", "unset", "unknown",
    }  # fmt: skip


@pytest.mark.parametrize("write", [write_policies, write_with_places])
def test_sums_are_those_of_the_findings(write: Callable[[Path], Path], tmp_path: Path) -> None:
    library = load_library(write(tmp_path / "policies"))
    children = make_children(library, CHILDREN, seed=32)
    population = write_population(library, children, tmp_path / "children.parquet")
    open_engine("duckdb", library=library, on=ON).screen(population, tmp_path / "out")
    added: dict[tuple[str, str | None, str], list[int]] = {}
    for row in pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist():
        for term in row["amounts"] if not row["covered"] else []:
            sums = added.setdefault((row["benefit"], row["place"], term["state"]), [0, 0])
            sums[0] += 1
            sums[1] += int((term["value"] or 0) * 100)
    amounts = pq.read_table(tmp_path / "out" / "amounts.parquet").to_pylist()
    written = {(row["benefit"], row["place"], row["state"]): [row["children"], row["total"]] for row in amounts}
    assert written == added


@pytest.mark.parametrize("name", ["postgres", "spark"])
def test_other_engines_pay_what_places_set_too(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    library = load_library(write_with_places(tmp_path / "policies"))
    children = make_children(library, FEW, seed=33)
    population = write_population(library, children, tmp_path / "children.parquet")
    with opened(name, library, request) as engine, opened("duckdb", library, request) as other:
        engine.screen(population, tmp_path / name)
        other.screen(population, tmp_path / "duckdb")
    assert read_anything(tmp_path / name, FEW) == explain(library, children, on=ON)
    assert read_sums(tmp_path / name) == read_sums(tmp_path / "duckdb")


def _told(findings: dict[tuple[str, str | None], Told] | None) -> list[Told]:
    return list((findings or {}).values())
