"""The score as a table and as the note docs/mutation.md."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant
from tests.mutation.survivors import Accepted

MARKER = "<!-- the rest is written by `make mutate WRITE=--write` -->"


@dataclass(frozen=True)
class Score:
    """How many slips of each file were tried, survived, and are accounted for."""

    tried: Counter[str]
    survived: Counter[str]
    accepted: Counter[str]
    reasons: Counter[str]

    @classmethod
    def of(cls, mutants: Sequence[Mutant], survivors: Sequence[Mutant], accepted: Accepted) -> "Score":
        known = [one for one in survivors if one.key in accepted]
        return cls(
            Counter(_file(one) for one in mutants),
            Counter(_file(one) for one in survivors),
            Counter(_file(one) for one in known),
            Counter(accepted[one.key] for one in known),
        )

    @property
    def share(self) -> float:
        """The share of the slips that were noticed, of those that could be."""
        return 1 - (self.survived.total() - self.accepted.total()) / max(1, self.tried.total() - self.accepted.total())

    def table(self) -> str:
        """A row for each file and one for all."""
        lines = ["| file | slips | noticed | change nothing | unexplained | score |", "|---|---:|---:|---:|---:|---:|"]
        lines += [self._row(name, [name]) for name in self.tried]
        return "\n".join([*lines, self._row("**all**", list(self.tried)), ""])

    def _row(self, title: str, names: list[str]) -> str:
        tried, survived, accepted = (
            sum(counter[name] for name in names) for counter in (self.tried, self.survived, self.accepted)
        )
        killed = tried - survived
        score = killed / (tried - accepted) if tried > accepted else 1.0
        return f"| {title} | {tried} | {killed} | {accepted} | {survived - accepted} | {score:.1%} |"


def _file(mutant: Mutant) -> str:
    return mutant.module.rpartition(".")[2] + ".py"


def write_note(score: Score, file: Path) -> None:
    """The table and the reasons below the marker of the note."""
    head = file.read_text("utf-8").partition(MARKER)[0]
    reasons = [f"* {count} × {why}" for why, count in score.reasons.most_common()]
    file.write_text(
        f"{head}{MARKER}\n\n{score.table()}\n" + "\n".join(["Why survivors change nothing:", "", *reasons, ""]), "utf-8"
    )
