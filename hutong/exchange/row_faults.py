"""Faults that only show beside the files: a number that another file has, a file that changed meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from hutong.exchange.contents import FaultSaid
from hutong.ledgers.faults import CellFault
from hutong.lib.translating import marked, translator

ELSEWHERE, NOT_USABLE, MEANWHILE = "file_elsewhere", "number_not_usable", "file_changed"
FIXED, UNDECIDED, NOT_WRITTEN, TAKEN = "file_fixed", "undecided", "not_written", "number_taken"
NOBODY, REPEATED = "nobody_named", "row_repeated"
SENTENCES: Mapping[str, tuple[str, str]] = {
    ELSEWHERE: (
        marked("a file with this identity number exists elsewhere"),
        marked("request its transfer; the row stays out until then"),
    ),
    NOT_USABLE: (
        marked("this identity number cannot be saved from your post"),
        marked("ask the township to enter the child"),
    ),
    MEANWHILE: (
        marked("somebody wrote to the child's file after the trial run"),
        marked("import this row again: it will be compared with the file as it is now"),
    ),
    FIXED: (
        marked("the child's file is closed or transferred"),
        marked("have the county open it again first, or leave the row out"),
    ),
    UNDECIDED: (
        marked("nobody decided whether this is a child whose file is there"),
        marked("import this row again and decide"),
    ),
    NOT_WRITTEN: (
        marked("the row could not be written"),
        marked("look whether two rows say different things of one child, and import the row again"),
    ),
    TAKEN: (
        marked("meanwhile another file got this identity number"),
        marked("import this row again: it will be compared with that file"),
    ),
    NOBODY: (
        marked("the row names nobody: no number, no name, no identity number"),
        marked("fill one of them in, or delete the row"),
    ),
    REPEATED: (
        marked("a row above has the same number already"),
        marked("look which of the two rows is right, and delete the other"),
    ),
}


@dataclass(frozen=True, slots=True)
class FileFault(CellFault):
    """A fault of this room, with the face of a fault of a cell."""

    def message(self, lang: str = "zh") -> str:
        """What is wrong."""
        return translator(lang)(SENTENCES[self.kind][0])

    def remedy(self, lang: str = "zh") -> str:
        """What to do."""
        return translator(lang)(SENTENCES[self.kind][1])


def as_fault(said: FaultSaid, *, sheet: str, row: int, column: int = 0) -> CellFault:
    """A fault as kept beside the import, as one that can be told and written into a workbook."""
    make = FileFault if said.kind in SENTENCES else CellFault
    return make(sheet, row, column, said.header, said.value, said.kind, said.details)
