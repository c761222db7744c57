"""What can go wrong with places, each with what to do.

PlaceError
├── DivisionNotThere, DivisionThereAlready, DivisionsMissing
├── ChangeTooEarly, ChangePlanned, RecodeWrong, PlacesStillInside, NothingChanges
├── UndoTooLate, BuiltUpon, UndoneAlready
├── BodyThereAlready, NameTooEarly, BodyEndsTooEarly
└── ScheduleWrong
"""

from typing import ClassVar

from hutong.lib.translating import marked, translator


class PlaceError(Exception):
    """A change to places that cannot be made; ``told`` says why in the reader's language."""

    sentence: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(**self.details)


class DivisionNotThere(PlaceError):
    sentence = marked("no division {code} is there on {on}; look at its history, and take the code in force then")


class DivisionThereAlready(PlaceError):
    sentence = marked("the division {code} is there already on {on}; rename it, or take another code")


class ChangeTooEarly(PlaceError):
    sentence = marked("{code} begins on {on} itself or later; give a later day for the change")


class ChangePlanned(PlaceError):
    sentence = marked("A change of {code} from {on} is planned already. Undo that one first, or give a later day.")


class RecodeWrong(PlaceError):
    sentence = marked("{code} cannot become {new_code}: give a code of the same level, not inside it")


class PlacesStillInside(PlaceError):
    sentence = marked("{count} places lie in {code}. Give each its code in {into} first, then merge what is empty.")


class NothingChanges(PlaceError):
    sentence = marked("Nothing would change. Give another name or another place.")


class UndoTooLate(PlaceError):
    sentence = marked("This is in force since {on}. Make a new change from a later day instead.")


class BuiltUpon(PlaceError):
    sentence = marked("A later change rests on this one. Undo that one first.")


class UndoneAlready(PlaceError):
    sentence = marked("This change was undone before.")


class DivisionsMissing(PlaceError):
    sentence = marked("no division begins with {prefixes}; give the digits of a county")

    def __init__(self, *, prefixes: tuple[str, ...]) -> None:
        self.prefixes = prefixes
        super().__init__(prefixes=", ".join(prefixes))


class BodyThereAlready(PlaceError):
    sentence = marked("A body of this kind and name is at this place already.")


class NameTooEarly(PlaceError):
    sentence = marked("It has another name from {on} on. Give a later day.")


class BodyEndsTooEarly(PlaceError):
    sentence = marked("It is there from {on} on; it cannot end before.")


class ScheduleWrong(PlaceError):
    sentence = marked("Line {line}: '{text}' is not read. Write a day, off or worked, and what for: {example}.")
