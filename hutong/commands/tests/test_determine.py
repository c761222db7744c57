"""``hutong determine`` as people and programs call it."""

import csv
import gc
import io
import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from hutong.commands.main import main
from hutong.policy.library import bundled_policies

ORPHAN = {
    "child": "7",
    "hukou_place": "431022",
    "residence_place": "431022",
    "birth_date": "2015-03-04",
    "orphan_recognised": True,
    "raised_in_welfare_institution": False,
}


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["determine", *arguments], input=stdin)


@pytest.fixture
def child(tmp_path: Path) -> Path:
    file = tmp_path / "child.json"
    file.write_text(json.dumps(ORPHAN), encoding="utf-8")
    return file


def test_the_text_names_benefit_amount_body_reason_and_clause(child: Path) -> None:
    told = run(str(child), "--on", "2025-06-01").stdout
    for words in (
        "孤儿基本生活保障：至少每月 600.00 元",
        "县级民政部门",
        "已认定为孤儿 是",
        "郴政发〔2017〕3号",
        "接下来问",
    ):
        assert words in told


def test_english_is_complete_outside_the_documents_own_names(child: Path) -> None:
    told = run(str(child), "--on", "2025-06-01", "--lang", "en").stdout
    assert "orphan basic living allowance: at least 600.00 yuan a month" in told
    assert "应当享有" not in told


def test_one_child_comes_out_as_one_object_of_the_published_schema(child: Path) -> None:
    result = run(str(child), "--on", "2025-06-01", "--format", "json")
    schema = json.loads((bundled_policies() / "schema" / "determination.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(result.stdout), schema, format_checker=jsonschema.FormatChecker())


def test_standard_input_is_read_for_a_dash() -> None:
    result = run("-", "--on", "2025-06-01", "--format", "json", stdin=json.dumps(ORPHAN))
    assert json.loads(result.stdout)["child"] == "7"


def test_several_lines_come_out_as_several_lines(tmp_path: Path) -> None:
    file = tmp_path / "children.jsonl"
    file.write_text("".join(json.dumps(ORPHAN | {"child": str(n)}) + "\n" for n in range(3)), encoding="utf-8")
    lines = run(str(file), "--on", "2025-06-01", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["child"] for line in lines] == ["0", "1", "2"]


def test_csv_has_a_line_a_verdict_under_chinese_labels(child: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(str(child), "--on", "2025-06-01", "--format", "csv").stdout)))
    orphan = next(row for row in rows if row["待遇代码"] == "orphan_protection")
    assert (orphan["待遇"], orphan["结论"], orphan["强度"]) == ("孤儿基本生活保障", "应享", "必须")
    assert "国发〔2016〕36号 2.1" in orphan["依据条款"] and "‹000000/gf2016-36#2.1/" in orphan["依据条款"]


SENSITIVE = ORPHAN | {"hiv_status": "hiv", "harm": {"family_violence": True}}
TELLTALES = ("艾滋", "家庭暴力", "受侵害", "遭受侵害", "打拐", "收养", "hiv_allowance", "victim_care")


@pytest.fixture
def sensitive_child(tmp_path: Path) -> Path:
    file = tmp_path / "sensitive.json"
    file.write_text(json.dumps(SENSITIVE), encoding="utf-8")
    return file


def get_told(child: Path, form: str, *more: str) -> str:
    """Everything that the format tells."""
    out = child.with_suffix(f".out.{form}")
    run(str(child), "--on", "2025-06-01", "--format", form, "--out", str(out), *more)
    if form != "xlsx":
        return out.read_text(encoding="utf-8")
    book = CalamineWorkbook.from_path(str(out))
    return "\n".join(str(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


@pytest.mark.parametrize("form", ["text", "csv", "xlsx"])
def test_what_people_read_names_nothing_highly_sensitive_unless_asked(sensitive_child: Path, form: str) -> None:
    told = get_told(sensitive_child, form)
    assert [word for word in TELLTALES if word in told] == []
    assert "艾滋病病毒携带与艾滋病儿童基本生活费" in get_told(sensitive_child, form, "--sensitive")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_programs_read_holds_everything(sensitive_child: Path, form: str) -> None:
    assert "hiv_allowance" in get_told(sensitive_child, form)


@pytest.mark.parametrize("form", ["text", "xlsx"])
def test_it_is_said_that_something_is_not_listed(child: Path, form: str) -> None:
    assert "另有高度敏感的待遇" in get_told(child, form)


@pytest.mark.parametrize("form", ["text", "xlsx"])
def test_a_highly_sensitive_fact_is_verified_with_its_holder_and_asked_of_no_family(child: Path, form: str) -> None:
    told = get_told(child, form, "--sensitive")
    assert "向掌握单位核实：遭受侵害" in told
    assert "孩子受到过伤害" not in told


def test_the_workbook_lists_ten_questions_a_child_and_says_so(child: Path) -> None:
    assert "待问问题每名儿童只列最管用的 10 个" in get_told(child, "xlsx")
    sheet = CalamineWorkbook.from_path(str(child.with_suffix(".out.xlsx"))).get_sheet_by_name("待问问题")
    assert len(sheet.to_python()) == 1 + 10


def test_the_help_says_what_is_left_out() -> None:
    assert "--sensitive" in run("--help").stdout


def test_the_workbook_has_children_findings_and_questions(child: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    run(str(child), "--on", "2025-06-01", "--format", "xlsx", "--out", str(out))
    assert CalamineWorkbook.from_path(str(out)).sheet_names == ["汇总", "儿童", "待遇结论", "待问问题"]


def test_one_document_alone_can_be_asked(child: Path) -> None:
    result = run(str(child), "--on", "2025-06-01", "--format", "json", "--document", "431000/cz2017-3")
    reasons = [reason for finding in json.loads(result.stdout)["findings"] for reason in finding["because"]]
    assert {reason["document"] for reason in reasons} == {"431000/cz2017-3"}


def test_a_document_that_is_not_there_is_named_with_those_that_are(child: Path) -> None:
    result = run(str(child), "--document", "431000/cz2018")
    assert result.exit_code == 2
    assert "431000/cz2018" in result.stderr and "431000/cz2017-3" in result.stderr


def test_an_impossible_row_is_handed_back_and_the_others_are_done(tmp_path: Path) -> None:
    file = tmp_path / "children.jsonl"
    wrong = {"child": "8", "father": {"dead": True, "imprisoned": True}}
    file.write_text(f"{json.dumps(ORPHAN)}\n{json.dumps(wrong)}\n", encoding="utf-8")
    result = run(str(file), "--on", "2025-06-01", "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["child"] for line in result.stdout.splitlines()] == ["7"]
    assert "father.imprisoned" in result.stderr


def test_a_file_that_is_not_there_is_said_without_a_traceback() -> None:
    result = run("nowhere.xlsx")
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
    assert "nowhere.xlsx" in result.stderr


def test_a_folder_without_documents_is_refused_with_a_remedy(child: Path, tmp_path: Path) -> None:
    result = run(str(child), "--policies", str(tmp_path))
    assert result.exit_code == 2
    assert "policy.md" in result.stderr


def test_a_ledger_with_broken_rows_gets_them_back_in_a_workbook(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.csv"
    ledger.write_text(
        "序号,姓名,出生日期,户籍地,是否孤儿\n1,测一,2015-03-04,湖南省郴州市宜章县,是\n2,测二,2015-13-40,湖南省郴州市宜章县,是\n",
        encoding="utf-8",
    )
    result = run(str(ledger), "--on", "2025-06-01", "--format", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    refused = CalamineWorkbook.from_path(str(tmp_path / "ledger-refused.xlsx"))
    assert any("测二" in str(cell) for row in refused.get_sheet_by_index(0).to_python() for cell in row)


def test_the_category_is_named_after_the_sentence_that_matched(tmp_path: Path) -> None:
    file = tmp_path / "child.json"
    child = {
        "hukou_place": "440281",
        "birth_date": "2015-03-04",
        "father": {"dead": True},
        "mother": {"seriously_ill": True},
    }
    file.write_text(json.dumps(child), encoding="utf-8")
    told = run(str(file), "--on", "2025-06-01").stdout
    assert "第二句：一方死亡或失踪，另一方符合" in told and "第一句" not in told


def test_what_calls_the_command_keeps_its_collector(child: Path) -> None:
    before = gc.get_freeze_count()
    assert run(str(child), "--on", "2025-06-01").exit_code == 0
    assert gc.get_freeze_count() <= before
