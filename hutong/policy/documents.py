"""One policy document as it is written: front matter, clauses, rules, values, examples, every piece with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel

from hutong.lib.checked_toml import Source, checked, read_toml, suggest
from hutong.lib.faults import Fault
from hutong.lib.toml_lines import TablePlace
from hutong.policy.blocks import BLOCKS, AnyBlock, ExampleEntry, FrontMatter, ValueEntry
from hutong.policy.tokens import PredicateFault

FRONT_FENCE = "+++"
RULE_FENCE = "rule"
TEXT_FENCES = ('"""', "'''")
Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True, eq=False)
class Placed:
    """Something written in a table of a file, so that a fault can point at it."""

    source: Source
    table: TablePlace

    def fault(self, code: str, message: str, remedy: str, *, key: str = "") -> Fault:
        """A fault at a key of this table, or at its header."""
        place = self.table.keys.get(key)
        if place is None:
            return self.source.fault(code, message, remedy, line=self.table.line)
        return self.source.fault(code, message, remedy, line=place.line, column=place.column, length=place.length)

    def predicate_fault(self, key: str, text: str, wrong: PredicateFault) -> Fault:
        """A fault inside the text of a condition, underlined where it stands."""
        line, column = self._start_of_text(key)
        before = text[: wrong.start]
        below = before.count("\n")
        inside = len(before) - (before.rfind("\n") + 1)
        length = min(wrong.length, len(text.splitlines()[below]) - inside if text else 1)
        column = inside if below or column < 0 else column + inside
        return self.source.fault(
            wrong.code,
            wrong.message,
            wrong.remedy,
            line=line + below,
            column=max(column, 0),
            length=max(length, 1),
        )

    def _start_of_text(self, key: str) -> tuple[int, int]:
        """Line and column where the text of a value begins; column -1 at the start of a line of its own."""
        place = self.table.keys.get(key)
        if place is None:
            return self.table.line, 0
        written = self.source.text.splitlines()[place.line][place.value_column :]
        if not written.startswith(TEXT_FENCES):
            return place.line, place.value_column + 1
        return (place.line, place.value_column + 3) if len(written.rstrip()) > 3 else (place.line + 1, -1)


@dataclass(frozen=True, eq=False)
class Rule:
    """One block at its place: its address, its clause, and what it says."""

    address: str
    document: str
    clause: str
    kind: str
    block: AnyBlock
    placed: Placed

    @property
    def entry_keys(self) -> tuple[str, ...]:
        """The inventory entries it carries, as clause/letter."""
        return tuple(name if "/" in name else f"{self.clause}/{name}" for name in self.block.entries)


@dataclass(frozen=True, eq=False)
class Clause:
    """One heading of a document: its key ("2.1"), what is printed, the gist, its rules."""

    key: str
    title: str
    gist: str
    line: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, eq=False)
class PlacedValue:
    """A dated number of values.toml."""

    entry: ValueEntry
    document: str
    placed: Placed

    @property
    def address(self) -> str:
        return f"{self.document}:{self.entry.name}"

    def is_in_force(self, on: date) -> bool:
        return self.entry.start <= on and (self.entry.through is None or on <= self.entry.through)


@dataclass(frozen=True, eq=False)
class PlacedExample:
    """A worked example of a document."""

    entry: ExampleEntry
    document: str
    placed: Placed


@dataclass(frozen=True, eq=False)
class Document:
    """A document by its address ``431000/cz2017-3``."""

    address: str
    folder: Path
    front: FrontMatter
    front_placed: Placed
    clauses: tuple[Clause, ...]
    values: tuple[PlacedValue, ...] = ()
    examples: tuple[PlacedExample, ...] = ()

    def list_rules(self) -> Iterator[Rule]:
        """Every block in the order of the text."""
        for clause in self.clauses:
            yield from clause.rules

    def is_in_force(self, on: date) -> bool:
        """Whether it is law and has force on the day."""
        front = self.front
        return front.standing == "law" and front.in_force <= on and (front.ended is None or on < front.ended)

    def title(self, lang: str) -> str:
        return self.front.title if lang == "zh" else (self.front.title_en or self.front.title)

    @property
    def inventory(self) -> str:
        """The key under which the inventory lists its provisions."""
        return self.front.inventory or self.folder.name


@dataclass
class DocumentReading:
    """A document as far as it could be read, and what is wrong with it."""

    document: Document | None = None
    faults: list[Fault] = field(default_factory=list)


def read_document(folder: Path) -> DocumentReading:
    """The document in a folder ``<place>/<name>`` and every fault of its three files."""
    reading = DocumentReading()
    address = f"{folder.parent.name}/{folder.name}"
    file = folder / "policy.md"
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        fault = Fault("encoding", file, f"this is not UTF-8 text (byte {error.start})", "save the file as UTF-8")
        reading.faults.append(fault)
        return reading
    front_text, body, offset = _split_front(text)
    source = Source(file, front_text, 1)
    front, table = _read_front(source, address, reading.faults)
    clauses = _read_clauses(Source(file, body, offset), address, reading.faults)
    values = [
        PlacedValue(entry, address, placed)
        for entry, placed in _read_entries(folder / "values.toml", "value", ValueEntry, reading.faults)
    ]
    examples = [
        PlacedExample(entry, address, placed)
        for entry, placed in _read_entries(folder / "examples.toml", "example", ExampleEntry, reading.faults)
    ]
    if front is not None:
        reading.document = Document(
            address, folder, front, Placed(source, table), tuple(clauses), tuple(values), tuple(examples)
        )
    return reading


def _split_front(text: str) -> tuple[str, str, int]:
    """Front matter, the rest, and the number of lines before the rest."""
    lines = text.split("\n")
    if lines[0].strip() != FRONT_FENCE:
        return "", text, 0
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FRONT_FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    return "", text, 0


def _read_front(source: Source, address: str, faults: list[Fault]) -> tuple[FrontMatter | None, TablePlace]:
    if not source.text:
        faults.append(
            Fault(
                "front-matter",
                source.file,
                "there is no front matter",
                "begin the file with +++, the keys, +++",
                1,
            )
        )
        return None, TablePlace("", 0)
    raw, places, broken = read_toml(source)
    table = places[0] if places else TablePlace("", 0)
    faults += broken
    if broken:
        return None, table
    front, wrong = checked(FrontMatter, raw, table=table, source=source)
    faults += wrong
    if front is not None and front.place != address.split("/")[0]:
        faults.append(
            Placed(source, table).fault(
                "place",
                f"the place {front.place} is not the folder's, {address.split('/')[0]}",
                "make them equal",
                key="place",
            )
        )
    return front, table


def _read_clauses(source: Source, document: str, faults: list[Fault]) -> list[Clause]:
    clauses: list[Clause] = []
    tokens = MarkdownIt("commonmark").parse(source.text)
    heads = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    _refuse_rules_before_a_clause(tokens[: heads[0]] if heads else tokens, source, faults)
    for start, end in zip(heads, [*heads[1:], len(tokens)], strict=True):
        title = tokens[start + 1].content
        key = title.split("·")[0].strip()
        line = (tokens[start].map or [0, 0])[0]
        if any(clause.key == key for clause in clauses):
            faults.append(source.fault("clause-twice", f"clause '{key}' stands here a second time", "merge the two headings", line=line))  # fmt: skip
        rules = _read_rules(tokens[start:end], source, document, key, faults)
        gist = "\n".join(token.content for token in tokens[start + 3 : end] if token.type == "inline")
        clauses.append(Clause(key, title, gist, source.offset + line + 1, tuple(rules)))
    return clauses


def _refuse_rules_before_a_clause(tokens: list[Token], source: Source, faults: list[Fault]) -> None:
    for token in tokens:
        if token.type == "fence" and token.info.strip() == RULE_FENCE:
            faults.append(
                source.fault(
                    "no-clause",
                    "a rule stands above every clause",
                    "put it under its ## heading",
                    line=(token.map or [0])[0],
                )
            )


def _read_rules(tokens: list[Token], source: Source, document: str, clause: str, faults: list[Fault]) -> list[Rule]:
    rules: list[Rule] = []
    for token in tokens:
        if token.type != "fence":
            continue
        first = (token.map or [0, 0])[0]
        if token.info.strip() != RULE_FENCE:
            faults.append(source.fault("fence", f"a fence named '{token.info}'", "name it rule: ```rule", line=first))
            continue
        inner = Source(source.file, token.content, source.offset + first + 1)
        rules += _read_blocks(inner, document, clause, faults)
    return rules


def _read_blocks(source: Source, document: str, clause: str, faults: list[Fault]) -> list[Rule]:
    raw, places, broken = read_toml(source)
    faults += broken
    rules: list[tuple[int, Rule]] = []
    for kind, blocks in raw.items():
        headers = [place for place in places if place.name == kind]
        if kind not in BLOCKS or not isinstance(blocks, list):
            faults.append(_no_such_block(kind, blocks, headers, source))
            continue
        for values, table in zip(blocks, headers, strict=False):
            block, wrong = checked(BLOCKS[kind], values, table=table, source=source)
            faults += wrong
            if block is not None:
                first = block.entries[0]
                address = f"{document}#{first if '/' in first else f'{clause}/{first}'}"
                rules.append((table.line, Rule(address, document, clause, kind, block, Placed(source, table))))
    return [rule for _, rule in sorted(rules, key=lambda placed: placed[0])]


def _no_such_block(kind: str, blocks: Any, headers: list[TablePlace], source: Source) -> Fault:
    line = headers[0].line if headers else 0
    if kind in BLOCKS:
        return source.fault(
            "block", f"[{kind}] is written as one table", f"write [[{kind}]] with two brackets", line=line
        )
    what = f"'{kind} = …' stands outside a block" if not isinstance(blocks, list) else f"there is no block [[{kind}]]"
    return source.fault(
        "block", what, suggest(kind, BLOCKS, otherwise=f"the blocks are {', '.join(BLOCKS)}"), line=line
    )


def _read_entries(file: Path, name: str, model: type[Entry], faults: list[Fault]) -> list[tuple[Entry, Placed]]:
    if not file.is_file():
        return []
    source = Source(file, file.read_text(encoding="utf-8"))
    raw, places, broken = read_toml(source)
    faults += broken
    if broken:
        return []
    faults += _format_faults(raw, source, name)
    headers = [place for place in places if place.name == name]
    found: list[tuple[Entry, Placed]] = []
    for values, table in zip(raw.get(name, []), headers, strict=False):
        entry, wrong = checked(model, values, table=table, source=source)
        faults += wrong
        if entry is not None:
            found.append((entry, Placed(source, table)))
    return found


def _format_faults(raw: Mapping[str, Any], source: Source, name: str) -> list[Fault]:
    faults = []
    if raw.get("format") != 1:
        faults.append(source.fault("format", "this file does not say format = 1", "write format = 1 at the top"))
    faults += [
        source.fault("block", f"'{key}' is not known here", f"this file holds format = 1 and [[{name}]] tables")
        for key in raw
        if key not in ("format", name)
    ]
    return faults
