"""``policy check``: everything that is wrong with a folder of documents, in one run, with places and remedies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hutong.lib.faults import Fault
from hutong.policy.checks import bodies, clashes, clauses, evidence, numbers
from hutong.policy.documents import Document
from hutong.policy.examples import run_example
from hutong.policy.library import Library, read_library


@dataclass(frozen=True)
class CheckReport:
    """What a check found."""

    library: Library
    faults: tuple[Fault, ...]
    documents: int
    rules: int
    examples: int
    gated: tuple[str, ...]


def check(folder: Path | None = None, *, also: Sequence[Path] = (), only: str = "") -> CheckReport:
    """Check every document of the folder; ``only`` limits the report to one document's address.

    With ``also``, the documents of these folders are checked beside those of the folder; the report is on them alone.

    Raises PolicyFolderMissing when a folder holds no document.
    """
    reading = read_library(folder, also=also)
    library = reading.library
    scope = _Scope(library, only, tuple(one.resolve() for one in also))
    documents = [one for one in library.list_documents() if scope.holds_document(one)]
    static = [*reading.faults, *clashes.check(library)]
    for document in documents:
        static += numbers.check(document, library)
    # What rests on itself cannot be run, and what a broken text comes to says nothing.
    broken = scope.within(static) or [fault for fault in static if fault.code == "circle"]
    sound = [] if broken else documents
    runs = [run_example(example, library) for document in sound for example in document.examples]
    faults = static
    for document in documents:
        faults += [*clauses.check(document), *bodies.check(document, library.vocabulary)]
    faults += [fault for run in runs for fault in run.faults]
    faults += [fault for document in sound for fault in evidence.check(library.linked[document.address], runs)]
    found = dict.fromkeys(scope.within(faults))
    return CheckReport(
        library,
        tuple(sorted(found, key=lambda fault: (str(fault.file), fault.line, fault.column, fault.code))),
        len(documents),
        sum(1 for document in documents for _ in document.list_rules()),
        len(runs),
        tuple(_gated(library, [document.address for document in documents])),
    )


@dataclass(frozen=True)
class _Scope:
    """Which documents a check is on: all of them, one, or those of further folders."""

    library: Library
    only: str
    homes: tuple[Path, ...]

    def holds_document(self, document: Document) -> bool:
        if self.only not in ("", document.address):
            return False
        return not self.homes or _is_in(document.folder, self.homes)

    def within(self, faults: Iterable[Fault]) -> list[Fault]:
        """The faults that concern the documents of the scope, or the words that they all use."""
        if self.homes:
            return [one for one in faults if any(_is_in(file, self.homes) for file in (one.file, *_seen_also(one)))]
        if not self.only:
            return list(faults)
        home = _folder_of(self.only, self.library)
        held = [file.resolve().parent for file in self.library.folders[0].glob("*/*/policy.md")]
        return [one for one in faults if one.file.parent == home or one.file.parent not in held]


def _folder_of(address: str, library: Library) -> Path:
    """The folder of a document, be it readable or not. Raises DocumentUnknown."""
    held = (folder.resolve() / address for folder in library.folders)
    found = next((folder for folder in held if (folder / "policy.md").is_file()), None)
    return found or library.document(address).folder


def _is_in(path: Path, homes: Iterable[Path]) -> bool:
    return any(path.resolve().is_relative_to(home) for home in homes)


def _seen_also(fault: Fault) -> Iterable[Path]:
    return (file for file, _ in fault.seen_also)


def _gated(library: Library, addresses: Iterable[str]) -> list[str]:
    """What a document's frame gates, for a jurist to look over."""
    return [
        f"{ground.rule.address} {ground.benefit}: {ground.frame_written}"
        for address in addresses
        for ground in library.linked[address].grounds
        if ground.frame_written
    ]
