"""Text never becomes a formula in a file we write: every writer of spreadsheets and CSV, found in the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from hutong.commands.determine_formats import as_cell
from hutong.ledgers.sheet_writing import open_book
from hutong.lib.csv_cells import FORMULA_STARTS, disarmed
from tests import tree

EVIL = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]
WRITERS = {"writer", "DictWriter", "write_csv", "Workbook"}
DISARMING = {"disarmed", "as_cell"}
BY_TYPE = {
    "hutong/ledgers/sheet_writing.py": "write_string, with formulas switched off",
    "hutong/demo/sheets.py": "made-up ledgers as townships hand them in: what we read, not what we tell",
    "hutong/screening/sql/postgres.py": "the way into a database, never opened by a spreadsheet program",
}
"""Where text is kept from being a formula otherwise, and how."""


def list_writers() -> Iterator[str]:
    """The files of the product that write a spreadsheet or CSV."""
    for path in sorted((tree.ROOT / "hutong").rglob("*.py")):
        if "tests" in path.parts:
            continue
        calls = (
            node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        )
        if any(isinstance(call, ast.Attribute) and call.attr in WRITERS for call in calls):
            yield path.relative_to(tree.ROOT).as_posix()


def test_every_writer_is_known_and_disarms() -> None:
    found = list(list_writers())
    assert len(found) >= 6, "the walk finds none any more"
    for path in found:
        names = {
            node.id
            for node in ast.walk(ast.parse((tree.ROOT / path).read_text(encoding="utf-8")))
            if isinstance(node, ast.Name)
        }
        assert path in BY_TYPE or names & DISARMING, f"{path} writes cells: use disarmed() or the sheets of ledgers"
    assert set(BY_TYPE) <= set(found)


@pytest.mark.parametrize("text", EVIL)
def test_a_cell_of_csv_is_text(text: str) -> None:
    assert disarmed(text) == as_cell(text) == f"'{text}"
    assert not disarmed(text).startswith(FORMULA_STARTS)


@pytest.mark.parametrize("look", ["", "wrong", "fault", "note", "header"])
def test_a_cell_of_a_workbook_is_text(tmp_path: Path, look: str) -> None:
    file = tmp_path / "book.xlsx"
    with open_book(file, lang="zh") as book:
        sheet = book.add_sheet("表", EVIL, [20] * len(EVIL), title=EVIL[0], mark=EVIL[0])
        sheet.write_row(EVIL, look=look)
        sheet.close()
    with ZipFile(file) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in written and "<f " not in written
    cells = re.findall(r"<c [^>]*[^/]>", written)
    assert len(cells) > 2 * len(EVIL)
    assert [cell for cell in cells if 't="inlineStr"' not in cell and 't="s"' not in cell] == []
