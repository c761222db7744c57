"""``hutong policy …``: what is asked for is printed, what cannot be done is said in one message."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from hutong.policy.tests.sample_city import write_city

BROKEN = '[[grant]]\nentries = ["a"]\nbenefit = "no_dropout"\nwhen = "agee < 18"\n'


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["policy", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_show_prints_chinese_unless_asked_for_english() -> None:
    asked = ("show", "郴州市", "--on", "2018-06-01", "--benefit", "orphan_protection")
    assert "不低于 600 元/月" in run(*asked).stdout
    assert "at least 600 yuan a month" in run(*asked, "--lang", "en").stdout


def test_show_as_json_is_one_object() -> None:
    result = run("show", "431000", "--on", "2018-06-01", "--benefit", "dibao", "--format", "json")
    assert json.loads(result.stdout)["place"] == "431000"


def test_diff_as_json_is_one_object() -> None:
    result = run("diff", "431000@2018-05-30", "431000@2018-05-31", "--format", "json")
    assert json.loads(result.stdout)["after"] == "431000@2018-05-31"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "无此市", "--on", "2018-06-01"), "无此市"),
        (("show", "431000", "--on", "2018-06-01", "--benefit", "orphan"), "orphan_protection"),
        (("diff", "431000", "431000@2018-01-01"), "@"),
        (("coverage", "--entry", "cz2017-3/9/z"), "cz2017-3/9/z"),
        (("show", "431000", "--on", "2018-06-01", "--policies", "nowhere"), "nowhere"),
        (("check", "nowhere"), "nowhere"),
        (("schema", "--check", "--out", "nowhere"), "hutong policy schema"),
    ],
)
def test_what_cannot_be_done_is_said_on_standard_error(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert said in result.stderr and "Traceback" not in result.output


def test_documents_with_faults_are_not_shown_but_their_faults_are(tmp_path: Path) -> None:
    city = write_city(tmp_path, rules=BROKEN, values="")
    result = run("show", "990100", "--on", "2025-08-01", "--also", str(city))
    assert result.exit_code == 2
    assert "agee" in result.stderr and "did you mean" in result.stderr


def test_check_also_reports_on_the_other_folder_alone(tmp_path: Path) -> None:
    city = write_city(tmp_path, rules=BROKEN, values="")
    result = run("check", "--also", str(city))
    assert result.exit_code == 1
    assert "1 document," in result.stdout and "agee" in result.stdout
    assert "cz2017-3" not in result.stdout


def test_coverage_counts_by_document_and_kind() -> None:
    result = run("coverage")
    assert result.exit_code == 0
    assert "1176 provisions, 0 faults" in result.stdout and "entitlement" in result.stdout


def test_coverage_fails_where_a_provision_is_not_carried(tmp_path: Path) -> None:
    city = write_city(tmp_path, rules='[[none]]\nentries = ["a"]\nbecause = "principle: nothing to do"\n', values="")
    (city / "entries.csv").write_text("id,kind,system\nsf2025-1/1/a,duty,教育\n", encoding="utf-8")
    result = run("coverage", "--policies", str(city))
    assert result.exit_code == 1
    assert "none does not carry it" in result.stderr


def test_coverage_names_the_carriers_of_a_provision() -> None:
    result = run("coverage", "--entry", "cz2017-3/2.1/a")
    assert "431000/cz2017-3#2.1/a" in result.stdout
    assert run("coverage", "--list").stdout.count("\n") >= 1176


def test_coverage_lists_where_treatments_are_named() -> None:
    result = run("coverage", "--treatments")
    assert "A13" in result.stdout and "named nowhere:" in result.stdout


def test_schema_writes_what_it_then_finds_fresh(tmp_path: Path) -> None:
    assert run("schema", "--out", str(tmp_path)).exit_code == 0
    assert run("schema", "--check", "--out", str(tmp_path)).exit_code == 0
    (tmp_path / "values.json").write_text("{}", encoding="utf-8")
    assert run("schema", "--check", "--out", str(tmp_path)).exit_code == 1
