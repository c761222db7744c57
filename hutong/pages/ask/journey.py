"""What somebody answered so far. It stands signed in the page itself and nowhere else: nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.core import signing

from hutong.lib.translating import marked

SALT = "hutong.pages.ask"
HOURS_KEPT = 12
MOST_QUESTIONS = 10


class JourneyLost(Exception):
    """The answers in the page cannot be read: they were changed, are too old, or are those of another installation."""

    remedy = marked("The answers could not be read any more. Please begin again.")


@dataclass(frozen=True)
class Journey:
    """The answers in the order in which they were asked; None stands for "don't know".

    ``again`` is the question that is being answered anew, ``within`` the place chosen on the way to a smaller one.
    """

    answers: Mapping[str, str | None] = field(default_factory=dict)
    again: str = ""
    within: str = ""
    is_done: bool = False

    def seal(self) -> str:
        """The journey as text for a hidden field; nobody can change it unnoticed."""
        plain = {
            "answers": list(self.answers.items()),
            "again": self.again,
            "within": self.within,
            "done": self.is_done,
        }
        return signing.dumps(plain, salt=SALT, compress=True)

    @classmethod
    def unsealed(cls, text: str) -> "Journey":
        """The journey of a hidden field. Raises JourneyLost."""
        try:
            plain = signing.loads(text, salt=SALT, max_age=HOURS_KEPT * 3600)
        except signing.BadSignature as error:
            raise JourneyLost from error
        return cls(dict(plain["answers"]), plain["again"], plain["within"], plain["done"])

    @property
    def has_room(self) -> bool:
        """Whether another question may be asked."""
        return not self.is_done and len(self.answers) < MOST_QUESTIONS

    def list_given(self) -> dict[str, str]:
        """The answers that say something, as facts."""
        return {fact: value for fact, value in self.answers.items() if value is not None}

    def answer(self, fact: str, value: str | None) -> "Journey":
        """With this answer, in its old place when it was given before."""
        return replace(self, answers={**self.answers, fact: value}, again="", within="")

    def ask_again(self, fact: str) -> "Journey":
        """Back at a question that was answered."""
        return replace(self, again=fact if fact in self.answers else "", within="", is_done=False)

    def go_back(self) -> "Journey":
        """One step back: to the larger place, out of a question asked anew, or to the last question answered."""
        if self.within:
            return replace(self, within="")
        if self.again or not self.answers:
            return replace(self, again="")
        return self.ask_again(list(self.answers)[-1])

    def choose_within(self, place: str) -> "Journey":
        """A province or a city was chosen; what lies in it is asked next."""
        return replace(self, within=place)

    def finish(self) -> "Journey":
        """No more questions."""
        return replace(self, again="", within="", is_done=True)

    def go_on(self) -> "Journey":
        """More questions after all."""
        return replace(self, is_done=False)
