"""What can go wrong with determinations.

DeterminationError ── BundleBroken | SettledForALaterDay | BenefitUnknown | VerdictUnknown | ReasonMissing |
                      DepartedAlready | WithdrawnAlready
"""

from datetime import date


class DeterminationError(Exception):
    """A determination could not be made, kept or departed from."""


class BundleBroken(DeterminationError):
    def __init__(self, *, checksum: str) -> None:
        self.checksum = checksum
        super().__init__(f"the stored documents {checksum[:12]} are not what they were; restore them from a backup")


class SettledForALaterDay(DeterminationError):
    def __init__(self, *, on: date, last: date) -> None:
        self.on, self.last = on, last
        super().__init__(
            f"this file was determined for {last} already; what changed can be kept for that day or a later one, "
            f"not for {on}"
        )


class BenefitUnknown(DeterminationError):
    def __init__(self, *, benefit: str) -> None:
        self.benefit = benefit
        super().__init__(f"'{benefit}' is no benefit of the documents; choose one that 'hutong benefits' lists")


class VerdictUnknown(DeterminationError):
    def __init__(self, *, verdict: str, wanted: tuple[str, ...]) -> None:
        self.verdict, self.wanted = verdict, wanted
        super().__init__(f"'{verdict}' is no verdict; choose one of {', '.join(wanted)}")


class ReasonMissing(DeterminationError):
    def __init__(self) -> None:
        super().__init__("write why: whoever departs from the documents, or takes that back, gives a reason")


class DepartedAlready(DeterminationError):
    def __init__(self, *, benefit: str) -> None:
        self.benefit = benefit
        super().__init__(f"a departure for '{benefit}' is in force; withdraw it before another is written")


class WithdrawnAlready(DeterminationError):
    def __init__(self) -> None:
        super().__init__("this departure was withdrawn before; write a new one if it should hold again")
