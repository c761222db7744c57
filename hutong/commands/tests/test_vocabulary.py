"""``hutong facts`` and ``hutong benefits``, and the pages of docs/ that they write."""

import pytest
from click.testing import CliRunner, Result

from hutong.commands.main import main
from tests import tree


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(("command", "page"), [("facts", "docs/facts.md"), ("benefits", "docs/benefits.md")])
def test_the_committed_page_is_what_would_be_written_now(command: str, page: str) -> None:
    assert run(command, "--markdown").stdout == tree.get_text(page), f"run: hutong {command} --markdown > {page}"


def test_a_word_is_looked_for_in_names_and_labels() -> None:
    assert "hukou_place" in run("facts", "户籍地").stdout
    assert "orphan_protection" in run("benefits", "ORPHAN", "--lang", "en").stdout


def test_a_word_that_nothing_has_is_said() -> None:
    result = run("facts", "zzzz")
    assert result.stdout == "" and "zzzz" in result.stderr
