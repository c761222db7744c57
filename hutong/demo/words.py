"""The demo's own words in both languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("words.toml")


@cache
def get_words(lang: str) -> Mapping[str, str]:
    """Every word and sentence by its key."""
    words: dict[str, dict[str, str]] = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    return words[lang]
