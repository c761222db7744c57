"""Files that hold tables of one name: values.toml and examples.toml."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from hutong.lib.checked_toml import Source, checked, read_source, read_toml, suggest
from hutong.lib.faults import Fault
from hutong.lib.toml_lines import TablePlace
from hutong.policy.placed import Placed

Entry = TypeVar("Entry", bound=BaseModel)


def read_entries(file: Path, name: str, model: type[Entry], faults: list[Fault]) -> list[tuple[Entry, Placed]]:
    """The tables of a file with their places; faults are added. A file that is not there holds none."""
    if not file.is_file():
        return []
    source, unread = read_source(file)
    raw, places, broken = read_toml(source)
    faults += unread or broken
    if unread or broken:
        return []
    faults += _format_faults(raw, places, source, name)
    headers = [place for place in places if place.name == name]
    found: list[tuple[Entry, Placed]] = []
    tables = raw.get(name, [])
    for values, table in zip(tables if isinstance(tables, list) else [], headers, strict=False):
        entry, wrong = checked(model, values, table=table, source=source)
        faults += wrong
        if entry is not None:
            found.append((entry, Placed(source, table)))
    return found


def _format_faults(raw: Mapping[str, Any], places: list[TablePlace], source: Source, name: str) -> Iterator[Fault]:
    top = Placed(source, places[0])
    if raw.get("format") != 1:
        yield top.fault("format", "this file does not say format = 1", "write format = 1 at the top", key="format")
    headers = [place for place in places if place.name == name]
    tables = raw.get(name, [])
    if not isinstance(tables, list) or len(tables) != len(headers):
        what = f"[{name}] is written as one table" if headers else f"'{name} = …' is written as a value"
        placed = Placed(source, headers[0] if headers else places[0])
        yield placed.fault("block", what, f"write [[{name}]] with two brackets, its keys below", key=name)
    for key in raw:
        if key not in ("format", name):
            header = next((place for place in places if place.name == key), places[0])
            advice = suggest(key, [name], otherwise=f"this file holds format = 1 and [[{name}]] tables")
            yield Placed(source, header).fault("block", f"'{key}' is not known here", advice, key=key)
