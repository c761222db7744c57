"""What can go wrong with workers and posts, each with what to do."""

from collections.abc import Iterable
from datetime import date


class StaffError(Exception):
    """What cannot be so of a worker: UserNameTaken | PasswordWeak | RoleUnknown | PostEndsTooEarly | ViewError."""


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


class ViewError(StaffError):
    """A view that cannot be kept so: ViewNameWrong | ViewNameTaken | TooManyViews."""


class ViewNameWrong(ViewError):
    def __init__(self, *, most: int) -> None:
        self.most = most
        super().__init__(f"give the view a name of at most {most} characters")


class ViewNameTaken(ViewError):
    def __init__(self, *, name: str) -> None:
        self.name = name
        super().__init__(f"a view is named '{name}' already; take another name")


class TooManyViews(ViewError):
    def __init__(self, *, most: int) -> None:
        self.most = most
        super().__init__(f"{most} views are kept already; remove one first")
