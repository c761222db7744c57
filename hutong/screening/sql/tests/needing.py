"""Programs that some tests need and a machine may lack. Their tests are skipped there, but fail in CI."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

SERVERS = Path("/usr/lib/postgresql")
"""Where Debian keeps them, one folder for each version, off the path."""
OLDEST_JAVA = 17


def get_postgres_programs(servers: Path = SERVERS) -> Path:
    """The folder with initdb and pg_ctl."""
    installed = list(servers.glob("*/bin/initdb"))
    if installed:
        return max(installed, key=lambda program: int(program.parent.parent.name)).parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else lack("a PostgreSQL server", package="postgresql")


def need_java() -> None:
    """Spark 4 runs on Java 17 or newer."""
    if get_java_version() < OLDEST_JAVA:
        lack(f"Java {OLDEST_JAVA} or newer", package="default-jre-headless")


def get_java_version() -> int:
    """Of the Java that Spark would take; 0 when there is none."""
    home = os.environ.get("JAVA_HOME")
    program = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if program is None:
        return 0
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found.group(1)) if found else 0


def lack(what: str, *, package: str) -> NoReturn:
    """End the test that needs it."""
    words = f"this test needs {what}: apt-get install {package}"
    if os.environ.get("CI"):
        pytest.fail(words, pytrace=False)
    pytest.skip(words)
