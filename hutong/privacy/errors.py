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

    sentence = marked(
        "{file}: {line} is not a line of this table. Known are {known}, in whole numbers from 0 to {most}."
    )

    def __init__(self, *, file: Path, line: str, known: list[str], most: int) -> None:
        self.given = {"file": file, "line": line, "known": ", ".join(known), "most": most}
        super().__init__(self.sentence.format(**self.given))

    def render(self, lang: str) -> str:
        """What is wrong and where, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.given)


class ConsentNotAsked(PrivacyError):
    sentence = marked("This purpose needs no consent: the law asks for it. Hand the notice over instead.")


class ConsentIncomplete(PrivacyError):
    """Who must agree at this age did not."""

    sentence = marked("Whoever must agree has not: {who}. Under fourteen the guardian, from fourteen the child too.")
    both = marked("the guardian (with name) and the child")
    guardian_alone = marked("the guardian (with name)")
    child_alone = marked("the child alone")

    def __init__(self, *, guardian: bool, child: bool) -> None:
        self.who = self.both if guardian and child else self.child_alone if child else self.guardian_alone
        super().__init__()

    def told(self, lang: str) -> str:
        """Who is missing, in the language asked for."""
        say = translator(lang)
        return say(self.sentence).format(who=say(self.who))


class GuardianUntold(PrivacyError):
    sentence = marked(
        "From fourteen the child agrees and the guardian is told clearly: tick that the guardian was told."
    )


class PaperMissing(PrivacyError):
    sentence = marked("A written consent needs its paper: attach a picture or name the paper file.")


class ConsentGone(PrivacyError):
    sentence = marked("This consent was withdrawn or replaced already; nothing was changed.")


class ConsentMissing(PrivacyError):
    sentence = marked("There is no consent in force for this. Ask the family first, with the printed notice.")


class RequestNeeds(PrivacyError):
    sentence = marked("Say what is asked for, who asks, and in a few words what it is about.")


class RequestAnswered(PrivacyError):
    sentence = marked("This request is answered or taken back already; nothing was changed.")


class AnswerNeeds(PrivacyError):
    sentence = marked(
        "Write the answer; where something is refused, choose the ground. The day is not before the answer."
    )


class NothingFollowed(PrivacyError):
    sentence = marked(
        "Nothing was done in the file since it was asked. Correct, withdraw or take out first, then answer."
    )


class RequestUnknown(PrivacyError):
    sentence = marked("There is no such request here.")


class BreachNeeds(PrivacyError):
    sentence = marked("Say what happened in a few sentences, and which data it concerns.")


class BreachTellsTooMuch(PrivacyError):
    sentence = marked(
        "The log names no child: take out identity numbers, telephones and accounts; files stand by number."
    )


class BreachUnknown(PrivacyError):
    sentence = marked("There is no such breach here.")


class BreachOpen(PrivacyError):
    sentence = marked("Before it is closed: a measure, the report to the authority, and the families told or why not.")


class BreachClosed(PrivacyError):
    sentence = marked("This breach is closed; open a new one for what came later.")


class AuditUnknown(PrivacyError):
    sentence = marked("There is no such audit here.")


class AuditOpened(PrivacyError):
    sentence = marked("The audit of this year is open here already.")


class AuditUnfinished(PrivacyError):
    sentence = marked("Every point needs a finding; what is not met needs a remedy with a day. Write the summary too.")


class AuditSigned(PrivacyError):
    sentence = marked("The audit is signed; nothing in it is changed any more.")


class ErasureRefused(PrivacyError):
    sentence = marked(
        "Only files that are over can be erased, after their years of keeping or on a request that was granted."
    )


class ErasureNeedsAnother(PrivacyError):
    sentence = marked("Another person who answers for minors' data decides; nobody erases alone.")


class ErasureUnknown(PrivacyError):
    sentence = marked("There is no such erasure here.")
