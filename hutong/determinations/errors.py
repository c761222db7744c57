"""What can go wrong with determinations. Every error says what to do instead.

DeterminationError
├── BundleBroken           stored documents are not what they were
├── SettledForALaterDay    the file was determined for a later day
├── BenefitUnknown, VerdictUnknown, ReasonMissing
└── DepartedAlready, WithdrawnAlready
"""

from typing import ClassVar

from hutong.lib.translating import marked, translator


class DeterminationError(Exception):
    """A determination could not be made, kept or departed from; ``told`` says why in the reader's language."""

    sentence: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.details)


class BundleBroken(DeterminationError):
    sentence = marked("The stored documents {checksum} are not what they were. Restore them from a backup.")


class SettledForALaterDay(DeterminationError):
    sentence = marked("This file was determined for {last}. Determine it for that day or a later one, not for {on}.")


class BenefitUnknown(DeterminationError):
    sentence = marked("'{benefit}' is no benefit of the documents. Choose one that 'hutong benefits' lists.")


class VerdictUnknown(DeterminationError):
    sentence = marked("'{verdict}' is no verdict. Choose one of: {wanted}.")


class ReasonMissing(DeterminationError):
    sentence = marked("Write why: whoever departs from the documents, or takes that back, gives a reason.")


class DepartedAlready(DeterminationError):
    sentence = marked("A departure for this benefit is in force. Withdraw it before writing another.")


class WithdrawnAlready(DeterminationError):
    sentence = marked("This departure was withdrawn before. Write a new one if it should hold again.")
