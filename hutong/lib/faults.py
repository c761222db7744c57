"""A fault in something a person wrote: where it is, what it says, and what to write instead."""

from dataclasses import dataclass
from pathlib import Path
from unicodedata import east_asian_width


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at one place of one file.

    ``line`` and ``column`` count from 1; 0 means that the fault concerns the file as a whole. ``length`` is the number
    of characters to underline. ``code`` is the stable name of the kind of fault.
    """

    code: str
    file: Path
    message: str
    remedy: str
    line: int = 0
    column: int = 0
    length: int = 1
    text: str = ""
    seen_also: tuple[tuple[Path, int], ...] = ()

    def render(self, *, under: Path | None = None) -> str:
        """The fault as a person reads it: place, message, the line with the offending text underlined, the remedy."""
        place = _shown(self.file, under)
        where = f"{place}:{self.line}:{self.column}" if self.line else place
        lines = [f"{where}: {self.message} [{self.code}]"]
        if self.line and self.text:
            gutter = f"{self.line:>5} | "
            lines.append(gutter + self.text)
            lines.append(" " * (len(gutter) - 2) + "| " + _underline(self.text, self.column, self.length))
        lines += [f"      also at {_shown(path, under)}:{line}" for path, line in self.seen_also]
        lines.append(f"      → {self.remedy}")
        return "\n".join(lines)


def _shown(path: Path, under: Path | None) -> str:
    if under is not None and path.is_relative_to(under):
        return path.relative_to(under).as_posix()
    return path.as_posix()


def _underline(text: str, column: int, length: int) -> str:
    before = text[: column - 1]
    marked = text[column - 1 : column - 1 + max(length, 1)]
    return " " * _width(before) + "^" * max(_width(marked), 1)


def _width(text: str) -> int:
    """Columns that the text takes on a terminal: Chinese characters are two wide."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
