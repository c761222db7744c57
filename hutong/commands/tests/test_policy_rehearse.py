"""hutong policy rehearse and project, from files to what a finance office reads."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from hutong.commands.main import main
from hutong.screening.ahead.tests import small_drafts as drafts
from hutong.screening.tests import population_files as files

ORPHANS = [
    # child, hukou_place, residence_place, birth_date, orphan_recognised, raised_in_welfare_institution
    ("one", "431022", "431022", date(2015, 1, 1), True, False),
    ("two", "431022", "431022", date(2007, 6, 15), True, False),
    ("three", "500110", "431022", date(2015, 1, 1), True, False),
    ("four", "431003", "431003", date(2015, 1, 1), None, False),
    ("five", "440281", "440281", date(2015, 1, 1), True, False),
    ("six", "431022", "431022", date(2009, 1, 1), True, True),
]
NAMES = (
    "child",
    "hukou_place",
    "residence_place",
    "birth_date",
    "orphan_recognised",
    "raised_in_welfare_institution",
)
COUNTY_STANDARD = """[[value]]
name = "orphans"
entries = ["1/a"]
unit = "yuan_per_month"
amount = "{amount}"
from = 2025-01-01
"""


@pytest.fixture
def population(tmp_path: Path) -> Path:
    columns = [pa.array(column) for column in zip(*ORPHANS, strict=True)]
    pq.write_table(pa.table(columns, names=NAMES), tmp_path / "children.parquet")
    return tmp_path / "children.parquet"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


def rehearse(draft: Path, population: Path, *more: object) -> dict[str, Any]:
    result = run("rehearse", draft, "--population", population, "--on", "2025-06-01", "--format", "json", *more)
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def changes(told: dict[str, Any]) -> dict[tuple[str, str | None, str], int]:
    """Children by benefit, place and change."""
    return {
        (line["benefit"], line["place"], line["change"]): line["children"]
        for line in told["tables"]["changed"]
        if not line["cause"]
    }


def grant(when: str, amount: str = "", tie: str = "hukou") -> str:
    sums = f'amounts = [{{ term = "monthly", value = "{amount}" }}]\n' if amount else ""
    return f'[[grant]]\nentries = ["a"]\nbenefit = "orphan_protection"\ntie = "{tie}"\nwhen = "{when}"\n{sums}'


def test_a_raised_amount_reaches_those_who_are_owed_it_there(population: Path, tmp_path: Path) -> None:
    told = rehearse(drafts.raised(tmp_path / "draft"), population)
    assert changes(told) == {("orphan_protection", "431022", "more"): 2}
    owed = {(line["at"], line["state"]): line["total"] for line in told["tables"]["owed"] if line["place"] == "431022"}
    assert owed["before", "floor"] == 60000 * 2 + 100000
    assert owed["after", "exact"] == 95000 * 2


def test_the_text_says_that_the_draft_is_not_in_force(population: Path, tmp_path: Path) -> None:
    draft = drafts.raised(tmp_path / "draft")
    for lang, sentence in (("zh", "草案没有生效"), ("en", "The draft is not in force")):
        result = run("rehearse", draft, "--population", population, "--on", "2025-06-01", "--lang", lang)
        assert result.exit_code == 0
        assert sentence in result.stdout
        assert "1,900.00" in result.stdout


def test_a_wider_age_reaches_who_turned_18_before_the_day(population: Path, tmp_path: Path) -> None:
    draft = drafts.new_document(tmp_path / "draft", "431000/wider", grant("orphan_recognised AND age < 19"))
    told = rehearse(draft, population, "--on", "2025-06-15")
    assert changes(told)["orphan_protection", "431022", "gained"] == 1
    # A day before the birthday the child is owed it anyhow.
    assert ("orphan_protection", "431022", "gained") not in changes(rehearse(draft, population, "--on", "2025-06-14"))


def test_a_narrower_local_text_cannot_silence_the_national_ground(population: Path, tmp_path: Path) -> None:
    home = drafts.copy_document(tmp_path / "draft")
    drafts.change(
        home, "policy.md", '\nwhen = "orphan_recognised"\namounts', '\nwhen = "orphan_recognised AND age < 6"\namounts'
    )
    told = rehearse(home, population)
    assert "lost" not in {change for _, _, change in changes(told)}


def test_a_narrower_national_text_names_who_loses(population: Path, tmp_path: Path) -> None:
    home = drafts.copy_document(tmp_path / "draft", "000000/mf2019-62")
    drafts.change(home, "policy.md", 'frame = "age < 18"', 'frame = "age < 18"\nended = 2025-06-01')
    out = tmp_path / "out"
    result = run("rehearse", tmp_path / "draft", "--population", population, "--on", "2025-06-01", "--out", out)
    assert result.exit_code == 0, result.output
    lines = [line for path in (out / "changes").glob("*") for line in pq.read_table(path).to_pylist()]
    assert {line["change"] for line in lines} <= {"now_known", "lost", "beside", "moved"}
    assert all(line["clauses"] for line in lines)


def test_an_amount_that_is_not_set_is_counted_and_never_nought(population: Path, tmp_path: Path) -> None:
    home = drafts.copy_document(tmp_path / "draft")
    drafts.change(home, "values.toml", 'state = "floor"\namount = "600"', 'state = "unset"')
    told = rehearse(home, population)
    assert changes(told) == {("orphan_protection", "431022", "otherwise"): 2}
    after = [line for line in told["tables"]["owed"] if line["at"] == "after" and line["place"] == "431022"]
    assert {(line["state"], line["children"], line["total"]) for line in after if line["term"] == "monthly"} == {
        ("unset", 2, 0),
        ("floor", 1, 100000),
    }
    text = run("rehearse", home, "--population", population, "--on", "2025-06-01").stdout
    assert "2 人次数额未定" in text


def test_a_text_that_speaks_where_a_child_lives_reaches_it_there(population: Path, tmp_path: Path) -> None:
    rule = grant("orphan_recognised", "VALUE('orphans')", tie="residence")
    value = COUNTY_STANDARD.format(amount="300")
    told = rehearse(drafts.new_document(tmp_path / "draft", "431022/lives", rule, value), population)
    # Two and six are owed it at this place by hukou already: one finding, the better of two sums; three lives here.
    assert changes(told)["orphan_protection", "431022", "gained"] == 1
    assert told["looked_at"] < told["children"] or told["children"] == 6


def test_only_the_place_that_is_named_is_told(population: Path, tmp_path: Path) -> None:
    value = COUNTY_STANDARD.format(amount="950")
    draft = drafts.new_document(tmp_path / "draft", "000000/everywhere", grant("age < 99", "VALUE('orphans')"), value)
    everywhere, here = rehearse(draft, population), rehearse(draft, population, "--place", "431000")
    assert {place for _, place, _ in changes(everywhere)} > {place for _, place, _ in changes(here)}
    assert all(place.startswith("4310") for _, place, _ in changes(here) if place)


def test_a_draft_that_touches_nothing_says_so(population: Path, tmp_path: Path) -> None:
    home = drafts.copy_document(tmp_path / "draft")
    told = rehearse(home, population)
    assert not told["tables"]["changed"] and told["looked_at"] == 0
    assert "没有任何改变" in run("rehearse", home, "--population", population, "--on", "2025-06-01").stdout


def test_a_fault_in_the_draft_is_shown_with_its_place_and_a_remedy(population: Path, tmp_path: Path) -> None:
    draft = drafts.new_document(tmp_path / "draft", "431000/faulty", grant("orphan_recogniced"))
    out = tmp_path / "out"
    result = run("rehearse", draft, "--population", population, "--out", out)
    assert result.exit_code == 2
    for said in ("policy.md:", 'when = "orphan_recogniced"', "→ did you mean 'orphan_recognised'"):
        assert said in result.stderr
    assert not out.exists()


def test_a_folder_without_a_document_is_refused(population: Path, tmp_path: Path) -> None:
    result = run("rehearse", tmp_path, "--population", population)
    assert result.exit_code == 2
    assert "policy.md" in result.stderr


def test_a_value_that_begins_later_is_named_and_left_out(population: Path, tmp_path: Path) -> None:
    value = COUNTY_STANDARD.format(amount="300").replace("2025-01-01", "2026-01-01")
    draft = drafts.new_document(tmp_path / "draft", "431000/later", grant("age < 18", "VALUE('orphans')"), value)
    text = run("rehearse", draft, "--population", population, "--on", "2025-06-01").stdout
    assert "431000/later:orphans (2026-01-01)" in text


def test_the_workbook_can_be_read_and_names_the_children(population: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    draft = drafts.raised(tmp_path / "draft")
    result = run("rehearse", draft, "--population", population, "--on", "2025-06-01", "--out", out, "--format", "xlsx")
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(out / "rehearsal.xlsx")
    book = CalamineWorkbook.from_path(str(out / "rehearsal.xlsx"))
    assert book.sheet_names == ["摘要", "按待遇", "按地方", "按条款", "减少的儿童", "增加的儿童", "其他变化", "方法"]
    gains = book.get_sheet_by_name("增加的儿童").to_python()
    assert [row[0] for row in gains[1:]] == ["one", "two"]
    assert gains[1][5:10] == [600.0, "至少", "应当享有", 950.0, "确切"]
    svg = (out / "rehearsal.svg").read_text("utf-8")
    assert "孤儿基本生活保障" in svg and "<script" not in svg


def test_a_folder_that_holds_something_is_not_written_to(population: Path, tmp_path: Path) -> None:
    draft = drafts.raised(tmp_path / "draft")
    result = run("rehearse", draft, "--population", population, "--out", tmp_path, "--lang", "en")
    assert result.exit_code == 2
    assert "is not empty" in result.stderr


def test_several_workers_tell_the_same_as_one(tmp_path: Path) -> None:
    population = files.write_parquet(tmp_path / "many.parquet", files.make_children(3_000), row_group=500)
    draft = drafts.raised(tmp_path / "draft")
    assert rehearse(draft, population, "--workers", 1) == rehearse(draft, population, "--workers", 2)


def test_children_whose_facts_contradict_are_counted_and_the_exit_code_says_so(tmp_path: Path) -> None:
    table = pa.table({"hukou_place": ["431022", "nowhere"], "orphan_recognised": [True, True]})
    pq.write_table(table, tmp_path / "two.parquet")
    draft = drafts.raised(tmp_path / "draft")
    result = run("rehearse", draft, "--population", tmp_path / "two.parquet", "--on", "2025-06-01", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"] == 1


def project(population: Path, *more: object) -> dict[str, Any]:
    result = run("project", "--population", population, "--on", "2025-06-01", "--format", "json", *more)
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_a_child_that_turns_18_leaves_in_the_month_after(population: Path) -> None:
    told = project(population, "--months", 3, "--place", "431022")
    assert told["days"] == ["2025-06-01", "2025-07-01", "2025-08-01", "2025-09-01"]
    lost = [
        line for line in told["tables"]["changed"] if (line["change"], line["benefit"]) == ("lost", "orphan_protection")
    ]
    assert {(line["at"], line["cause"], line["children"]) for line in lost} == {
        ("2025-07-01", "", 1),
        ("2025-07-01", "birthday:18", 1),
    }


def test_a_fact_that_ends_is_named_as_the_cause(tmp_path: Path) -> None:
    table = pa.table(
        {
            "hukou_place": ["431022"],
            "birth_date": pa.array([date(2015, 1, 1)]),
            "orphan_recognised": [True],
            "orphan_recognised.until": pa.array([date(2025, 7, 31)]),
        }
    )
    pq.write_table(table, tmp_path / "one.parquet")
    told = project(tmp_path / "one.parquet", "--months", 3)
    causes = {(line["at"], line["cause"], line["change"]) for line in told["tables"]["changed"] if line["cause"]}
    assert ("2025-08-01", "ends:orphan_recognised", "now_unknown") in causes
    assert {at for at, _, _ in causes} == {"2025-08-01"}


def test_a_value_that_begins_on_its_day_is_in_the_projection(population: Path, tmp_path: Path) -> None:
    value = """[[value]]
name = "orphans"
entries = ["1/a"]
unit = "yuan_per_month"
amount = "1300"
from = 2025-08-01
"""
    home = drafts.new_document(
        tmp_path / "more", "431022/standard", grant("orphan_recognised", "VALUE('orphans')"), value, standing='"law"'
    )
    told = project(population, "--months", 2, "--also", home.parent.parent, "--place", "431022")
    risen = [line for line in told["tables"]["changed"] if line["at"] == "2025-08-01" and line["cause"] == "texts"]
    # One who is over 18 was owed it by the new text alone, with no amount set before August.
    assert {(line["change"], line["children"]) for line in risen} == {("more", 2), ("otherwise", 1)}
    text = run("project", "--population", population, "--on", "2025-06-01", "--months", 2, "--lang", "en").stdout
    assert "Nobody is born" in text


def test_the_projection_is_written_as_workbook_and_chart(population: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("project", "--population", population, "--on", "2025-06-01", "--out", out)
    assert result.exit_code == 0, result.output
    book = CalamineWorkbook.from_path(str(out / "projection.xlsx"))
    assert book.sheet_names == ["按月", "按待遇：金额", "按待遇：人次", "按地方", "原因"]
    assert "孤儿基本生活保障" in (out / "projection.svg").read_text("utf-8")
