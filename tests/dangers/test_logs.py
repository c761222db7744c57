"""What the machine logs names no child and cannot be written by whoever asks for a page."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from hutong.config.logs import OneLine
from hutong.lib.key_files import write_keyring
from hutong.lib.sealing import make_keyring

NAME, NUMBER = "万小溪", "990101201503040015"
SHAPE = "%(asctime)s %(levelname)s %(name)s %(message)s"


def break_down() -> None:
    """As a database says it."""
    try:
        raise KeyError(f"Key (name)=({NAME}) already exists")
    except KeyError as error:
        raise ValueError(NUMBER) from error


def tell(*, is_silent: bool, message: str = "broke") -> str:
    """What stands in the log after a fault."""
    try:
        break_down()
    except ValueError:
        record = logging.LogRecord("hutong", logging.ERROR, __file__, 1, message, (), sys.exc_info())
    return OneLine(SHAPE, is_silent=is_silent).format(record)


def test_a_fault_is_logged_by_its_place_and_not_by_its_words() -> None:
    told = tell(is_silent=True)
    assert NAME not in told
    assert NUMBER not in told
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert told.count("break_down") == 2


def test_where_nobody_is_real_the_words_are_told() -> None:
    assert NUMBER in tell(is_silent=False)


def test_nobody_writes_a_record_of_their_own() -> None:
    told = tell(is_silent=True, message="Not Found: /a\n2025-06-01 INFO audit all is well\r\u2028\x1b[2J")
    first = told.splitlines()[0]
    assert "all is well" in first
    assert "\x1b" not in told


@pytest.mark.django_db
def test_an_address_with_line_breaks_is_one_record(caplog: pytest.LogCaptureFixture) -> None:
    Client(raise_request_exception=False).get("/no-such%0a2025-06-01%20INFO%20all%20is%20well")
    told = [OneLine(SHAPE, is_silent=True).format(record) for record in caplog.records]
    assert all("\n" not in one for one in told)


def test_faults_are_mailed_to_nobody_and_shown_to_nobody() -> None:
    assert settings.DEBUG is False
    assert not settings.ADMINS
    assert not settings.MANAGERS
    logging_of_django = logging.getLogger("django")
    assert [one for one in logging_of_django.handlers if type(one).__name__ == "AdminEmailHandler"] == []


PROGRAM = """
import django; django.setup()
from django.conf import settings as s
import logging
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,
      s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,
      logging.getLogger().handlers[0].formatter.is_silent)
"""


def test_where_children_are_real_cookies_are_bound_and_the_log_is_silent(tmp_path: Path) -> None:
    keys = tmp_path / "keys" / "keys.json"
    keys.parent.mkdir()
    write_keyring(make_keyring(), keys)
    given = {
        "HUTONG_PRODUCTION": "1",
        "HUTONG_HOME": str(tmp_path / "home"),
        "HUTONG_SECRET": "".join(chr(ord("!") + at) for at in range(60)),
        "HUTONG_HOSTS": "hutong.example",
        "HUTONG_DATABASE": "postgresql://hutong@localhost/ledger",
        "HUTONG_KEYS": str(keys),
        "DJANGO_SETTINGS_MODULE": "hutong.config.settings",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")}
    told = subprocess.run([sys.executable, "-c", PROGRAM], env=kept | given, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["True"] * 6 + ["__Host-session", "__Host-csrf", "True"]
