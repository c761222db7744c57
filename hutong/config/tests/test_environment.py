"""Production refuses to start while anything is unsafe, and names all of it with what to do."""

import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hutong.config.environment import PATIENCE, read_environment
from hutong.lib.key_files import write_keyring
from hutong.lib.sealing import KeysUnusable, make_keyring

SECRET = (string.ascii_letters + string.digits)[:60]


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    """Surroundings with which production starts."""
    write_keyring(make_keyring(), tmp_path / "keys.json")
    return {
        "HUTONG_PRODUCTION": "1",
        "HUTONG_HOME": str(tmp_path / "home"),
        "HUTONG_SECRET": SECRET,
        "HUTONG_HOSTS": "hutong.example, www.hutong.example",
        "HUTONG_DATABASE": "postgresql://hutong:secret@db.example:5433/ledger?sslmode=verify-full",
        "HUTONG_KEYS": str(tmp_path / "keys.json"),
    }


def test_safe_surroundings_are_taken_as_they_are(safe: dict[str, str]) -> None:
    read = read_environment(safe)
    assert read.production
    assert read.hosts == ("hutong.example", "www.hutong.example")
    assert read.database["NAME"] == "ledger"
    assert (read.database["HOST"], read.database["PORT"]) == ("db.example", "5433")
    assert read.database["OPTIONS"] == {**PATIENCE, "sslmode": "verify-full"}
    assert read.keyring.now.newest == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HUTONG_SECRET", "", "HUTONG_SECRET: give at least 50"),
        ("HUTONG_SECRET", "short", "HUTONG_SECRET: give at least 50"),
        ("HUTONG_SECRET", "a" * 80, "HUTONG_SECRET: give at least 50"),
        ("HUTONG_HOSTS", "", "HUTONG_HOSTS: name the hosts"),
        ("HUTONG_HOSTS", "hutong.example,*", "HUTONG_HOSTS: name the hosts"),
        ("HUTONG_DATABASE", "", "HUTONG_DATABASE: give the address"),
        ("HUTONG_DATABASE", "postgresql://hutong:x@db.example/ledger", "sslmode"),
        ("HUTONG_DATABASE", "sqlite:///ledger", "HUTONG_DATABASE is not like postgresql"),
        ("HUTONG_DATABASE", "postgresql://hutong@localhost/", "HUTONG_DATABASE is not like postgresql"),
        ("HUTONG_KEYS", "/nowhere/keys.json", "HUTONG_KEYS: /nowhere/keys.json is not there"),
    ],
)
def test_production_refuses_what_is_unsafe(safe: dict[str, str], name: str, value: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said.replace("?", r"\?")):
        read_environment({**safe, name: value})


def test_production_refuses_keys_that_others_may_read(safe: dict[str, str]) -> None:
    Path(safe["HUTONG_KEYS"]).chmod(0o644)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        read_environment(safe)


def test_production_refuses_keys_that_lie_beside_the_data(safe: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="beside the data"):
        read_environment({**safe, "HUTONG_HOME": str(Path(safe["HUTONG_KEYS"]).parent)})


def test_everything_that_is_unsafe_is_said_at_once() -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read_environment({"HUTONG_PRODUCTION": "yes"})
    for name in ("HUTONG_SECRET", "HUTONG_HOSTS", "HUTONG_DATABASE", "HUTONG_KEYS"):
        assert name in str(refused.value)


def test_production_never_makes_keys_by_itself(safe: dict[str, str]) -> None:
    read = read_environment(safe)
    read.keys_file.unlink()
    with pytest.raises(KeysUnusable):
        _ = read.keyring
    assert not read.keys_file.exists()


def test_a_database_on_this_machine_needs_no_sealed_way(safe: dict[str, str]) -> None:
    for address in ("postgresql://hutong@localhost/ledger", "postgresql://hutong@/ledger?host=/run/postgresql"):
        assert read_environment({**safe, "HUTONG_DATABASE": address}).database["NAME"] == "ledger"


def test_outside_production_it_starts_from_nothing_and_keeps_its_secret_and_keys(tmp_path: Path) -> None:
    given = {"HUTONG_HOME": str(tmp_path / "home")}
    first, second = read_environment(given), read_environment(given)
    assert first.secret == second.secret
    assert first.keyring.now == second.keyring.now
    assert first.database["NAME"] == tmp_path / "home" / "hutong.sqlite3"
    assert "*" not in first.hosts
    for file in ("secret", "keys.json"):
        assert not os.stat(tmp_path / "home" / file).st_mode & 0o077


def run_settings(given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Whether the application starts in these surroundings, and with which cookies."""
    program = (
        "import django; django.setup(); from django.conf import settings as s; "
        "print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS)"
    )
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**surroundings, **given, "DJANGO_SETTINGS_MODULE": "hutong.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_safe_settings(safe: dict[str, str]) -> None:
    ran = run_settings(safe)
    assert ran.stdout == "False True True ['hutong.example', 'www.hutong.example']\n", ran.stderr


def test_production_does_not_start_without_them() -> None:
    ran = run_settings({"HUTONG_PRODUCTION": "1"})
    assert ran.returncode
    assert "This would not be safe" in ran.stderr


def test_signing_in_is_strict_unless_something_else_is_said(safe: dict[str, str]) -> None:
    usual = read_environment(safe)
    assert (usual.is_factor_required, usual.idle_minutes, usual.session_hours, usual.proxies) == (True, 30, 12, 1)
    said = {"HUTONG_SECOND_FACTOR": "offered", "HUTONG_IDLE_MINUTES": "15", "HUTONG_SESSION_HOURS": "8"}
    other = read_environment({**safe, **said, "HUTONG_PROXIES": "0"})
    assert (other.is_factor_required, other.idle_minutes, other.session_hours, other.proxies) == (False, 15, 8, 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUTONG_SECOND_FACTOR", "off"), ("HUTONG_IDLE_MINUTES", "0"), ("HUTONG_IDLE_MINUTES", "never"),
        ("HUTONG_SESSION_HOURS", "25"), ("HUTONG_PROXIES", "-1"), ("HUTONG_IDLE_MINUTES", "１５"),
    ],
)  # fmt: skip
def test_a_setting_of_signing_in_that_cannot_be_is_refused(safe: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read_environment({**safe, name: value})
