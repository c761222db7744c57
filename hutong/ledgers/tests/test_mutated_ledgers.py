"""A thousand damaged ledgers: each gives rows and faults, or one named error; never a traceback, nothing lost."""

import csv
import io
import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hutong.ledgers.errors import LedgerError
from hutong.ledgers.faults import LONGEST_SHOWN
from hutong.ledgers.reading import Ledger, read_ledger
from hutong.ledgers.refused import write_refused
from hutong.ledgers.tests.ledger_files import NAMES, ON, make_children, write_xlsx
from hutong.vocabulary.facts import Facts

SEEDS = 1_000
PARTS = 10
CHILDREN = 6
Children = list[dict[str, object]]

# What people and programs write into cells, wrong for most columns.
WRONG_CELLS: list[object] = [
    *(
        "",
        " ",
        "未采集",
        "不详",
        "/",
        "火星",
        "是否",
        "一级",
        "九级",
        "低保、火星",
        "死亡、服刑在押",
        "合计",
        "注：",
        "０",
    ),
    *(True, False, -1, 0, 1, 3.75, 1e15, 4.3e17, 99999999, date(1900, 1, 1)),
    *("1900-01-00", "1900-01-05", "二〇一六年", "16-3-5", "2099-01-01", "2016-02-30"),
    *("=1+1", '=HYPERLINK("x")', "{=TODAY()}", "{=NA()}", "{=1/0→#DIV/0!}", "#REF!", "#N/A"),
    *("某省某市某县", "朝阳区", "湖南省", "000000", "999999"),
    *("'; DROP TABLE x", "\x00\x07", "\u202e反", "😀", "a\nb\nc", "\ufeff是", "一" * 32_000, "1" * 32_000),
]


def change_cells(children: Children, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 12)):
        chance.choice(children)[chance.choice(NAMES)] = chance.choice(WRONG_CELLS)


def repeat_a_number(children: Children, chance: random.Random) -> None:
    one, other = chance.sample(children, 2)
    one["身份证号"] = other["身份证号"]


def break_a_check_digit(children: Children, chance: random.Random) -> None:
    child = chance.choice(children)
    number = str(child["身份证号"])
    child["身份证号"] = number[:-1] + chance.choice("0123456789Xx*")


def make_numbers_numeric(children: Children, chance: random.Random) -> None:
    for child in children:
        if chance.random() < 0.5:
            child["身份证号"] = 990100200905290000.0 + chance.randrange(10**6)


def swap_columns(children: Children, chance: random.Random) -> None:
    one, other = chance.sample(NAMES, 2)
    for child in children:
        child[one], child[other] = child.get(other), child.get(one)


def empty_a_column(children: Children, chance: random.Random) -> None:
    name = chance.choice(NAMES)
    for child in children:
        child[name] = None


CONTENT: list[Callable[[Children, random.Random], None]] = [
    change_cells,
    change_cells,
    repeat_a_number,
    break_a_check_digit,
    make_numbers_numeric,
    swap_columns,
    empty_a_column,
]


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.randint(1, 40)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def truncate(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def cut_out(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, 500) :]


def append_noise(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.randint(1, 500))


def damage_a_part(content: bytes, chance: random.Random) -> bytes:
    """Damage inside the archive, packed again: checksums agree, the words do not."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, chance.choice((flip_bytes, truncate, cut_out))(part, chance) if name == victim else part)
    return changed.getvalue()


BYTES: list[Callable[[bytes, random.Random], bytes]] = [flip_bytes, truncate, cut_out, append_noise]


@pytest.fixture(scope="module")
def good_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_xlsx(tmp_path_factory.mktemp("good") / "good.xlsx", make_children(CHILDREN)).read_bytes()


def write_damaged_workbook(folder: Path, chance: random.Random, good: bytes) -> Path:
    path = folder / "damaged.xlsx"
    path.write_bytes(chance.choice([*BYTES, damage_a_part, damage_a_part, damage_a_part])(good, chance))
    return path


def write_wrong_workbook(folder: Path, chance: random.Random) -> Path:
    children = make_children(CHILDREN)
    for _ in range(chance.randint(1, 3)):
        chance.choice(CONTENT)(children, chance)
    return write_xlsx(folder / "wrong.xlsx", children)


def write_wrong_csv(folder: Path, chance: random.Random) -> Path:
    children = make_children(CHILDREN)
    chance.choice(CONTENT)(children, chance)
    if chance.random() < 0.3:
        chance.choice(children)[chance.choice(NAMES)] = "长" * 100_000
    path = folder / "wrong.csv"
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=chance.choice(",;\t"))
        writer.writerow(NAMES)
        writer.writerows([child.get(name) for name in NAMES] for child in children)
    if chance.random() < 0.4:
        path.write_bytes(chance.choice(BYTES)(path.read_bytes(), chance))
    return path


def damage(folder: Path, seed: int, good: bytes) -> tuple[Path, bool]:
    """A ledger damaged in the way of its seed, and whether its rows can still be counted."""
    chance = random.Random(seed)
    kind = seed % 5
    if kind == 0:
        return write_damaged_workbook(folder, chance, good), False
    if kind in (1, 2, 3):
        return write_wrong_workbook(folder, chance), True
    return write_wrong_csv(folder, chance), False


def check_nothing_is_lost(ledger: Ledger) -> None:
    """Six children went in; a row may have become blank or a remark only by what was written into it."""
    places = [(row.sheet, row.row) for row in ledger.rows]
    places += [(row.sheet, row.row) for row in ledger.refused]
    places += [(remark.sheet, remark.row) for remark in ledger.remarks]
    assert len(places) == len(set(places)) == CHILDREN


def check_every_fault_speaks(ledger: Ledger) -> None:
    for row in ledger.refused:
        assert row.faults
        for fault in row.faults:
            assert fault.message("zh") and fault.message("en") and fault.remedy("zh") and fault.remedy("en")
            assert len(fault.value) <= LONGEST_SHOWN
            assert len(fault.render("zh")) < 1_000


@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_ledger_gives_rows_and_faults_or_a_named_error(
    tmp_path: Path, facts: Facts, good_bytes: bytes, part: int
) -> None:
    read = 0
    for seed in range(part * SEEDS // PARTS, (part + 1) * SEEDS // PARTS):
        path, countable = damage(tmp_path, seed, good_bytes)
        try:
            ledger = read_ledger(path, facts=facts, on=ON)
        except LedgerError as error:
            assert error.render("zh") and error.render("en"), seed
            assert not countable, seed
            continue
        read += 1
        check_every_fault_speaks(ledger)
        if countable:
            check_nothing_is_lost(ledger)
        if seed % 20 < 5:
            write_refused(tmp_path / "refused.xlsx", ledger)
    assert read > SEEDS // PARTS // 2
