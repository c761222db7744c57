"""A PostgreSQL server whose data is kept, so that a million files are made once."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from hutong.screening.sql.tests.needing import get_postgres_programs
from hutong.screening.sql.tests.serving import OWNER, USER

FITTING = (
    "shared_buffers=2GB", "effective_cache_size=8GB", "maintenance_work_mem=512MB", "work_mem=32MB",
    "max_wal_size=8GB", "random_page_cost=1.1", "checkpoint_timeout=30min", "listen_addresses=",
)  # fmt: skip
WHILE_FILLING = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


@contextmanager
def kept_server(folder: Path, *, fills: bool = False) -> Iterator[str]:
    """The address of a server of this machine with its data in a folder; quick and careless while it is filled."""
    programs, owner = get_postgres_programs(), OWNER if os.geteuid() == 0 else None
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if owner:
        shutil.chown(folder, owner)

    def run(*words: str) -> None:
        subprocess.run([programs / words[0], *words[1:]], check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)

    data = folder / "data"
    if not (data / "PG_VERSION").exists():
        run(
            "initdb",
            "--auth=trust",
            f"--username={USER}",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "-D",
            str(data),
        )
    settings = [*FITTING, *(WHILE_FILLING if fills else ())]
    options = " ".join([f"-k {folder}", *(f"-c {one}" for one in settings)])
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='')}"
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "fast", "stop")


def open_database(address: str, home: Path) -> dict[str, str]:
    """The surroundings of a command that is to work there."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("HUTONG_")}
    return {
        **given,
        "HUTONG_HOME": str(home.absolute()),
        "HUTONG_DATABASE": address,
        "DJANGO_SETTINGS_MODULE": "hutong.config.settings",
    }
