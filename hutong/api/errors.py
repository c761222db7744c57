"""What can keep a token from being made or changed. Each says what to do instead."""

from typing import ClassVar

from hutong.lib.translating import marked, translator


class TokenError(Exception):
    """TokenIncomplete | TokenTooWide | TokenTooLong | NotYoursToApprove | TokenNotWaiting | TokenOver."""

    sentence: ClassVar[str] = ""

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence)

    def __str__(self) -> str:
        return self.sentence


class TokenIncomplete(TokenError):
    sentence = marked("Give the system's name, its body, the area, the purpose, and at least one operation.")


class TokenTooWide(TokenError):
    sentence = marked("The area lies outside that of your post as security administrator. Choose a place within it.")


class TokenTooLong(TokenError):
    sentence = marked("A token holds through a day after today and at most two years. Choose an earlier day.")


class NotYoursToApprove(TokenError):
    sentence = marked("Another security administrator of the area approves what you asked for. Ask a colleague.")


class TokenNotWaiting(TokenError):
    sentence = marked("This token has been approved or revoked already.")


class TokenOver(TokenError):
    sentence = marked("This token is revoked or has expired. Make a new one.")
