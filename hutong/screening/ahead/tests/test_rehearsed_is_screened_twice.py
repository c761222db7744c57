"""A rehearsal says for every child exactly what two full screens differ in."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hutong.policy.amounts import CERTAINTY
from hutong.policy.library import Library, load_library
from hutong.screening.ahead.comparing import BESIDE, LESS, MORE, NONE, OTHERWISE, OWED, change_of
from hutong.screening.ahead.places_in_scope import Scope
from hutong.screening.ahead.reading import Asked, looked_at
from hutong.screening.ahead.rehearsing import Adding, Documents, Rehearsal, Rehearser
from hutong.screening.ahead.sides import ABSENT, screen_side
from hutong.screening.ahead.tests import small_drafts as drafts
from hutong.screening.ahead.tests.readable_children import make_readable_children, usable_rows
from hutong.screening.arrow import ArrowEngine
from hutong.screening.bits import rows_of
from hutong.screening.concluding import Concluder
from hutong.screening.sums import OPEN
from hutong.screening.tests.generating import ON
from hutong.vocabulary.divisions import NATION

MANY = 2_000
Key = tuple[str, str, str | None]


class Stands(NamedTuple):
    standing: str
    amounts: tuple[tuple[str, int | None, int], ...]


def raised_and_moved(folder: Path) -> None:
    """An amount of the city, and the order of two national benefits turned round."""
    drafts.raised(folder)
    home = drafts.copy_document(folder, drafts.NATIONAL_STANDARD)
    drafts.change(
        home, "policy.md", '["orphan_protection", "de_facto_living"]', '["de_facto_living", "orphan_protection"]'
    )


def narrowed(folder: Path) -> None:
    home = drafts.copy_document(folder, drafts.NATIONAL_STANDARD)
    drafts.change(home, "policy.md", 'frame = "age < 18"', 'frame = "age < 12"')


def widened(folder: Path) -> None:
    home = drafts.copy_document(folder, drafts.NATIONAL_STANDARD)
    drafts.change(home, "policy.md", 'frame = "age < 18"', 'frame = "age < 20"')
    drafts.change(home, "policy.md", "age < 18 AND", "age < 20 AND", times=9)


def at_the_residence(folder: Path) -> None:
    """A new text of a county: an amount where a child lives, another benefit for whom none is owed, an exclusion."""
    rules = """[[grant]]
entries = ["a"]
benefit = "de_facto_living"
tie = "residence"
when = "father.dead OR age < 7"
amounts = [{ term = "monthly", value = "VALUE('sum')" }]

[[grant]]
entries = ["b"]
benefit = "temporary_assistance"
tie = "event"
when = "ENTITLED('de_facto_living') AND NOT mother.dead"

[[exclude]]
entries = ["c"]
benefit = "orphan_protection"
when = "raised_in_welfare_institution"
reaches = "all"
treatment = "A3"
"""
    value = '[[value]]\nname = "sum"\nentries = ["1/a"]\nunit = "yuan_per_month"\namount = "300"\nfrom = 2025-01-01\n'
    drafts.new_document(folder, "431022/new", rules, value)


def repealing(folder: Path) -> None:
    rule = f'[[repeal]]\nentries = ["a"]\nclause = "{drafts.CHENZHOU}#2.1"\non = 2025-05-01\n'
    drafts.new_document(folder, "431000/end", rule)


def ended(folder: Path) -> None:
    home = drafts.copy_document(folder, drafts.QIJIANG)
    drafts.change(home, "policy.md", 'standing = "law"', 'standing = "draft"\nended = 2025-06-01')


def other_figures(folder: Path) -> None:
    """Nothing but figures: one of the nation that any county may fill in, one that a choice weighs, one of the city."""
    home = drafts.copy_document(folder, drafts.NATIONAL_STANDARD)
    drafts.change(home, "values.toml", 'state = "unset"', 'amount = "1000"')
    home = drafts.raised(folder)
    drafts.change(home, "values.toml", 'amount = "100"', 'amount = "60"')


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def children(library: Library) -> pa.RecordBatch:
    return make_readable_children(library, MANY)


def screened(library: Library, table: pa.RecordBatch) -> dict[Key, Stands]:
    """By a full screen, how every benefit stands for every child, and what is owed."""
    side = screen_side(ArrowEngine(library, ON), table)
    places, ids = side.engine.places.counties, table["child"].to_pylist()
    found = {}
    for key in side.pieces:
        counties, terms = side.counties(key), side.terms(key)
        for standing, words in zip((OWED, "covered", "unknown"), side.state(key), strict=False):
            for row in rows_of(words, table.num_rows):
                owing = [
                    (name, int(one.numbers[row]) if one.states[row] < OPEN else None, int(one.states[row]))
                    for name, one in terms.items()
                    if standing == OWED and one.states[row] != ABSENT
                ]
                found[ids[row], key.benefit, places[counties[row]] or None] = Stands(
                    standing, tuple(sorted(owing, key=str))
                )
    return found


def concluded(library: Library, table: pa.RecordBatch) -> dict[Key, Stands]:
    """The same from the findings that a screening writes."""
    found = {}
    for row in Concluder(library, ON).conclude(table, 1).findings.to_pylist():
        standing = "covered" if row["covered_by"] else OWED if row["verdict"] == "entitled" else row["verdict"]
        amounts = [
            (one["term"], None if one["value"] is None else int(one["value"] * 100), CERTAINTY.index(one["state"]))
            for one in row["amounts"]
            if standing == OWED
        ]
        if standing in (OWED, "covered", "unknown"):
            found[row["child"], row["benefit"], row["place"]] = Stands(standing, tuple(sorted(amounts, key=str)))
    return found


def usable_ids(library: Library, table: pa.RecordBatch) -> set[str]:
    return {table["child"][row].as_py() for row in usable_rows(library, table, ON)}


class Rehearsed(NamedTuple):
    """The lines that a rehearsal lists, its totals, and how many it looked at."""

    rehearser: Rehearser
    lines: list[Any]
    tables: dict[str, list[Any]]
    looked_at: int


def rehearsed(
    draft: Path, library: Library, children: pa.RecordBatch, folder: Path, *, place: str = "", everybody: bool = False
) -> Rehearsed:
    """A rehearsal of a file of several pieces and parts; with ``everybody`` nobody is passed over."""
    population = folder / "children.parquet"
    pq.write_table(pa.Table.from_batches([children]), population, row_group_size=700)
    asked, adding = Asked(population, ON, "zh", part_children=1_500), Adding()
    changes = folder / f"changes-{everybody}"
    changes.mkdir()
    with looked_at(asked, library, lambda note: None) as given:
        rehearser = Rehearser(Rehearsal(asked, Documents(), draft, place=place, changes=changes), given)
        reader = rehearser.reader
        rehearser.reader = replace(reader, scope=Scope(frozenset({NATION}), True)) if everybody else reader
        for lot in rehearser.reader.plan():
            adding.add(rehearser.look(lot))
    lines = [row for path in changes.glob("part-*") for row in pq.read_table(path).to_pylist()]
    lines.sort(key=lambda row: (row["child"], row["benefit"], row["place"] or ""))
    tables = {name: table.to_pylist() for name, table in adding.tables().items()}
    return Rehearsed(rehearser, lines, tables, adding.looked_at)


@pytest.mark.parametrize(
    "write", [drafts.raised, other_figures, raised_and_moved, narrowed, widened, at_the_residence, repealing, ended]
)
def test_every_change_is_the_difference_of_two_full_screens(
    write: Callable[[Path], Any], library: Library, children: pa.RecordBatch, tmp_path: Path
) -> None:
    write(tmp_path / "draft")
    rehearser, lines, *_ = rehearsed(tmp_path / "draft", library, children, tmp_path)
    draft, kept = rehearser.prepared.draft, usable_ids(library, children)
    compare(lines, screened(draft.before, children), screened(draft.after, children), kept)


@pytest.mark.parametrize(
    ("write", "place"), [(drafts.raised, ""), (at_the_residence, "431022"), (repealing, ""), (ended, "")]
)
def test_who_is_picked_out_by_place_is_told_as_when_nobody_is_passed_over(
    write: Callable[[Path], Any], place: str, library: Library, children: pa.RecordBatch, tmp_path: Path
) -> None:
    write(tmp_path / "draft")
    some, everybody = (
        rehearsed(tmp_path / "draft", library, children, tmp_path, place=place, everybody=everybody)
        for everybody in (False, True)
    )
    assert some.looked_at < everybody.looked_at
    assert some.lines == everybody.lines
    assert some.tables == everybody.tables


def test_every_change_is_what_two_lists_of_findings_differ_in(
    library: Library, children: pa.RecordBatch, tmp_path: Path
) -> None:
    at_the_residence(tmp_path / "draft")
    some = children.slice(0, 60)
    rehearser, lines, *_ = rehearsed(tmp_path / "draft", library, some, tmp_path)
    draft, kept = rehearser.prepared.draft, usable_ids(library, some)
    compare(lines, concluded(draft.before, some), concluded(draft.after, some), kept)


def compare(lines: list[Any], before: dict[Key, Stands], after: dict[Key, Stands], kept: set[str]) -> None:
    """A line for every difference, and none besides."""
    found = {(row["child"], row["benefit"], row["place"]): row for row in lines if row["child"] in kept}
    assert len(found) == sum(row["child"] in kept for row in lines), "one line for each child and benefit"
    expected = {key for key in before | after if before.get(key) != after.get(key)}
    assert set(found) == expected
    assert expected
    for key, row in found.items():
        one, other = before.get(key, Stands(NONE, ())), after.get(key, Stands(NONE, ()))
        assert (row["before"], row["after"]) == (one.standing, other.standing)
        same = one.standing == other.standing
        assert row["change"] in ((MORE, LESS, OTHERWISE) if same else (change_of(one.standing, other.standing),))
        assert row["change"] == BESIDE or row["clauses"]
        for stands, fen in ((one, row["before_fen"]), (other, row["after_fen"])):
            assert fen == next((number for term, number, _ in stands.amounts if term == row["term"]), None)
