"""What can go wrong on the SQL road.

ScreeningError
├── EngineUnknown    no engine has this name
└── EngineCannot     this engine lacks something that was asked of it
"""

from hutong.lib.translating import marked
from hutong.screening.errors import ScreeningError


class EngineUnknown(ScreeningError):
    """No engine has this name."""

    sentence = marked("there is no engine '{engine}'")
    remedy = marked("name one of {engines}")


class EngineCannot(ScreeningError):
    """The engine lacks what was asked of it."""

    sentence = marked("the engine '{engine}' cannot {what}")
    remedy = marked("use the engine 'arrow', which can")
