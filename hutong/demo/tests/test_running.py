import itertools
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console

from hutong.demo.running import DemoRun, Plan, run_demo
from hutong.demo.summary import Owed, Summary
from hutong.demo.telling import SummaryTeller, name_fault
from hutong.demo.words import get_words
from hutong.ledgers.faults import get_wordings
from hutong.ledgers.reading import read_ledger
from hutong.policy.amounts import Amount, Quantity
from hutong.policy.as_text import Teller
from hutong.policy.findings import Finding
from hutong.policy.library import Library, load_library

ON = date(2025, 6, 1)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def run(library: Library, tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    plan = Plan(tmp_path_factory.mktemp("demo"), ON, seed=3, children=180, lang="zh")
    return run_demo(plan, library=library)


def tell(run: DemoRun, library: Library, lang: str) -> str:
    console = Console(width=120, file=StringIO())
    for part in SummaryTeller(Teller(library, lang)).tell(run):
        console.print(part, soft_wrap=isinstance(part, str))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def list_rows(path: Path, sheet: str) -> list[dict[str, object]]:
    header, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def make_finding(*, number: int | None, state: str) -> Finding:
    quantity = Quantity(number, state, "yuan_per_month")  # type: ignore[arg-type]
    return Finding("dibao", "431022", "entitled", (Amount("monthly", quantity),))


def test_every_row_is_determined_or_handed_back(run: DemoRun) -> None:
    assert sum(one.rows for one in run.summary.ledgers) == 180
    assert run.summary.children == 180 - sum(run.summary.refused.values())


def test_orphans_of_chenzhou_are_owed_a_floor_and_those_of_qijiang_an_amount_that_is_not_set(run: DemoRun) -> None:
    chenzhou = run.summary.owed["orphan_protection", "431022"]
    qijiang = run.summary.owed["orphan_protection", "500110"]
    assert chenzhou.floor_fen >= chenzhou.children * 600_00 and chenzhou.exact_fen == 0
    assert qijiang.not_set == qijiang.children > 0


def test_both_gaps_occur(run: DemoRun) -> None:
    assert run.summary.count_gaps("owed_not_received") > 0
    assert run.summary.count_gaps("received_not_owed") > 0


def test_exact_sums_and_floors_never_mix() -> None:
    owed = Owed()
    for number, state in ((600_00, "exact"), (950_00, "floor"), (None, "unset")):
        owed.add(make_finding(number=number, state=state))
    assert (owed.children, owed.exact_fen, owed.floor_fen, owed.not_set) == (3, 600_00, 950_00, 1)


def test_the_workbook_has_its_four_sheets_and_every_child(run: DemoRun) -> None:
    names = CalamineWorkbook.from_path(str(run.results)).sheet_names
    assert names == ["汇总", "儿童", "待遇结论", "待问问题"]
    assert len(list_rows(run.results, "儿童")) == run.summary.children


def test_the_workbook_names_every_gap_that_the_summary_counts(run: DemoRun) -> None:
    told = [str(row[name]) for row in list_rows(run.results, "儿童") for name in ("应享未享", "应停未停")]
    gaps = [benefit for cell in told if cell for benefit in cell.split("、")]
    assert len(gaps) == sum(run.summary.gaps.values())


def test_the_workbook_counts_every_verdict(run: DemoRun) -> None:
    lines = itertools.takewhile(lambda row: row["合计"] != "", list_rows(run.results, "汇总"))
    assert sum(int(float(str(row["合计"]))) for row in lines) == sum(run.summary.verdicts.values())


def list_highly_sensitive(library: Library) -> list[str]:
    benefits = library.vocabulary.benefits.values()
    return [name for one in benefits if one.sensitivity == "highest" for name in (one.slug, one.zh, one.en) if name]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_summary_names_a_highly_sensitive_benefit(run: DemoRun, library: Library, lang: str) -> None:
    text = tell(run, library, lang)
    assert [name for name in list_highly_sensitive(library) if name in text] == []
    assert get_words(lang)["withheld"] in text


def test_no_sheet_names_a_highly_sensitive_benefit(run: DemoRun, library: Library) -> None:
    book = CalamineWorkbook.from_path(str(run.results))
    text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert [name for name in list_highly_sensitive(library) if name in text] == []
    assert "另有高度敏感的待遇，不在汇总中列出。" in text


def test_a_few_children_with_a_sensitive_benefit_are_not_counted_out(run: DemoRun, library: Library) -> None:
    run = replace(run, summary=Summary())
    for benefit in ("disability_nursing_subsidy", "dibao"):
        for _ in range(3):
            run.summary.owed[benefit, "431022"].add(make_finding(number=80_00, state="exact")._replace(benefit=benefit))
    lines = {line.split("│")[1].strip(): line for line in tell(run, library, "zh").splitlines() if "宜章县 │" in line}
    assert "<5" in lines["重度残疾人护理补贴"] and "240" not in lines["重度残疾人护理补贴"]
    assert "240" in lines["最低生活保障"]


def test_no_identity_number_reaches_the_results(run: DemoRun) -> None:
    text = str([list_rows(run.results, sheet) for sheet in ("儿童", "待遇结论", "待问问题")])
    assert "990100" not in text and "990200" not in text


def test_refused_rows_can_be_read_again(run: DemoRun, library: Library) -> None:
    again = [read_ledger(path, facts=library.vocabulary.facts, on=ON) for path in run.refused]
    assert sum(ledger.count for ledger in again) == sum(run.summary.refused.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_ends_with_the_path_of_the_workbook(run: DemoRun, library: Library, lang: str) -> None:
    assert tell(run, library, lang).rstrip().endswith(str(run.results))


def test_the_summary_names_amounts_reasons_and_faults(run: DemoRun, library: Library) -> None:
    text = tell(run, library, "zh")
    assert all(title in text for title in ("应享的钱", "应停未停", "无法判断的主要原因", "退回的行"))


def test_the_english_summary_holds_no_chinese_but_file_names(run: DemoRun, library: Library) -> None:
    lines = [line for line in tell(run, library, "en").splitlines() if ".xlsx" not in line and ".csv" not in line]
    places = str.maketrans("", "", "湖南省郴州市宜章县临武重庆綦江区津川广东韶关乐昌永蓝山台账")
    assert not [line for line in lines if any("一" <= c <= "鿿" for c in line.translate(places))]


def test_the_english_workbook_has_english_words_beside_names_and_clauses(library: Library, tmp_path: Path) -> None:
    plan = Plan(tmp_path, ON, seed=3, children=12, lang="en")
    results = run_demo(plan, library=library).results
    given = {"name", "place", "clause", "excluded by", "household registration", "residence", "sheet", "ledger"}
    cells = [
        text
        for sheet in CalamineWorkbook.from_path(str(results)).sheet_names
        for row in list_rows(results, sheet)
        for name, cell in row.items()
        if name not in given
        for text in (name, str(cell))
    ]
    assert [text for text in cells if any("一" <= c <= "鿿" for c in text)] == []


def test_words_exist_in_both_languages() -> None:
    assert get_words("zh").keys() == get_words("en").keys()


@pytest.mark.parametrize("kind", sorted(get_wordings()))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_kind_of_fault_is_named_without_its_blanks(kind: str, lang: str) -> None:
    name = name_fault(kind, lang)
    assert "{" not in name and "}" not in name
