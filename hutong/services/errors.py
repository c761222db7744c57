"""What can keep an act at the window from being done. Every error says what to do instead.

ServiceError
├── RequestUnknown, StaleRequest       no such request among those one may see; somebody else wrote to it
├── NotThisWay                         the request or referral stands where this cannot be done any more
├── RequestNeeds                       a word, a day, a choice is missing
├── MatterUnknown, MatterTaken         what is asked for is not known, or asked for already
├── ToldAlready                        missing material is told once; telling more needs the reason
├── StillOpen                          the one answer waits for referrals or material
├── ProofNeeds                         receipt is proved as the list of benefits says
├── LinkClosed                         a reply link that is used, expired or withdrawn
└── CrossNeeds, CrossNotYours          an application between provinces: what is missing, whose turn it is
"""

from typing import ClassVar

from hutong.lib.translating import marked, translator


class ServiceError(Exception):
    """An act at the window was refused; ``told`` says why in the reader's language."""

    sentence: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        say = translator(lang)
        words = {
            name: say(value) if isinstance(value, str) and value else value for name, value in self.details.items()
        }
        return say(self.sentence).format(**words)


class RequestUnknown(ServiceError):
    sentence = marked("There is no such request among those you may see. Look for it by its number.")


class StaleRequest(ServiceError):
    sentence = marked("Somebody else wrote to this request after you opened it. Look at what is new, then do it again.")


class NotThisWay(ServiceError):
    sentence = marked("This cannot be done any more: it is {state}. Look at the page again.")


class RequestNeeds(ServiceError):
    sentence = marked("Still needed: {what}.")


class MatterUnknown(ServiceError):
    sentence = marked("This is none of the things the request asks for. Look at the page again.")


class MatterTaken(ServiceError):
    sentence = marked("A referral to this body for this request is open already. Add to it, or withdraw it first.")


class ToldAlready(ServiceError):
    sentence = marked("Missing material is told once and completely. To ask for more, say why it was not told then.")


class StillOpen(ServiceError):
    sentence = marked("Not everything is answered yet: {what}. Give an interim answer, or wait.")


class ProofNeeds(ServiceError):
    sentence = marked("What shows that it was really received is missing: {what}.")


class LinkClosed(ServiceError):
    sentence = marked("This link no longer leads anywhere: it was used, withdrawn, or is over. Ask the window.")


class CrossNeeds(ServiceError):
    sentence = marked("The application cannot go on: {what}.")


class CrossNotYours(ServiceError):
    sentence = marked("It is the other place's turn; you see how far it is.")
