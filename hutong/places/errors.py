"""What can go wrong with places, each with what to do."""

from datetime import date


class PlaceError(Exception):
    """A change to the divisions that cannot be made: DivisionNotThere | DivisionThereAlready | ChangeTooEarly."""


class DivisionNotThere(PlaceError):
    def __init__(self, *, code: str, on: date) -> None:
        self.code, self.on = code, on
        super().__init__(f"no division {code} is there on {on}; look at its history, and take the code in force then")


class DivisionThereAlready(PlaceError):
    def __init__(self, *, code: str, on: date) -> None:
        self.code, self.on = code, on
        super().__init__(f"the division {code} is there already on {on}; rename it, or take another code")


class ChangeTooEarly(PlaceError):
    def __init__(self, *, code: str, on: date) -> None:
        self.code, self.on = code, on
        super().__init__(f"{code} begins on {on} itself or later; give a later day for the change")


class RecodeWrong(PlaceError):
    def __init__(self, *, code: str, new_code: str) -> None:
        self.code, self.new_code = code, new_code
        super().__init__(f"{code} cannot become {new_code}: give a code of the same level, not inside it")


class DivisionsMissing(PlaceError):
    def __init__(self, *, prefixes: tuple[str, ...]) -> None:
        self.prefixes = prefixes
        super().__init__(f"no division begins with {', '.join(prefixes)}; give the digits of a county")
