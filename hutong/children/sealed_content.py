"""What was attached, beside the database: sealed, under names that say nothing, each bound to its own row."""

from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hutong.lib.sealing import SealBroken
from hutong.lib.whole_files import ONLY_OWNER_ENTERS, write_whole
from hutong.staff.resealing import reseal_file
from hutong.staff.sealed_fields import get_keyring


class ContentLost(Exception):
    """The file is gone, or is not what was attached."""


def folder() -> Path:
    """Where attachments lie."""
    return Path(settings.HOME) / "files"


def name_of(uid: UUID) -> str:
    """Under what name the content of a row lies."""
    return f"{uid.hex[:2]}/{uid.hex}"


def keep_content(name: str, content: bytes, *, bound_to: str) -> None:
    """Written whole or not at all. Where the transaction fails afterwards, a file is left that no row names."""
    file = folder() / name
    file.parent.mkdir(parents=True, exist_ok=True, mode=ONLY_OWNER_ENTERS)
    write_whole(file, get_keyring().seal(content, bound_to=bound_to))


def read_content(name: str, *, checksum: str, bound_to: str) -> bytes:
    """What was attached. Raises ContentLost where the file is gone or was changed."""
    try:
        content = get_keyring().open((folder() / name).read_bytes(), bound_to=bound_to)
    except (OSError, SealBroken) as error:
        raise ContentLost from error
    if sha256(content).hexdigest() != checksum:
        raise ContentLost
    return content


def reseal_content(name: str, *, bound_to: str) -> int:
    """Seal it with the newest key; 1 where an older one had sealed it."""
    return int(reseal_file(folder() / name, bound_to=bound_to))


def remove_content(name: str) -> None:
    """It is gone for good."""
    (folder() / name).unlink(missing_ok=True)
