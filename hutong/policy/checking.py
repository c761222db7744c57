"""``policy check``: everything that is wrong with a folder of documents, in one run, with places and remedies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hutong.lib.faults import Fault
from hutong.policy.checks import bodies, clashes, clauses, evidence, numbers
from hutong.policy.examples import ExampleRun, run_example
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
    homes = tuple(one.resolve() for one in also)
    documents = [
        one
        for one in library.list_documents()
        if only in ("", one.address) and (not homes or _is_in(one.folder, homes))
    ]
    faults = [*reading.faults, *clashes.check(library)]
    # What rests on itself cannot be run, and what a broken text comes to says nothing.
    broken = {fault.file.parent for fault in faults}
    sound = [one for one in documents if one.folder not in broken]
    if any(fault.code == "circle" for fault in faults):
        sound = []
    runs = [run_example(example, library) for document in sound for example in document.examples]
    for document in documents:
        faults += clauses.check(document)
        faults += numbers.check(document, library)
        faults += bodies.check(document, library.vocabulary)
    faults += [fault for run in runs for fault in run.faults]
    faults += _evidence(library, [document.address for document in sound], runs)
    if homes:
        faults = [one for one in faults if any(_is_in(file, homes) for file in (one.file, *_seen_also(one)))]
    elif only:
        home = _folder_of(only, library)
        faults = [
            fault for fault in faults if fault.file.parent == home or not fault.file.is_relative_to(home.parent.parent)
        ]
    return CheckReport(
        library,
        tuple(
            sorted(
                dict.fromkeys(faults),
                key=lambda fault: (str(fault.file), fault.line, fault.column, fault.code),
            )
        ),
        len(documents),
        sum(1 for document in documents for _ in document.list_rules()),
        len(runs),
        tuple(_gated(library, [document.address for document in documents])),
    )


def _folder_of(address: str, library: Library) -> Path:
    """The folder of a document, be it readable or not. Raises DocumentUnknown."""
    held = (folder.resolve() / address for folder in library.folders)
    found = next((folder for folder in held if (folder / "policy.md").is_file()), None)
    return found or library.document(address).folder


def _is_in(path: Path, homes: Iterable[Path]) -> bool:
    return any(path.resolve().is_relative_to(home) for home in homes)


def _seen_also(fault: Fault) -> Iterable[Path]:
    return (file for file, _ in fault.seen_also)


def _evidence(library: Library, addresses: Iterable[str], runs: Sequence[ExampleRun]) -> list[Fault]:
    return [fault for address in addresses for fault in evidence.check(library.linked[address], runs)]


def _gated(library: Library, addresses: Iterable[str]) -> list[str]:
    """What a document's frame gates, for a jurist to look over."""
    return [
        f"{ground.rule.address} {ground.benefit}: {ground.frame_written}"
        for address in addresses
        for ground in library.linked[address].grounds
        if ground.frame_written
    ]
