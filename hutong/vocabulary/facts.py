"""The facts that rules may read about a child: names, types, labels, questions, holders, sensitivity.

Names are dotted and the same in JSON, CSV, Parquet and SQL. ``parent.x`` in the file declares ``father.x`` and
``mother.x``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hutong.vocabulary.secrecy import Secrecy

PARENTS = {"father": ("父亲", "father"), "mother": ("母亲", "mother")}
PARENT_PREFIX = "parent."


class FactType(StrEnum):
    """How a fact's value reads. Money is yuan at the edges and integer fen inside; places are division codes."""

    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    DATE = "date"
    ENUM = "enum"
    TEXT = "text"
    PLACE = "place"
    LIST = "list"


class Label(BaseModel):
    """A word in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str

    def text(self, lang: str) -> str:
        """The word in the language asked for ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en


class Derivation(BaseModel):
    """A fact that follows from a date: whole years (周岁) or whole months on the day asked about."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    how: Literal["whole_years", "whole_months"]
    source: str = Field(alias="from")


class Aggregate(BaseModel):
    """How a list of persons becomes one fact: whether any, or every one of them has ``field``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    how: Literal["any", "every"]
    field: str


class FactEntry(BaseModel):
    """One ``[facts.name]`` table of facts.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: FactType
    zh: str
    en: str
    ask_zh: str = ""
    ask_en: str = ""
    holder: str = ""
    sensitivity: Literal["open", "personal", "sensitive", "highest"] = "personal"
    secrecy: tuple[Secrecy, ...] = ()
    fresh_days: int = Field(default=0, ge=0)
    unit: str = ""
    note: str = ""
    values: dict[str, Label] = Field(default_factory=dict)
    derive: Derivation | None = None
    spread: dict[str, dict[str, Any]] = Field(default_factory=dict)
    members: dict[str, str] = Field(default_factory=dict)
    aggregate: dict[str, Aggregate] = Field(default_factory=dict)
    since: str = ""
    after: str = ""
    input_only: bool = False
    never_asked: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact by its canonical name, ``father.dead``; the entry holds what the file says of it."""

    name: str
    entry: FactEntry

    @property
    def type(self) -> FactType:
        return self.entry.type

    @property
    def zh(self) -> str:
        return self.entry.zh

    @property
    def en(self) -> str:
        return self.entry.en

    @property
    def values(self) -> Mapping[str, Label]:
        return self.entry.values

    def label(self, lang: str) -> str:
        """The fact's name for people, in the language asked for."""
        return self.entry.zh if lang == "zh" else self.entry.en

    def question(self, lang: str) -> str:
        """What to ask a family, in plain words; the label when nobody has written a question."""
        asked = self.entry.ask_zh if lang == "zh" else self.entry.ask_en
        return asked or self.label(lang)

    def shown(self, value: object, lang: str) -> str:
        """A value of this fact as people read it."""
        if isinstance(value, bool):
            return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
        if isinstance(value, str) and value in self.values:
            return self.values[value].text(lang)
        return value.isoformat() if isinstance(value, date) else str(value)


class ImplicationEntry(BaseModel):
    """One ``[[implies]]`` table: what a known fact fixes about others."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    condition: str = Field(alias="if")
    then: dict[str, bool | str | int]
    because_zh: str = ""
    because_en: str = ""


@dataclass(frozen=True, slots=True)
class Implication:
    """When ``fact`` is ``holds``, the facts in ``then`` have these values; anything else is impossible."""

    fact: str
    holds: bool
    then: Mapping[str, bool | str | int]
    because: Label


@dataclass(frozen=True)
class Facts(Mapping[str, Fact]):
    """Every fact by name, and what some facts fix about others."""

    by_name: Mapping[str, Fact]
    implications: tuple[Implication, ...] = ()

    @cached_property
    def yes_or_no(self) -> frozenset[str]:
        """The facts that take a plain yes or no."""
        return frozenset(
            name for name, fact in self.by_name.items() if fact.type is FactType.BOOL and not fact.entry.input_only
        )

    @cached_property
    def implied_by(self) -> Mapping[tuple[str, object], tuple[Implication, ...]]:
        """What follows from a yes-or-no fact that is known to be so."""
        found: dict[tuple[str, object], list[Implication]] = {}
        for one in self.implications:
            found.setdefault((one.fact, one.holds), []).append(one)
        return {key: tuple(implications) for key, implications in found.items()}

    @cached_property
    def derived(self) -> tuple[tuple[Fact, Derivation], ...]:
        """The facts that follow from another, with how."""
        return tuple((fact, fact.entry.derive) for fact in self.by_name.values() if fact.entry.derive)

    def __getitem__(self, name: str) -> Fact:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)


def expand(name: str, entry: FactEntry) -> list[Fact]:
    """The facts that one entry declares: itself, or one for each parent."""
    if not name.startswith(PARENT_PREFIX):
        return [Fact(name, entry)]
    return [_of_parent(name, entry, parent) for parent in PARENTS]


def for_parent(name: str, parent: str) -> str:
    """``parent.dead`` as ``father.dead``; other names as they are."""
    return f"{parent}.{name.removeprefix(PARENT_PREFIX)}" if name.startswith(PARENT_PREFIX) else name


def _of_parent(name: str, entry: FactEntry, parent: str) -> Fact:
    zh, en = PARENTS[parent]
    derive = entry.derive
    if derive is not None:
        derive = derive.model_copy(update={"source": for_parent(derive.source, parent)})
    changed = {
        "zh": f"{zh}{entry.zh.removeprefix('父母').removeprefix('父或母')}",
        "en": f"{en}: {entry.en}",
        "ask_zh": entry.ask_zh.replace("父母一方", zh).replace("父/母", zh).replace("父（母）", zh)
        if entry.ask_zh
        else "",
        "ask_en": entry.ask_en.replace("this parent", f"the {en}").replace("the parent", f"the {en}"),
        "derive": derive,
        "since": for_parent(entry.since, parent),
        "after": for_parent(entry.after, parent),
        "spread": {
            word: {for_parent(other, parent): value for other, value in facts.items()}
            for word, facts in entry.spread.items()
        },
        "members": {word: for_parent(other, parent) for word, other in entry.members.items()},
    }
    return Fact(for_parent(name, parent), entry.model_copy(update=changed))


def expand_implication(entry: ImplicationEntry) -> list[Implication]:
    """The implications that one entry declares: itself, or one for each parent."""
    condition = entry.condition.strip()
    holds = not condition.upper().startswith("NOT ")
    fact = condition if holds else condition[4:].strip()
    single = Implication(fact, holds, entry.then, Label(zh=entry.because_zh, en=entry.because_en))
    if not any(name.startswith(PARENT_PREFIX) for name in (fact, *entry.then)):
        return [single]
    return [
        replace(
            single,
            fact=for_parent(fact, parent),
            then={for_parent(name, parent): value for name, value in entry.then.items()},
        )
        for parent in PARENTS
    ]
