"""Ledgers for tests, built in code: every child in them is made up and bears a number of an unused area."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from hutong.lib.identity_number import make_unused

ON = date(2025, 6, 1)
TITLE = "宜章县2025年事实无人抚养儿童台账"
# Upper and lower cell of the header; "" below = merged downwards.
HEADER: Sequence[tuple[str, tuple[str, ...]]] = (
    ("序号", ()),
    ("姓名", ()),
    ("身份证号", ()),
    ("性别", ()),
    ("出生日期", ()),
    ("户籍地", ()),
    ("户籍性质", ()),
    ("父亲", ("姓名", "现状况", "状况结束日期")),
    ("母亲", ("姓名", "现状况", "状况结束日期")),
    ("残疾类型", ()),
    ("残疾等级", ()),
    ("学业状况", ()),
    ("救助落实", ()),
    ("类别", ()),
    ("是否低保", ()),
    ("领取金额", ()),
    ("备注", ()),
)
NAMES = tuple(f"{upper}/{one}" if one else upper for upper, lower in HEADER for one in lower or ("",))
FIRST_ROW = 4  # title, two header rows, then the children


def make_child(number: int, **changes: object) -> dict[str, object]:
    """One row by column name; `changes` name columns that differ."""
    born = date(2009, 1, 1) + timedelta(days=37 * number)
    child: dict[str, object] = {
        "序号": number,
        "姓名": f"测试儿童{number}",
        "身份证号": make_unused(birth_date=born, sex="male" if number % 2 else "female", serial=number),
        "性别": "男" if number % 2 else "女",
        "出生日期": born.isoformat(),
        "户籍地": "湖南省郴州市宜章县玉溪镇某村",
        "户籍性质": "农村",
        "父亲/姓名": f"测试父亲{number}",
        "父亲/现状况": ("服刑在押", "死亡", "失联", "重残、重病")[number % 4],
        "父亲/状况结束日期": "2027-05-01" if number % 4 == 0 else None,
        "母亲/姓名": f"测试母亲{number}",
        "母亲/现状况": ("失踪", "未采集", "改嫁")[number % 3],
        "残疾类型": ("无", "肢体", "视力、听力")[number % 3],
        "残疾等级": (None, "二级", 1)[number % 3],
        "学业状况": ("小学三年级", "初中", "学龄前")[number % 3],
        "救助落实": ("低保、困难残补", "无", "临时救助")[number % 3],
        "类别": ("5", "事实无人抚养")[number % 2],
        "是否低保": ("是", "否", "未采集")[number % 3],
        "领取金额": (950, "1,000.00", None)[number % 3],
        "备注": "",
    }
    return child | changes


def make_children(count: int) -> list[dict[str, object]]:
    return [make_child(number) for number in range(1, count + 1)]


def write_xlsx(
    path: Path, children: Sequence[Mapping[str, object]], *, sheet: str = "名册", remarks: Sequence[str] = ()
) -> Path:
    """A workbook as localities write it: a merged title, a double header with merged cells, remarks below."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    page.merge_range(0, 0, 0, len(NAMES) - 1, TITLE)
    column = 0
    for upper, lower in HEADER:
        if lower:
            page.merge_range(1, column, 1, column + len(lower) - 1, upper)
            for place, name in enumerate(lower):
                page.write(2, column + place, name)
        else:
            page.merge_range(1, column, 2, column, upper)
        column += max(len(lower), 1)
    for row, child in enumerate(children, start=FIRST_ROW - 1):
        for place, name in enumerate(NAMES):
            _write_cell(page, row, place, child.get(name))
    for row, remark in enumerate(remarks, start=FIRST_ROW - 1 + len(children)):
        page.write_string(row, 0, remark)
    book.close()
    return path


def _write_cell(page: object, row: int, column: int, value: object) -> None:
    write = page.write_string if isinstance(value, str) else page.write  # type: ignore[attr-defined]
    if isinstance(value, str) and value.startswith("{="):
        # A formula without a stored result, or with the one that stands behind the arrow.
        formula, _, result = value[1:-1].partition("→")
        page.write_formula(row, column, formula, None, result)  # type: ignore[attr-defined]
    elif value is not None:
        write(row, column, value)


def write_plain_xlsx(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> Path:
    """A workbook of the rows as they stand."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            _write_cell(page, row, column, value)
    book.close()
    return path
