"""Where the keys of a TOML text stand: tomllib reads values but forgets their lines."""

import re
from dataclasses import dataclass, field

_TABLE = re.compile(r"^\s*(\[\[?)\s*(?P<name>[^\]]+?)\s*\]\]?")
_KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\-.]+|\"[^\"]+\")\s*=\s*")
_FENCES = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A key's line (from 0) and the column (from 0) where its value begins."""

    line: int
    column: int
    value_column: int
    length: int


@dataclass(slots=True)
class TablePlace:
    """One table of the text: its header's name, its line (from 0) and its keys."""

    name: str
    line: int
    keys: dict[str, KeyPlace] = field(default_factory=dict)


def list_tables(text: str) -> list[TablePlace]:
    """Every table in order of appearance; the first one, named "", holds the keys above any header."""
    tables = [TablePlace("", 0)]
    fence = ""
    for number, line in enumerate(text.splitlines()):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := _TABLE.match(line):
            tables.append(TablePlace(header["name"].replace('"', ""), number))
        elif entry := _KEY.match(line):
            tables[-1].keys[entry["key"].strip('"')] = KeyPlace(
                number, entry.start("key"), entry.end(), len(line.rstrip()) - entry.start("key")
            )
            fence = _opened_fence(line[entry.end() :])
    return tables


def _opened_fence(value: str) -> str:
    """The triple quote that this value opens and does not close on its own line."""
    for fence in _FENCES:
        if value.startswith(fence) and value.count(fence) == 1:
            return fence
    return ""
