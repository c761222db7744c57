"""The columns that ledgers are known to have (`columns.toml`): header to meaning."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

COLUMNS_FILE = Path(__file__).with_name("columns.toml")
PARENTS = {"father": ("父亲", "父"), "mother": ("母亲", "母")}
PARENT_MARK = "{父}"
PARENT_PREFIX = "parent."
BRACKETS = re.compile(r"[(\[【][^)\]】]*[)\]】]")
NOT_PART_OF_A_NAME = re.compile(r"[\s*:,、;./\\_\-—\"'“”()\[\]【】]+")
NAME_PARTS = re.compile(r"/")

Role = Literal["", "key", "name", "identity", "sex"]
Reads = Literal["", "disability", "certificate"]
Given = bool | int | str
Choices = Mapping[str, Mapping[str, Given]]


@dataclass(frozen=True)
class KnownColumn:
    """What a column says, whatever its header is called here."""

    fact: str = ""
    choices: Choices = field(default_factory=dict)
    unless_said: Choices = field(default_factory=dict)
    split: bool = False
    contains: bool = False
    rest: tuple[str, ...] = ()
    role: Role = ""
    reads: Reads = ""
    id: str = ""
    ends: str = ""
    begins: str = ""

    @property
    def may_repeat(self) -> bool:
        """A place may be spread over several columns; choices of several columns add up."""
        return self.fact.endswith("_place") or bool(self.choices)


@dataclass(frozen=True)
class ColumnTable:
    """Every known column by its names, and what else the file says."""

    by_name: Mapping[str, KnownColumn]
    of_others: re.Pattern[str]
    remarks: tuple[str, ...]
    benefits: Mapping[str, str]

    def find(self, path: str) -> KnownColumn | None:
        """The meaning of a header; `父亲/现状况` is upper and lower cell of a double header."""
        whole = simplify_header(path)
        if whole in self.by_name:
            return self.by_name[whole]
        bare = simplify_header(BRACKETS.sub("", unicodedata.normalize("NFKC", path)))
        if bare in self.by_name:
            return self.by_name[bare]
        upper, _, lower = path.rpartition("/")
        if upper and not self.of_others.search(upper):
            return self.find(lower)
        return None


@cache
def get_column_table() -> ColumnTable:
    """The table as packaged."""
    loaded = tomllib.loads(COLUMNS_FILE.read_text(encoding="utf-8"))
    by_name: dict[str, KnownColumn] = {}
    for entry in loaded["column"]:
        for name, column in _expand(entry):
            by_name.setdefault(simplify_header(name), column)
    groups = loaded["groups"]
    return ColumnTable(
        by_name=by_name,
        of_others=re.compile("|".join(map(re.escape, groups["of_others"]))),
        remarks=tuple(groups["remarks"]),
        benefits=loaded["benefits"],
    )


def simplify_header(name: str) -> str:
    """Half-width, without blanks, brackets and marks: how two headers are compared."""
    return NOT_PART_OF_A_NAME.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _expand(entry: Mapping[str, Any]) -> Iterator[tuple[str, KnownColumn]]:
    column = KnownColumn(
        fact=entry.get("fact", ""),
        choices={word: one["facts"] for one in entry.get("choice", ()) for word in one["words"]},
        unless_said={
            word: one["unless_said"] for one in entry.get("choice", ()) if "unless_said" in one for word in one["words"]
        },
        split=entry.get("split", False),
        contains=entry.get("contains", False),
        rest=tuple(entry.get("rest", ())),
        role=entry.get("role", ""),
        reads=entry.get("reads", ""),
        id=entry.get("id", ""),
        ends=entry.get("ends", ""),
        begins=entry.get("begins", ""),
    )
    for name in entry["names"]:
        if PARENT_MARK not in name:
            yield name, column
            continue
        for parent, words in PARENTS.items():
            for word in words:
                yield name.replace(PARENT_MARK, word), _for_parent(column, parent)


def _for_parent(column: KnownColumn, parent: str) -> KnownColumn:
    def named(name: str) -> str:
        return f"{parent}.{name.removeprefix(PARENT_PREFIX)}" if name.startswith(PARENT_PREFIX) else name

    def all_named(choices: Choices) -> Choices:
        return {word: {named(name): value for name, value in facts.items()} for word, facts in choices.items()}

    return replace(
        column,
        fact=named(column.fact),
        choices=all_named(column.choices),
        unless_said=all_named(column.unless_said),
        rest=tuple(named(name) for name in column.rest),
        id=named(column.id),
        ends=named(column.ends),
        begins=named(column.begins),
    )
