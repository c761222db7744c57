from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from hutong.ledgers.errors import ResultNotWritable
from hutong.ledgers.reading import read_ledger
from hutong.ledgers.refused import write_refused
from hutong.ledgers.tests.ledger_files import ON, TITLE, make_child, make_children, write_xlsx
from hutong.vocabulary.facts import Facts


def hand_back(tmp_path: Path, facts: Facts, *, lang: str = "zh", **changes: object) -> Path:
    """The workbook that comes back for one broken row among three."""
    children = [make_child(1), make_child(4, **changes), make_child(3)]
    ledger = read_ledger(write_xlsx(tmp_path / "in.xlsx", children), facts=facts, on=ON)
    path = tmp_path / "refused.xlsx"
    write_refused(path, ledger, lang=lang)
    return path


def read_rows(path: Path, sheet: int = 0) -> list[list[object]]:
    page = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet)
    return [list(row) for row in page.to_python(skip_empty_area=False)]


def test_the_fault_stands_beside_its_cell(tmp_path: Path, facts: Facts) -> None:
    title, header, row = read_rows(hand_back(tmp_path, facts, 户籍地="某县"))
    place = header.index("户籍地")
    assert TITLE in title
    assert header[place + 1] == "户籍地·问题"
    assert row[place] == "某县"
    assert str(row[place + 1]).startswith("认不出这个地点 → 写到县")


def test_the_fault_is_said_in_english_when_asked(tmp_path: Path, facts: Facts) -> None:
    _, header, row = read_rows(hand_back(tmp_path, facts, lang="en", 户籍地="某县"))
    assert str(row[header.index("户籍地") + 1]).startswith("no such place is known")


def test_nothing_of_the_row_is_lost(tmp_path: Path, facts: Facts) -> None:
    child = make_child(4, 户籍地="某县", 备注="联系村里")
    _, header, row = read_rows(hand_back(tmp_path, facts, 户籍地="某县", 备注="联系村里"))
    given = dict(zip(header, row, strict=True))
    assert given["原行号"] == 5
    assert {name: given[name] for name in ("姓名", "身份证号", "备注", "父亲/现状况")} == {
        name: child[name] for name in ("姓名", "身份证号", "备注", "父亲/现状况")
    }


def test_only_broken_rows_come_back(tmp_path: Path, facts: Facts) -> None:
    assert len(read_rows(hand_back(tmp_path, facts, 户籍地="某县"))) == 3


def test_a_corrected_workbook_can_be_read_again(tmp_path: Path, facts: Facts) -> None:
    ledger = read_ledger(hand_back(tmp_path, facts, 户籍地="某县"), facts=facts, on=ON)
    assert [fault.header for fault in ledger.faults] == ["户籍地"]
    assert ledger.mapping.get("领取金额") is not None


def test_a_number_stored_as_number_comes_back_as_text(tmp_path: Path, facts: Facts) -> None:
    _, header, row = read_rows(hand_back(tmp_path, facts, 身份证号=990100200905290000.0))
    assert row[header.index("身份证号")] == "990100200905290000"


def test_a_text_longer_than_a_cell_comes_back_whole(tmp_path: Path, facts: Facts) -> None:
    csv = tmp_path / "long.csv"
    text = "长" * 100_000
    csv.write_text(f"姓名,出生日期,学业状况\n甲,2015-01-02,{text}\n", encoding="utf-8")
    path = tmp_path / "refused.xlsx"
    write_refused(path, read_ledger(csv, facts=facts, on=ON))
    overflow = read_rows(path, sheet=1)[1:]
    assert "".join(str(row[3]) for row in overflow) == text


def test_a_formula_in_a_cell_comes_back_as_text(tmp_path: Path, facts: Facts) -> None:
    csv = tmp_path / "formula.csv"
    csv.write_text('姓名,出生日期,户籍地\n=cmd|calc,2015-01-02,"=HYPERLINK(""http://x"")"\n', encoding="utf-8")
    path = tmp_path / "refused.xlsx"
    write_refused(path, read_ledger(csv, facts=facts, on=ON))
    with ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert "=cmd|calc" in read_rows(path)[1]


def test_a_ledger_without_faults_gives_an_empty_workbook(tmp_path: Path, facts: Facts) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "in.xlsx", make_children(2)), facts=facts, on=ON)
    write_refused(tmp_path / "refused.xlsx", ledger)
    assert len(read_rows(tmp_path / "refused.xlsx")) == 1


def test_a_place_that_cannot_be_written_to_is_a_named_error(tmp_path: Path, facts: Facts) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "in.xlsx", make_children(2)), facts=facts, on=ON)
    with pytest.raises(ResultNotWritable):
        write_refused(tmp_path / "nowhere" / "refused.xlsx", ledger)
