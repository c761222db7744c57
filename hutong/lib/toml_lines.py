"""Where the keys of a TOML text stand: its parser reads values but forgets their lines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_TABLE = re.compile(r"^\s*(\[\[?)\s*(?P<name>[^\]]+?)\s*\]\]?")
_KEY = re.compile(r"^\s*(?P<key>[A-Za-z0-9_\-.]+|\"[^\"]+\"|'[^']+')\s*=\s*")
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|#[^\n]*" r"|[\[{]" r"|[\]}]" r"|\n",
    re.DOTALL,
)
_MANY_LINES = re.compile(
    r'"""'
    r"|'''"
    r"|=[ \t]*\[(?!(?:\"[^\"\\\n]*\"|[^\"'\[\]{}#\n])*\][ \t]*$)"
    r"|=[ \t]*\{(?!(?:\"[^\"\\\n]*\"|[^\"'\[\]{}#\n])*\}[ \t]*$)",
    re.MULTILINE,
)
"""Where a value may go on in the next line: what is not plainly closed on its own."""
_ESCAPE = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n\s*|.)", re.DOTALL)
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


class KeyPlace(NamedTuple):
    """A key's line and column (from 0), the column where its value begins, and how much of the line it takes."""

    line: int
    column: int
    value_column: int
    length: int


@dataclass(slots=True)
class TablePlace:
    """One table of the text: its header's name, its line (from 0) and its keys.

    Keys of a table below it, such as ``[example.expect]``, are its keys as well: ``expect.dibao``.
    """

    name: str
    line: int
    keys: dict[str, KeyPlace] = field(default_factory=dict)


def list_tables(text: str) -> list[TablePlace]:
    """Every table in order of appearance; the first one, named "", holds the keys above any header."""
    tables = [TablePlace("", 0)]
    latest = {"": tables[0]}
    lines = text.split("\n")
    for number in _starting_lines(text):
        line = lines[number]
        if header := _TABLE.match(line):
            tables.append(TablePlace(header["name"].replace('"', "").replace("'", ""), number))
            latest[tables[-1].name] = tables[-1]
        elif entry := _KEY.match(line):
            place = KeyPlace(number, entry.start("key"), entry.end(), len(line.rstrip()) - entry.start("key"))
            key = entry["key"].strip("\"'")
            tables[-1].keys[key] = place
            above, _, rest = tables[-1].name.rpartition(".")
            if above and above in latest:
                latest[above].keys[f"{rest}.{key}"] = place
    return tables


def _starting_lines(text: str) -> Iterable[int]:
    """Numbers of the lines on which something begins: not those inside a list or a text of several lines."""
    return _look_for_starting_lines(text) if _MANY_LINES.search(text) else range(text.count("\n") + 1)


def _look_for_starting_lines(text: str) -> Iterator[int]:
    yield 0
    line = open_brackets = 0
    for piece in _PIECE.finditer(text):
        found = piece[0]
        if found == "\n":
            line += 1
            if not open_brackets:
                yield line
        elif found in "[{":
            open_brackets += 1
        elif found in "]}":
            open_brackets = max(open_brackets - 1, 0)
        else:
            line += found.count("\n")


def find_written(text: str, wanted: str, *, start: int) -> list[int]:
    """Where each character of ``wanted`` stands, from ``start`` on, and where it ends; escapes are read.

    Empty when it is not there.
    """
    plain = text.find(wanted, start)
    if plain >= 0:
        return list(range(plain, plain + len(wanted) + 1))
    characters: list[str] = []
    places: list[int] = []
    at = start
    while at < len(text):
        escape = _ESCAPE.match(text, at)
        read = _unescaped(escape[0]) if escape else text[at]
        characters.append(read)
        places += [at] * len(read)
        at = escape.end() if escape else at + 1
    found = "".join(characters).find(wanted)
    places.append(len(text))
    return places[found : found + len(wanted) + 1] if found >= 0 else []


def find_key(line: str, key: str, *, start: int) -> int:
    """The column of a key inside a table that is written on one line; -1 when it is not there."""
    found = re.compile(rf"(?<![\w.-]){re.escape(key)}\s*=").search(line, start)
    return found.start() if found else -1


def _unescaped(escape: str) -> str:
    """The character that an escape stands for; nothing for a line that is continued on the next."""
    if escape[1] in "uU" and len(escape) > 2 and int(escape[2:], 16) < 0x110000:
        return chr(int(escape[2:], 16))
    return "" if escape[1:].isspace() else _LETTERS.get(escape[1], escape[1])
