"""Settings of the tests: the application's own, at home in a folder of their own, with quick passwords."""

import os
import tempfile
from pathlib import Path

os.environ["HUTONG_HOME"] = str(Path(tempfile.gettempdir()) / f"hutong-tests-{os.getuid()}")
os.environ["HUTONG_SECOND_FACTOR"] = "offered"
for name in ("HUTONG_PRODUCTION", "HUTONG_SECRET", "HUTONG_HOSTS", "HUTONG_KEYS"):
    os.environ.pop(name, None)

from hutong.config.settings import *  # noqa: E402, F403  (they read the surroundings when they are imported)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
