"""What can go wrong with tasks, each with what to do.

TaskError
├── StepNotPossible        the task is in another state by now
├── StepNeedsWords, StepNeedsEvidence, StepNeedsAddressee
├── StepNotYours           another post answers
├── StepElsewhere          it is taken with the referral, the request, the application that the task is about
├── TaskUnknown, DutyUnknown
├── ClockUnset             a deadline without a count, or with two
└── LeaveRefused, CountRefused
"""

from typing import ClassVar

from hutong.lib.translating import marked, translator


class TaskError(Exception):
    """Something cannot be done with a task; ``told`` says why in the reader's language."""

    sentence: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.details)


class StepNotPossible(TaskError):
    sentence = marked("Somebody went on with this task meanwhile, or it is over. Look at it again.")


class StepNeedsWords(TaskError):
    sentence = marked("Write a few words: what was done, or why.")


class StepNeedsEvidence(TaskError):
    sentence = marked("Add the paper, the visit or the receipt that proves it.")


class StepNeedsAddressee(TaskError):
    sentence = marked("Choose to whom it goes.")


class StepNotYours(TaskError):
    sentence = marked("Another post answers for this task. Ask them, or whoever leads the work there.")


class StepElsewhere(TaskError):
    sentence = marked("This task is about a referral or a request: open that and answer there; the task follows.")


class TaskUnknown(TaskError):
    sentence = marked("There is no such task among those that you see.")


class ClockUnset(TaskError):
    sentence = marked("A deadline counts hours, days, working days or months: exactly one of them ({label}).")


class DutyUnknown(TaskError):
    sentence = marked("No such duty stands in the register of this body. Open the register again.")


class LeaveRefused(TaskError):
    sentence = marked("Choose somebody else with a post in the same county, and a first and a last day.")


class CountNotSet(TaskError):
    sentence = marked("This area has set no number of its own for this word; look at the list again.")


class CountRefused(TaskError):
    sentence = marked("Set a number from 1 to {most}, in an area that you lead, with a reason.")
