"""``bin/with-postgres COMMAND …``: run a command while a PostgreSQL server of its own answers at HUTONG_DATABASE."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest

from hutong.screening.sql.tests.needing import get_postgres_programs
from hutong.screening.sql.tests.serving import USER, temporary_server


def main(command: list[str]) -> int:
    """The command's own exit code; 0 without running it where there is no server, but 1 in CI."""
    try:
        programs = get_postgres_programs()
    except pytest.skip.Exception as lacking:
        print(f"left out: {' '.join(command)}\n{lacking}", file=sys.stderr)  # noqa: T201
        return 0
    except pytest.fail.Exception as lacking:
        print(lacking, file=sys.stderr)  # noqa: T201
        return 1
    with temporary_server(programs) as folder:
        address = f"postgresql://{USER}@/postgres?host={quote(str(folder), safe='')}"
        return subprocess.run(command, env={**os.environ, "HUTONG_DATABASE": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
