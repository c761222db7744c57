"""What can go wrong with openings and seals, each with what to do."""

from pathlib import Path

from hutong.lib.translating import marked, translator


class PrivacyError(Exception):
    """What cannot be so; ``sentence`` is what a reader is told.

    NothingToOpen | NobodyReviews | OpeningNeeds | ReviewedAlready | OwnReview | OpeningUnknown | ManagerRefused.
    """

    sentence = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)


class NothingToOpen(PrivacyError):
    """There is no such file, or it is one of those of which nothing is ever answered: the same words for both."""

    sentence = marked("No file that can be opened has this number. Check the number; in danger call 110 or the county.")


class NobodyReviews(PrivacyError):
    sentence = marked("Nobody is appointed who reviews openings there; call that place, or ask for a transfer.")


class OpeningNeeds(PrivacyError):
    sentence = marked("Say in a sentence for what the file is needed.")


class ReviewedAlready(PrivacyError):
    sentence = marked("It was reviewed already; nothing was changed.")


class OwnReview(PrivacyError):
    sentence = marked("Nobody reviews what they opened themselves; another manager does.")


class OpeningUnknown(PrivacyError):
    sentence = marked("There is no such opening here.")


class ManagerRefused(PrivacyError):
    sentence = marked("Administrators do not answer for minors' data; choose a worker with a post in that area.")


class SealUnknown(PrivacyError):
    sentence = marked("No such sealed file is yours to open again.")


class TableWrong(Exception):
    """The table of a place cannot be read."""

    sentence = marked("{file}: {line} is not a line of this table. Known are {known}, in whole days from 0 to {most}.")

    def __init__(self, *, file: Path, line: str, known: list[str], most: int) -> None:
        self.given = {"file": file, "line": line, "known": ", ".join(known), "most": most}
        super().__init__(self.sentence.format(**self.given))

    def render(self, lang: str) -> str:
        """What is wrong and where, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.given)
