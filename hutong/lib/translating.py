"""Sentences in the reader's language: written in English in the code, Chinese in ``locale/zh_Hans``."""

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LOCALE = Path(__file__).parent.parent / "locale"
CATALOGUES = {"zh": "zh_Hans"}
LANGUAGES = ("zh", "en")


@cache
def _translations(lang: str) -> NullTranslations:
    name = CATALOGUES.get(lang)
    if name is None:
        return NullTranslations()
    with (LOCALE / name / "LC_MESSAGES" / "hutong.mo").open("rb") as file:
        return GNUTranslations(file)


def translator(lang: str) -> Callable[[str], str]:
    """The function that turns an English sentence of the code into the language ("zh" or "en")."""
    return _translations(lang).gettext


def marked(sentence: str) -> str:
    """The sentence itself; marks it for the catalogue where it is translated later."""
    return sentence
