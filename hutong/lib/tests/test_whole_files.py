"""Files are there whole or not at all, and for nobody else to read."""

from pathlib import Path

import pytest

from hutong.lib.whole_files import write_whole, written_whole


def test_a_file_is_there_with_everything_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "list"
    write_whole(file, b"all of it")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"all of it", 0o600)
    assert list(tmp_path.iterdir()) == [file]


def test_where_writing_fails_the_older_file_stays_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "list"
    write_whole(file, b"older")
    with pytest.raises(OSError, match="no space"), written_whole(file) as written:
        written.write(b"half")
        raise OSError("no space")
    assert (file.read_bytes(), list(tmp_path.iterdir())) == (b"older", [file])


def test_it_is_not_under_its_name_before_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "list"
    with written_whole(file) as written:
        written.write(b"half")
        assert not file.exists()
    assert file.read_bytes() == b"half"
