from datetime import date
from pathlib import Path

import pytest

from hutong.demo.counties import COUNTIES, make_children
from hutong.demo.ledgers import DemoLedger, write_ledgers
from hutong.ledgers.determining_rows import determine_ledger
from hutong.ledgers.reading import Ledger, read_ledger
from hutong.policy.library import Library, load_library

ON = date(2025, 6, 1)
# What the ledgers hold besides facts; a column that drops in here by mistake is a fact lost.
NOT_FACTS = {
    "序号", "父亲/姓名", "母亲/姓名", "父亲姓名", "母亲姓名", "备注", "上报单位",
    "问题清单/生活保障", "问题清单/医疗", "问题清单/监护", "风险等级",
}  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[DemoLedger]:
    children = {county.key: make_children(county, count=340, on=ON, seed=11) for county in COUNTIES}
    return write_ledgers(tmp_path_factory.mktemp("ledgers"), children, seed=11)


@pytest.fixture(scope="module")
def read(written: list[DemoLedger], library: Library) -> list[Ledger]:
    return [read_ledger(one.file, facts=library.vocabulary.facts, on=ON) for one in written]


def test_every_child_is_a_row_that_is_read_or_refused(written: list[DemoLedger], read: list[Ledger]) -> None:
    assert [ledger.count for ledger in read] == [one.children for one in written]


def test_totals_and_notes_are_no_children(read: list[Ledger]) -> None:
    assert [len(ledger.remarks) for ledger in read] == [6 * 4, 0, 3]


def test_every_column_that_says_something_is_read(read: list[Ledger]) -> None:
    assert set().union(*(ledger.unread for ledger in read)) <= NOT_FACTS


def test_just_the_broken_rows_are_refused(written: list[DemoLedger], read: list[Ledger]) -> None:
    for one, ledger in zip(written, read, strict=True):
        twice = sum(name == "_repeat_another_number" for name in one.broken)
        assert len(ledger.refused) == len(one.broken) + twice


def test_two_or_three_rows_of_a_hundred_are_refused(read: list[Ledger]) -> None:
    share = sum(len(ledger.refused) for ledger in read) / sum(ledger.count for ledger in read)
    assert 0.02 <= share <= 0.035


def test_rows_are_broken_in_many_ways(read: list[Ledger]) -> None:
    kinds = {row.faults[0].kind for ledger in read for row in ledger.refused}
    assert kinds >= {
        "identity_check_character", "identity_numeric", "identity_repeated", "date_no_such_day", "place_unknown",
        "impossible", "word", "formula_without_value",
    }  # fmt: skip


def test_the_same_seed_writes_the_same_export(tmp_path: Path) -> None:
    children = {county.key: make_children(county, count=60, on=ON, seed=2) for county in COUNTIES}
    first = write_ledgers(tmp_path / "a", children, seed=2)[1].file.read_bytes()
    assert write_ledgers(tmp_path / "b", children, seed=2)[1].file.read_bytes() == first


def test_the_export_is_gb18030(written: list[DemoLedger]) -> None:
    assert written[1].file.read_bytes().decode("gb18030").startswith("姓名,身份证号,")


def test_no_good_row_is_impossible_to_the_documents(read: list[Ledger], library: Library) -> None:
    for ledger in read:
        done = determine_ledger(ledger, library=library, on=ON)
        assert done.ledger.refused == ledger.refused
