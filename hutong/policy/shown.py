"""What is shown of the documents at a place: frozen views, the same for text, JSON and the comparison of two places."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document that stands at the place. Only law computes; a draft or guidance is read beside it."""

    address: str
    number: str
    title: str
    title_en: str
    place: str
    place_name: str
    place_name_en: str
    standing: str
    validity: str
    issued: date
    in_force: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class BodyShown:
    """A body by its name of the day, after the reforms that moved its work. ``stated``: the text names it."""

    slug: str
    level: str
    zh: str
    en: str
    stated: bool


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A number as it stands here: ``asked`` is the value that the clause names, ``address`` the one that answers."""

    asked: str
    address: str
    zh: str
    en: str
    amount: str | None
    unit: str
    state: str
    place: str
    start: date | None
    through: date | None
    clauses: tuple[str, ...]

    @property
    def is_filled(self) -> bool:
        """Whether a local value stands in a blank of another document."""
        return self.address not in ("", self.asked)


@dataclass(frozen=True, slots=True)
class TermShown:
    """One term of what is owed: the expression as written, and its values here."""

    term: str
    written: str
    values: tuple[ValueShown, ...]


@dataclass(frozen=True, slots=True)
class ExclusionShown:
    """A case in which a ground does not hold."""

    clause: str
    condition: str
    reaches: str
    treatment: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class GroundShown:
    """One way to be owed the benefit."""

    clause: str
    heading: str
    condition: str
    frame: str
    tie: str
    strength: str
    offered: bool
    adopts: str
    adopted_by: tuple[str, ...]
    lead: tuple[BodyShown, ...]
    amounts: tuple[TermShown, ...]
    exclusions: tuple[ExclusionShown, ...]
    names: tuple[str, ...]
    note: str
    note_zh: str


@dataclass(frozen=True, slots=True)
class ChoiceShown:
    """Of several benefits one is given."""

    clause: str
    benefits: tuple[str, ...]
    by: str
    fact: str
    reaches: str
    treatment: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """A body's part in a procedure."""

    part: str
    body: BodyShown
    does: str
    does_zh: str
    working_days: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class ProcedureShown:
    """How the benefit is decided and paid."""

    clause: str
    steps: tuple[StepShown, ...]
    notice_days: int | None
    evidence: tuple[str, ...]
    evidence_en: tuple[str, ...]
    first_month: str
    last_month: dict[str, str]
    payee: str
    payee_zh: str
    review_months: int | None


@dataclass(frozen=True, slots=True)
class BenefitShown:
    """A benefit with everything that bears on it here."""

    slug: str
    zh: str
    en: str
    system: str
    delivery: str
    grounds: tuple[GroundShown, ...]
    choices: tuple[ChoiceShown, ...]
    procedures: tuple[ProcedureShown, ...]


@dataclass(frozen=True, slots=True)
class DefinitionShown:
    """A name that conditions use, with every sentence that defines it here."""

    name: str
    zh: str
    en: str
    ways: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """What the documents say at a place on a day."""

    format: int
    place: str
    place_name: str
    on: date
    documents: tuple[DocumentShown, ...]
    read_beside: tuple[DocumentShown, ...]
    benefits: tuple[BenefitShown, ...]
    definitions: tuple[DefinitionShown, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        plain: dict[str, Any] = TypeAdapter(PlaceShown).dump_python(self, mode="json")
        return plain
