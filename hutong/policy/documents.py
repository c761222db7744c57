"""One policy document as it is written: front matter, clauses, rules, values, examples, every piece with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hutong.lib.checked_toml import Source, checked, read_source, read_toml, suggest
from hutong.lib.faults import Fault
from hutong.lib.toml_lines import TablePlace
from hutong.policy.blocks import BLOCKS, AnyBlock, ExampleEntry, FrontMatter, ValueEntry
from hutong.policy.entry_files import read_entries
from hutong.policy.placed import Placed

FRONT_FENCE = "+++"
RULE_FENCE = "rule"
_MARKDOWN = MarkdownIt("commonmark")
NAME = re.compile(r'^name\s*=\s*"([^"\n]*)', re.MULTILINE)


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
    """One heading of a document: its key, what is printed, the gist, its rules; whole when all could be read."""

    key: str
    title: str
    gist: str
    line: int
    rules: tuple[Rule, ...]
    is_whole: bool = True


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
    lost_names: frozenset[str] = frozenset()
    """Names given in what could not be read, so that nobody is told besides that they do not exist."""


def read_document(folder: Path) -> DocumentReading:
    """The document in a folder ``<place>/<name>`` and every fault of its three files."""
    reading = DocumentReading()
    address = f"{folder.parent.name}/{folder.name}"
    file = folder / "policy.md"
    whole, unread = read_source(file)
    if unread:
        reading.faults += unread
        reading.lost_names = _names_in(folder)
        return reading
    front_text, body, offset = _split_front(whole.text)
    source = Source(file, front_text, 1)
    front, table = _read_front(source, whole, address, reading.faults)
    clauses = _read_clauses(Source(file, body, offset), address, reading.faults)
    values = [
        PlacedValue(entry, address, placed)
        for entry, placed in read_entries(folder / "values.toml", "value", ValueEntry, reading.faults)
    ]
    examples = [
        PlacedExample(entry, address, placed)
        for entry, placed in read_entries(folder / "examples.toml", "example", ExampleEntry, reading.faults)
    ]
    if front is not None:
        reading.document = Document(
            address, folder, front, Placed(source, table), tuple(clauses), tuple(values), tuple(examples)
        )
    if reading.faults:
        reading.lost_names = _names_in(folder)
    return reading


def _names_in(folder: Path) -> frozenset[str]:
    texts = [(folder / name).read_bytes() for name in ("policy.md", "values.toml") if (folder / name).is_file()]
    return frozenset(NAME.findall(b"\n".join(texts).decode(errors="replace")))


def _split_front(text: str) -> tuple[str, str, int]:
    """Front matter, the rest, and the number of lines before the rest."""
    lines = text.split("\n")
    if lines[0].strip() != FRONT_FENCE:
        return "", text, 0
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == FRONT_FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    return "", text, 0


def _read_front(
    source: Source, whole: Source, address: str, faults: list[Fault]
) -> tuple[FrontMatter | None, TablePlace]:
    if not source.text:
        faults.append(_no_front(whole))
        return None, TablePlace("", 0)
    raw, places, broken = read_toml(source)
    table = places[0] if places else TablePlace("", 0)
    faults += broken
    if broken:
        return None, table
    front, wrong = checked(FrontMatter, raw, table=table, source=source)
    faults += wrong
    if front is not None:
        faults += _front_faults(front, Placed(source, table), address.split("/")[0])
    return front, table


def _no_front(whole: Source) -> Fault:
    if whole.text.split("\n")[0].strip() == FRONT_FENCE:
        return whole.fault("front-matter", "the front matter is opened and not closed", "end it with a line +++")
    return whole.fault("front-matter", "there is no front matter", "begin the file with +++, the keys, +++")


def _front_faults(front: FrontMatter, placed: Placed, folder: str) -> Iterator[Fault]:
    if front.place != folder:
        message = f"the place {front.place} is not the folder's, {folder}"
        yield placed.fault("place", message, "make them equal", key="place", word=front.place)
    if front.ended is not None and front.ended <= front.in_force:
        message = "this document ends before it is in force"
        yield placed.fault("days", message, "correct in_force or ended, the first day without force", key="ended")


def _read_clauses(source: Source, document: str, faults: list[Fault]) -> list[Clause]:
    clauses: list[Clause] = []
    tokens = _MARKDOWN.parse(source.text)
    heads = [number for number, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"]
    if not heads:
        faults.append(source.fault("no-clause", "there is no clause", "give every clause a heading: ## 2.1 · 二（一）"))
    _refuse_rules_before_a_clause(tokens[: heads[0]] if heads else [], source, faults)
    for start, end in pairwise([*heads, len(tokens)]):
        title = tokens[start + 1].content
        key = title.split("·")[0].strip()
        line = (tokens[start].map or [0, 0])[0]
        earlier = next((clause for clause in clauses if clause.key == key), None)
        if earlier is not None:
            again = f"clause '{key}' stands here a second time, after line {earlier.line}"
            faults.append(source.fault("clause-twice", again, "merge the two headings", line=line))
        before = len(faults)
        rules = _read_rules(tokens[start:end], source, document, key, faults)
        gist = "\n".join(token.content for token in tokens[start + 3 : end] if token.type == "inline")
        clauses.append(Clause(key, title, gist, source.offset + line + 1, tuple(rules), len(faults) == before))
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
            what = f"a fence is named '{token.info}'" if token.info else "a fence has no name"
            faults.append(source.fault("fence", what, "name it rule: ```rule", line=first))
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
        if kind not in BLOCKS or not isinstance(blocks, list) or len(blocks) != len(headers):
            faults.append(_no_such_block(kind, blocks, headers, source, places[0]))
            continue
        for values, table in zip(blocks, headers, strict=False):
            block, wrong = checked(BLOCKS[kind], values, table=table, source=source)
            faults += wrong
            if block is not None:
                first = block.entries[0]
                address = f"{document}#{first if '/' in first else f'{clause}/{first}'}"
                rules.append((table.line, Rule(address, document, clause, kind, block, Placed(source, table))))
    return [rule for _, rule in sorted(rules, key=lambda placed: placed[0])]


def _no_such_block(kind: str, blocks: Any, headers: list[TablePlace], source: Source, top: TablePlace) -> Fault:
    placed = Placed(source, headers[0] if headers else top)
    if kind in BLOCKS:
        what = f"[{kind}] is written as one table" if headers else f"'{kind} = …' is written as a value"
        return placed.fault("block", what, f"write [[{kind}]] with two brackets, its keys below", key=kind)
    what = f"there is no block [[{kind}]]" if headers else f"'{kind} = …' stands outside a block"
    advice = suggest(kind, BLOCKS, otherwise=f"the blocks are {', '.join(BLOCKS)}")
    return placed.fault("block", what, advice, key=kind)
