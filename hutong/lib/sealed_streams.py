"""A long stream sealed piece by piece: nothing of it can be changed, reordered, cut short or lengthened unnoticed.

Each stream has a key of its own, derived from the key file's newest and a salt; each piece is bound to the head of the
stream, its number, and whether it is the last (the STREAM construction).
"""

import os
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hutong.lib.sealing import (
    DIGESTS,
    HEAD_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    Keyring,
    KeyUnknown,
    SealBroken,
    decrypt,
    encrypt,
)  # fmt: skip

MAGIC = b"HUTONG-SEALED-1\n"
SALT_BYTES = 16
PIECE_BYTES = 1 << 20
COUNTER_BYTES = NONCE_BYTES - 1
MORE, LAST = b"\x00", b"\x01"


class SealingStream:
    """Takes bytes and writes them sealed; whole only once ``close`` was called, which nobody does by accident."""

    def __init__(self, to: IO[bytes], keyring: Keyring, *, purpose: str) -> None:
        head = MAGIC + keyring.head_of(keyring.newest) + os.urandom(SALT_BYTES)
        self._key = _derive(keyring.keys[keyring.newest], head, purpose)
        self._head, self._to = head, to
        self._held, self._number = bytearray(), 0
        to.write(head)

    def write(self, given: bytes) -> int:
        """Take bytes; what fills a piece goes out."""
        self._held += given
        while len(self._held) > PIECE_BYTES:
            self._put(bytes(self._held[:PIECE_BYTES]), MORE)
            del self._held[:PIECE_BYTES]
        return len(given)

    def flush(self) -> None:
        """What does not fill a piece waits for more."""

    def close(self) -> None:
        """The last piece; without it the stream does not open."""
        self._put(bytes(self._held), LAST)

    def _put(self, piece: bytes, kind: bytes) -> None:
        nonce = self._number.to_bytes(COUNTER_BYTES, "big") + kind
        self._to.write(encrypt(self._key, nonce, piece, self._head))
        self._number += 1


def open_stream(sealed: IO[bytes], to: IO[bytes], keyring: Keyring, *, purpose: str) -> None:
    """Write out what a stream holds. Raises SealBroken, also after part of it was written; KeyUnknown."""
    head = sealed.read(len(MAGIC) + HEAD_BYTES + SALT_BYTES)
    key = _derive(_find_key(head, keyring), head, purpose)
    number, piece = 0, sealed.read(PIECE_BYTES + TAG_BYTES)
    while True:
        after = sealed.read(PIECE_BYTES + TAG_BYTES)
        nonce = number.to_bytes(COUNTER_BYTES, "big") + (MORE if after else LAST)
        if len(piece) < TAG_BYTES:
            raise SealBroken
        try:
            to.write(decrypt(key, nonce, piece, head))
        except InvalidTag:
            raise SealBroken from None
        if not after:
            return
        number, piece = number + 1, after


def _find_key(head: bytes, keyring: Keyring) -> bytes:
    told = head[len(MAGIC) : len(MAGIC) + HEAD_BYTES]
    if not head.startswith(MAGIC) or len(head) < len(MAGIC) + HEAD_BYTES + SALT_BYTES:
        raise SealBroken
    number = int.from_bytes(told[1:], "big")
    if number not in keyring.keys:
        raise KeyUnknown(number=number)
    if told != keyring.head_of(number):
        raise SealBroken
    return keyring.keys[number]


def _derive(key: bytes, head: bytes, purpose: str) -> bytes:
    """A key for one stream, of the same length and so of the same cipher."""
    digest = DIGESTS["sha256" if len(key) > NONCE_BYTES + TAG_BYTES else "sm3"]
    return HKDF(digest, len(key), salt=head, info=f"hutong {purpose}".encode()).derive(key)
