"""What can go wrong with a report, each with what to do. Nothing of it keeps a report from being made."""

from hutong.lib.translating import marked, translator


class ReportError(Exception):
    """What cannot be so; ``sentence`` is what a reader is told.

    NothingTold | ReportUnknown | ReceiptNeeds | NotYetReceived | CourseNeeds | ReporterHidden |
    SetAsideNeeds | NoSetAside | PlaceNeeds | AttachmentRefused | AttachmentGone | ErasureNeeds.
    """

    sentence = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)


class NothingTold(ReportError):
    sentence = marked("Say in a few words what happened, or where. In danger call 110 first.")


class ReportUnknown(ReportError):
    sentence = marked("There is no such report here.")


class ReceiptNeeds(ReportError):
    sentence = marked("Say who of the police has it: the officer's name, or the number of whoever answered at 110.")


class NotYetReceived(ReportError):
    sentence = marked("Say when the police were told: a day and a time that have come.")


class CourseNeeds(ReportError):
    sentence = marked("Say in a few words what was done.")


class ReporterHidden(ReportError):
    sentence = marked("Who reported is told only to whom the security administrator granted it.")


class SetAsideNeeds(ReportError):
    sentence = marked("Say in a few words why this is no report: what was checked, and with whom.")


class NoSetAside(ReportError):
    sentence = marked("Only a red report from the public page can be set aside, and only one set aside taken up again.")


class PlaceNeeds(ReportError):
    sentence = marked("Choose the county, township or village in which it is.")


class AttachmentRefused(ReportError):
    sentence = marked("Only photographs (JPEG, PNG), recordings (MP3, M4A, AMR, WAV, MP4, 3GP) and PDF up to 10 MB.")


class AttachmentGone(ReportError):
    sentence = marked("The file is gone or was changed; tell the administrator. The report itself is untouched.")


class ErasureNeeds(ReportError):
    sentence = marked("Say in a few words why it is erased.")
