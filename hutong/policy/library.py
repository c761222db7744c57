"""The door to the documents: ``load_library`` reads them and refuses what cannot be computed with."""

from collections.abc import Sequence
from pathlib import Path

from hutong.lib.collecting import without_collecting
from hutong.policy.checks import clashes
from hutong.policy.collection import Ancestors, Library, LibraryReading, bundled_policies, read_library
from hutong.policy.errors import PolicyUnusable
from hutong.vocabulary.divisions import list_ancestors


def load_library(
    folder: Path | None = None, *, also: Sequence[Path] = (), ancestors: Ancestors = list_ancestors
) -> Library:
    """The documents of a folder (by default those that come with the package) and of any further folders.

    Raises PolicyFolderMissing when a folder holds no document, PolicyUnusable with every fault found: what cannot be
    read, names that are nowhere, circles, two values for one day.
    """
    with without_collecting():
        reading = read_library(folder, also=also, ancestors=ancestors)
        faults = (*reading.faults, *clashes.check(reading.library))
    if faults:
        raise PolicyUnusable(faults)
    return reading.library


__all__ = ["Ancestors", "Library", "LibraryReading", "bundled_policies", "load_library", "read_library"]
