"""What can go wrong with workers and posts, each with what to do."""

from collections.abc import Iterable
from datetime import date

from hutong.lib.translating import marked, translator


class StaffError(Exception):
    """What cannot be so of a worker.

    UserNameTaken | PasswordWeak | PasswordSame | RoleUnknown | PostEndsTooEarly | PostsExclude | NotInCharge |
    ReasonMissing | FactorRefused | BodyHasPosts | ViewError | GrantError.
    """

    sentence = marked("This cannot be done.")

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)


class UserNameTaken(StaffError):
    sentence = marked("Somebody signs in with this name already. Take another.")

    def __init__(self, *, username: str) -> None:
        self.username = username
        super().__init__(f"somebody signs in as '{username}' already; take another name")


class PasswordWeak(StaffError):
    def __init__(self, *, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("take another password: " + " ".join(self.reasons))

    def told(self, lang: str) -> str:
        return " ".join(self.reasons)


class PasswordSame(StaffError):
    sentence = marked("This is the password you had. Take another.")

    def __init__(self) -> None:
        super().__init__("the new password is the old one; take another")


class PostsExclude(StaffError):
    """A post that does not go with another one held."""

    def __init__(self, *, role: str, other: str, why: str) -> None:
        self.role, self.other, self.why = role, other, why
        super().__init__(f"'{role}' and '{other}' exclude each other: {why} End the other post first.")

    def told(self, lang: str) -> str:
        say = translator(lang)
        return say(self.why) + " " + say(marked("End the other post first."))


class NotInCharge(StaffError):
    sentence = marked("This lies beyond the area you administer. Ask the administrator of the wider area.")

    def __init__(self) -> None:
        super().__init__("this worker, body or area lies beyond the area administered")


class ReasonMissing(StaffError):
    sentence = marked("Write why, in a few words: it is kept with the record.")

    def __init__(self) -> None:
        super().__init__("a reason is needed")


class FactorRefused(StaffError):
    """CodeRefused | PasskeyRefused."""


class CodeRefused(FactorRefused):
    sentence = marked(
        "This code is not right, or was used. Wait for the next one, and see that the telephone's clock is right."
    )

    def __init__(self) -> None:
        super().__init__("the code is not right, or was used before")


class PasskeyRefused(FactorRefused):
    sentence = marked("The passkey's answer could not be checked. Try once more, or use a code.")

    def __init__(self) -> None:
        super().__init__("the answer of the passkey does not hold")


class RoleUnknown(StaffError):
    def __init__(self, *, role: str, known: Iterable[str]) -> None:
        self.role = role
        super().__init__(f"there is no role '{role}'; write one of {', '.join(known)}")


class PostEndsTooEarly(StaffError):
    sentence = marked("A post cannot end before it begins.")

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


class GrantError(StaffError):
    """A grant that cannot be given or ended so; ``sentence`` is what a reader is told.

    GrantKindUnknown | GrantNeedsReason | GrantToOneself | GrantForAdministrators | GrantOutsidePosts | GrantEnded.
    """

    sentence = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)


class GrantKindUnknown(GrantError):
    sentence = marked("There is no such class; choose one of the list.")

    def __init__(self, *, kind: str) -> None:
        self.kind = kind
        super().__init__()


class GrantNeedsReason(GrantError):
    sentence = marked("Write the reason, and who approved it.")


class GrantToOneself(GrantError):
    sentence = marked("Nobody gives a grant to oneself; ask another security administrator.")


class GrantForAdministrators(GrantError):
    sentence = marked("Administrators read no children's files; they are given no grant.")


class GrantOutsidePosts(GrantError):
    sentence = marked("The worker holds no post there on that day; choose a place inside the area of a post.")


class GrantEnded(GrantError):
    sentence = marked("The grant has ended already.")


class BodyHasPosts(StaffError):
    sentence = marked("{count} posts are held there after that day. End them first, or close it later.")

    def __init__(self, *, count: int) -> None:
        self.count = count
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(count=self.count)
