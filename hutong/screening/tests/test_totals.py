"""Totals and files do not depend on what came first or on what a worker met before."""

import random
from pathlib import Path

import pyarrow as pa
import pytest

from hutong.screening.errors import DiskFull
from hutong.screening.runs.tallies import Tally
from hutong.screening.runs.whole_files import checksum, is_whole, with_own_words, write_table, written_whole
from hutong.screening.tables import LISTS, TEXT


def test_parts_add_up_to_the_same_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hutong.screening.runs.tallies.MANY_ROWS", 3)
    rows = [
        {"holder": h, "place": p, "children": 1, "findings": n} for n, h in enumerate("abcab") for p in ("431022", None)
    ]
    parts = [pa.Table.from_pylist([row], schema=LISTS) for row in rows]
    found = []
    for seed in range(5):
        random.Random(seed).shuffle(parts)
        tally = Tally(LISTS)
        for part in parts:
            tally.add(part)
        found.append(tally.table().to_pylist())
    assert all(one == found[0] for one in found)
    assert found[0][0] == {"holder": "a", "place": "431022", "children": 2, "findings": 3}


def test_a_file_holds_its_own_words_alone(tmp_path: Path) -> None:
    met_before = pa.DictionaryArray.from_arrays(pa.array([3, None, 1, 3], pa.int32()), ["x", "b", "y", "a"])
    fresh = pa.DictionaryArray.from_arrays(pa.array([0, None, 1, 0], pa.int32()), ["a", "b"])
    for name, column in (("one", met_before), ("two", fresh)):
        write_table(tmp_path / name, pa.table({"place": column}))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert with_own_words(pa.table({"place": met_before}))["place"].to_pylist() == ["a", None, "b", "a"]
    assert with_own_words(pa.table({"place": pa.nulls(2, TEXT)}))["place"].to_pylist() == [None, None]


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "part"
    with pytest.raises(RuntimeError), written_whole(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with written_whole(path) as temporary:
        temporary.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole" and len(list(tmp_path.iterdir())) == 1


def test_no_room_is_named_with_what_the_system_says(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="No space left"), written_whole(tmp_path / "part"):
        raise OSError(28, "whatever")


def test_a_file_that_was_changed_is_not_whole(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"abc")
    expected = checksum(path, rows=1)
    assert is_whole(path, expected)
    path.write_bytes(b"abd")
    assert not is_whole(path, expected)
    path.unlink()
    assert not is_whole(path, expected)
