"""``policy check``: everything that is wrong with a folder of documents, in one run, each fault with its place and remedy."""

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
    """Check every document of the folders; ``only`` limits the report to one document's address.

    Raises PolicyFolderMissing when a folder holds no document.
    """
    reading = read_library(folder, also=also)
    library = reading.library
    documents = [one for one in library.list_documents() if only in ("", one.address)]
    runs = [run_example(example, library) for document in documents for example in document.examples]
    faults = [*reading.faults]
    for document in documents:
        faults += clauses.check(document)
        faults += numbers.check(document, library)
        faults += bodies.check(document, library.vocabulary)
    faults += clashes.check(library)
    faults += [fault for run in runs for fault in run.faults]
    faults += _evidence(library, [document.address for document in documents], runs)
    if only:
        home = library.document(only).folder
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
