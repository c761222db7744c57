"""The key file is made once, read by its owner alone, and renewed without losing what older keys sealed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from hutong.commands.main import main
from hutong.lib.key_files import read_keyring


def run_keys(*words: str) -> str:
    ran = CliRunner().invoke(main, ["keys", "--lang", "en", *words])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_keys_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "safe" / "keys.json"
    assert "Keep a copy elsewhere" in run_keys(str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_keyring(file).newest == 1


def test_keys_that_are_there_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    run_keys(str(file))
    before = file.read_bytes()
    assert "there already" in run_keys(str(file))
    assert file.read_bytes() == before


def test_what_an_older_key_sealed_opens_after_a_renewal(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    run_keys(str(file))
    sealed = read_keyring(file).seal(b"110101", bound_to="here")
    mark = read_keyring(file).mark("110101", of="identity")
    assert "number 2" in run_keys(str(file), "--renew")
    renewed = read_keyring(file)
    assert renewed.open(sealed, bound_to="here") == b"110101"
    assert renewed.mark("110101", of="identity") == mark


def test_a_file_that_holds_no_keys_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text("a letter", encoding="utf-8")
    ran = CliRunner().invoke(main, ["keys", str(file), "--renew"])
    assert ran.exit_code == 2
    assert "restore it" in ran.output
    assert file.read_text(encoding="utf-8") == "a letter"


def test_the_usual_place_is_the_one_that_the_surroundings_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUTONG_KEYS", raising=False)
    monkeypatch.setenv("HUTONG_HOME", str(tmp_path / "home"))
    run_keys()
    assert (tmp_path / "home" / "keys.json").is_file()
