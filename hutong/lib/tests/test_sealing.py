"""Sealed texts: they open where they belong and nowhere else."""

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given
from hypothesis import strategies as st

from hutong.lib.key_files import read_keyring, write_keyring
from hutong.lib.sealing import (
    DIGESTS,
    Keyring,
    KeysUnusable,
    KeyUnknown,
    SealBroken,
    encrypt,
    make_keyring,
    with_new_key,
    without_older_keys,
)

KEYS = make_keyring()
HERE = "children_child.phone:1"


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_to_the_same(plain: bytes) -> None:
    sealed = KEYS.seal(plain, bound_to=HERE)
    assert KEYS.open(sealed, bound_to=HERE) == plain
    assert len(plain) < 4 or plain not in sealed


def test_a_seal_moved_to_another_row_does_not_open() -> None:
    sealed = KEYS.seal(b"13900000000", bound_to=HERE)
    with pytest.raises(SealBroken):
        KEYS.open(sealed, bound_to="children_child.phone:2")


@given(st.integers(min_value=0, max_value=37), st.integers(min_value=1, max_value=255))
def test_a_seal_with_any_byte_changed_does_not_open(at: int, by: int) -> None:
    sealed = bytearray(KEYS.seal(b"1234567", bound_to=HERE))
    sealed[at % len(sealed)] ^= by
    with pytest.raises((SealBroken, KeyUnknown)):
        KEYS.open(bytes(sealed), bound_to=HERE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01\x00\x01", b"\x02" + bytes(40)])
def test_what_is_no_seal_is_said_to_be_broken(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        KEYS.open(sealed, bound_to=HERE)


def test_a_new_key_seals_and_the_old_ones_still_open() -> None:
    before = KEYS.seal(b"x", bound_to=HERE)
    renewed = with_new_key(KEYS)
    assert renewed.open(before, bound_to=HERE) == b"x"
    after = renewed.seal(b"x", bound_to=HERE)
    with pytest.raises(KeyUnknown, match="key 2"):
        KEYS.open(after, bound_to=HERE)
    assert KEYS.mark("11", of="identity") == renewed.mark("11", of="identity")


def test_marks_are_the_same_for_what_means_the_same_and_differ_by_kind_and_key() -> None:
    mark = KEYS.mark("99000020200101001x", of="identity")
    assert mark == KEYS.mark(" ９９000020200101001X ", of="identity")
    assert mark != KEYS.mark("99000020200101001X", of="phone")
    assert mark != make_keyring().mark("99000020200101001X", of="identity")
    assert KEYS.mark("  ", of="identity") == ""


def test_a_key_file_is_its_owners_alone_and_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    write_keyring(KEYS, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_keyring(file) == KEYS
    assert [one.name for one in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"keys": {}, "marks": ""}', '{"keys": {"1": "YQ=="}, "marks": "YQ=="}']
)
def test_a_file_that_holds_no_keys_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(text)
    with pytest.raises(KeysUnusable, match="keys.json"):
        read_keyring(file)
    with pytest.raises(KeysUnusable, match="No such file"):
        read_keyring(tmp_path / "none")


def test_a_keyring_seals_with_its_newest_key() -> None:
    assert Keyring({1: bytes(32), 7: bytes(32)}, bytes(32)).newest == 7


@given(st.binary(max_size=300))
def test_with_chinas_own_cipher_the_same_holds(plain: bytes) -> None:
    keys = make_keyring("sm")
    sealed = keys.seal(plain, bound_to=HERE)
    assert keys.open(sealed, bound_to=HERE) == plain
    with pytest.raises(SealBroken):
        keys.open(sealed, bound_to="children_child.phone:2")
    with pytest.raises(SealBroken):
        keys.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), bound_to=HERE)


def test_sm4_and_sm3_give_the_published_answers() -> None:
    """RFC 8998, appendix A.1; GB/T 32905, example 1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce, bound = bytes.fromhex("00001234567800000000abcd"), bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex("".join(two * 8 for two in ("aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa")))
    sealed = (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15"
        "a56834cbcf98c397b4024a2691233b8d83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert encrypt(key, nonce, plain, bound).hex() == sealed
    digest = hashes.Hash(DIGESTS["sm3"])
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_key_of_the_other_cipher_can_follow_and_both_open() -> None:
    before = KEYS.seal(b"x", bound_to=HERE)
    mixed = with_new_key(KEYS, "sm")
    after = mixed.seal(b"x", bound_to=HERE)
    assert before[0] == 1 and after[0] == 2
    assert mixed.open(before, bound_to=HERE) == mixed.open(after, bound_to=HERE) == b"x"
    assert mixed.mark("11", of="identity") == KEYS.mark("11", of="identity")
    assert without_older_keys(mixed).open(after, bound_to=HERE) == b"x"


def test_a_seal_that_claims_the_other_cipher_is_broken() -> None:
    sealed = KEYS.seal(b"x", bound_to=HERE)
    with pytest.raises(SealBroken):
        KEYS.open(b"\x02" + sealed[1:], bound_to=HERE)


def test_marks_by_sm3_differ_from_those_by_sha256() -> None:
    by_sm3 = Keyring(KEYS.keys, KEYS.mark_key, "sm3")
    assert by_sm3.mark("11", of="identity") != KEYS.mark("11", of="identity")
