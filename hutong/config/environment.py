"""What the surroundings say: where data lies, which database, whether this is for real. What is unsafe is refused."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from hutong.lib.key_files import KeyFile, write_keyring
from hutong.lib.sealing import make_keyring

SHORTEST_SECRET, FEWEST_CHARACTERS = 50, 20
SMALLEST_COUNT, OPENING_HOURS, MOST_NUMBER = 3, 8, 100
ONLY_OWNER = 0o700
RECORD_YEARS, MOST_RECORD_YEARS = 10, 100
MOST_UNUSUAL = 10_000
UNUSUAL = {
    "files_in_hour": 40,
    "odd_reads": 5,
    "night_from": 22,
    "night_until": 6,
    "neighbour_files": 1,
    "same_name": 3,
    "same_file": 10,
    "leaving_files": 30,
    "leaving_days": 7,
    "refused": 5,
}
PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""For how long a database is waited for that has gone without a word; the address may say otherwise."""
YES = frozenset({"1", "true", "yes", "on"})
SECOND_FACTOR = ("required", "offered")
IDLE_MINUTES, SESSION_HOURS, MOST_MINUTES, MOST_HOURS, MOST_PROXIES = 30, 12, 480, 24, 9


@dataclass(frozen=True)
class Environment:
    """``HUTONG_…`` variables, read once."""

    home: Path
    """``HUTONG_HOME``: where the embedded database, the keys and the attachments lie."""
    production: bool
    """``HUTONG_PRODUCTION``: real children's data; everything must then be said and be safe."""
    secret: str
    hosts: tuple[str, ...]
    """``HUTONG_HOSTS``: the names under which it answers, with commas between."""
    database: Mapping[str, Any]
    keys_file: Path
    is_factor_required: bool = True
    """``HUTONG_SECOND_FACTOR``: required of posts that see across townships, unless it says offered."""
    idle_minutes: int = IDLE_MINUTES
    """``HUTONG_IDLE_MINUTES``: whoever does nothing for so long signs in again."""
    session_hours: int = SESSION_HOURS
    """``HUTONG_SESSION_HOURS``: after so long everybody signs in again."""
    proxies: int = 0
    """``HUTONG_PROXIES``: how many servers pass requests on to this one, each adding the address it saw."""
    smallest_count: int = SMALLEST_COUNT
    """``HUTONG_SMALLEST_COUNT``: counts of what is told only by grant below this show no number."""
    retention: Path | None = None
    """``HUTONG_RETENTION``: the place's own table of when files are sealed and may be erased, and of local clocks."""
    opening_hours: int = OPENING_HOURS
    """``HUTONG_OPENING_HOURS``: for how long a file outside one's own stays open to whoever gave a reason."""
    record_years: int = RECORD_YEARS
    """``HUTONG_RECORD_YEARS``: so many years the record is kept; the law asks for six months at least."""
    unusual: Mapping[str, int] = field(default_factory=lambda: UNUSUAL)
    """``HUTONG_UNUSUAL_FILES_IN_HOUR`` and so on: from which number on reading is shown as unusual. Local."""

    @property
    def keyring(self) -> KeyFile:
        """The keys. Outside production the first call makes them."""
        if not self.keys_file.exists() and not self.production:
            self.keys_file.parent.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER)
            write_keyring(make_keyring(), self.keys_file)
        return KeyFile(self.keys_file)


def read_environment(given: Mapping[str, str]) -> Environment:
    """The surroundings. Raises ImproperlyConfigured with everything that keeps production from being safe."""
    production = given.get("HUTONG_PRODUCTION", "").lower() in YES
    home = Path(given.get("HUTONG_HOME") or "hutong-home").absolute()
    hosts = tuple(host.strip() for host in given.get("HUTONG_HOSTS", "").split(",") if host.strip())
    keys_file = Path(given.get("HUTONG_KEYS") or home / "keys.json")
    secret = given.get("HUTONG_SECRET", "")
    address = given.get("HUTONG_DATABASE", "")
    if production:
        _refuse_unsafe(secret=secret, hosts=hosts, keys_file=keys_file, address=address, home=home)
    elif not secret:
        secret = _kept_secret(home)
    local = ("127.0.0.1", "localhost", "[::1]")
    database = _postgres(address) if address else _embedded(home)
    return Environment(
        home, production, secret, hosts or local, database, keys_file,
        is_factor_required=_read_choice(given, "HUTONG_SECOND_FACTOR", SECOND_FACTOR) == "required",
        idle_minutes=_read_number(given, "HUTONG_IDLE_MINUTES", IDLE_MINUTES, low=1, high=MOST_MINUTES),
        session_hours=_read_number(given, "HUTONG_SESSION_HOURS", SESSION_HOURS, low=1, high=MOST_HOURS),
        proxies=_read_number(given, "HUTONG_PROXIES", int(production), low=0, high=MOST_PROXIES),
        smallest_count=_read_number(given, "HUTONG_SMALLEST_COUNT", SMALLEST_COUNT, low=1, high=MOST_NUMBER),
        retention=Path(given["HUTONG_RETENTION"]) if given.get("HUTONG_RETENTION") else None,
        opening_hours=_read_number(given, "HUTONG_OPENING_HOURS", OPENING_HOURS, low=1, high=MOST_NUMBER),
        record_years=_read_number(given, "HUTONG_RECORD_YEARS", RECORD_YEARS, low=1, high=MOST_RECORD_YEARS),
        unusual={
            name: _read_number(given, f"HUTONG_UNUSUAL_{name.upper()}", usual, low=0, high=MOST_UNUSUAL)
            for name, usual in UNUSUAL.items()
        },
    )  # fmt: skip


def _read_choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """One of the words; the first where nothing is said."""
    word = given.get(name, "").strip().lower() or choices[0]
    if word not in choices:
        raise ImproperlyConfigured(f"{name}: write {' or '.join(choices)}, not '{word}'")
    return word


def _read_number(given: Mapping[str, str], name: str, usual: int, *, low: int, high: int) -> int:
    text = given.get(name, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise ImproperlyConfigured(f"{name}: write a whole number from {low} to {high}, not '{text}'")
    return int(text)


def _refuse_unsafe(*, secret: str, hosts: tuple[str, ...], keys_file: Path, address: str, home: Path) -> None:
    wrong = []
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS:
        wrong.append(f"HUTONG_SECRET: give at least {SHORTEST_SECRET} random characters and keep them")
    if not hosts or "*" in hosts:
        wrong.append("HUTONG_HOSTS: name the hosts under which this answers; * is not one")
    if not address:
        wrong.append("HUTONG_DATABASE: give the address of a PostgreSQL database, postgresql://user:password@host/name")
    elif _is_far(address) and "sslmode" not in dict(parse_qsl(urlsplit(address).query)):
        wrong.append(
            "HUTONG_DATABASE: it is on another machine; say how the way there is kept secret: ?sslmode=verify-full, "
            "or ?sslmode=disable on a network that only these machines share"
        )
    if not keys_file.is_file():
        wrong.append(f"HUTONG_KEYS: {keys_file} is not there; make it with 'hutong keys' and keep a copy elsewhere")
    elif os.name == "posix" and keys_file.stat().st_mode & 0o077:
        wrong.append(f"HUTONG_KEYS: others may read {keys_file}; take that right away (chmod 600)")
    elif keys_file.resolve().is_relative_to(home.resolve()):
        wrong.append(
            "HUTONG_KEYS: the keys lie beside the data; put them where a backup of the data does not take them"
        )
    if wrong:
        raise ImproperlyConfigured("This would not be safe for children's data:\n- " + "\n- ".join(wrong))


def _is_far(address: str) -> bool:
    """Whether the database is reached over a network."""
    parts = urlsplit(address)
    host = parts.hostname or dict(parse_qsl(parts.query)).get("host", "")
    return bool(host) and not host.startswith("/") and host not in ("localhost", "127.0.0.1", "::1")


def _kept_secret(home: Path) -> str:
    """Outside production: made once and kept, so that people stay signed in when it starts again."""
    file = home / "secret"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER)
        file.touch(mode=0o600)
        file.write_text(get_random_secret_key(), encoding="ascii")
    return file.read_text(encoding="ascii")


def _embedded(home: Path) -> dict[str, Any]:
    """SQLite with a journal beside it: readers do not wait for the one who writes."""
    home.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / "hutong.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
        },
    }


def _postgres(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured("HUTONG_DATABASE is not like postgresql://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**PATIENCE, **dict(parse_qsl(parts.query))},
    }
