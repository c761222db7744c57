"""Files of our own: under their name only when everything is in them and on the disk, readable by their owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

ONLY_OWNER, ONLY_OWNER_ENTERS = 0o600, 0o700
UNFINISHED = ".unfinished"
"""Ends the name of what is being written; what a killed process left ends so and may be removed."""


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """Write to what is given; it takes the name at the end, in place of an older file. What fails leaves nothing.

    Raises OSError, as when the disk is full.
    """
    temporary = file.with_name(f".{file.name}.{uuid4().hex}{UNFINISHED}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER), "wb") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """The same for what is at hand."""
    with written_whole(file) as written:
        written.write(content)
