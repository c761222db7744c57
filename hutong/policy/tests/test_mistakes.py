"""Every slip that an author makes is said once, at its place, with what to write instead."""

import ast
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hutong.lib.faults import Fault
from hutong.policy.checking import check

HERE = Path(__file__).parent
HUTONG = HERE.parent.parent
MISTAKES: list[dict[str, Any]] = tomllib.loads((HERE / "mistakes.toml").read_text("utf-8"))["mistake"]
SOURCES = (
    HUTONG / "lib" / "checked_toml.py",
    *(HUTONG / "vocabulary").glob("*.py"),
    *(HUTONG / "policy").glob("*.py"),
    *(HUTONG / "policy" / "checks").glob("*.py"),
)
# Accounting for provisions needs an entries.csv and has tests of its own.
ACCOUNTING = {"coverage.py", "carriers.py", "treatments.py"}


def make(mistake: dict[str, Any], folder: Path) -> tuple[Path, list[Path]]:
    """The sound folder with one mistake in it, and a further folder where the mistake is one between folders."""
    policies = folder / "policies"
    shutil.copytree(HERE / "sound", policies)
    also: list[Path] = []
    if "copy" in mistake:
        shutil.copytree(policies / mistake["copy"], folder / "further" / mistake["copy"])
        also.append(folder / "further")
    for change in (mistake, mistake.get("and", {})):
        if "file" in change:
            text = (
                (policies / change["file"])
                .read_text("utf-8")
                .replace(change.get("replace", ""), change.get("with", ""))
            )
            (policies / change["file"]).write_bytes(text.encode(mistake.get("encoding", "utf-8")))
    return policies, also


def faults_of(mistake: dict[str, Any], folder: Path) -> list[Fault]:
    policies, also = make(mistake, folder)
    return list(check(policies, also=also).faults)


def told(fault: Fault, folder: Path) -> dict[str, str]:
    """What a fault says, in the words of mistakes.toml."""
    file = fault.file.relative_to(folder.resolve()) if fault.file.is_relative_to(folder.resolve()) else fault.file
    return {
        "code": fault.code,
        "place": f"{Path(*file.parts[1:]).as_posix()}:{fault.line}",
        "under": fault.text[fault.column - 1 : fault.column - 1 + fault.length] if fault.text else "",
        "says": fault.message.replace(str(folder.resolve()), "…"),
        "instead": fault.remedy,
    }


def wanted(mistake: dict[str, Any]) -> dict[str, str]:
    return {key: mistake[key] for key in ("code", "place", "under", "says", "instead")}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: str(mistake["name"]))
def test_a_mistake_is_said_once_at_its_place_with_a_remedy(mistake: dict[str, Any], tmp_path: Path) -> None:
    found = [told(fault, tmp_path) for fault in faults_of(mistake, tmp_path)]
    assert wanted(mistake) in found
    assert sorted(one["code"] for one in found) == sorted([mistake["code"], *mistake.get("also", [])])


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if "seen_also" in one], ids=lambda one: str(one["name"]))
def test_what_clashes_is_shown_with_the_other_place(mistake: dict[str, Any], tmp_path: Path) -> None:
    fault = next(one for one in faults_of(mistake, tmp_path) if one.code == mistake["code"])
    assert [line for _, line in fault.seen_also] == mistake["seen_also"]
    assert f":{mistake['seen_also'][0]}" in fault.render()


def test_the_folder_in_which_the_mistakes_are_made_has_none() -> None:
    report = check(HERE / "sound")
    assert [fault.render() for fault in report.faults] == []
    assert (report.documents, report.examples) == (2, 12)


def test_no_two_mistakes_have_one_name() -> None:
    names = [mistake["name"] for mistake in MISTAKES]
    assert len(names) == len(set(names))


def codes_in(file: Path) -> Iterator[str]:
    """The codes that a file gives to the faults it reports."""
    for call in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in ("fault", "Fault", "PredicateFault", "_refuse"):
            continue
        named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
        for argument in [*named, *call.args[: 2 if name == "_refuse" else 1]]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def test_every_code_in_the_source_is_shown_by_a_mistake() -> None:
    codes = {code for file in SOURCES if file.name not in ACCOUNTING for code in codes_in(file)}
    assert {"stray-word", "full-width", "circle", "no-example", "unknown-fact"} <= codes
    assert sorted(codes - {mistake["code"] for mistake in MISTAKES}) == []


def test_a_folder_with_five_faults_reports_five(tmp_path: Path) -> None:
    names = (
        "two conditions without AND between them",
        "a misspelt value",
        "a benefit misspelt in a choice",
        "a body misspelt in a measure",
        "a clause without a gist",
    )
    policies, _ = make({"name": "none yet"}, tmp_path)
    file = policies / "000000/shelter/policy.md"
    text = file.read_text("utf-8")
    for mistake in MISTAKES:
        if mistake["name"] in names:
            text = text.replace(mistake["replace"], mistake["with"])
    file.write_text(text, "utf-8")
    assert sorted(fault.code for fault in check(policies).faults) == sorted(
        ["stray-word", "unknown-value", "unknown-benefit", "unknown-body", "no-gist"]
    )


def test_a_fault_is_rendered_with_its_line_the_underline_and_the_remedy(tmp_path: Path) -> None:
    mistake = next(one for one in MISTAKES if one["name"] == "full-width brackets")
    policies, _ = make(mistake, tmp_path)
    (fault,) = check(policies).faults
    assert fault.render(under=policies.resolve()).split("\n") == [
        "000000/shelter/policy.md:34:19: '（' is a full-width character [full-width]",
        '   34 | when = "orphan AND（poor）"',
        "      |                   ^^",
        "      → write ( instead",
    ]


def test_one_document_can_be_checked_although_its_front_matter_cannot_be_read(tmp_path: Path) -> None:
    mistake = next(one for one in MISTAKES if one["name"] == "front matter without a number")
    policies, _ = make(mistake, tmp_path)
    assert [fault.code for fault in check(policies, only="000000/shelter").faults] == ["missing-key"]


def test_a_check_of_one_document_says_nothing_of_the_others(tmp_path: Path) -> None:
    mistake = next(one for one in MISTAKES if one["name"] == "a clause without a gist")
    policies, _ = make(mistake, tmp_path)
    assert check(policies, only="431000/city").faults == ()


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    policies, _ = make({"name": "none"}, tmp_path)
    for name in ("000000/shelter/policy.md", "000000/shelter/values.toml", "facts.toml"):
        (policies / name).write_text((policies / name).read_text("utf-8"), "utf-8-sig")
    assert check(policies).faults == ()


def test_lines_that_end_as_on_windows_are_no_fault(tmp_path: Path) -> None:
    policies, _ = make({"name": "none"}, tmp_path)
    for file in policies.rglob("*.*"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert check(policies).faults == ()
