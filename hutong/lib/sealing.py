"""Texts and files sealed with a key that is not in the database, and marks by which a sealed text is found again.

A seal is bound to the row and column it was made for: moved to another row, it does not open. Keys have numbers; the
newest seals, all of them open. AES-256-GCM and HMAC-SHA256 from the cryptography library.
"""

import base64
import hmac
import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
NONCE_BYTES, KEY_BYTES, MARK_BYTES = 12, 32, 20
HEAD_BYTES = 3
ONLY_OWNER = 0o600


class SealingError(Exception):
    """A seal could not be made or opened: SealBroken | KeyUnknown | KeysUnusable."""


class SealBroken(SealingError):
    def __init__(self) -> None:
        super().__init__("a sealed value does not open: it was changed, or moved from another row")


class KeyUnknown(SealingError):
    def __init__(self, *, number: int) -> None:
        self.number = number
        super().__init__(f"a value is sealed with key {number}, which the key file does not hold; restore that key")


class KeysUnusable(SealingError):
    def __init__(self, *, file: Path, why: str) -> None:
        self.file, self.why = file, why
        super().__init__(f"the key file {file} cannot be used: {why}; restore it from its backup")


@dataclass(frozen=True)
class Keyring:
    """Keys by number (1–65535), and the key of the marks, which never changes with them."""

    keys: Mapping[int, bytes]
    mark_key: bytes

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        """The sealed bytes: format, number of the key, nonce, ciphertext with its tag."""
        number, nonce = self.newest, os.urandom(NONCE_BYTES)
        head = bytes([FORMAT]) + number.to_bytes(2, "big")
        return head + nonce + AESGCM(self.keys[number]).encrypt(nonce, plain, head + bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """What was sealed. Raises SealBroken, KeyUnknown."""
        head, rest = sealed[:HEAD_BYTES], sealed[HEAD_BYTES:]
        if len(rest) < NONCE_BYTES or head[0] != FORMAT:
            raise SealBroken
        number = int.from_bytes(head[1:], "big")
        if number not in self.keys:
            raise KeyUnknown(number=number)
        try:
            return AESGCM(self.keys[number]).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + bound_to.encode())
        except InvalidTag:
            raise SealBroken from None

    def mark(self, text: str, *, of: str) -> str:
        """The same mark for the same text of one kind, telling nothing of it without the key; "" for no text."""
        plain = unicodedata.normalize("NFKC", text).strip().upper()
        if not plain:
            return ""
        digest = hmac.digest(self.mark_key, f"{of}\x00{plain}".encode(), sha256)
        return base64.b32encode(digest[:MARK_BYTES]).decode().lower()


def make_keyring() -> Keyring:
    """Fresh keys."""
    return Keyring({1: os.urandom(KEY_BYTES)}, os.urandom(KEY_BYTES))


def with_new_key(keyring: Keyring) -> Keyring:
    """The keys with one more, which seals from now on; what older ones sealed still opens."""
    return Keyring({**keyring.keys, keyring.newest + 1: os.urandom(KEY_BYTES)}, keyring.mark_key)


def write_keyring(keyring: Keyring, file: Path) -> None:
    """The key file, readable by its owner alone; an older one is replaced whole."""
    told = {
        "format": FORMAT,
        "keys": {str(number): base64.b64encode(key).decode() for number, key in sorted(keyring.keys.items())},
        "marks": base64.b64encode(keyring.mark_key).decode(),
    }
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, ONLY_OWNER)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        json.dump(told, written, indent=1)
        written.flush()
        os.fsync(handle)
    temporary.replace(file)


def read_keyring(file: Path) -> Keyring:
    """The keys of a file. Raises KeysUnusable."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        keys = {int(number): base64.b64decode(key, validate=True) for number, key in told["keys"].items()}
        marks = base64.b64decode(told["marks"], validate=True)
    except OSError as error:
        raise KeysUnusable(file=file, why=error.strerror or "it cannot be read") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysUnusable(file=file, why="it is not a key file") from error
    if not keys or any(len(key) != KEY_BYTES for key in (*keys.values(), marks)):
        raise KeysUnusable(file=file, why="a key in it has the wrong length")
    return Keyring(keys, marks)
