"""Whatever is done to sealed rows or to their seals is found, and named."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.audit.canonical import Lines
from hutong.audit.errors import RowsUnusable, SealKeyUnusable, SealsUnusable
from hutong.audit.file_rows import FileRows
from hutong.audit.seals import SealKey, SealMade, read_seal_key, read_seals, write_seal_key, write_seals
from hutong.audit.tests.making import (
    KEY,
    TableRows,
    make_rows,
    seal_all,
    with_changed,
    with_inserted,
    without,
)
from hutong.audit.verifying import Kind, Verified, compare_seals, verify, verify_chain

ROWS = make_rows(300)
SEALS = seal_all(ROWS)
IDS = ROWS["id"].to_pylist()


def check(table: pa.Table, seals: list[SealMade] = SEALS, **more: object) -> Verified:
    return verify(seals, TableRows(table), key=KEY, **more)  # type: ignore[arg-type]


def kinds(found: Verified) -> set[Kind]:
    return {one.kind for one in found.faults}


def test_what_nobody_touched_is_whole() -> None:
    found = check(ROWS)
    assert found.is_whole
    assert (found.rows, found.unsealed, found.seals) == (300, 0, len(SEALS))
    assert len({one.month for one in SEALS}) == 4


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("way", "list"),
        ("worker", ""),
        ("door", "home"),
        ("child", "f" * 32),
        ("rows", 2),
        ("purpose", "x"),
        ("about", ""),
    ],
)
def test_a_changed_field_is_found_and_its_row_named(column: str, value: object) -> None:
    value = "x" if ROWS.slice(150, 1)[column][0].as_py() == value else value
    found = check(with_changed(ROWS, 150, column, value))
    assert [(one.kind, one.rows) for one in found.faults] == [(Kind.ROWS_CHANGED, (IDS[150],))]
    assert str(IDS[150]) in found.faults[0].told("zh") and str(IDS[150]) in found.faults[0].told("en")


def test_what_moves_between_two_columns_is_found() -> None:
    rows = with_changed(with_changed(ROWS, 10, "purpose", "a"), 10, "about", "\tb")
    other = with_changed(with_changed(ROWS, 10, "purpose", "a\t"), 10, "about", "b")
    assert check(other, seal_all(rows)).faults


@pytest.mark.parametrize("row", [0, 1, 150, 299])
def test_a_deleted_row_is_found_and_its_place_named(row: int) -> None:
    (fault,) = check(without(ROWS, row)).faults
    assert (fault.kind, fault.count) == (Kind.ROWS_MISSING, 1)
    assert fault.first <= IDS[row] <= fault.last


def test_a_row_put_in_where_a_number_was_free_is_found() -> None:
    free = next(number for number in range(IDS[100], IDS[200]) if number not in IDS)
    near = ROWS["at"][IDS.index(min(one for one in IDS if one > free))].as_py()
    found = check(with_inserted(ROWS, free, at=near))
    assert (Kind.ROWS_INSERTED, (free,)) in {(one.kind, one.rows) for one in found.faults}


def test_a_row_put_in_under_a_number_that_is_taken_is_found() -> None:
    near = ROWS["at"][100].as_py()
    assert Kind.ROWS_INSERTED in kinds(check(with_inserted(ROWS, IDS[100], at=near)))


def test_a_row_put_into_a_month_without_any_is_found() -> None:
    free = next(number for number in range(1, IDS[-1]) if number not in IDS)
    found = check(with_inserted(ROWS, free, at=ROWS["at"][0].as_py() - timedelta(days=400)))
    assert kinds(found) == {Kind.ROWS_INSERTED}


def test_two_rows_that_changed_places_are_found() -> None:
    rows = ROWS.to_pylist()
    rows[60]["id"], rows[61]["id"] = rows[61]["id"], rows[60]["id"]
    assert not check(pa.Table.from_pylist(rows, schema=ROWS.schema)).is_whole


def test_a_row_moved_to_another_month_is_found() -> None:
    found = check(with_changed(ROWS, 150, "at", ROWS["at"][0].as_py()))
    assert {Kind.ROWS_MISSING, Kind.ROWS_INSERTED} <= kinds(found)


@pytest.mark.parametrize("name", ["count", "first", "last", "rows_hash", "prints", "month", "made_at", "previous"])
def test_a_changed_seal_is_found(name: str) -> None:
    seal = SEALS[7]
    was: Any = getattr(seal, name)
    other = was + 1 if isinstance(was, int) else was + timedelta(days=1) if name == "made_at" else "1" + str(was)[1:]
    if other == was:
        other = "2" + str(was)[1:]
    changed: dict[str, Any] = {name: other}
    seals = [*SEALS[:7], replace(seal, **changed), *SEALS[8:]]
    assert Kind.SEAL_CHANGED in {one.kind for one in verify_chain(seals, key=KEY)}


def test_a_seal_made_with_another_key_is_found() -> None:
    forged = seal_all(with_changed(ROWS, 5, "purpose", "x"), key=SealKey(b"x" * 32))
    assert Kind.SEAL_CHANGED in {one.kind for one in verify_chain(forged, key=KEY)}


def test_a_seal_taken_out_of_the_chain_is_found() -> None:
    assert {one.kind for one in verify_chain([*SEALS[:7], *SEALS[8:]], key=KEY)} == {Kind.SEAL_MISSING}


def test_a_chain_without_its_beginning_is_found() -> None:
    assert {one.kind for one in verify_chain(SEALS[3:], key=KEY)} == {Kind.SEAL_MISSING}


def test_an_end_that_was_cut_off_is_found_by_seals_put_aside_before() -> None:
    cut = SEALS[:-5]
    left = ROWS.slice(0, sum(one.count for one in cut))
    assert check(left, cut).is_whole, "by itself a shorter record looks whole"
    assert [(one.kind, one.seal) for one in compare_seals(cut, SEALS)] == [(Kind.END_MISSING, cut[-1].number + 1)]


def test_a_record_sealed_anew_is_found_by_seals_put_aside_before() -> None:
    again = seal_all(with_changed(ROWS, 5, "purpose", "x"))
    assert verify_chain(again, key=KEY) == []
    assert Kind.SEAL_OTHERWISE in {one.kind for one in compare_seals(again, SEALS)}


def test_rows_after_the_last_seal_are_counted_and_no_fault() -> None:
    found = check(ROWS, seal_all(ROWS.slice(0, 280)))
    assert (found.is_whole, found.unsealed) == (True, 20)


def test_a_range_of_months_is_verified_by_itself() -> None:
    months = sorted({one.month for one in SEALS})
    broken = with_changed(ROWS, 0, "purpose", "x")
    assert check(broken, since=months[1], until=months[1]).is_whole
    assert not check(broken, since=months[0], until=months[0]).is_whole


def test_several_threads_find_the_same() -> None:
    broken = without(with_changed(ROWS, 150, "purpose", "x"), 7)
    assert check(broken, jobs=3) == check(broken)


def test_a_month_that_went_after_its_time_is_no_fault_while_part_of_it_is() -> None:
    month = SEALS[0].month
    gone = [at for at, one in enumerate(ROWS["at"].to_pylist()) if f"{one:%Y%m}" == month]
    assert not check(without(ROWS, *gone)).is_whole
    found = check(without(ROWS, *gone), taken_away=frozenset({month}))
    assert (found.is_whole, found.taken_away) == (True, [month])
    assert not check(without(ROWS, *gone[:-1]), taken_away=frozenset({month})).is_whole


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_of_any_cell_no_loss_and_no_addition_goes_unseen(data: st.DataObject) -> None:
    """The property itself, over rows, columns and kinds of tampering."""
    row = data.draw(st.integers(0, ROWS.num_rows - 1))
    done = data.draw(st.sampled_from(["change", "delete", "insert"]))
    if done == "delete":
        broken = without(ROWS, row)
    elif done == "insert":
        number = data.draw(st.integers(1, IDS[-1]))
        broken = with_inserted(ROWS, number, at=ROWS["at"][row].as_py(), purpose=data.draw(st.text(max_size=5)))
    else:
        column = data.draw(
            st.sampled_from(["way", "act", "worker", "role", "door", "child", "place", "purpose", "about"])
        )
        value = data.draw(st.text(max_size=8).filter(lambda text: text != ROWS[column][row].as_py()))
        broken = with_changed(ROWS, row, column, value)
    assert not check(broken).is_whole


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6)), min_size=2, max_size=2, unique=True))
def test_two_rows_that_differ_never_read_alike(cells: list[tuple[str, str]]) -> None:
    tables = [with_changed(with_changed(ROWS.slice(0, 1), 0, "purpose", a), 0, "about", b) for a, b in cells]
    one, other = (Lines(table).hash(0, 1, digest="sha256") for table in tables)
    assert one != other


def test_exported_rows_and_seals_are_verified_without_anything_else(tmp_path: Path) -> None:
    write_seals(SEALS, tmp_path / "seals.jsonl")
    pq.write_table(ROWS, tmp_path / "rows.parquet", row_group_size=64)
    seals = read_seals(tmp_path / "seals.jsonl")
    assert seals == SEALS
    assert verify(seals, FileRows(tmp_path), key=KEY, jobs=2).is_whole
    pq.write_table(with_changed(ROWS, 150, "door", "home"), tmp_path / "rows.parquet", row_group_size=64)
    assert not verify(seals, FileRows(tmp_path / "rows.parquet"), key=KEY).is_whole


def test_files_that_are_none_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "seals.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(SealsUnusable, match="Line 1"):
        read_seals(tmp_path / "seals.jsonl")
    (tmp_path / "rows.parquet").write_bytes(b"none")
    with pytest.raises(RowsUnusable):
        FileRows(tmp_path / "rows.parquet")
    with pytest.raises(RowsUnusable):
        FileRows(tmp_path / "nowhere.parquet")
    with pytest.raises(SealKeyUnusable):
        read_seal_key(tmp_path / "seals.jsonl")


def test_the_key_for_auditors_checks_seals(tmp_path: Path) -> None:
    write_seal_key(KEY, tmp_path / "key.json")
    assert verify_chain(SEALS, key=read_seal_key(tmp_path / "key.json")) == []
    assert (tmp_path / "key.json").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        write_seal_key(KEY, tmp_path / "key.json")


def test_seals_by_sm3_hold_as_well() -> None:
    key = SealKey(b"k" * 32, "sm3")
    seals = seal_all(ROWS, key=key)
    assert verify(seals, TableRows(ROWS), key=key).is_whole
    assert not verify(seals, TableRows(without(ROWS, 3)), key=key).is_whole
