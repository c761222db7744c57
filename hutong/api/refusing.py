"""Why a row of a list is handed back."""

from hutong.api.schemas import Reason
from hutong.children.errors import (
    AmountRefused,
    BenefitUnknown,
    ChildUnknown,
    FileError,
    FileFixed,
)
from hutong.lib.translating import marked, translator

SENTENCES: dict[Reason, str] = {
    "person-not-found": marked("No file that this token opens has this number. Ask the civil affairs office."),
    "number-mistyped": marked("This is not an identity number: a character was mistyped. Compare it with the paper."),
    "fact-not-usable": marked("The vocabulary does not take this so. Compare with /api/v1/vocabulary."),
    "not-granted": marked("The token does not name this class of facts. Ask the security administrator."),
    "file-closed": marked("The file is closed or merged and no longer written to."),
    "benefit-unknown": marked("This is not a benefit of the vocabulary. Compare with /api/v1/vocabulary."),
}


class RowRefused(Exception):
    """A row is not written at all."""

    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason
        super().__init__(reason)

    @property
    def sentence(self) -> str:
        return SENTENCES[self.reason]

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)

    @staticmethod
    def reason_of(error: FileError) -> Reason:
        """The word for what the file itself refused."""
        match error:
            case ChildUnknown():
                return "person-not-found"
            case FileFixed():
                return "file-closed"
            case BenefitUnknown() | AmountRefused():
                return "benefit-unknown"
        return "fact-not-usable"
