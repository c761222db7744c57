"""The demo serves two invented counties, says whom to sign in as, and ends with all its workers."""

import json
from pathlib import Path

from hutong.commands.demo import MARK
from hutong.commands.tests.running import ask, get_free_port, run_hutong, serving, surroundings

FEW = ("demo", "--children", "12", "--lang", "en")


def test_the_demo_serves_and_begins_anew_unless_it_is_kept(tmp_path: Path) -> None:
    home, port = tmp_path / "demo", get_free_port()
    env = surroundings(tmp_path / "elsewhere", HUTONG_DATABASE="postgresql://nowhere/nothing")
    with serving(env, *FEW, "--home", str(home), port=port) as process:
        assert ask(port, "/")[0] == 200
        sign_ins = json.loads((home / "demo-signins.json").read_text(encoding="utf-8"))
        assert {"username", "password", "name", "role", "place"} == set(sign_ins[0])
        second = run_hutong(env, *FEW, "--home", str(home))
        assert (second.returncode, str(process.pid) in second.stderr) == (2, True)
    kept = home / "hutong.sqlite3"
    made = kept.stat().st_ino
    with serving(env, *FEW, "--home", str(home), "--keep", port=port):
        assert kept.stat().st_ino == made
    assert not (tmp_path / "elsewhere").exists()
    assert not (home / "running").exists()
    for_others = run_hutong(env, *FEW, "--home", str(home), "--keep", "--host", "0.0.0.0")
    assert (for_others.returncode, "without --keep" in for_others.stderr) == (2, True)


def test_a_folder_with_other_things_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    ran = run_hutong(surroundings(tmp_path), *FEW, "--home", str(tmp_path))
    assert (ran.returncode, "something else than a demo" in ran.stderr) == (2, True)
    assert (tmp_path / "letter.txt").is_file()
    assert not (tmp_path / MARK).exists()
