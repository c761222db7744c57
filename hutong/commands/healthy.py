"""``python -m hutong.commands.healthy``: whether the application beside answers, for whatever watches over it."""

import os
import sys
from http.client import HTTPConnection, HTTPException

PORT, SECONDS, ALL_WELL = 8000, 4, 200


def is_healthy(*, port: int, host: str) -> bool:
    """Whether ``/health`` says so, asked under a name to which the application answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/health", headers={"Host": host})
        return connection.getresponse().status == ALL_WELL
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    named = os.environ.get("HUTONG_HOSTS", "").split(",")[0].strip()
    sys.exit(not is_healthy(port=PORT, host=named or "localhost"))
