"""The purposes for which data is used: which need a separate consent, which a notice alone."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("purposes.toml")
DUTY = "statutory_duty"


@dataclass(frozen=True)
class Purpose:
    """What data is used for, what that needs, and what families are told of it."""

    name: str
    needs: str
    """``notice`` or ``separate``."""
    zh: str
    en: str
    clause: str
    told_zh: str
    told_en: str

    @property
    def needs_consent(self) -> bool:
        """Whether somebody must agree to it."""
        return self.needs != "notice"

    def label(self, lang: str) -> str:
        """What it is called."""
        return self.en if lang == "en" else self.zh

    def told(self, lang: str) -> str:
        """What families are told."""
        return self.told_en if lang == "en" else self.told_zh


@cache
def get_purposes() -> Mapping[str, Purpose]:
    """All of them by name, in the order of the table."""
    rows = tomllib.loads(FILE.read_text("utf-8"))["purpose"]
    return {row["name"]: Purpose(**row) for row in rows}
