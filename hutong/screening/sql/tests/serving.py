"""A PostgreSQL server of one's own, for as long as it is needed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
USER = "hutong"


@contextmanager
def temporary_server(programs: Path) -> Iterator[Path]:
    """A server on a socket in a temporary folder, yielded; it refuses to run as root, so root steps down."""
    owner = OWNER if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="hutong-"))
    if owner:
        shutil.chown(folder, owner)

    def run(*words: str) -> None:
        subprocess.run([programs / words[0], *words[1:]], check=True, user=owner, cwd=folder, stdout=subprocess.DEVNULL)

    data = str(folder / "data")
    run("initdb", "--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-sync", "-D", data)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield folder
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)
