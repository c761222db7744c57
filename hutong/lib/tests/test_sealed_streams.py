"""Streams sealed piece by piece: no cut, no swap, no change goes unnoticed."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hutong.lib import sealed_streams
from hutong.lib.sealed_streams import MAGIC, SALT_BYTES, SealingStream, open_stream
from hutong.lib.sealing import HEAD_BYTES, TAG_BYTES, Keyring, KeyUnknown, SealBroken, make_keyring, with_new_key

KEYS = make_keyring()
HEAD = len(MAGIC) + HEAD_BYTES + SALT_BYTES
PIECE = 64


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_streams, "PIECE_BYTES", PIECE)


def sealed_of(plain: bytes, keyring: Keyring = KEYS, *, step: int = 50) -> bytes:
    to = io.BytesIO()
    stream = SealingStream(to, keyring, purpose="trial")
    for start in range(0, len(plain), step):
        stream.write(plain[start : start + step])
    stream.close()
    return to.getvalue()


def opened(sealed: bytes, keyring: Keyring = KEYS, *, purpose: str = "trial") -> bytes:
    to = io.BytesIO()
    open_stream(io.BytesIO(sealed), to, keyring, purpose=purpose)
    return to.getvalue()


@pytest.mark.parametrize("suite", ["aes", "sm"])
@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 1000])
def test_what_went_in_comes_out(size: int, suite: str) -> None:
    keys = make_keyring(suite)
    assert opened(sealed_of(b"x" * size, keys), keys) == b"x" * size


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(sealed_of(b"0123456789" * 20))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((SealBroken, KeyUnknown)):
        opened(bytes(sealed))


PIECE_SEALED = PIECE + TAG_BYTES
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut at a piece": lambda sealed: sealed[: HEAD + 2 * PIECE_SEALED],
    "cut within a piece": lambda sealed: sealed[:-5],
    "only the head": lambda sealed: sealed[:HEAD],
    "nothing": lambda sealed: b"",
    "a piece left out": lambda sealed: sealed[:HEAD] + sealed[HEAD + PIECE_SEALED :],
    "a piece twice": lambda sealed: sealed[: HEAD + PIECE_SEALED] + sealed[HEAD:],
    "lengthened": lambda sealed: sealed + b"more",
    "not a stream": lambda sealed: b"x" * 500,
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_was_cut_or_moved_is_noticed(name: str) -> None:
    with pytest.raises(SealBroken):
        opened(DAMAGES[name](sealed_of(b"0123456789" * 30)))


def test_a_stream_is_for_one_purpose_and_one_set_of_keys() -> None:
    sealed = sealed_of(b"x", with_new_key(KEYS))
    with pytest.raises(KeyUnknown, match="key 2"):
        opened(sealed)
    with pytest.raises(SealBroken):
        opened(sealed_of(b"x"), make_keyring())
    with pytest.raises(SealBroken):
        opened(sealed_of(b"x"), purpose="another")


def test_a_stream_left_off_does_not_open() -> None:
    to = io.BytesIO()
    stream = SealingStream(to, KEYS, purpose="trial")
    stream.write(b"0123456789" * 30)
    del stream
    with pytest.raises(SealBroken):
        opened(to.getvalue())
