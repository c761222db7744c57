"""The how-to on adding a document is carried out to the letter: files written, commands run, their output compared."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from hutong.commands.main import main
from tests import tree

PAGES = ["docs/how-to/add-a-document.md", "docs/how-to/add-a-document.en.md"]
CUT = "…"


@dataclass(frozen=True)
class Fence:
    """One fence of the page: ``console`` holds commands, any other names the file that it is the text of."""

    words: list[str]
    text: str

    def write(self) -> None:
        file = Path(self.words[1])
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") + "\n" if self.words[2:] == ["append"] else ""
        file.write_text(before + self.text, encoding="utf-8")


def list_fences(page: str) -> list[Fence]:
    tokens = MarkdownIt("commonmark").parse(tree.get_text(page))
    return [Fence(token.info.split(), token.content) for token in tokens if token.type == "fence"]


def run(command: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "hutong"
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, f"{command}\n{result.output}"
    return result.output


def follow_console(text: str) -> None:
    """Every line shown stands in the output, in this order; what follows … was cut."""
    output = ""
    for line in text.splitlines():
        if line.startswith("$ "):
            output = run(line.removeprefix("$ "))
            continue
        wanted = line.split(CUT)[0].strip()
        assert wanted in output, f"{wanted!r} is not in (the rest of) the output:\n{output}"
        output = output.partition(wanted)[2]


@pytest.mark.parametrize("page", PAGES)
def test_the_how_to_on_adding_a_document_does_what_it_says(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for fence in list_fences(page):
        if fence.words == ["console"]:
            follow_console(fence.text)
            commands += fence.text.count("$ hutong")
        else:
            fence.write()
    assert commands == 7


def test_both_languages_of_the_how_to_encode_the_same_document() -> None:
    both = [[fence for fence in list_fences(page) if fence.words[0] == "toml"] for page in PAGES]
    assert [fence.words for fence in both[0]] == [fence.words for fence in both[1]]
    values = [[fence.text for fence in fences if "values.toml" in fence.words[1]] for fences in both]
    assert values[0] == values[1]
