"""What can go wrong with a population.

ScreeningError
├── ColumnWrong        a column has another type than its fact
├── ColumnUnknown      a column names no fact
└── PopulationUnreadable
"""


class ScreeningError(Exception):
    """Base of everything this room raises."""


class ColumnWrong(ScreeningError):
    """A column's type is not that of its fact."""

    def __init__(self, *, name: str, found: str, wanted: str) -> None:
        self.name, self.found, self.wanted = name, found, wanted
        super().__init__(
            f"the column '{name}' holds {found}, but the fact needs {wanted}. Convert the column and run again."
        )


class ColumnUnknown(ScreeningError):
    """A column is no fact."""

    def __init__(self, *, name: str, nearest: str) -> None:
        self.name = name
        super().__init__(f"the column '{name}' is not a fact. {nearest}")


class PopulationUnreadable(ScreeningError):
    """The file cannot be read as a population."""

    def __init__(self, *, file: object, why: str) -> None:
        self.file = file
        super().__init__(f"'{file}' cannot be read as a population: {why}. Check that it was copied whole.")
