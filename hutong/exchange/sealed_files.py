"""Files kept sealed below the home folder, and opened into a folder that is gone afterwards."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from hutong.lib.whole_files import ONLY_OWNER_ENTERS, UNFINISHED, write_whole
from hutong.staff.resealing import reseal_file
from hutong.staff.sealed_fields import get_keyring

FOLDER = "imports"


def keep_file(content: bytes, *, suffix: str) -> str:
    """Seal a file and return the name under which it is found."""
    name = f"{FOLDER}/{uuid.uuid4().hex}{suffix}"
    file = _files() / name
    file.parent.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER_ENTERS)
    write_whole(file, get_keyring().seal(content, bound_to=name))
    return name


def read_file(name: str) -> bytes:
    """What was kept."""
    return get_keyring().open((_files() / name).read_bytes(), bound_to=name)


def forget_file(name: str) -> None:
    """Remove a kept file; one that is gone already is no fault."""
    if name:
        (_files() / name).unlink(missing_ok=True)


@contextmanager
def opened_file(name: str, *, called: str) -> Iterator[Path]:
    """The file under its own name, for readers that want a path; removed at the end."""
    with tempfile.TemporaryDirectory(prefix="opened-", dir=_files()) as folder:
        file = Path(folder) / called
        file.write_bytes(read_file(name))
        yield file


def reseal_kept_files(*, advance: Callable[[int], None]) -> int:
    """Seal the kept files with the newest key that older ones hold; returns how many."""
    done = 0
    for file in sorted((_files() / FOLDER).glob("*")):
        if file.suffix != UNFINISHED:
            done += reseal_file(file, bound_to=f"{FOLDER}/{file.name}")
            advance(1)
    return done


def _files() -> Path:
    folder: Path = settings.HOME / "files"
    folder.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER_ENTERS)
    return folder
