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
            return self._fault_at(within[0], within[-1], code, message, remedy)
        return self.source.fault(code, message, remedy, line=place.line, column=place.column, length=place.length)

    def predicate_fault(self, key: str, text: str, wrong: PredicateFault) -> Fault:
        """A fault inside the text of a condition, underlined where it stands."""
        places = self._find(key, text)
        if not places:
            return self.fault(wrong.code, wrong.message, wrong.remedy, key=key)
        start = places[min(wrong.start, max(len(text) - 1, 0))]
        end = places[min(wrong.start + wrong.length, len(text))]
        return self._fault_at(start, end, wrong.code, wrong.message, wrong.remedy)

    def _place(self, key: str) -> KeyPlace | None:
        """Where a key stands; one inside an inline table stands where the table does."""
        return self.table.keys.get(key) or self.table.keys.get(key.split(".")[0])

    def _find(self, key: str, word: str) -> list[int]:
        """Where the characters of a word stand in the text, at or after the key's value, and where it ends."""
        place = self._place(key)
        if place is None:
            return []
        before = self.source.text.split("\n")[: place.line]
        start = sum(len(line) + 1 for line in before) + place.value_column
        return find_written(self.source.text, word, start=start)

    def _fault_at(self, start: int, end: int, code: str, message: str, remedy: str) -> Fault:
        """A fault that underlines a part of the text, as far as it stands on one line."""
        text = self.source.text
        line, column = text.count("\n", 0, start), start - (text.rfind("\n", 0, start) + 1)
        length = len(text[start:end].split("\n")[0])
        return self.source.fault(code, message, remedy, line=line, column=column, length=length)
