"""What one row of a ledger says, in the shape in which it is kept beside the import until it is written."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from hutong.children.bulk import Kin

Given = tuple[str, str, str, str]
"""A fact: name, value as text, since, until; days as text, "" for none."""


@dataclass
class ReceiptSaid:
    """A benefit in payment; ``fen`` None where the sum is not told."""

    benefit: str
    fen: int | None = None
    since: str = ""
    until: str = ""


@dataclass
class Told:
    """A difference to show: what it is about, what the file says, what the ledger says."""

    what: str
    old: str
    new: str
    is_conflict: bool = False


@dataclass
class FaultSaid:
    """A fault of a cell, or of the row where the header is ""."""

    header: str
    value: str
    kind: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Content:
    """All of a row. ``fields`` are columns of the child's file, as text."""

    fields: dict[str, str] = field(default_factory=dict)
    facts: list[Given] = field(default_factory=list)
    receipts: list[ReceiptSaid] = field(default_factory=list)
    kin: list[Kin] = field(default_factory=list)
    former_name: str = ""
    told: list[Told] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    """Files that may be the same child's."""
    twin_rows: list[str] = field(default_factory=list)
    """Rows of this ledger above that may be the same child's."""
    faults: list[FaultSaid] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.fields.get("name", "")

    def dump(self) -> str:
        """As text to be sealed; what is empty is left out."""
        told = {key: value for key, value in vars(self).items() if value}
        # Not asdict(), which copies everything twice: there are a hundred thousand rows.
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=vars)

    @classmethod
    def load(cls, text: str) -> Self:
        """What ``dump`` wrote."""
        told = json.loads(text)
        return cls(
            fields=told.get("fields", {}),
            facts=[(name, value, since, until) for name, value, since, until in told.get("facts", ())],
            receipts=[ReceiptSaid(**one) for one in told.get("receipts", ())],
            kin=[Kin(**one) for one in told.get("kin", ())],
            former_name=told.get("former_name", ""),
            told=[Told(**one) for one in told.get("told", ())],
            twins=told.get("twins", []),
            twin_rows=told.get("twin_rows", []),
            faults=[FaultSaid(**one) for one in told.get("faults", ())],
        )


def as_day(text: str) -> date | None:
    """A day of the content; None for none."""
    return date.fromisoformat(text) if text else None
