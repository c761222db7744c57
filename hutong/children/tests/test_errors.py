"""Every error says what to do, in both languages, and hides nothing behind English."""

import re

import pytest

from hutong.children import errors
from hutong.children.errors import COLUMN_WORDS, FieldRefused, FileError, StepNotOffered, ValueRefused
from hutong.lib.translating import translator
from hutong.staff.scope import NotAllowed
from hutong.vocabulary.facts import Label

ERRORS = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, FileError)]
HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("error", [one for one in ERRORS if one is not FileError])
def test_an_error_has_a_sentence_in_both_languages(error: type[FileError]) -> None:
    assert error.sentence and HAN.search(translator("zh")(error.sentence))


def test_details_are_told_in_the_language_of_the_reader() -> None:
    refused = FieldRefused(field="born", why="this day has not come yet")
    assert refused.told("zh") == "“出生日期”无法保存：这一天还没有到。"
    assert str(refused) == "'birth date' cannot be saved: this day has not come yet."
    wrong = ValueRefused(name="dibao", label=Label(zh="低保", en="minimum"), value="maybe", why="write a whole number")
    assert "低保" in wrong.told("zh") and "minimum" in wrong.told("en")
    lost = StepNotOffered(before="verified", after="closed", offered=("registered", "closed"))
    assert "登记在册、已结案" in lost.told("zh") and "registered, closed" in lost.told("en")


def test_every_column_has_a_word() -> None:
    assert all(HAN.search(translator("zh")(word)) for word in COLUMN_WORDS.values())


def test_who_may_not_is_told_whom_to_ask() -> None:
    assert "同事" in NotAllowed(act="read").told("zh")
