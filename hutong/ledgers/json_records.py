"""JSON as one raw sheet: an object, a list of objects, or one object a line; nested keys are dotted."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hutong.ledgers.cells import Cell, RawFault, RawRow, RawSheet, Rows
from hutong.ledgers.delimited import find_encoding
from hutong.ledgers.errors import JsonBroken, LedgerTooLarge
from hutong.ledgers.limits import Limits

# Where a broken line is kept, so that it can be handed back whole.
BROKEN_LINE = "(JSON)"
DEEPEST = 6
REPEATED = "\x00repeated"


class RecordRows(Rows):
    """Objects as rows of one width; the columns are all keys that occur."""

    def __init__(self, path: Path, *, lines: bool, encoding: str) -> None:
        self.path, self.lines, self.encoding = path, lines, encoding
        self.keys: dict[str, int] = {}

    def __iter__(self) -> Iterator[RawRow]:
        for number, record in self._list_records():
            yield self._get_row(number, record)

    def read_keys(self, limits: Limits) -> None:
        for count, (_, record) in enumerate(self._list_records(), start=1):
            for key in record:
                self.keys.setdefault(key, len(self.keys))
            if count > limits.rows:
                raise LedgerTooLarge(
                    file=self.path,
                    what_zh="行数",
                    what_en="rows",
                    found=f"> {limits.rows}",
                    limit=limits.rows,
                )
            if len(self.keys) > limits.json_keys:
                raise LedgerTooLarge(
                    file=self.path, what_zh="键", what_en="keys", found=len(self.keys), limit=limits.json_keys
                )

    def _get_row(self, number: int, record: dict[str, Cell]) -> RawRow:
        cells: list[Cell] = [None] * len(self.keys)
        for key, value in record.items():
            cells[self.keys[key]] = value
        faults = []
        if BROKEN_LINE in record:
            detail = record.get(f"{BROKEN_LINE} detail") or ""
            faults.append(RawFault("json_line", self.keys[BROKEN_LINE] + 1, {"detail": detail}))
        if REPEATED in record:
            faults.append(RawFault("json_repeated_key", 0, {"name": record[REPEATED]}))
        return RawRow(number, tuple(cells), tuple(faults))

    def _list_records(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        return self._list_lines() if self.lines else self._list_elements()

    def _list_lines(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        with self.path.open(encoding=self.encoding) as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    yield number, _flatten(_load(line))
                except (ValueError, RecursionError) as error:
                    yield (
                        number,
                        {BROKEN_LINE: line.rstrip("\r\n"), f"{BROKEN_LINE} detail": _get_reason(error)},
                    )

    def _list_elements(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        try:
            loaded = _load(self.path.read_text(encoding=self.encoding))
        except (ValueError, RecursionError) as error:
            raise JsonBroken(file=self.path, line=getattr(error, "lineno", 1), detail=_get_reason(error)) from error
        records = loaded if isinstance(loaded, list) else [loaded]
        for number, record in enumerate(records, start=1):
            try:
                yield number, _flatten(record)
            except ValueError as error:
                kept = json.dumps(record, ensure_ascii=False)
                yield number, {BROKEN_LINE: kept, f"{BROKEN_LINE} detail": _get_reason(error)}


def list_json_sheets(path: Path, *, limits: Limits, lines: bool) -> list[RawSheet]:
    """The one sheet of a JSON file, its columns the keys."""
    rows = RecordRows(path, lines=lines, encoding=find_encoding(path))
    rows.read_keys(limits)
    return [RawSheet(path.stem, rows, keys=tuple(rows.keys))]


def _load(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_keep_repeated)


def _keep_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key given twice is a fault of its row, not a value that silently wins."""
    loaded: dict[str, Any] = {}
    for key, value in pairs:
        if key in loaded:
            loaded[REPEATED] = key
        loaded[key] = value
    return loaded


def _flatten(record: object, prefix: str = "", depth: int = 0) -> dict[str, Cell]:
    if not isinstance(record, dict):
        raise ValueError("an object is needed")
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    flat: dict[str, Cell] = {}
    for key, value in record.items():
        key = _without_surrogates(key)
        if key == REPEATED:
            flat[REPEATED] = str(value)
        elif isinstance(value, str):
            flat[f"{prefix}{key}"] = _without_surrogates(value)
        elif isinstance(value, dict) and not _is_value(value):
            flat |= _flatten(value, f"{prefix}{key}.", depth + 1)
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _without_surrogates(text: str) -> str:
    """JSON can escape halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _is_value(record: dict[str, Any]) -> bool:
    """A dated value or a span of days, not a group of facts."""
    return "value" in record or set(record) == {"from", "to"}


def _get_reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, {error.colno}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:80]
