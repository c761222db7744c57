from pathlib import Path

import pytest
from click.testing import CliRunner

from hutong.commands.main import main


@pytest.mark.parametrize(("lang", "file"), [("zh", "认定结果.xlsx"), ("en", "results.xlsx")])
def test_the_demo_ends_with_the_path_of_the_workbook(tmp_path: Path, lang: str, file: str) -> None:
    ran = CliRunner().invoke(main, ["demo-cli", "--out", str(tmp_path / "out"), "--children", "40", "--lang", lang])
    assert ran.exit_code == 0
    assert ran.output.rstrip().endswith(str(tmp_path / "out" / file))
    assert (tmp_path / "out" / file).is_file()


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder should be", encoding="utf-8")
    ran = CliRunner().invoke(main, ["demo-cli", "--out", str(tmp_path / "out"), "--children", "4"])
    assert ran.exit_code == 1
    assert "Error" in ran.output
