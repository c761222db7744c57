"""What can go wrong with determinations.

DeterminationError ── BundleBroken | SettledForALaterDay | FileNotSettled | NothingToDepartFrom | ReasonMissing
"""


class DeterminationError(Exception):
    """A determination could not be made, kept or departed from."""


class BundleBroken(DeterminationError):
    def __init__(self, *, checksum: str) -> None:
        self.checksum = checksum
        super().__init__(f"the stored documents {checksum[:12]} are not what they were; restore them from a backup")
