"""Measures of the documents that wait for a later room, as ``coming.toml`` names them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("coming.toml")


class Coming(NamedTuple):
    """The room that will hold what a measure counts, and what that is."""

    room: str
    zh: str
    en: str

    def words(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@cache
def get_coming() -> Mapping[str, Coming]:
    """By the address of the measure."""
    rooms = tomllib.loads(FILE.read_text("utf-8"))
    return {address: Coming(room, **words) for room, measures in rooms.items() for address, words in measures.items()}
