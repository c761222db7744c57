import re
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from hutong.ledgers.result_words import WORDS, say_value
from hutong.ledgers.results import Row, open_results
from hutong.ledgers.sheet_writing import count_lines
from hutong.policy.blocks import Strength
from hutong.vocabulary.benefits import Benefit

CHILDREN: Sequence[Row] = [{"child": "1", "name": "测试甲", "birth_date": date(2015, 1, 2), "hukou_place": "431022"}]
FINDINGS: Sequence[Row] = [
    {"child": "1", "benefit": "dibao", "verdict": "unknown", "amounts": [], "missing": ["meets_dibao_test"]},
    {"child": "1", "benefit": "orphan_protection", "verdict": "entitled", "amounts": ["600.00", "≥"], "because": None},
]
HIDDEN: Row = {"child": "1", "label": "某项待遇", "verdict": "entitled", "sensitivity": "highest"}
QUESTIONS: Sequence[Row] = [{"child": "1", "fact": "meets_dibao_test", "question": "家里条件符合低保吗？"}]


def write(
    tmp_path: Path, *, lang: str = "zh", children: Sequence[Row] = CHILDREN, findings: Sequence[Row] = FINDINGS
) -> Path:
    path = tmp_path / "results.xlsx"
    with open_results(path, lang=lang, notes=["另有若干。"]) as results:
        for number, child in enumerate(children):
            results.add(child=child, findings=() if number else findings, questions=() if number else QUESTIONS)
    return path


def read(path: Path, sheet: str) -> list[list[object]]:
    page = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet)
    return [list(row) for row in page.to_python()]


def read_part(path: Path, number: int) -> str:
    with ZipFile(path) as archive:
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode()


def test_there_is_a_summary_and_a_sheet_each_of_children_findings_and_questions(tmp_path: Path) -> None:
    names = CalamineWorkbook.from_path(str(write(tmp_path))).sheet_names
    assert names == ["汇总", "儿童", "待遇结论", "待问问题"]


def test_the_labels_are_chinese_or_english(tmp_path: Path) -> None:
    assert read(write(tmp_path), "待遇结论")[0][:3] == ["儿童编号", "待遇代码", "结论"]
    assert read(write(tmp_path, lang="en"), "findings")[0][:3] == ["child", "benefit code", "verdict"]


def test_a_verdict_is_said_in_words(tmp_path: Path) -> None:
    assert [row[2] for row in read(write(tmp_path), "待遇结论")[1:]] == ["无法判断", "应享"]


def test_the_summary_counts_verdicts_by_benefit(tmp_path: Path) -> None:
    rows = read(write(tmp_path), "汇总")
    assert rows[0] == ["待遇（按结论计数）", "应享", "无法判断", "当地未提供", "不符合", "合计"]
    assert rows[1] == ["dibao", "", 1.0, "", "", 1.0]


def test_the_summary_counts_nothing_of_the_highest_sensitivity(tmp_path: Path) -> None:
    path = write(tmp_path, findings=[*FINDINGS, HIDDEN])
    assert "某项待遇" not in str(read(path, "汇总"))
    assert "某项待遇" in str(read(path, "待遇结论"))


def test_notes_stand_below_the_summary(tmp_path: Path) -> None:
    assert read(write(tmp_path), "汇总")[-1][0] == "另有若干。"


@pytest.mark.parametrize(
    ("key", "slug", "zh", "en"),
    [
        ("strength", "must", "必须", "must"),
        ("strength", "encouraged", "鼓励", "encouraged"),
        ("sensitivity", "highest", "最敏感", "highest"),
        ("verdict", "not_offered", "当地未提供", "not offered here"),
    ],
)
def test_slugs_are_said_in_words(key: str, slug: str, zh: str, en: str) -> None:
    assert (say_value(key, slug, "zh"), say_value(key, slug, "en")) == (zh, en)


def test_every_slug_that_a_row_can_carry_has_words() -> None:
    assert set(WORDS["strength"]) == set(get_args(Strength))
    assert set(WORDS["sensitivity"]) == set(get_args(Benefit.model_fields["sensitivity"].annotation))


def test_clauses_stand_below_one_another(tmp_path: Path) -> None:
    path = write(tmp_path, findings=[{"child": "1", "clause": ["第一条", "第二条"]}])
    assert read(path, "待遇结论")[1][1] == "第一条\n第二条"


def test_rows_are_high_enough_for_wrapped_text(tmp_path: Path) -> None:
    path = write(tmp_path, children=[{"child": "1", "categories": ["困境儿童"] * 10}])
    height = re.search(r'<row r="2"[^>]* ht="([\d.]+)"', read_part(path, 2))
    assert height is not None and float(height[1]) > 30


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("一二三", 10, 1),
        ("一二三四五六", 10, 2),
        ("ab cdefghij", 10, 2),
        ("a\nb", 10, 2),
        ("a" * 30, 10, 4),
    ],
)
def test_lines_of_wrapped_text_are_counted(text: str, width: int, lines: int) -> None:
    assert count_lines(text, width) == lines


def test_headers_are_frozen_and_filtered(tmp_path: Path) -> None:
    path = write(tmp_path)
    for number in (1, 2, 3, 4):
        part = read_part(path, number)
        assert 'state="frozen"' in part
        assert "<autoFilter" in part
        assert "<cols>" in part


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1", "http://example.invalid"]
)
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, children=[{"child": "1", "name": text}])
    assert "<f>" not in read_part(path, 2)
    assert "hyperlink" not in read_part(path, 2)
    assert read(path, "儿童")[1][1] == text


def test_values_of_every_kind_can_be_written(tmp_path: Path) -> None:
    values: list[object] = [
        None, True, 3, 2.5, Decimal("600.50"), date(2020, 1, 1), ["a", "b"], {"x": 1}, "字" * 100_000,
        10**20, float("nan"), float("inf"), "\x00\x07", "",
    ]  # fmt: skip
    path = write(tmp_path, children=[{f"k{number}": value for number, value in enumerate(values)}])
    assert read(path, "儿童")[1][1] == "是"
    assert "长文本" in CalamineWorkbook.from_path(str(path)).sheet_names


def test_nothing_at_all_can_be_written(tmp_path: Path) -> None:
    assert read(write(tmp_path, children=[], findings=[]), "儿童") == [["儿童编号"]]


def test_a_full_sheet_goes_on_on_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hutong.ledgers.results.MOST_ROWS", 300)
    path = write(tmp_path, children=[{**CHILDREN[0], "child": str(number)} for number in range(700)])
    sheets = {name: len(read(path, name)) for name in ("儿童", "儿童 2", "儿童 3")}
    assert sheets == {"儿童": 301, "儿童 2": 301, "儿童 3": 101}
    assert read(path, "汇总")[-4][:2] == ["儿童", 700.0]


def test_rows_are_written_and_not_kept(tmp_path: Path) -> None:
    with open_results(tmp_path / "results.xlsx", lang="zh") as results:
        for number in range(1_000):
            results.add(child={"child": str(number)}, findings=(), questions=())
        assert results.children.first == []


def test_ten_thousand_children_are_written_within_seconds(tmp_path: Path) -> None:
    started = time.perf_counter()
    write(tmp_path, children=[{**CHILDREN[0], "child": str(number)} for number in range(10_000)])
    assert time.perf_counter() - started < 10
