"""The application is prepared, serves, answers the one who watches over it, and ends with all its workers."""

import secrets
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from hutong.commands.healthy import is_healthy
from hutong.commands.main import main
from hutong.commands.tests.running import ask, get_free_port, run_hutong, serving, surroundings
from hutong.lib.key_files import write_keyring
from hutong.lib.sealing import make_keyring
from hutong.screening.sql.tests.needing import get_postgres_programs
from hutong.screening.sql.tests.serving import USER, temporary_server

LIHUA = (
    "add-worker", "lihua", "--name", "示例华", "--role", "civil_affairs", "--kind", "civil_affairs",
    "--place", "431022", "--password", "only-for-tests-1", "--lang", "en",
)  # fmt: skip


def test_it_serves_on_one_machine_from_an_empty_folder(tmp_path: Path) -> None:
    env, port = surroundings(tmp_path / "home"), get_free_port()
    before = run_hutong(env, "serve", "--port", str(port), "--lang", "en")
    assert (before.returncode, "hutong migrate" in before.stderr) == (2, True)
    prepared = run_hutong(env, "migrate", "--lang", "en")
    assert "3351 divisions are new" in prepared.stdout, prepared.stderr
    added = run_hutong(env, *LIHUA)
    assert "示例华 can sign in as lihua: 湖南省郴州市宜章县民政部门, 民政经办人员" in added.stdout, added.stderr
    with serving(env, "serve", port=port):
        assert ask(port, "/health") == (200, '{"status": "ok"}')
        assert is_healthy(port=port, host="localhost")
        assert not is_healthy(port=port, host="elsewhere.example")
        assert ask(port, "/")[0] == 200
        assert ask(port, "/static/hutong/hutong.css")[0] == 200
        taken = run_hutong(env, "serve", "--port", str(port), "--lang", "en")
        assert (taken.returncode, "taken" in taken.stderr) == (2, True)
    assert not is_healthy(port=port, host="localhost")


def test_it_serves_for_real_on_postgresql(tmp_path: Path) -> None:
    write_keyring(make_keyring(), tmp_path / "keys.json")
    port, host = get_free_port(), "hutong.example"
    with temporary_server(get_postgres_programs()) as folder:
        env = surroundings(
            tmp_path / "home",
            HUTONG_PRODUCTION="1",
            HUTONG_SECRET=secrets.token_urlsafe(64),
            HUTONG_HOSTS=host,
            HUTONG_KEYS=str(tmp_path / "keys.json"),
            HUTONG_DATABASE=f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='')}",
        )
        assert "hutong migrate" in run_hutong(env, "serve", "--port", str(port), "--lang", "en").stderr
        prepared = run_hutong(env, "migrate", "--lang", "en")
        assert prepared.returncode == 0, prepared.stderr
        with serving(env, "serve", port=port, host=host):
            assert ask(port, "/health", host=host)[0] == 200
            # Everything else is read by HTTPS alone.
            assert ask(port, "/", host=host)[0] == 301
            assert ask(port, "/health", host="elsewhere.example")[0] == 400


def test_production_that_is_not_safe_ends_with_what_to_do(tmp_path: Path) -> None:
    ran = run_hutong(surroundings(tmp_path, HUTONG_PRODUCTION="1"), "serve")
    assert ran.returncode == 2
    assert "HUTONG_SECRET" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_unknown_kind_of_body_is_said_before_anything_else() -> None:
    words = ["add-worker", "x", "--name", "x", "--role", "x", "--kind", "castle", "--place", "431022", "--lang", "en"]
    ran = CliRunner().invoke(main, words)
    assert ran.exit_code == 2
    assert "'castle' is no kind of body" in ran.output


@pytest.mark.parametrize("command", ["serve", "migrate", "keys", "add-worker", "demo", "demo-cli"])
def test_every_command_says_what_it_does(command: str) -> None:
    assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0
