"""What can go wrong with policies and with the facts of a child.

PolicyError
├── PolicyUnusable        a folder of documents has faults; all of them, each with its place
├── PolicyFolderMissing   the folder named does not exist or holds no document
├── DocumentUnknown       a document address names nothing
├── StandpointUnreadable  a PLACE or PLACE@DATE cannot be read
├── BenefitUnknown        a benefit slug or name names nothing
├── EntriesUnusable       a folder has no readable entries.csv to account for
├── EntryUnknown          no provision of the inventory has this id
└── SituationRefused      the facts of a child cannot be used; every fault, with a remedy
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hutong.lib.faults import Fault
from hutong.lib.translating import marked, translator
from hutong.vocabulary.facts import Label


class PolicyError(Exception):
    """Base of everything this room raises."""


class PolicyUnusable(PolicyError):
    """The documents have faults; nothing is computed with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        shown = "\n".join(fault.render() for fault in self.faults)
        super().__init__(f"{count} fault{'s' if count != 1 else ''} in the policy documents:\n{shown}")


class PolicyFolderMissing(PolicyError):
    """There is no folder, or it holds no policy.md."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"'{folder}' holds no policy documents. Name a folder that contains <place code>/<document>/policy.md."
        )


class DocumentUnknown(PolicyError):
    """No document has this address."""

    def __init__(self, address: str, known: Sequence[str]) -> None:
        self.address = address
        super().__init__(f"There is no document '{address}'. The documents are: {', '.join(known)}.")


class StandpointUnreadable(PolicyError):
    """The place or the day of a standpoint cannot be read."""

    def __init__(self, text: str, reason: str) -> None:
        self.text = text
        super().__init__(f"'{text}' cannot be read: {reason}")


class BenefitUnknown(PolicyError):
    """No benefit has this slug or name."""

    def __init__(self, text: str, advice: str) -> None:
        self.text = text
        super().__init__(f"There is no benefit '{text}': {advice}")


class EntriesUnusable(PolicyError):
    """The folder has no list of provisions, or one that cannot be read."""

    def __init__(self, file: Path, reason: str) -> None:
        self.file = file
        super().__init__(f"'{file}' {reason}. It lists the provisions to account for: id,kind,system, one a line.")


class EntryUnknown(PolicyError):
    """No provision has this id."""

    def __init__(self, text: str, advice: str) -> None:
        self.text = text
        super().__init__(f"There is no provision '{text}': {advice}")


WORDINGS = {
    "unknown-fact": (
        marked("'{fact}' is not a fact that we know"),
        marked("leave it out, or declare it in facts.toml; docs/facts.md lists all facts{nearest}"),
    ),
    "not-a-word": (marked("{value} is not one of its words"), marked("write one of: {wanted}")),
    "not-a-list": (marked("{value} is not a list"), marked("write a list of words")),
    "not-a-bool": (
        marked("{value} is neither yes nor no"),
        marked("write true or false, or leave it out when nobody knows"),
    ),
    "not-a-number": (marked("{value} is not a whole number, 0 or more"), marked("write a whole number")),
    "not-an-amount": (
        marked("{value} is not an amount in yuan"),
        marked("write yuan with at most two decimals, not below zero, such as 600 or 600.50"),
    ),
    "not-a-day": (
        marked("{value} is not a day that can be right"),
        marked("write 2025-05-07, or 2025-05 or 2025 when only that is known"),
    ),
    "not-a-place": (
        marked("{value} is not a division code"),
        marked("write the six-digit code of the county, such as 431022"),
    ),
    "too-long": (marked("{value} is too long"), marked("write at most {wanted} characters")),
    "twice": (marked("two different values are given"), marked("give it once")),
    "in-the-future": (
        marked("{value} lies after the day asked about, {wanted}"),
        marked("correct the date or ask about a later day"),
    ),
    "impossible": (
        marked("cannot be so together with '{other}': {reason}"),
        marked("find out which of the two is true and correct the other"),
    ),
}


@dataclass(frozen=True, slots=True)
class FactFault:
    """One thing wrong with the facts given for a child: the fact, what is wrong, and what to write instead."""

    kind: str
    fact: str
    label: Label
    details: Mapping[str, Label | str] = field(default_factory=dict)

    def message(self, lang: str) -> str:
        """What is wrong, in the language asked for."""
        return self._worded(0, lang)

    def remedy(self, lang: str) -> str:
        """What to write instead."""
        return self._worded(1, lang)

    def _worded(self, which: int, lang: str) -> str:
        shown = {key: value.text(lang) if isinstance(value, Label) else value for key, value in self.details.items()}
        return translator(lang)(WORDINGS[self.kind][which]).format(fact=self.fact, **shown)

    def render(self, lang: str) -> str:
        """One line: the fact, what is wrong, the remedy."""
        name = self.label.text(lang)
        shown = f"{name} ({self.fact})" if name and name != self.fact else self.fact
        return f"{shown}: {self.message(lang)} → {self.remedy(lang)}"

    def __str__(self) -> str:
        return self.render("en")


class SituationRefused(PolicyError):
    """The facts of this child cannot be used as they are."""

    def __init__(self, faults: Sequence[FactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
