"""Every sentence of the code has its Chinese, none is left over, and the compiled catalogue is the written one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from hutong.lib.translating import CATALOGUES, LANGUAGES, LOCALE, marked, translator

HUTONG = LOCALE.parent
MESSAGES = LOCALE / "zh_Hans" / "LC_MESSAGES"
SAYING = {"say", "marked", "tell", "_"}
FIELDS = re.compile(r"{(\w*)}")
SAID_IN_TEMPLATES = re.compile(r'{%-?\s*say\s+"([^"]+)"')


def catalogue() -> Catalog:
    with (MESSAGES / "hutong.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def texts(catalogue: Catalog) -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def entries() -> dict[str, str]:
    return texts(catalogue())


def sentences_in(file: Path) -> Iterator[str]:
    """The sentences that a file marks or says, also inside f-strings."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0]
        if name in SAYING and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def says_other_words(file: Path) -> bool:
    """The views of documents have a table of words of their own."""
    return "hutong.policy.showing_words import" in file.read_text("utf-8") or file.name == "showing_words.py"


def sentences() -> set[str]:
    files = [file for file in HUTONG.rglob("*.py") if "tests" not in file.parts and not says_other_words(file)]
    in_code = {sentence for file in files for sentence in sentences_in(file)}
    templates = [file.read_text("utf-8") for file in (HUTONG / "pages").rglob("*.html")]
    return in_code.union(*map(SAID_IN_TEMPLATES.findall, templates))


def test_every_sentence_of_the_code_has_its_chinese() -> None:
    found, chinese = sentences(), entries()
    assert len(found) > 50
    assert sorted(sentence for sentence in found if not chinese.get(sentence)) == []


def test_no_sentence_of_the_catalogue_is_left_over() -> None:
    assert sorted(set(entries()) - sentences()) == []


def test_no_sentence_stands_in_the_catalogue_twice() -> None:
    written = re.findall(r'^msgid "(.+)"$', (MESSAGES / "hutong.po").read_text("utf-8"), re.MULTILINE)
    assert len(written) == len(set(written))


def test_a_translation_has_the_blanks_of_its_sentence() -> None:
    differing = {
        sentence: chinese
        for sentence, chinese in entries().items()
        if set(FIELDS.findall(sentence)) != set(FIELDS.findall(chinese))
    }
    assert differing == {}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (MESSAGES / "hutong.mo").open("rb") as file:
        assert texts(read_mo(file)) == entries(), "run make messages"


def test_english_sentences_are_themselves() -> None:
    assert translator("en")("{amount} yuan a month") == "{amount} yuan a month"


def test_chinese_sentences_are_those_of_the_catalogue() -> None:
    say = translator("zh")
    assert {sentence: say(sentence) for sentence in entries()} == entries()


def test_a_sentence_without_a_translation_stays_as_it_is() -> None:
    assert translator("zh")("no such sentence") == "no such sentence"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_can_be_asked_for(lang: str) -> None:
    assert translator(lang)("{amount} yuan a month")


def test_every_catalogue_named_is_there() -> None:
    assert all((LOCALE / folder / "LC_MESSAGES" / "hutong.mo").is_file() for folder in CATALOGUES.values())


def test_a_sentence_is_marked_without_being_changed() -> None:
    assert marked("owed") == "owed"
