"""What can go wrong with the record.

AuditError ┬ NoActor
           ├ SealsUnusable
           ├ SealKeyUnusable
           ├ RowsUnusable
           ├ StillWritten
           ├ NothingToTakeAway
           ├ NotExported
           ├ TooYoung
           └ NeedsNote
"""

from pathlib import Path

from hutong.lib.translating import marked, translator


class AuditError(Exception):
    """The record could not be written, sealed or read."""

    sentence = ""

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**vars(self))


class NoActor(AuditError):
    """Something was to be recorded and nobody acts: open a scope first."""

    def __init__(self) -> None:
        super().__init__("nobody acts: look and act within acting_as(scope) or acted_by(actor)")


class SealsUnusable(AuditError):
    """A file of seals that is none."""

    sentence = marked("Line {line} of {file} is no seal. Give a file that 'hutong audit export' wrote, whole.")

    def __init__(self, *, file: Path, line: int) -> None:
        self.file, self.line = file, line
        super().__init__(self.told("en"))


class SealKeyUnusable(AuditError):
    """A file of the seals' key that is none."""

    sentence = marked("{file} holds no key of seals. Give the key file (HUTONG_KEYS) or what 'hutong audit key' wrote.")

    def __init__(self, *, file: Path) -> None:
        self.file = file
        super().__init__(self.told("en"))


class RowsUnusable(AuditError):
    """A file of rows that is none."""

    sentence = marked("{file} holds no rows of the record. Give what 'hutong audit export' wrote.")

    def __init__(self, *, file: Path) -> None:
        self.file = file
        super().__init__(self.told("en"))


class StillWritten(AuditError):
    """Somebody is in the middle of writing, for longer than we wait."""

    sentence = marked("A long transaction is still writing to the record; it is sealed when that ends.")

    def __init__(self) -> None:
        super().__init__(self.told("en"))


class NothingToTakeAway(AuditError):
    """A month that has no rows."""

    sentence = marked("Of {month} the record holds nothing that could be taken away.")

    def __init__(self, *, month: str) -> None:
        self.month = month
        super().__init__(self.told("en"))


class NotExported(AuditError):
    """A month may go only when its seals are safe outside the database."""

    sentence = marked("Rows of {month} are not sealed, or their seals are not in {file}. Seal and export first.")

    def __init__(self, *, month: str, file: Path) -> None:
        self.month, self.file = month, file
        super().__init__(self.told("en"))


class TooYoung(AuditError):
    """A month that must still be kept."""

    sentence = marked("{month} has to be kept: the record goes back {years} years (HUTONG_RECORD_YEARS).")

    def __init__(self, *, month: str, years: int) -> None:
        self.month, self.years = month, years
        super().__init__(self.told("en"))


class NeedsNote(AuditError):
    """Looked into, and not a word about what it was."""

    sentence = marked("Write what you found: a few words are enough.")

    def __init__(self) -> None:
        super().__init__(self.told("en"))
