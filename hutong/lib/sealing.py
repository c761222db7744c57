"""Texts and files sealed with a key that is not in the database, and marks by which a sealed text is found again.

A seal is bound to the row and column it was made for: moved to another row, it does not open. Keys have numbers; the
newest seals, all of them open. A key's length says its cipher: 32 bytes AES-256-GCM, 16 bytes SM4-GCM (GB/T 32907).
Marks are HMAC with SHA-256 or SM3 (GB/T 32905). All from the cryptography library.
"""

import base64
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

NONCE_BYTES, TAG_BYTES, MARK_KEY_BYTES, MARK_BYTES = 12, 16, 32, 20
HEAD_BYTES = 3
SUITES = {"aes": (32, "sha256"), "sm": (16, "sm3")}
"""What keys are made for: bytes of a sealing key, and the digest of the marks."""
FORMATS = {32: 1, 16: 2}
"""The first byte of a seal by the bytes of its key."""
DIGESTS: Mapping[str, hashes.HashAlgorithm] = {"sha256": hashes.SHA256(), "sm3": hashes.SM3()}


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
    digest: str = "sha256"
    """Of the marks: "sha256" or "sm3"."""

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def head_of(self, number: int) -> bytes:
        """How everything begins that was sealed with a key."""
        return bytes([FORMATS[len(self.keys[number])]]) + number.to_bytes(2, "big")

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        """The sealed bytes: format, number of the key, nonce, ciphertext with its tag."""
        key, nonce = self.keys[self.newest], os.urandom(NONCE_BYTES)
        head = self.head_of(self.newest)
        return head + nonce + encrypt(key, nonce, plain, head + bound_to.encode())

    def open(self, sealed: bytes, *, bound_to: str) -> bytes:
        """What was sealed. Raises SealBroken, KeyUnknown."""
        head, rest = sealed[:HEAD_BYTES], sealed[HEAD_BYTES:]
        if len(rest) < NONCE_BYTES + TAG_BYTES or head[0] not in FORMATS.values():
            raise SealBroken
        number = int.from_bytes(head[1:], "big")
        if not number:
            raise SealBroken
        if number not in self.keys:
            raise KeyUnknown(number=number)
        if head != self.head_of(number):
            raise SealBroken
        try:
            return decrypt(self.keys[number], rest[:NONCE_BYTES], rest[NONCE_BYTES:], head + bound_to.encode())
        except InvalidTag:
            raise SealBroken from None

    def mark(self, text: str, *, of: str) -> str:
        """The same mark for the same text of one kind, telling nothing of it without the key; "" for no text."""
        plain = unicodedata.normalize("NFKC", text).strip().upper()
        if not plain:
            return ""
        made = hmac.HMAC(self.mark_key, DIGESTS[self.digest])
        made.update(f"{of}\x00{plain}".encode())
        return base64.b32encode(made.finalize()[:MARK_BYTES]).decode().lower()


def encrypt(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """The ciphertext with its tag, by the cipher that the key's length says."""
    if FORMATS[len(key)] == 1:
        return AESGCM(key).encrypt(nonce, plain, bound)
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def decrypt(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What ``encrypt`` made it from. Raises InvalidTag."""
    if FORMATS[len(key)] == 1:
        return AESGCM(key).decrypt(nonce, sealed, bound)
    decryptor = Cipher(SM4(key), modes.GCM(nonce, sealed[-TAG_BYTES:])).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(sealed[:-TAG_BYTES]) + decryptor.finalize()


def make_keyring(suite: str = "aes") -> Keyring:
    """Fresh keys of a suite ("aes" or "sm")."""
    size, digest = SUITES[suite]
    return Keyring({1: os.urandom(size)}, os.urandom(MARK_KEY_BYTES), digest)


def with_new_key(keyring: Keyring, suite: str | None = None) -> Keyring:
    """The keys with one more, which seals from now on; what older ones sealed still opens, marks stay."""
    size = SUITES[suite][0] if suite else len(keyring.keys[keyring.newest])
    return Keyring({**keyring.keys, keyring.newest + 1: os.urandom(size)}, keyring.mark_key, keyring.digest)


def without_older_keys(keyring: Keyring) -> Keyring:
    """The newest key alone; what older ones sealed does not open any more."""
    return Keyring({keyring.newest: keyring.keys[keyring.newest]}, keyring.mark_key, keyring.digest)
