"""The key file while processes run: a new key is known to all of them, a damaged file stops none."""

from pathlib import Path

import pytest

from hutong.lib import key_files
from hutong.lib.key_files import KeyFile, read_keyring, write_keyring
from hutong.lib.sealing import KeysUnusable, KeyUnknown, make_keyring, with_new_key, without_older_keys

HERE = "children_child.phone:1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_keyring(make_keyring(), tmp_path / "keys.json")
    return tmp_path / "keys.json"


def test_what_another_process_sealed_with_a_new_key_opens_at_once(file: Path) -> None:
    running = KeyFile(file)
    newer = with_new_key(read_keyring(file))
    write_keyring(newer, file)
    assert running.open(newer.seal(b"x", bound_to=HERE), bound_to=HERE) == b"x"


def test_after_a_second_the_new_key_seals(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = KeyFile(file)
    write_keyring(with_new_key(read_keyring(file)), file)
    assert running.now.newest == 1
    monkeypatch.setattr(key_files, "SECONDS_BETWEEN_LOOKS", 0.0)
    assert running.now.newest == 2


def test_while_the_file_is_away_the_keys_known_go_on_working(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = KeyFile(file)
    monkeypatch.setattr(key_files, "SECONDS_BETWEEN_LOOKS", 0.0)
    file.unlink()
    assert running.open(running.seal(b"x", bound_to=HERE), bound_to=HERE) == b"x"


def test_a_file_damaged_while_running_stops_nothing_that_opened_before(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = KeyFile(file)
    sealed = running.seal(b"x", bound_to=HERE)
    monkeypatch.setattr(key_files, "SECONDS_BETWEEN_LOOKS", 0.0)
    file.write_text("{", encoding="utf-8")
    assert running.open(sealed, bound_to=HERE) == b"x"
    with pytest.raises(KeysUnusable):
        KeyFile(file)


def test_a_key_taken_away_is_unknown_from_then_on(file: Path) -> None:
    sealed = KeyFile(file).seal(b"x", bound_to=HERE)
    write_keyring(without_older_keys(with_new_key(read_keyring(file))), file)
    with pytest.raises(KeyUnknown, match="key 1"):
        KeyFile(file).open(sealed, bound_to=HERE)


@pytest.mark.parametrize("suite", ["aes", "sm"])
def test_keys_of_both_suites_read_back(tmp_path: Path, suite: str) -> None:
    keys = with_new_key(make_keyring(suite))
    write_keyring(keys, tmp_path / "keys.json")
    assert read_keyring(tmp_path / "keys.json") == keys
