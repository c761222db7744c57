"""TOML tables checked against a pydantic model; every fault with its file, line and a remedy."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import tomli
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hutong.lib.faults import Fault
from hutong.lib.toml_lines import KeyPlace, TablePlace, find_key, list_tables

Model = TypeVar("Model", bound=BaseModel)
_AT_LINE = re.compile(r"at line (?P<line>\d+), column (?P<column>\d+)")
_TOML = 'write key = "text", key = 3, key = 2025-05-07, key = true or key = ["a", "b"]; text in straight quotes'
_UNCLOSED = ("a text is opened on this line and not closed", 'close it with ", or use """ for several lines')
_TOML_SLIPS = {
    "Cannot overwrite a value": ("this key stands here a second time", "take one of the two out"),
    "Cannot declare": ("this table stands here a second time", "take one of the two out"),
    "Illegal character '\\n'": _UNCLOSED,
    "Unterminated string": _UNCLOSED,
    "Unclosed array": ("a list is opened further up and not closed", "close it with ]"),
}
_KINDS = {
    "string": ("text", 'write it in straight quotes: "…"'),
    "tuple": ("a list", 'write ["…", "…"]'),
    "list": ("a list", 'write ["…", "…"]'),
    "bool": ("true or false", "write true or false, without quotes"),
    "date": ("a day", "write 2025-05-07, without quotes"),
    "int": ("a whole number", "write digits, without quotes"),
    "dict": ("a table", 'write { key = "…" }'),
    "model": ("a table", 'write { key = "…" }'),
}


@dataclass(frozen=True, slots=True)
class Source:
    """A text and where it stands: ``offset`` lines of ``file`` come before the first line of ``text``."""

    file: Path
    text: str
    offset: int = 0

    def fault(self, code: str, message: str, remedy: str, *, line: int = 0, column: int = 0, length: int = 0) -> Fault:
        """A fault at a line and column (both from 0); without a length the rest of the line is underlined."""
        lines = self.text.split("\n")
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


def read_source(file: Path) -> tuple[Source, list[Fault]]:
    """The text of a file, or the fault when it is not UTF-8. A byte order mark is passed over."""
    try:
        return Source(file, file.read_text(encoding="utf-8-sig")), []
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        fault = Fault("encoding", file, f"this is not UTF-8 text (byte {error.start})", "save the file as UTF-8", line)
        return Source(file, ""), [fault]


def read_toml(source: Source) -> tuple[dict[str, Any], list[TablePlace], list[Fault]]:
    """The values, the places of the tables, and the fault when the text is not TOML."""
    try:
        return tomli.loads(source.text), list_tables(source.text), []
    except tomli.TOMLDecodeError as error:
        line, column = _place_of(str(error), source.text)
        what = str(error).split(" (at")[0]
        message, advice = _TOML_SLIPS.get(what, (f"this is not TOML: {what}", _TOML))
        fault = source.fault("toml", message, advice, line=line, column=column)
        return {}, [], [fault]


def _place_of(message: str, text: str) -> tuple[int, int]:
    """Line and column (from 0) that the parser names in its message; the last line where the text breaks off."""
    found = _AT_LINE.search(message)
    if found is None:
        return len(text.rstrip().split("\n")) - 1, 0
    line, column = int(found["line"]) - 1, int(found["column"]) - 1
    return line, column if text.split("\n")[line][column:].strip() else 0


def checked(
    model: type[Model], raw: Mapping[str, Any], *, table: TablePlace, source: Source
) -> tuple[Model | None, list[Fault]]:
    """The table as the model, or the faults that keep it from being one."""
    try:
        return model.model_validate(dict(raw)), []
    except ValidationError as error:
        return None, [_fault_of(detail, model, table, source) for detail in _telling(error.errors())]


def _telling(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those that only follow: a list too short for want of its wrong parts, a misspelt key."""
    paths = [detail["loc"] for detail in details]
    misspelt = [
        (detail["loc"][:-1], str(detail["loc"][-1])) for detail in details if detail["type"] == "extra_forbidden"
    ]
    return [detail for detail in details if not _follows(detail, paths, misspelt)]


def _follows(
    detail: ErrorDetails, paths: list[tuple[int | str, ...]], misspelt: list[tuple[tuple[int | str, ...], str]]
) -> bool:
    path = detail["loc"]
    if detail["type"] == "too_short":
        return any(other[: len(path)] == path and len(other) > len(path) for other in paths)
    if detail["type"] == "missing":
        return any(above == path[:-1] and get_close_matches(word, [str(path[-1])]) for above, word in misspelt)
    return False


def _fault_of(detail: ErrorDetails, model: type[BaseModel], table: TablePlace, source: Source) -> Fault:
    path = [str(part) for part in detail["loc"]]
    header = source.text.split("\n")[table.line].strip()
    what = header if table.name and header.startswith("[") else "the front matter"
    if detail["type"] == "extra_forbidden":
        return _unknown_key(path, what, model, table, source)
    if detail["type"] == "missing":
        line = table.keys[path[0]].line if path[0] in table.keys else table.line
        advice = f"add {path[-1]} = …" if len(path) == 1 else f"add {path[-1]} = … inside {path[0]}"
        return source.fault("missing-key", f"{what} lacks '{_named(path)}'", advice, line=line)
    return _wrong_value(detail, path, model, table, source)


def _named(path: list[str]) -> str:
    """A key by its name, without the numbers of the parts of a list."""
    return ".".join(part for part in path if not part.isdigit())


def _unknown_key(path: list[str], what: str, model: type[BaseModel], table: TablePlace, source: Source) -> Fault:
    place = table.keys.get(path[0]) or next(
        (one for key, one in table.keys.items() if key.startswith(f"{path[0]}.")), KeyPlace(table.line, 0, 0, 0)
    )
    known = _keys_at(model.model_json_schema(), path[:-1])
    advice = suggest(path[-1], known, otherwise=f"its keys: {', '.join(known)}")
    column, length = place.column, len(path[0])
    if len(path) > 1:
        within = find_key(source.text.split("\n")[place.line], path[-1], start=place.value_column)
        column, length = (within, len(path[-1])) if within >= 0 else (place.column, place.length)
    return source.fault(
        "unknown-key",
        f"{what} has no key '{_named(path)}'",
        advice,
        line=place.line,
        column=column,
        length=length,
    )


def _keys_at(schema: dict[str, Any], path: list[str]) -> list[str]:
    """The keys that a table may have, here or somewhere inside."""
    at: Any = schema
    for part in [*path, ""]:
        at = at.get("anyOf", [at])[0] if "properties" not in at else at
        if "$ref" in at:
            at = schema["$defs"][at["$ref"].rpartition("/")[2]]
        if part:
            at = at.get("items", {}) if part.isdigit() else at.get("properties", {}).get(part, {})
    return sorted(at.get("properties", {}))


def _wrong_value(
    detail: ErrorDetails, path: list[str], model: type[BaseModel], table: TablePlace, source: Source
) -> Fault:
    place = table.keys.get(path[0], KeyPlace(table.line, 0, 0, 0))
    shown = _as_toml(detail["input"])
    column, length = place.column, place.length
    lines = source.text.split("\n")
    within = lines[place.line].find(shown, place.value_column) if place.line < len(lines) else -1
    if within >= 0 and place.length:
        column, length = within, len(shown)
    wanted, advice = _wanted(detail, model)
    return source.fault(
        "wrong-value",
        f"{_named(path)} = {shown} is not {wanted}",
        advice,
        line=place.line,
        column=column,
        length=length,
    )


def _wanted(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """What kind of value belongs there, and how to write it."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in ("too_short", "string_too_short"):
        return "long enough", f"write at least {context.get('min_length')}"
    if kind.startswith("greater_than"):
        least = context.get("ge", context.get("gt"))
        return "large enough", f"write {least} or more" if "ge" in context else f"write more than {least}"
    if kind in ("literal_error", "enum"):
        words = re.findall(r"'([^']*)'|(\d+)", str(context.get("expected", "")))
        known = [text or number for text, number in words]
        advice = f"write {'one of ' if len(known) > 1 else ''}{', '.join(known)}"
        return "one of the words of this key", suggest(str(detail["input"]), known, otherwise=advice)
    if kind == "string_pattern_mismatch":
        examples = _examples(model.model_json_schema(), str(context.get("pattern", "")))
        return "written as this key wants it", f"write it like {' or '.join(examples)}" if examples else "see the docs"
    for start, (wanted, advice) in _KINDS.items():
        if kind.startswith(start):
            return wanted, advice
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"right: {message[:1].lower()}{message[1:]}", "see docs/policy-format.md for this key"


def _examples(schema: Any, pattern: str) -> list[str]:
    """The examples that stand beside a pattern in a model's schema."""
    if isinstance(schema, list):
        return next((found for one in schema if (found := _examples(one, pattern))), [])
    if not isinstance(schema, dict):
        return []
    if schema.get("pattern") == pattern:
        return [_as_toml(one) for one in schema.get("examples", [])]
    return next((found for one in schema.values() if (found := _examples(one, pattern))), [])


def _as_toml(value: object) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_as_toml(one) for one in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_as_toml(one)}' for key, one in value.items())} }}"
    return str(value)


def suggest(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """'did you mean …' when something is close, else the other advice."""
    close = get_close_matches(word, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(repr(name) for name in close)}?" if close else otherwise
