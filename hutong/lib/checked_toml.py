"""TOML tables checked against a pydantic model; every fault with its file, line and a remedy."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hutong.lib.faults import Fault
from hutong.lib.toml_lines import TablePlace, list_tables

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Source:
    """A text and where it stands: ``offset`` lines of ``file`` come before the first line of ``text``."""

    file: Path
    text: str
    offset: int = 0

    def fault(self, code: str, message: str, remedy: str, *, line: int = 0, column: int = 0, length: int = 0) -> Fault:
        """A fault at a line and column (both from 0) of this text."""
        lines = self.text.splitlines()
        shown = lines[line] if 0 <= line < len(lines) else ""
        return Fault(
            code=code,
            file=self.file,
            message=message,
            remedy=remedy,
            line=self.offset + line + 1,
            column=column + 1,
            length=length or max(len(shown.rstrip()) - column, 1),
            text=shown,
        )


def read_toml(source: Source) -> tuple[dict[str, Any], list[TablePlace], list[Fault]]:
    """The values, the places of the tables, and the fault when the text is not TOML."""
    try:
        return tomllib.loads(source.text), list_tables(source.text), []
    except tomllib.TOMLDecodeError as error:
        line, column = _place_of(str(error))
        fault = source.fault(
            "toml",
            f"this is not TOML: {str(error).split(' (at')[0]}",
            'write key = "text", key = 3, key = 2025-05-07, key = true or key = ["a", "b"]; text goes in straight quotes',
            line=line,
            column=column,
        )
        return {}, [], [fault]


def _place_of(message: str) -> tuple[int, int]:
    """Line and column (from 0) that tomllib names in its message."""
    digits = [int(word) for word in message.replace(",", " ").replace(")", " ").split() if word.isdigit()]
    if "at line" in message and len(digits) >= 2:
        return digits[-2] - 1, digits[-1] - 1
    return 0, 0


def checked(
    model: type[Model], raw: Mapping[str, Any], *, table: TablePlace, source: Source
) -> tuple[Model | None, list[Fault]]:
    """The table as the model, or the faults that keep it from being one."""
    try:
        return model.model_validate(dict(raw)), []
    except ValidationError as error:
        return None, [_fault_of(detail, model, table, source) for detail in error.errors()]


def _fault_of(detail: ErrorDetails, model: type[BaseModel], table: TablePlace, source: Source) -> Fault:
    path = [str(part) for part in detail["loc"]]
    key = path[0] if path else ""
    place = table.keys.get(key)
    line, column, length = (place.line, place.column, place.length) if place else (table.line, 0, 0)
    named = ".".join(path)
    known = sorted(model.model_fields)
    if detail["type"] == "extra_forbidden":
        return source.fault(
            "unknown-key",
            f"a {table.name or 'front matter'} has no key '{named}'",
            suggest(key, known, otherwise=f"known keys: {', '.join(known)}"),
            line=line,
            column=column,
            length=len(key),
        )
    if detail["type"] == "missing":
        return source.fault(
            "missing-key",
            f"this {table.name or 'front matter'} lacks '{named}'",
            f"add {named} = …",
            line=line,
            column=column,
        )
    message = str(detail["msg"]).removeprefix("Value error, ")
    return source.fault(
        "wrong-value",
        f"'{named}' cannot be {detail['input']!r}: {message[:1].lower()}{message[1:]}",
        "write a value of the kind that docs/policy-format.md names for this key",
        line=line,
        column=column,
        length=length,
    )


def suggest(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """'did you mean …' when something is close, else the other advice."""
    close = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(repr(name) for name in close)}?" if close else otherwise
