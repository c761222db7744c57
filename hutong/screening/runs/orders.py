"""What is to be screened and how: everything a worker process needs to begin by itself."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hutong.policy.absence import Absence, bundled_absences, read_absences
from hutong.policy.library import Library, bundled_policies, load_library
from hutong.screening.populations.pieces import PART_CHILDREN

ARROW = "arrow"
EVERYTHING = frozenset({"findings", "gaps", "summary"})


@dataclass(frozen=True)
class Order:
    """One screening. ``population`` is the file or folder given, ``files`` what is read of it."""

    population: Path
    on: date
    folder: Path
    wanted: frozenset[str] = EVERYTHING
    engine: str = ARROW
    # Where a SQL engine runs: the address of a database, the master of a cluster.
    at: str = ""
    lang: str = "zh"
    policies: Path | None = None
    also: tuple[Path, ...] = ()
    absence: Path | None = None
    mapping: Path | None = None
    # The folder of an earlier run to go on from.
    since: Path | None = None
    ignore_columns: bool = False
    part_children: int = PART_CHILDREN
    # Known once the population was looked at:
    columns: tuple[str, ...] = ()
    count_repeated: bool = False

    def load(self) -> tuple[Library, tuple[Absence, ...]]:
        """The documents and the declarations of absence. Raises PolicyError."""
        library = load_library(self.policies, also=self.also)
        if self.absence is not None:
            return library, read_absences(self.absence, library)
        return library, bundled_absences(self.folder_of_policies, library)

    @property
    def folder_of_policies(self) -> Path:
        return self.policies or bundled_policies()
