"""The folder of a run: ``unfinished.json`` while it lasts, ``run.json`` only when everything is there.

Each part leaves its files and, last, a note with their checksums under ``unfinished/``. A part without a note, or
whose files differ from it, is done again.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hutong.screening.errors import FolderFinished, FolderTaken, FolderUnfinished, RunDiffers, RunNotFinished
from hutong.screening.populations.pieces import Part
from hutong.screening.runs.whole_files import Checksum, is_whole, remove_unwritten, write_json

FINISHED, UNFINISHED, NOTES = "run.json", "unfinished.json", "unfinished"
LISTS = ("findings", "gaps")
KEPT_FOLDER, CHANGES_FOLDER = "kept", "changes"
OF_PARTS = (*LISTS, KEPT_FOLDER, CHANGES_FOLDER)
"""The folders in which every part has a file of its own."""
Identity = Mapping[str, Any]


@dataclass(frozen=True)
class PartDone:
    """What one part came to; ``repeated`` is None where nobody counted. Files by their path in the folder."""

    part: int
    children: int
    refused: int
    repeated: int | None
    files: Mapping[str, Checksum]

    def rows(self, kind: str) -> int:
        """How many rows of a kind (findings, gaps) it wrote."""
        return sum(one.rows for name, one in self.files.items() if name.startswith(f"{kind}/"))

    def told(self) -> dict[str, Any]:
        """The note of the part."""
        files = {name: one._asdict() for name, one in self.files.items()}
        return {"part": self.part, "children": self.children, "refused": self.refused} | {
            "repeated": self.repeated,
            "files": files,
        }


@dataclass(frozen=True)
class RunFolder:
    """Where a run writes."""

    path: Path

    def begin(self, identity: Identity, *, resume: bool) -> bool:
        """Make the folder ready; False when this very run is finished already. Raises FolderUnusable."""
        if (self.path / FINISHED).exists():
            if not resume:
                raise FolderFinished(folder=self.path)
            self._check_same(identity, _read(self.path / FINISHED)["begun_with"])
            self._clear_notes()
            return False
        if (self.path / UNFINISHED).exists():
            if not resume:
                raise FolderUnfinished(folder=self.path)
            self._check_same(identity, _read(self.path / UNFINISHED)["begun_with"])
        else:
            self._check_empty()
            self.path.mkdir(parents=True, exist_ok=True)
            write_json(self.path / UNFINISHED, {"format": 1, "begun_with": identity})
        for name in (NOTES, *OF_PARTS):
            (self.path / name).mkdir(exist_ok=True)
            remove_unwritten(self.path / name)
        remove_unwritten(self.path)
        return True

    def _check_same(self, identity: Identity, before: Identity) -> None:
        # As JSON has it: tuples are lists there.
        given = json.loads(json.dumps(identity))
        differing = [name for name in {**before, **given} if before.get(name) != given.get(name)]
        if differing:
            raise RunDiffers(folder=self.path, differing=", ".join(sorted(differing)))

    def _check_empty(self) -> None:
        found = sorted(one.name for one in self.path.iterdir()) if self.path.is_dir() else []
        foreign = [name for name in found if not name.startswith(f".{UNFINISHED}")]
        if foreign or self.path.is_file():
            raise FolderTaken(folder=self.path, found=", ".join(foreign[:3]) or self.path.name)

    def note(self, done: PartDone) -> None:
        """Say that a part is whole: its files are all written."""
        write_json(self._note_path(done.part), done.told())

    def list_done(self, parts: Sequence[Part]) -> Iterator[PartDone]:
        """The parts that are whole."""
        for part in parts:
            path = self._note_path(part.number)
            if not path.is_file():
                continue
            told = _read(path)
            files = {name: Checksum(**one) for name, one in told["files"].items()}
            if all(is_whole(self.path / name, one) for name, one in files.items()):
                yield PartDone(**(told | {"files": files}))

    def _note_path(self, number: int) -> Path:
        return self.path / NOTES / f"part-{number:05}.json"

    def finish(self, told: Mapping[str, Any]) -> None:
        """Say that the run is whole, then put its notes away."""
        for kind in OF_PARTS:
            folder = self.path / kind
            if not any(folder.iterdir()):
                folder.rmdir()
        write_json(self.path / FINISHED, told)
        self._clear_notes()

    def _clear_notes(self) -> None:
        (self.path / UNFINISHED).unlink(missing_ok=True)
        shutil.rmtree(self.path / NOTES, ignore_errors=True)


def read_run(folder: Path) -> dict[str, Any]:
    """What a finished run says of itself. Raises RunNotFinished."""
    path = folder / FINISHED
    if not path.is_file():
        raise RunNotFinished(folder=folder)
    return _read(path)


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
