"""What keeps an import from going on.

ExchangeError
├── ImportUnknown        no import of that number within the scope
├── NotNow               the import is at another step
├── FileTooLarge         more than may be sent
├── FileKindUnknown      not a spreadsheet or CSV by its name
├── MeaningUnknown       a column was given a meaning that there is none of
├── MappingFaulty        the mapping written by hand has faults
├── BusyAlready          somebody's work on the import is not finished
├── NumberFaulty         what was typed is no number of the national system
├── NumberTaken          another child has this number there
├── DifferenceGone       what differs is no longer what was on the page
├── NotTakeable          what the other side says cannot be taken over as it stands
├── ExportUnknown        no such export within what may be seen
├── ExportNotNow         the export is at another step, or its time is over
├── PurposeMissing       an export needs a purpose
├── NothingToExport      no file would be in it
├── ApprovedByOther      an export is approved by another person of the township or wider
└── LeaseLost            another runner has taken the work over
"""

from typing import ClassVar

from hutong.lib.translating import marked, translator


class ExchangeError(Exception):
    """Base of what this room raises; ``told`` says why in the reader's language."""

    sentence: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.details)


class ImportUnknown(ExchangeError):
    sentence = marked("There is no such import in your area.")


class NotNow(ExchangeError):
    sentence = marked("This import is at another step now. Look at the page again and go on from there.")


class FileTooLarge(ExchangeError):
    sentence = marked(
        "The file has {found} MB; at most {limit} MB can be sent. Split it, or delete empty rows and pictures."
    )


class FileKindUnknown(ExchangeError):
    sentence = marked("A file of this kind cannot be read: {name}. Save the ledger as .xlsx, .xls, .ods or .csv.")


class MeaningUnknown(ExchangeError):
    sentence = marked("“{meaning}” is not one of the meanings. Choose one from the list, or empty the field.")


class MappingFaulty(ExchangeError):
    sentence = marked("The mapping has faults: {faults}")


class BusyAlready(ExchangeError):
    sentence = marked("Work on this import is not finished yet. Wait until it is.")


class NumberFaulty(ExchangeError):
    sentence = marked("“{number}” is no number of the national system: letters, digits and hyphens, up to 40.")


class NumberTaken(ExchangeError):
    sentence = marked("Another child has the number {number} in the national system. Look at both files first.")


class DifferenceGone(ExchangeError):
    sentence = marked("This is no longer what the two sides say. Look at the page again, then decide.")


class NotTakeable(ExchangeError):
    sentence = marked("“{value}” cannot be taken over as it is written. Put it right in the file by hand.")


class ExportUnknown(ExchangeError):
    sentence = marked("There is no such export that you may see.")


class ExportNotNow(ExchangeError):
    sentence = marked("This export is at another step now, or its time is over. Ask for it anew where it is needed.")


class PurposeMissing(ExchangeError):
    sentence = marked("Say for what the list is needed: at least a few words.")


class NothingToExport(ExchangeError):
    sentence = marked("No file would be in this list. Choose another place or other children.")


class ApprovedByOther(ExchangeError):
    sentence = marked(
        "Another person approves an export, with a post of the township or wider over its whole place: "
        "never who asked for it, whatever other posts they hold."
    )


class LeaseLost(ExchangeError):
    sentence = marked("Another runner has taken this work over.")
