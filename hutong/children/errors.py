"""What can keep an act on a file from being done. Every error says what to do instead.

FileError
├── ChildUnknown          no such file, or none that the posts held let be seen
├── StaleFile             somebody else wrote to the file since it was opened
├── FileFixed             a file that was merged away or left is not written to
├── FieldRefused          a column of the file was given something it cannot hold
├── IdentityRefused       the identity number is mistyped
├── IdentityTaken         a file that may be seen has this number
├── IdentityElsewhere     a file of another place has it; told to townships and wider only
├── IdentityNotUsable     said to everybody else
├── FactUnknown, FactDerived, ValueRefused, SpanRefused, AlreadyCorrected, NothingToPrefer
├── BenefitUnknown, BodyKindUnknown, AmountRefused, EventUnknown, DayNotCome
├── KinTaken, KinIncomplete
├── EvidenceRefused, EvidenceLost
├── LabelHeld, LabelNotHeld, AssignedAlready, NotAssigned
├── StepNotOffered, StepNotYours, StepNeeds, SecondPairOfEyes
├── TransferImpossible, TransferAnswered
└── MergeImpossible, MergeUndone
"""

from typing import ClassVar

from hutong.lib.translating import marked, translator
from hutong.vocabulary.facts import Label

COLUMN_WORDS = {
    "area": marked("place in charge"),
    "born": marked("birth date"),
    "event_place": marked("place of the event"),
    "hukou_address": marked("address of the household registration"),
    "hukou_kind": marked("kind of household registration"),
    "hukou_place": marked("place of household registration"),
    "identity_kind": marked("kind of identity number"),
    "identity_number": marked("identity number"),
    "kind": marked("kind of care"),
    "name": marked("name"),
    "national_number": marked("number in the national system"),
    "nationality_group": marked("nationality group"),
    "phone": marked("telephone"),
    "relation": marked("relation to the child"),
    "residence_address": marked("address of residence"),
    "residence_place": marked("place of residence"),
    "sex": marked("sex"),
}
"""What columns are called when something is wrong with them."""


class FileError(Exception):
    """An act on a file was refused; ``told`` says why in the reader's language."""

    sentence: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        words = {name: _in_words(value, lang) for name, value in self.details.items()}
        if "field" in words:
            words["field"] = translator(lang)(COLUMN_WORDS.get(str(self.details["field"]), str(self.details["field"])))
        return translator(lang)(self.sentence).format(**words)


def _in_words(value: object, lang: str) -> object:
    """A detail in the reader's language: labels, sentences of the catalogue, lists of them; the rest as it is."""
    match value:
        case Label():
            return value.text(lang)
        case tuple():
            return (", " if lang == "en" else "、").join(str(_in_words(one, lang)) for one in value) or "–"
        case str() if value:
            return translator(lang)(value)
    return value


class ChildUnknown(FileError):
    sentence = marked("There is no such file among those you may see. Search by name or number.")


class StaleFile(FileError):
    sentence = marked("Somebody else wrote to this file after you opened it. Look at what is new, then save again.")


class FileFixed(FileError):
    sentence = marked("This file is {state} and no longer written to. Open it again first, or use the other file.")


class FieldRefused(FileError):
    sentence = marked("'{field}' cannot be saved: {why}.")


class IdentityRefused(FileError):
    sentence = marked("This is not an identity number: {why}. Compare it with the paper, or leave it empty.")


class IdentityTaken(FileError):
    """``uid`` names the file that has the number."""

    sentence = marked("The file of another child has this identity number. Open that file, or correct the number.")

    def __init__(self, *, uid: object) -> None:
        self.uid = uid
        super().__init__()


class IdentityElsewhere(FileError):
    sentence = marked("A file with this identity number exists elsewhere. Request its transfer.")


class IdentityNotUsable(FileError):
    sentence = marked("This number cannot be saved from your post. Leave it empty; the township will enter it.")


class FactUnknown(FileError):
    sentence = marked("'{name}' is not a fact that files hold. {nearest}")


class FactDerived(FileError):
    sentence = marked("'{name}' is counted from '{source}'. Record that instead.")


class ValueRefused(FileError):
    sentence = marked("'{label}' ({name}) cannot be '{value}': {why}.")


class SpanRefused(FileError):
    sentence = marked("The last day ({until}) lies before the first ({since}). Exchange them or correct one.")


class AlreadyCorrected(FileError):
    sentence = marked("This entry has been corrected already. Correct the newer one.")


class NothingToPrefer(FileError):
    sentence = marked("This fact was not collected. Only a value can be preferred.")


class BenefitUnknown(FileError):
    sentence = marked("'{benefit}' is not a benefit of the vocabulary. Choose one from its list.")


class EventUnknown(FileError):
    sentence = marked("'{event}' is nothing that is recorded of a child. Choose one from the list.")


class DayNotCome(FileError):
    sentence = marked("{day} has not come yet. Write the day on which it happened.")


class BodyKindUnknown(FileError):
    sentence = marked("'{body}' is not a body of the vocabulary. Choose one from its list.")


class AmountRefused(FileError):
    sentence = marked("An amount cannot be below zero. Leave it empty where it is not known.")


class KinTaken(FileError):
    sentence = marked("The file has a {relation} already. Say until when that held, or correct that entry.")


class KinIncomplete(FileError):
    sentence = marked("Give at least a name, or say in the note who it is.")


class EvidenceRefused(FileError):
    sentence = marked("This file was not taken: {why}.")


class EvidenceLost(FileError):
    sentence = marked("The attachment is not where it was put, or was changed there. Restore it from the backup.")


class LabelHeld(FileError):
    sentence = marked("The child has this label already.")


class LabelNotHeld(FileError):
    sentence = marked("The child does not have this label now, or not from a person.")


class AssignedAlready(FileError):
    sentence = marked("The child is in this worker's hands already.")


class NotAssigned(FileError):
    sentence = marked("The child is not in this worker's hands.")


class StepNotOffered(FileError):
    sentence = marked("A file that is {before} cannot become {after}. Possible now: {offered}.")


class StepNotYours(FileError):
    sentence = marked("This is done by the {level} or wider. Ask there.")


class StepNeeds(FileError):
    sentence = marked("Before this step, say {needed}.")


class SecondPairOfEyes(FileError):
    sentence = marked("You verified this file yourself: another person of the county has to confirm it.")


class TransferImpossible(FileError):
    sentence = marked("The file cannot be transferred: {why}.")


class TransferAnswered(FileError):
    sentence = marked("This transfer has been answered already.")


class MergeImpossible(FileError):
    sentence = marked("These files cannot be merged: {why}.")


class MergeUndone(FileError):
    sentence = marked("This merge has been undone already.")
