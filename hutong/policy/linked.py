"""What a document's rules are once every name in their conditions was found."""

from dataclasses import dataclass
from functools import cached_property

from hutong.policy import tree
from hutong.policy.blocks import COMPUTING_STRENGTHS, Choose, Define, Duty, Exclude, Grant, Strength, Tie
from hutong.policy.documents import Document, Rule
from hutong.policy.tree import Node


@dataclass(frozen=True)
class Definition:
    """One definition of a name in one document; a parent's definition stands once for each parent."""

    name: str
    rule: Rule
    block: Define
    condition: Node


@dataclass(frozen=True)
class Ground:
    """One way to be owed a benefit: a grant with its condition, the frame that gates it, and its amounts."""

    benefit: str
    rule: Rule
    block: Grant
    tie: Tie
    strength: Strength
    written: str
    condition: Node
    frame: Node
    frame_written: str
    amounts: tuple[tuple[str, Node], ...]

    @property
    def is_offered(self) -> bool:
        return self.strength in COMPUTING_STRENGTHS

    @cached_property
    def gated(self) -> Node:
        return tree.both(self.frame, self.condition)


@dataclass(frozen=True)
class Exclusion:
    """A ground of a benefit does not hold in this case."""

    benefit: str
    rule: Rule
    block: Exclude
    condition: Node


@dataclass(frozen=True)
class Choice:
    """Of several benefits one is given."""

    rule: Rule
    block: Choose


@dataclass(frozen=True)
class Obligation:
    """A duty with its condition; TRUE when only an event sets it going."""

    rule: Rule
    block: Duty
    condition: Node


@dataclass(frozen=True)
class Linked:
    """A document whose every name was found."""

    document: Document
    definitions: tuple[Definition, ...]
    grounds: tuple[Ground, ...]
    exclusions: tuple[Exclusion, ...]
    choices: tuple[Choice, ...]
    duties: tuple[Obligation, ...]
    procedures: tuple[Rule, ...]

    @property
    def has_rules(self) -> bool:
        """Whether the document decides anything, beyond filling in values."""
        return bool(self.definitions or self.grounds or self.exclusions or self.choices or self.duties)
