"""A draft as if it were law: two libraries, without it and with it. Nothing of this is ever written anywhere as law."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hutong.policy.blocks import Repeal
from hutong.policy.checks import clashes
from hutong.policy.collection import Library, link_documents
from hutong.policy.documents import Document, read_document
from hutong.policy.errors import PolicyFolderMissing, PolicyUnusable
from hutong.policy.examples import run_example

TEXT = "policy.md"


@dataclass(frozen=True)
class Draft:
    """The documents of a draft as they would speak on the day, and the libraries without and with them."""

    documents: tuple[Document, ...]
    before: Library
    after: Library
    on: date

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses of its documents, those included that they replace."""
        return frozenset(one.address for one in self.documents)

    @property
    def places(self) -> frozenset[str]:
        """Where it speaks."""
        return frozenset(one.front.place for one in self.documents)

    def list_later(self) -> Iterator[str]:
        """What of the draft begins only after the day: it takes no part in the rehearsal."""
        for document in self.documents:
            for value in document.values:
                if value.entry.start > self.on:
                    yield f"{value.address} ({value.entry.start})"
            for rule in document.list_rules():
                if isinstance(rule.block, Repeal) and rule.block.on > self.on:
                    yield f"{rule.address} ({rule.block.on})"

    def list_failing_examples(self) -> Iterator[str]:
        """The names of the draft's own examples that do not hold with it."""
        for document in self.documents:
            for example in document.examples:
                if example.entry.on >= document.front.in_force and run_example(example, self.after).faults:
                    yield example.entry.name


def list_draft_folders(folder: Path) -> list[Path]:
    """The folders of the documents of a draft. Raises PolicyFolderMissing."""
    home = folder.parent if folder.name == TEXT else folder
    files = sorted(home.glob(TEXT)) or sorted(home.glob(f"*/*/{TEXT}"))
    if not files:
        raise PolicyFolderMissing(folder)
    return [file.parent.resolve() for file in files]


def read_drafts(folder: Path) -> tuple[Document, ...]:
    """The documents of a draft as they are written. Raises PolicyFolderMissing, PolicyUnusable."""
    readings = [read_document(one) for one in list_draft_folders(folder)]
    faults = [fault for reading in readings for fault in reading.faults]
    if faults:
        raise PolicyUnusable(faults)
    return tuple(reading.document for reading in readings if reading.document is not None)


def first_day(documents: tuple[Document, ...], *, today: date) -> date:
    """The day on which a draft is rehearsed when nobody names one: its first day of force, unless that is past."""
    return max(today, *(one.front.in_force for one in documents))


def as_if_law(document: Document, *, on: date) -> Document:
    """The document with force on the day; one that says it has ended by then stays ended."""
    front = document.front.model_copy(
        update={"standing": "law", "in_force": min(document.front.in_force, on)},
    )
    return replace(document, front=front)


def with_draft(library: Library, documents: tuple[Document, ...], *, on: date) -> Draft:
    """The library beside itself with the draft in it, which replaces documents of the same address.

    Raises PolicyUnusable with every fault that comes with the draft.
    """
    drafted = tuple(as_if_law(one, on=on) for one in documents)
    together = {address: linked.document for address, linked in library.linked.items()}
    together |= {one.address: one for one in drafted}
    reading = link_documents(library.vocabulary, together, folders=library.folders, ancestors=library.ancestors)
    faults = (*reading.faults, *clashes.check(reading.library))
    if faults:
        raise PolicyUnusable(faults)
    return Draft(drafted, library, reading.library, on)
