"""What can go wrong with policies and with the facts of a child.

PolicyError
├── PolicyUnusable        a folder of documents has faults; all of them, each with its place
├── PolicyFolderMissing   the folder named does not exist or holds no document
├── DocumentUnknown       a document address names nothing
├── StandpointUnreadable  a PLACE or PLACE@DATE cannot be read
├── BenefitUnknown        a benefit slug or name names nothing
├── EntriesMissing        a folder has no entries.csv to account for
├── EntryUnknown          no provision of the inventory has this id
└── SituationRefused      the facts of a child cannot be used; every fault, with a remedy
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hutong.lib.faults import Fault


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
        super().__init__(f"There is no benefit '{text}'; {advice}.")


class EntriesMissing(PolicyError):
    """The folder has no list of provisions."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"'{file}' is missing. It lists the provisions to account for: id,kind,system, one a line.")


class EntryUnknown(PolicyError):
    """No provision has this id."""

    def __init__(self, text: str, advice: str) -> None:
        self.text = text
        super().__init__(f"There is no provision '{text}'; {advice}.")


@dataclass(frozen=True, slots=True)
class FactFault:
    """One thing wrong with the facts given for a child: the fact, what is wrong, and what to write instead."""

    fact: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.fact}: {self.message}. {self.remedy}"


class SituationRefused(PolicyError):
    """The facts of this child cannot be used as they are."""

    def __init__(self, faults: Sequence[FactFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
