"""What is written in a table of a file, so that a fault can point at the very word."""

from dataclasses import dataclass

from hutong.lib.checked_toml import Source
from hutong.lib.faults import Fault
from hutong.lib.toml_lines import KeyPlace, TablePlace, find_written
from hutong.policy.tokens import PredicateFault


@dataclass(frozen=True, eq=False)
class Placed:
    """One table of a file."""

    source: Source
    table: TablePlace

    def fault(self, code: str, message: str, remedy: str, *, key: str = "", word: str = "") -> Fault:
        """A fault at a word of a key of this table, at the key, or at the table's header."""
        place = self.table.keys.get(f"{key}.{word}") or self._place(key)
        if place is None:
            return self.source.fault(code, message, remedy, line=self.table.line)
        within = self._find(key, word) if word else []
        if within:
            return self._fault_at(within, code, message, remedy)
        return self.source.fault(code, message, remedy, line=place.line, column=place.column, length=place.length)

    def predicate_fault(self, key: str, text: str, wrong: PredicateFault) -> Fault:
        """A fault inside the text of a condition, underlined where it stands."""
        written = self._find(key, text)
        marked = written[wrong.start : wrong.start + wrong.length] or written[-1:]
        if not marked:
            return self.fault(wrong.code, wrong.message, wrong.remedy, key=key)
        return self._fault_at(marked, wrong.code, wrong.message, wrong.remedy)

    def _place(self, key: str) -> KeyPlace | None:
        """Where a key stands; one inside an inline table stands where the table does."""
        return self.table.keys.get(key) or self.table.keys.get(key.split(".")[0])

    def _find(self, key: str, word: str) -> list[int]:
        """Where the characters of a word stand in the text, at or after the key's value."""
        place = self._place(key)
        if place is None:
            return []
        before = self.source.text.split("\n")[: place.line]
        start = sum(len(line) + 1 for line in before) + place.value_column
        return find_written(self.source.text, word, start=start)

    def _fault_at(self, characters: list[int], code: str, message: str, remedy: str) -> Fault:
        """A fault that underlines these characters, as far as they stand on one line."""
        text, first = self.source.text, characters[0]
        line, column = text.count("\n", 0, first), first - (text.rfind("\n", 0, first) + 1)
        end = text.find("\n", first)
        last = min(characters[-1], (end if end >= 0 else len(text)) - 1)
        return self.source.fault(code, message, remedy, line=line, column=column, length=last - first + 1)
