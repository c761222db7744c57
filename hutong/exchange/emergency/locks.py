"""The locks of an emergency list, of what every browser has: P-256, PBKDF2, HKDF, AES-256-GCM, ECDSA.

A keeper's private key is kept only under the keeper's own words. A list has a key of its own, which is sealed once for
each two keepers: neither of them opens it alone, and the server opens none. ``open_list`` says in Python what the page
does in the browser.
"""

import base64
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import combinations
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from hutong.lib.sealing import Keyring, SealBroken

ROUNDS = 600_000
"""Of PBKDF2: what OWASP asks for with SHA-256."""
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEY_BYTES, NONCE_BYTES, SALT_BYTES, HALF_BYTES = 32, 12, 16, 32
PURPOSE = b"hutong emergency list"
SIGNING = b"hutong emergency list, signed"
FEWEST_KEEPERS = 2


@dataclass(frozen=True)
class Lock:
    """What is known of a keeper: the open half of a key, and the other half sealed under the keeper's words."""

    public: str
    salt: str
    nonce: str
    sealed: str
    rounds: int


def make_lock(words: str) -> Lock:
    """A fresh key, its private half sealed under the words, which are kept nowhere."""
    private = ec.generate_private_key(CURVE)
    plain = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key_of(words, salt, ROUNDS)).encrypt(nonce, plain, None)
    return Lock(_text(_point(private.public_key())), _text(salt), _text(nonce), _text(sealed), ROUNDS)


def open_lock(lock: Lock, words: str) -> ec.EllipticCurvePrivateKey:
    """The private half. Raises SealBroken where the words are others."""
    key = _key_of(words, _bytes(lock.salt), lock.rounds)
    try:
        plain = AESGCM(key).decrypt(_bytes(lock.nonce), _bytes(lock.sealed), None)
    except InvalidTag:
        raise SealBroken from None
    private = serialization.load_der_private_key(plain, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return private


def seal_list(told: Mapping[str, Any], locks: Sequence[Lock], keyring: Keyring) -> dict[str, Any]:
    """A list, sealed for each two of its keepers and signed by this application."""
    passing = ec.generate_private_key(CURVE)
    salt, key = os.urandom(SALT_BYTES), os.urandom(KEY_BYTES)
    shared = [passing.exchange(ec.ECDH(), _public(lock)) for lock in locks]
    nonce = os.urandom(NONCE_BYTES)
    body = {
        "salt": _text(salt),
        "passing": _text(_point(passing.public_key())),
        "locks": [asdict(lock) for lock in locks],
        "keys": [
            {"two": [one, other], **_wrap(key, _wrapping(shared[one] + shared[other], salt))}
            for one, other in combinations(range(len(locks)), 2)
        ],
        "nonce": _text(nonce),
        "sealed": _text(AESGCM(key).encrypt(nonce, json.dumps(told, ensure_ascii=False).encode(), None)),
    }
    signer = signing_key(keyring)
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    first, second = decode_dss_signature(signer.sign(plain.encode(), ec.ECDSA(hashes.SHA256())))
    signature = first.to_bytes(HALF_BYTES, "big") + second.to_bytes(HALF_BYTES, "big")
    return {"body": plain, "signature": _text(signature), "signer": _text(_point(signer.public_key()))}


def open_list(sealed: Mapping[str, Any], one: tuple[int, str], other: tuple[int, str]) -> dict[str, Any]:
    """What two keepers read, each by place in the list and words. Raises SealBroken."""
    body = json.loads(sealed["body"])
    (first, first_words), (second, second_words) = sorted((one, other))
    passing = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(body["passing"]))
    shared = b"".join(
        open_lock(Lock(**body["locks"][place]), words).exchange(ec.ECDH(), passing)
        for place, words in ((first, first_words), (second, second_words))
    )
    wrapped = next((each for each in body["keys"] if each["two"] == [first, second]), None)
    if wrapped is None:
        raise SealBroken
    wrapping = _wrapping(shared, _bytes(body["salt"]))
    key = AESGCM(wrapping).decrypt(_bytes(wrapped["nonce"]), _bytes(wrapped["sealed"]), None)
    told: dict[str, Any] = json.loads(AESGCM(key).decrypt(_bytes(body["nonce"]), _bytes(body["sealed"]), None))
    return told


def signing_key(keyring: Keyring) -> ec.EllipticCurvePrivateKey:
    """The key by which this application signs: always the same, of the key file."""
    made = HKDF(hashes.SHA256(), 48, salt=None, info=SIGNING).derive(keyring.mark_key)
    return ec.derive_private_key(int.from_bytes(made, "big") % (ORDER - 1) + 1, CURVE)


def check_code(keyring: Keyring) -> str:
    """A few characters by which people see that a list is from here."""
    digest = sha256(_point(signing_key(keyring).public_key())).hexdigest()[:16].upper()
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _key_of(words: str, salt: bytes, rounds: int) -> bytes:
    return PBKDF2HMAC(hashes.SHA256(), KEY_BYTES, salt, rounds).derive(words.strip().encode())


def _wrapping(shared: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=PURPOSE).derive(shared)


def _wrap(key: bytes, wrapping: bytes) -> dict[str, str]:
    nonce = os.urandom(NONCE_BYTES)
    return {"nonce": _text(nonce), "sealed": _text(AESGCM(wrapping).encrypt(nonce, key, None))}


def _public(lock: Lock) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, _bytes(lock.public))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
