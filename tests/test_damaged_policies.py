"""Damaged policy folders: whatever a hand slips into them, faults come out, with places; never a crash."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hutong.policy.checking import check
from hutong.policy.errors import PolicyError
from hutong.policy.library import bundled_policies

DAMAGES = 120
INSERTED = ("（", "，", '"', "'", "`", "```", "+++", "[[", "]]", "\x00", "AND", "NOT", "(", " OR ", "=", "\t")
VALUES = (b"1", b"true", b'"x"', b"[]", b"{}", b"2024-01-01", b'["a", 1]', b"1.5", b"{ a = 1 }", b"[[1]]", b'""')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vocabulary and two documents that lean on each other."""
    copy = tmp_path_factory.mktemp("policies")
    for file in bundled_policies().glob("*.toml"):
        shutil.copy(file, copy)
    for name in ("gf2018-20", "mbf2021-10"):
        shutil.copytree(bundled_policies() / "000000" / name, copy / "000000" / name)
    return copy


def _another_byte(text: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(text))
    return text[:place] + bytes([chance.randrange(256)]) + text[place + 1 :]


def _cut_short(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text))]


def _a_piece_gone(text: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(text))
    return text[:place] + text[place + chance.randrange(40) :]


def _something_slipped_in(text: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice(INSERTED).encode() + text[place:]


def _a_line_twice(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    return b"\n".join(lines)


def _a_line_gone(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def _another_kind_of_value(text: bytes, chance: random.Random) -> bytes:
    lines = text.split(b"\n")
    number = chance.choice([place for place, line in enumerate(lines) if b"=" in line] or [0])
    lines[number] = lines[number].split(b"=")[0] + b"= " + chance.choice(VALUES)
    return b"\n".join(lines)


DAMAGE: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _another_byte,
    _cut_short,
    _a_piece_gone,
    _something_slipped_in,
    _a_line_twice,
    _a_line_gone,
    _another_kind_of_value,
)


def test_the_undamaged_folder_has_no_fault(folder: Path) -> None:
    assert [fault.render() for fault in check(folder).faults] == []


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__.strip("_"))
def test_damage_brings_faults_with_places_and_never_a_crash(
    damage: Callable[[bytes, random.Random], bytes], folder: Path
) -> None:
    chance = random.Random(damage.__name__)
    files = sorted(file for file in folder.rglob("*") if file.suffix in (".md", ".toml"))
    for _ in range(DAMAGES // len(DAMAGE)):
        file = chance.choice(files)
        whole = file.read_bytes()
        file.write_bytes(damage(whole or b"\n", chance))
        try:
            faults = check(folder).faults
        except PolicyError as refused:
            assert str(refused)
        else:
            assert all(fault.remedy and fault.render() for fault in faults)
        finally:
            file.write_bytes(whole)
