"""What can go wrong with workers and posts, each with what to do."""

from collections.abc import Iterable
from datetime import date


class StaffError(Exception):
    """A worker or post that cannot be so: UserNameTaken | PasswordWeak | RoleUnknown | PostEndsTooEarly."""


class UserNameTaken(StaffError):
    def __init__(self, *, username: str) -> None:
        self.username = username
        super().__init__(f"somebody signs in as '{username}' already; take another name")


class PasswordWeak(StaffError):
    def __init__(self, *, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("take another password: " + " ".join(self.reasons))


class RoleUnknown(StaffError):
    def __init__(self, *, role: str, known: Iterable[str]) -> None:
        self.role = role
        super().__init__(f"there is no role '{role}'; write one of {', '.join(known)}")


class PostEndsTooEarly(StaffError):
    def __init__(self, *, since: date) -> None:
        self.since = since
        super().__init__(f"the post begins on {since}; it cannot end before")
