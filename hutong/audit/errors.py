"""What can go wrong with the record.

AuditError ─ NoActor
"""


class AuditError(Exception):
    """The record could not be written, sealed or read."""


class NoActor(AuditError):
    """Something was to be recorded and nobody acts: open a scope first."""

    def __init__(self) -> None:
        super().__init__("nobody acts: look and act within acting_as(scope) or acted_by(actor)")
