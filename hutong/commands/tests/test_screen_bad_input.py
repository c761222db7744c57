"""Populations that cannot be used, or not wholly: what is said of each, in both languages, and the exit code."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from hutong.screening.tests.population_files import ON, make_children, write_arrow, write_parquet

Make = Callable[[Path], Path]
ORPHAN = {"child": "a", "hukou_place": "431022", "birth_date": date(2015, 3, 4), "orphan_recognised": True}


def screen(population: Path, *more: str) -> Result:
    out = population.with_name("out")
    return CliRunner().invoke(main, ["screen", str(population), "--on", str(ON), "--out", str(out), *more])


def table(folder: Path, **changes: Any) -> Path:
    """Two children, the second changed; None takes a column away."""
    columns = {name: [value, value] for name, value in ORPHAN.items()} | {"child": ["a", "b"]}
    for name, value in changes.items():
        name = name.replace("__", ".")
        if value is None:
            del columns[name]
        else:
            columns[name] = value
    path = folder / "people.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def cut(path: Path, end: int) -> Path:
    path.write_bytes(path.read_bytes()[:end])
    return path


def filled(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def twice_named(folder: Path) -> Path:
    path = folder / "people.csv"
    path.write_text("child,dibao,dibao\na,是,否\n", encoding="utf-8")
    return path


def mixed_text(folder: Path) -> Path:
    return filled(folder / "people.csv", "child,dibao\n张,是\n".encode() + "李,否\n".encode("gb18030") + b"\xff,\n")


def zipped(folder: Path) -> Path:
    path = folder / "people.parquet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.parquet", b"PAR1")
    return path


UNUSABLE: dict[str, tuple[Make, str, str]] = {
    "no such file": (lambda folder: folder / "none.parquet", "没有文件或文件夹", "check the name and the folder"),
    "an empty file": (lambda folder: filled(folder / "people.csv", b""), "没有儿童", "holds no children"),
    "a header and nobody": (
        lambda folder: filled(folder / "people.csv", b"child,dibao\n"),
        "至少要有一行",
        "at least one row",
    ),
    "no rows": (lambda folder: write_parquet(folder / "p.parquet", []), "没有儿童", "holds no children"),
    "an empty folder": (lambda folder: made(folder / "people"), "没有儿童", "holds no children"),
    "a truncated Parquet": (
        lambda folder: cut(write_parquet(folder / "p.parquet", make_children(50)), -40),
        "请核对文件是否复制完整",
        "copied whole",
    ),
    "a truncated Arrow file": (
        lambda folder: cut(write_arrow(folder / "p.arrow", make_children(50)), -200),
        "请核对文件是否复制完整",
        "copied whole",
    ),
    "a zip": (zipped, "不是可读取的数据文件：zip", "no population that can be read: zip"),
    "text named Parquet": (
        lambda folder: filled(folder / "p.parquet", b"child,dibao\n"),
        "请提供 Parquet",
        "give Parquet",
    ),
    "an unknown kind": (lambda folder: filled(folder / "p.pdf", b"%PDF-1.7"), "PDF", "PDF"),
    "mixed encodings": (mixed_text, "另存为“CSV UTF-8”", "save it as 'CSV UTF-8'"),
    "an open quotation mark": (
        lambda folder: filled(folder / "p.csv", 'child,dibao\na,"是\nb,否\n'.encode()),
        "引号不成对",
        "quotation mark is not closed",
    ),
    "a name misspelt": (
        lambda folder: table(folder, birth_date=None, birthdate=[date(2015, 1, 1)] * 2),
        "最接近的是 birth_date",
        "the nearest is birth_date",
    ),
    "a name twice": (twice_named, "有两列都叫“dibao”", "two columns 'dibao'"),
    "no facts": (
        lambda folder: filled(folder / "p.csv", b"child,height\na,120\n"),
        "没有",
        "no ",
    ),
    "money that is a float": (
        lambda folder: table(folder, receives__dibao__amount=[1.5, 2.0]),
        "列“receives.dibao.amount”的类型是 double",
        "CAST(x AS DECIMAL(12,2))",
    ),
    "yes and no as days": (
        lambda folder: table(folder, dibao=[date(2020, 1, 1)] * 2),
        "列“dibao”的类型是 date32[day]",
        "needs bool, or 0 and 1",
    ),
    "a moment with a time zone": (
        lambda folder: table(folder, birth_date=pa.array([0, 0], pa.timestamp("s", "UTC"))),
        "列“birth_date”的类型是 timestamp",
        "days without a time zone",
    ),
}


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(("make", "zh", "en"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_population_that_cannot_be_used_is_refused_with_a_remedy(
    make: Make, zh: str, en: str, tmp_path: Path
) -> None:
    path = make(tmp_path)
    chinese, english = screen(path), screen(path, "--lang", "en")
    assert (chinese.exit_code, english.exit_code) == (2, 2), chinese.stderr
    assert zh in chinese.stderr and "→" in chinese.stderr
    assert en in english.stderr and "→" in english.stderr
    assert not (tmp_path / "out" / "run.json").exists()


# The value of the second child, the column that is named, and what is said of it.
REFUSED: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a place that is none": ({"hukou_place": ["431022", "999"]}, "hukou_place", "999: ", "999: "),
    "a place as a number": ({"hukou_place": [431022, 123456]}, "hukou_place", "123456", "123456"),
    "a word that is none": (
        {"chosen_living_benefit": ["none", "riches"]},
        "chosen_living_benefit",
        "riches: ",
        "riches: ",
    ),
    "two for a yes": ({"dibao": [1, 2]}, "dibao", "2 既不是 0 也不是 1", "2 is neither 0 nor 1"),
    "a grade of nine": ({"disability__grade": [1, 9]}, "disability.grade", "9 不是 1 到 4 的整数", "from 1 to 4"),
    "half a month": (
        {"father__imprisoned_term_months": [1.0, 1.5]},
        "father.imprisoned_term_months",
        "1.5 不是",
        "1.5 is not",
    ),
    "a number beyond 64 bits": (
        {"free_years_used": pa.array([1, 2**64 - 1], pa.uint64())},
        "free_years_used",
        "18446744073709551615",
        "whole",
    ),
    "more fen than there are": (
        {"receives__dibao__amount": [100, 10**15 + 1]},
        "receives.dibao.amount",
        "10 万亿元",
        "10 trillion",
    ),
    "yuan beyond all digits": (
        {"receives__dibao__amount": pa.array([Decimal(1), Decimal(10**30)], pa.decimal128(38, 2))},
        "receives.dibao.amount",
        "10 万亿元",
        "10 trillion",
    ),
    "a thousandth of a yuan": (
        {"receives__dibao__amount": [Decimal("1.000"), Decimal("1.005")]},
        "receives.dibao.amount",
        "1.005",
        "1.005",
    ),
    "money below nought": ({"receives__dibao__amount": [1, -1]}, "receives.dibao.amount", "-1 不是", "-1 is not"),
    "a day of 1899": ({"birth_date": [date(2015, 1, 1), date(1899, 12, 31)]}, "birth_date", "1899-12-31", "1900"),
    "a day of 2101": (
        {"registered_until": None, "birth_date": [date(2015, 1, 1), date(2101, 1, 1)]},
        "birth_date",
        "2101-01-01",
        "2100",
    ),
    "a day with a clock": (
        {"birth_date": [datetime(2015, 1, 1), datetime(2015, 1, 1, 8, 30)]},
        "birth_date",
        "08:30",
        "08:30",
    ),
    "a day in words": ({"birth_date": ["2015-01-01", "2015-02-30"]}, "birth_date", "2015-02-30", "2015-02-30"),
    "a child without an id": ({"child": ["a", None]}, "child", "没有编号", "no id"),
    "facts that contradict each other": (
        {"dibao": [True, True], "receives__dibao": [True, False], "receives__dibao__amount": [1, 1]},
        "",
        "",
        "",
    ),
}


@pytest.mark.parametrize(("changes", "column", "zh", "en"), REFUSED.values(), ids=REFUSED)
def test_a_value_that_cannot_be_refuses_its_child_and_no_other(
    changes: dict[str, Any], column: str, zh: str, en: str, tmp_path: Path
) -> None:
    changes.pop("registered_until", None)
    path = table(tmp_path, **changes)
    for lang, words in (("zh", zh), ("en", en)):
        out = tmp_path / lang
        result = screen(path, "--lang", lang, "--out", str(out))
        assert result.exit_code == 1, result.stderr
        lines = pq.read_table(out / "refused.parquet").to_pylist()
        assert [line["row"] for line in lines] == [2]
        assert column in (lines[0]["column"] or "") and words in lines[0]["why"]
        assert set(pq.read_table(out / "findings")["child"].to_pylist()) == {"a"}
