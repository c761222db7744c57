"""What earlier runs found, kept a line at a time: a run that was broken off goes on where it stopped."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from tests.mutation.mutants import Mutant, Source

Verdict: TypeAlias = Literal["noticed", "survived", "endless"]


@dataclass(frozen=True)
class Kept:
    """Verdicts by slip. Noticed stands while the slip's own file is as it was, survived while the tests are so too."""

    file: Path | None
    sources: Mapping[str, str]
    """By module the digest of its text."""
    tests: str
    """The digest of all texts of the tests."""
    found: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    @classmethod
    def read(cls, file: Path | None, sources: Iterable[Source], tests: Path) -> "Kept":
        """What still stands of what the file holds; without a file nothing is kept."""
        digests = {source.module: _digest([source.file]) for source in sources}
        kept = cls(file, digests, _digest(sorted(tests.rglob("*.py"))))
        if file is not None and file.exists():
            for line in file.read_text("utf-8").splitlines():
                # Whoever kills a run may cut its last line short; that slip is tried again.
                with suppress(json.JSONDecodeError):
                    kept._recall(json.loads(line))
        return kept

    def _recall(self, line: dict[str, str]) -> None:
        verdict: Verdict = line["verdict"]  # type: ignore[assignment]  # we wrote it
        same_tests = line["tests"] == self.tests
        if line["source"] == self.sources.get(line["module"]) and (same_tests or verdict != "survived"):
            self.found[line["module"], line["name"]] = verdict

    def get(self, mutant: Mutant) -> Verdict | None:
        """What an earlier run found, if that still stands."""
        return self.found.get((mutant.module, mutant.name))

    def keep(self, mutant: Mutant, verdict: Verdict) -> None:
        """Write it down at once: the run may be killed any time."""
        self.found[mutant.module, mutant.name] = verdict
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        line = {"module": mutant.module, "name": mutant.name, "verdict": verdict}
        line |= {"source": self.sources[mutant.module], "tests": self.tests}
        with self.file.open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
