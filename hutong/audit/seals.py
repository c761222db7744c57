"""The chain of seals: each a keyed hash over rows and over the seal before, so that nothing can be changed unseen."""

import base64
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hmac

from hutong.audit.canonical import DIGESTS
from hutong.audit.errors import SealKeyUnusable, SealsUnusable
from hutong.lib.sealing import Keyring
from hutong.lib.whole_files import ONLY_OWNER, written_whole

BEGINNING = "0" * 64
FORMAT = 1
PURPOSE = b"\x00hutong audit seal key 1"


@dataclass(frozen=True)
class SealKey:
    """What seals and what checks seals. Made from the key of the marks, which stays when the others are renewed.

    With it nothing that is sealed in the database opens: an auditor may have it.
    """

    key: bytes
    digest: str = "sha256"
    number: int = 1

    @classmethod
    def of(cls, keyring: Keyring) -> "SealKey":
        """The key for the record that belongs to a place's keys."""
        made = hmac.HMAC(keyring.mark_key, DIGESTS[keyring.digest])
        made.update(PURPOSE)
        return cls(made.finalize(), keyring.digest)

    @property
    def algorithm(self) -> str:
        """As a seal names it."""
        return f"hmac-{self.digest}"


@dataclass(frozen=True, slots=True)
class SealMade:
    """A seal as it stands in the database and in exported files."""

    number: int
    made_at: datetime
    month: str
    first: int
    last: int
    count: int
    rows_hash: str
    prints: str
    previous: str
    algorithm: str
    key: int
    seal: str = ""

    @property
    def digest(self) -> str:
        """Of the rows and of the seal."""
        return self.algorithm.removeprefix("hmac-")

    def text(self) -> bytes:
        """What is sealed."""
        said = (
            self.number, int(self.made_at.timestamp() * 1_000_000), self.month, self.first, self.last, self.count,
            self.rows_hash, sha256(self.prints.encode()).hexdigest(), self.previous, self.algorithm, self.key,
        )  # fmt: skip
        return ("hutong seal 1\n" + "\n".join(str(one) for one in said) + "\n").encode()

    def is_of(self, key: SealKey) -> bool:
        """Whether the seal was made with this key of exactly this."""
        if self.digest not in DIGESTS:
            return False
        made = hmac.HMAC(key.key, DIGESTS[self.digest])
        made.update(self.text())
        try:
            made.verify(bytes.fromhex(self.seal))
        except (InvalidSignature, ValueError):
            return False
        return True

    def made_with(self, key: SealKey) -> "SealMade":
        """The same with its seal."""
        made = hmac.HMAC(key.key, DIGESTS[self.digest])
        made.update(self.text())
        return replace(self, seal=made.finalize().hex())


def write_seals(seals: Iterable[SealMade], file: Path) -> int:
    """One signed line for each seal, in order; how many. An older file is replaced whole."""
    count = 0
    with written_whole(file) as written:
        for seal in seals:
            said = _fields(seal) | {"made_at": seal.made_at.isoformat()}
            written.write(json.dumps({"format": FORMAT, **said}, ensure_ascii=True).encode() + b"\n")
            count += 1
    return count


def read_seals(file: Path) -> list[SealMade]:
    """The seals of an exported file, as they stand there. Raises SealsUnusable."""
    seals = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            said = json.loads(line)
            if said.pop("format") != FORMAT:
                raise SealsUnusable(file=file, line=number)
            seals.append(SealMade(**{**said, "made_at": datetime.fromisoformat(said["made_at"])}))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SealsUnusable(file=file, line=number) from error
    return seals


def write_seal_key(key: SealKey, file: Path) -> None:
    """The key that checks seals, for an auditor, readable by its owner alone. Never over a file that is there."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER)
    said = {"format": FORMAT, "audit_seal_key": base64.b64encode(key.key).decode(), "digest": key.digest}
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        json.dump(said, written)


def read_seal_key(file: Path) -> SealKey:
    """The key of such a file. Raises SealKeyUnusable."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        key = SealKey(base64.b64decode(said["audit_seal_key"], validate=True), said["digest"])
    except (ValueError, KeyError, TypeError) as error:
        raise SealKeyUnusable(file=file) from error
    if key.digest not in DIGESTS:
        raise SealKeyUnusable(file=file)
    return key


def head_of(seals: Sequence[SealMade]) -> tuple[int, str]:
    """With which number the next seal goes on, and after which seal."""
    return (seals[-1].number + 1, seals[-1].seal) if seals else (1, BEGINNING)


def _fields(seal: SealMade) -> dict[str, object]:
    return {one.name: getattr(seal, one.name) for one in fields(seal)}
