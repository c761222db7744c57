"""All documents that were handed in, read and linked once: which of them speak at a place on a day.

A library is immutable and can be shared. ``hutong.policy.library`` is the door: it refuses what cannot be
computed with.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from hutong.lib.faults import Fault
from hutong.policy.documents import Document, PlacedValue, read_document
from hutong.policy.errors import DocumentUnknown, PolicyFolderMissing
from hutong.policy.linked import Linked
from hutong.policy.linking import Linker
from hutong.policy.values import list_value_faults
from hutong.vocabulary.divisions import NATION, list_ancestors
from hutong.vocabulary.vocabulary import FILES, Vocabulary, read_vocabulary

OWN = ""
Ancestors = Callable[[str], Sequence[str]]
"""A place's code followed by those of the places that hold it, nearest first: the tree of places, handed in."""


def bundled_policies() -> Path:
    """The folder of the documents that come with the package: in a checkout the one beside it, else the one inside."""
    inside = Path(__file__).parent.parent / "bundled_policies"
    return inside if inside.is_dir() else Path(__file__).parent.parent.parent / "policies"


@dataclass(frozen=True, repr=False)
class Library:
    """Vocabulary and documents, linked."""

    vocabulary: Vocabulary
    linked: Mapping[str, Linked]
    values: Mapping[str, tuple[PlacedValue, ...]]
    folders: tuple[Path, ...]
    ancestors: Ancestors = list_ancestors
    repeals: tuple[tuple[str, date, str], ...] = field(default=())

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"<Library of {len(self.linked)} documents>"

    def document(self, address: str) -> Document:
        """The document at an address. Raises DocumentUnknown."""
        if address not in self.linked:
            raise DocumentUnknown(address, sorted(self.linked))
        return self.linked[address].document

    def list_documents(self) -> list[Document]:
        """Every document, the nation first, then by day of force."""
        documents = [linked.document for linked in self.linked.values()]
        return sorted(documents, key=lambda one: (one.front.place, one.front.in_force, one.address))

    def list_speaking(self, place: str | None, *, on: date) -> tuple[Linked, ...]:
        """The documents that speak at a place on a day, widest first. An unknown place hears the national ones."""
        return _speaking(self, place, on)

    def list_local(self, *, on: date) -> tuple[Linked, ...]:
        """Every document in force that is not the nation's."""
        return tuple(one for one in self._in_force(on) if one.document.front.place != NATION)

    def _in_force(self, on: date) -> list[Linked]:
        return [one for one in self.linked.values() if one.document.is_in_force(on)]

    def is_repealed(self, address: str, speaking: Iterable[str], *, on: date) -> bool:
        """Whether a speaking document has ended this clause by the day."""
        return any(
            on >= day and by in speaking and (address == clause or address.startswith(f"{clause}/"))
            for clause, day, by in self.repeals
        )

    def value_at(self, address: str, place: str | None, *, on: date) -> PlacedValue | None:
        """The value of an address at a place on a day: the nearest that fills it, else its own, else None."""
        by_place = _by_place(self, address)
        for holder in self.ancestors(place) if place else (NATION,):
            for value in by_place.get(holder, ()):
                if value.is_in_force(on) and self.linked[value.document].document.is_in_force(on):
                    return value
        return next((value for value in by_place.get(OWN, ()) if value.is_in_force(on)), None)


@lru_cache(maxsize=10_000)
def _by_place(library: Library, address: str) -> dict[str, list[PlacedValue]]:
    """The values that fill an address by the place whose they are; under ``OWN`` those of the address itself."""
    found: dict[str, list[PlacedValue]] = {}
    for value in library.values.get(address, ()):
        if value.entry.fills == address:
            found.setdefault(library.linked[value.document].document.front.place, []).append(value)
        if value.address == address:
            found.setdefault(OWN, []).append(value)
    return found


@lru_cache(maxsize=10_000)
def _speaking(library: Library, place: str | None, on: date) -> tuple[Linked, ...]:
    by_place = _in_force_by_place(library, on)
    holders = reversed(tuple(library.ancestors(place))) if place else (NATION,)
    return tuple(one for holder in holders for one in by_place.get(holder, ()))


@lru_cache(maxsize=100)
def _in_force_by_place(library: Library, on: date) -> dict[str, list[Linked]]:
    """The documents in force on a day by the place whose they are, each place's in the order of their days."""
    found: dict[str, list[Linked]] = {}
    for one in sorted(library._in_force(on), key=lambda one: (one.document.front.in_force, one.document.address)):
        found.setdefault(one.document.front.place, []).append(one)
    return found


@dataclass(frozen=True)
class LibraryReading:
    """A library as far as it could be read, and every fault in its files."""

    library: Library
    faults: tuple[Fault, ...]


def read_library(
    folder: Path | None = None, *, also: Sequence[Path] = (), ancestors: Ancestors = list_ancestors
) -> LibraryReading:
    """The library and all faults. Raises PolicyFolderMissing when a folder holds no document."""
    main = folder or bundled_policies()
    folders = (main, *also)
    words = main if all((main / name).is_file() for name in FILES) else bundled_policies()
    vocabulary = read_vocabulary(words)
    faults = list(vocabulary.faults)
    documents: dict[str, Document] = {}
    lost: dict[str, frozenset[str]] = {}
    for one in folders:
        _read_folder(one, documents, faults, lost)
    reading = link_documents(vocabulary.vocabulary, documents, folders=folders, ancestors=ancestors, lost=lost)
    return LibraryReading(reading.library, (*faults, *reading.faults))


def link_documents(
    vocabulary: Vocabulary,
    documents: Mapping[str, Document],
    *,
    folders: tuple[Path, ...],
    ancestors: Ancestors = list_ancestors,
    lost: Mapping[str, frozenset[str]] | None = None,
) -> LibraryReading:
    """The library of documents that were read, and what is wrong with their values and names."""
    faults = [
        fault for document in documents.values() for value in document.values for fault in list_value_faults(value)
    ]
    linker = Linker(vocabulary, documents, lost or {})
    linked = {address: linker.link(document) for address, document in documents.items()}
    library = Library(vocabulary, linked, _values(documents), folders, ancestors, _repeals(documents))
    return LibraryReading(library, (*faults, *linker.faults))


def _read_folder(
    folder: Path, documents: dict[str, Document], faults: list[Fault], lost: dict[str, frozenset[str]]
) -> None:
    files = sorted(folder.glob("*/*/policy.md")) or sorted(folder.glob("policy.md"))
    if not files:
        raise PolicyFolderMissing(folder)
    for file in files:
        reading = read_document(file.parent.resolve())
        faults += reading.faults
        if reading.lost_names:
            lost[f"{file.parent.parent.name}/{file.parent.name}"] = reading.lost_names
        document = reading.document
        if document is None:
            continue
        if document.address in documents:
            other = documents[document.address].folder / "policy.md"
            faults.append(
                Fault(
                    "document-twice",
                    file,
                    f"{document.address} is also in {other}",
                    "rename one of the two folders",
                )
            )
            continue
        documents[document.address] = document


def _values(documents: Mapping[str, Document]) -> dict[str, tuple[PlacedValue, ...]]:
    """Values under their own address and under the one they fill."""
    found: dict[str, list[PlacedValue]] = {}
    for document in documents.values():
        for value in document.values:
            if any(list_value_faults(value)):
                continue
            found.setdefault(value.address, []).append(value)
            if value.entry.fills:
                found.setdefault(value.entry.fills, []).append(value)
    return {address: tuple(values) for address, values in found.items()}


def _repeals(documents: Mapping[str, Document]) -> tuple[tuple[str, date, str], ...]:
    return tuple(
        (rule.block.clause, rule.block.on, address)
        for address, document in documents.items()
        for rule in document.list_rules()
        if rule.kind == "repeal" and hasattr(rule.block, "clause") and hasattr(rule.block, "on")
    )
