from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from hutong.ledgers.reading import Ledger, read_ledger
from hutong.ledgers.tests.ledger_files import (
    NAMES,
    ON,
    make_child,
    make_children,
    write_plain_xlsx,
    write_xlsx,
)
from hutong.vocabulary.facts import Facts


def read(path: Path, facts: Facts) -> Ledger:
    return read_ledger(path, facts=facts, on=ON)


def read_one(tmp_path: Path, facts: Facts, **changes: object) -> dict[str, object]:
    """The facts of a single child whose row differs in the named columns."""
    ledger = read(write_xlsx(tmp_path / "one.xlsx", [make_child(4, **changes)]), facts)
    assert not ledger.refused, [fault.render() for fault in ledger.faults]
    return ledger.rows[0].facts


def refuse_one(tmp_path: Path, facts: Facts, **changes: object) -> list[tuple[str, str]]:
    """Header and kind of every fault of a single child whose row differs in the named columns."""
    ledger = read(write_xlsx(tmp_path / "one.xlsx", [make_child(4, **changes)]), facts)
    assert not ledger.rows
    return [(fault.header, fault.kind) for fault in ledger.faults]


def test_a_good_ledger_is_read_without_a_mapping(tmp_path: Path, facts: Facts) -> None:
    ledger = read(write_xlsx(tmp_path / "good.xlsx", make_children(30)), facts)
    assert [fault.render() for fault in ledger.faults] == []
    assert len(ledger.rows) == 30


def test_titles_double_headers_and_merged_cells_are_understood(tmp_path: Path, facts: Facts) -> None:
    ledger = read(write_xlsx(tmp_path / "good.xlsx", make_children(1)), facts)
    assert ledger.sheets[0].header.names == NAMES


def test_a_row_becomes_canonical_facts(tmp_path: Path, facts: Facts) -> None:
    given = read_one(tmp_path, facts, **{"母亲/现状况": "死亡"})
    wanted = {
        "birth_date": date(2009, 5, 29),
        "hukou_place": "431022",
        "hukou_urban_rural": "rural",
        "father.imprisoned": {"value": True, "until": date(2027, 5, 1)},
        "mother.dead": True,
        "disability.physical": True,
        "disability.hearing": False,
        "disability.grade": 2,
        "de_facto_recognised": True,
        "dibao": False,
    }
    assert {name: given.get(name) for name in wanted} == wanted


def test_what_was_not_collected_is_absent_and_no_is_false(tmp_path: Path, facts: Facts) -> None:
    given = read_one(tmp_path, facts, 是否低保="未采集", 救助落实="不详")
    assert "dibao" not in given
    assert read_one(tmp_path, facts, 是否低保="否", 救助落实=None)["dibao"] is False


def test_an_amount_takes_its_benefit_from_the_title(tmp_path: Path, facts: Facts) -> None:
    given = read_one(tmp_path, facts, 领取金额="1,050.5元")
    assert given["receives.de_facto_living.amount"] == "1050.50"
    assert given["receives.de_facto_living"] is True


@pytest.mark.parametrize(
    ("status", "missing"), [("失联", False), ("失踪", True), ("失联、失踪", True), ("下落不明", None), ("重病", None)]
)
def test_a_parent_said_to_be_out_of_contact_is_not_declared_missing(
    tmp_path: Path, facts: Facts, status: str, missing: bool | None
) -> None:
    assert read_one(tmp_path, facts, **{"母亲/现状况": status}).get("mother.missing") is missing


def test_another_column_may_say_that_a_parent_out_of_contact_was_declared_missing(tmp_path: Path, facts: Facts) -> None:
    rows: list[list[object]] = [
        ["姓名", "父亲现状况", "父亲是否失踪"],
        ["测试甲", "失联", "是"],
        ["测试乙", "失联", None],
    ]
    ledger = read(write_plain_xlsx(tmp_path / "two.xlsx", rows), facts)
    assert [row.facts["father.missing"] for row in ledger.rows] == [True, False]


def test_a_birth_month_is_a_span_unless_the_number_knows_the_day(tmp_path: Path, facts: Facts) -> None:
    without = read_one(tmp_path, facts, 身份证号=None, 出生日期="2009年5月")
    assert without["birth_date"] == {"from": date(2009, 5, 1), "to": date(2009, 5, 31)}
    assert read_one(tmp_path, facts, 出生日期="2009年5月")["birth_date"] == date(2009, 5, 29)


def test_the_birth_date_comes_from_the_number_when_its_cell_is_blank(tmp_path: Path, facts: Facts) -> None:
    assert read_one(tmp_path, facts, 出生日期=None)["birth_date"] == date(2009, 5, 29)


def test_a_child_without_a_number_is_read(tmp_path: Path, facts: Facts) -> None:
    assert read_one(tmp_path, facts, 身份证号="无户口")["birth_date"] == date(2009, 5, 29)


def test_an_identity_number_never_becomes_a_fact_or_a_name_of_the_child(tmp_path: Path, facts: Facts) -> None:
    child = make_child(1)
    ledger = read(write_xlsx(tmp_path / "one.xlsx", [child]), facts)
    assert str(child["身份证号"]) not in repr(ledger.rows)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"身份证号": "990100200905290090"}, ("身份证号", "identity_check_character")),
        ({"身份证号": 990100200905290000.0}, ("身份证号", "identity_numeric")),
        ({"身份证号": "9.90100E+17"}, ("身份证号", "identity_numeric")),
        ({"身份证号": "12345"}, ("身份证号", "identity_length")),
        ({"出生日期": "2010-05-29"}, ("出生日期", "identity_birth_mismatch")),
        ({"性别": "男"}, ("性别", "identity_sex_mismatch")),
        ({"出生日期": "09-5-29"}, ("出生日期", "date_two_digit_year")),
        ({"出生日期": "2031-05-29", "身份证号": None}, ("出生日期", "date_in_the_future")),
        ({"出生日期": 5, "身份证号": None}, ("出生日期", "date_not_a_date")),
        ({"户籍地": "某县某镇"}, ("户籍地", "place_unknown")),
        ({"户籍地": "朝阳区"}, ("户籍地", "place_ambiguous")),
        ({"户籍地": "湖南省"}, ("户籍地", "place_too_coarse")),
        ({"是否低保": "火星"}, ("是否低保", "word")),
        ({"父亲/现状况": "火星"}, ("父亲/现状况", "word")),
        ({"残疾等级": "九级"}, ("残疾等级", "number")),
        ({"领取金额": "很多"}, ("领取金额", "money")),
        ({"领取金额": -5}, ("领取金额", "money")),
        ({"学业状况": "字" * 30_000}, ("学业状况", "too_long")),
        ({"出生日期": "{=TODAY()}"}, ("出生日期", "formula_without_value")),
        ({"父亲/现状况": "{=A9→#REF!}"}, ("父亲/现状况", "formula_error")),
        ({"残疾等级": "{=1/0→#DIV/0!}"}, ("残疾等级", "formula_error")),
        ({"是否低保": "{=NA()→#N/A}"}, ("是否低保", "formula_error")),
        ({"父亲/现状况": "死亡、服刑在押"}, ("父亲/现状况", "impossible")),
        ({"救助落实": "低保", "是否低保": "否"}, ("是否低保", "contradiction")),
        ({"父亲/状况结束日期": "以后再说"}, ("父亲/状况结束日期", "date_not_a_date")),
    ],
)
def test_a_broken_cell_is_named(
    tmp_path: Path, facts: Facts, changes: dict[str, object], fault: tuple[str, str]
) -> None:
    assert fault in refuse_one(tmp_path, facts, **changes)


def test_the_error_of_a_formula_is_told(tmp_path: Path, facts: Facts) -> None:
    ledger = read(write_xlsx(tmp_path / "error.xlsx", [make_child(1, 户籍地="{=A9→#REF!}"), make_child(2)]), facts)
    assert "#REF!" in ledger.faults[0].message("zh")
    assert len(ledger.rows) == 1


def test_an_error_in_a_column_that_is_not_read_refuses_nothing(tmp_path: Path, facts: Facts) -> None:
    path = write_xlsx(tmp_path / "unread.xlsx", [make_child(1, 备注="{=A9→#REF!}")])
    assert len(read(path, facts).rows) == 1


def test_good_rows_are_done_beside_a_broken_one(tmp_path: Path, facts: Facts) -> None:
    children = make_children(5)
    children[2]["户籍地"] = "某县"
    ledger = read(write_xlsx(tmp_path / "mixed.xlsx", children), facts)
    assert (len(ledger.rows), [row.row for row in ledger.refused]) == (4, [6])


def test_every_fault_of_a_row_is_named_at_once(tmp_path: Path, facts: Facts) -> None:
    faults = refuse_one(tmp_path, facts, 户籍地="某县", 残疾等级="九级", 领取金额="x")
    assert {header for header, _ in faults} == {"户籍地", "残疾等级", "领取金额"}


def test_a_fault_says_where_and_what_to_write_in_both_languages(tmp_path: Path, facts: Facts) -> None:
    ledger = read(write_xlsx(tmp_path / "one.xlsx", [make_child(4, 户籍地="某县")]), facts)
    fault = ledger.faults[0]
    assert fault.render("zh").startswith("名册 第4行 F列“户籍地”: 认不出这个地点")
    assert fault.render("en").startswith("名册 row 4, column F '户籍地': no such place is known")


def test_a_number_in_a_fault_is_masked(tmp_path: Path, facts: Facts) -> None:
    ledger = read(write_xlsx(tmp_path / "one.xlsx", [make_child(4, 身份证号="990100200905290090")]), facts)
    assert ledger.faults[0].value == "990100**********90"


def test_one_number_in_two_rows_refuses_both_and_names_both(tmp_path: Path, facts: Facts) -> None:
    children = make_children(6)
    children[4] = make_child(2, 姓名="另一名儿童")
    ledger = read(write_xlsx(tmp_path / "twice.xlsx", children), facts)
    assert [row.row for row in ledger.refused] == [5, 8]
    assert all("名册!5、名册!8" in fault.message() for fault in ledger.faults)


def test_totals_notes_and_blank_rows_are_no_children(tmp_path: Path, facts: Facts) -> None:
    path = write_xlsx(tmp_path / "notes.xlsx", make_children(3), remarks=["合计", "注：本表一式两份", "", "填表人："])
    ledger = read(path, facts)
    assert (len(ledger.rows), len(ledger.refused), len(ledger.remarks)) == (3, 0, 3)


def test_every_sheet_with_a_header_is_read(tmp_path: Path, facts: Facts) -> None:
    path = tmp_path / "sheets.csv"
    path.write_text("姓名,出生日期,户籍地\n测试甲,2015-01-02,宜章县\n", encoding="utf-8")
    assert len(read(path, facts).rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_spreadsheet_programs(tmp_path: Path, facts: Facts, encoding: str) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("姓名,出生日期,户籍地,父亲,现状\n测试甲,2015.1.2,宜章县,在世,\n", encoding=encoding)
    assert read(path, facts).rows[0].facts["birth_date"] == date(2015, 1, 2)


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_is_read_with_any_usual_separator(tmp_path: Path, facts: Facts, mark: str) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("姓名,出生日期,户籍地\n测试甲,2015.1.2,宜章县\n".replace(",", mark), encoding="utf-8")
    assert len(read(path, facts).rows) == 1


def test_canonical_names_and_labels_are_headers_too(tmp_path: Path, facts: Facts) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("child,birth_date,father.dead,重度残疾\n甲,2015-01-02,是,否\n", encoding="utf-8")
    row = read(path, facts).rows[0]
    assert row.child == "甲"
    assert row.facts == {"birth_date": date(2015, 1, 2), "father.dead": True, "severely_disabled": False}


def test_a_place_spread_over_columns_is_put_together(tmp_path: Path, facts: Facts) -> None:
    header = ["姓名", "出生日期", "户籍地省", "户籍地市", "户籍地县", "户籍地"]
    rows = [header, ["测试甲", "2015-01-02", "湖南省", "郴州市", "桂阳县", "某镇"]]
    ledger = read(write_plain_xlsx(tmp_path / "split.xlsx", rows), facts)
    assert ledger.rows[0].facts["hukou_place"] == "431021"


def test_columns_without_a_meaning_are_listed(tmp_path: Path, facts: Facts) -> None:
    ledger = read(write_xlsx(tmp_path / "good.xlsx", make_children(1)), facts)
    assert {"序号", "父亲/姓名", "备注"} <= set(ledger.unread)


def test_two_children_of_one_number_of_the_ledger_are_told_apart(tmp_path: Path, facts: Facts) -> None:
    rows = [["儿童编号", "出生日期"], ["7", "2015-01-02"], ["7", "2016-01-02"]]
    ledger = read(write_plain_xlsx(tmp_path / "keys.xlsx", rows), facts)
    assert [row.child for row in ledger.rows] == ["7 (Sheet1!2)", "7 (Sheet1!3)"]


def test_an_identity_number_used_as_key_is_masked(tmp_path: Path, facts: Facts) -> None:
    number = str(make_child(1)["身份证号"])
    rows = [["儿童编号", "出生日期"], [number, "2015-01-02"]]
    ledger = read(write_plain_xlsx(tmp_path / "keys.xlsx", rows), facts)
    assert number not in ledger.rows[0].child


def test_the_header_of_the_next_printed_page_is_no_child(tmp_path: Path, facts: Facts) -> None:
    rows = [["姓名", "出生日期"], ["甲", "2015-01-02"], ["姓名", "出生日期"], ["乙", "2016-01-02"]]
    ledger = read(write_plain_xlsx(tmp_path / "pages.xlsx", rows), facts)
    assert (len(ledger.rows), len(ledger.remarks)) == (2, 1)


def test_cells_merged_over_brothers_and_sisters_hold_for_each(tmp_path: Path, facts: Facts) -> None:
    path = tmp_path / "siblings.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["姓名", "出生日期", "户籍地", "父亲现状况"])
    page.write_column(1, 0, ["测试甲", "测试乙", "测试丙"])
    page.write_column(1, 1, ["2015-01-02", "2016-01-02", "2017-01-02"])
    page.merge_range(1, 2, 2, 2, "宜章县")
    page.merge_range(1, 3, 2, 3, "死亡")
    book.close()
    given = [row.facts for row in read(path, facts).rows]
    assert [(one.get("hukou_place"), one.get("father.dead")) for one in given] == [
        ("431022", True),
        ("431022", True),
        (None, None),
    ]
