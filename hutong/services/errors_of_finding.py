"""What can go wrong with visits and surveys, each with what to do."""

from hutong.children.errors import FileError
from hutong.lib.translating import marked


class FindingError(FileError):
    """What cannot be so; ``told`` says why in the reader's language.

    VisitNeeds | PictureNeedsConsent | DayOfVisitNotCome | IntervalRefused | ClosenessNeeds | RoundNeeds | RoundClosed
    | RoundUnknown
    | LinesOpen | NumbersWrong | VillagesOpen | ReasonNeeded
    """


class VisitNeeds(FindingError):
    sentence = marked("Say whom you met, and who visited.")


class PictureNeedsConsent(FindingError):
    sentence = marked(
        "The family has not agreed to photographs, so the picture was not kept. Record the consent and choose the "
        "picture again, or send the visit without it: everything else is still in the form."
    )


class DayOfVisitNotCome(FindingError):
    sentence = marked("The day of a visit has come already; choose today or an earlier day.")


class IntervalRefused(FindingError):
    sentence = marked("Set a number of days from 1 to 366, with a reason.")


class ClosenessNeeds(FindingError):
    sentence = marked("Choose how closely the child is looked after, and say why.")


class RoundNeeds(FindingError):
    sentence = marked("Give the round a name and a last day that is still to come, in a county with villages.")


class RoundClosed(FindingError):
    sentence = marked("This round is closed; what was found is in it. Open another one.")


class RoundUnknown(FindingError):
    sentence = marked("There is no such round here.")


class LinesOpen(FindingError):
    sentence = marked("{count} lines have no result yet. Say what was found, or that nobody was seen.")


class NumbersWrong(FindingError):
    sentence = marked("Say how many households the village has and how many were looked at, not more than there are.")


class VillagesOpen(FindingError):
    sentence = marked("{count} villages are not done. Each is done, or has a reason why it was not looked at.")


class ReasonNeeded(FindingError):
    sentence = marked("Say in a few words why.")
