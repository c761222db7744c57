"""The documents that the pages read, loaded once per process, and the words for them."""

from functools import cache

from django.utils.translation import get_language

from hutong.determinations.bundles import current_library
from hutong.policy.library import Library
from hutong.policy.showing_text import PlaceTeller
from hutong.policy.told_words import ToldWords


def get_library() -> Library:
    """The documents in force now, read once in the life of the process."""
    return current_library()


@cache
def get_place_teller(lang: str) -> PlaceTeller:
    """Words for what stands at a place: conditions, figures, steps."""
    return PlaceTeller(get_library(), lang)


@cache
def get_told_words(lang: str) -> ToldWords:
    """Words for what was determined; everything may be named where nobody's child is meant."""
    return ToldWords(get_library(), lang, sensitive=True)


def reading_language() -> str:
    """The language of the page that is being made."""
    return "en" if (get_language() or "").startswith("en") else "zh"
