"""What can go wrong on the SQL road.

ScreeningError
├── EngineUnknown     no engine has this name
├── ChildrenUnnamed   the population does not say which child is which
├── EngineCannot      an amount that the SQL road cannot reckon with
└── TooManyDocuments  rules differ in more ways than one query can tell apart
"""

from hutong.lib.translating import marked
from hutong.screening.errors import ScreeningError


class EngineUnknown(ScreeningError):
    """No engine has this name."""

    sentence = marked("there is no engine '{engine}'")
    remedy = marked("name one of {engines}")


class ChildrenUnnamed(ScreeningError):
    """The population does not say which child is which."""

    sentence = marked("the engine '{engine}' needs a column '{column}', by which children are told apart")
    remedy = marked("add the column, or use the engine 'arrow', which counts rows")


class EngineCannot(ScreeningError):
    """An amount that the SQL road cannot reckon with."""

    sentence = marked("the SQL engines cannot reckon with the amount {amount}")
    remedy = marked("use the engine 'arrow', which can")


class TooManyDocuments(ScreeningError):
    """Rules differ in more ways than one query can tell apart."""

    sentence = marked(
        "more than {most} different sets of rules speak at the places of this population, too many for one query"
    )
    remedy = marked("screen province by province, or use the engine 'arrow'")
