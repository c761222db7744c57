"""Names and numbers of a look ahead as people read them."""

from dataclasses import dataclass
from decimal import Decimal

from hutong.lib.money import FEN_PER_YUAN
from hutong.lib.translating import marked, translator
from hutong.policy.collection import Library
from hutong.policy.standpoints import name_place
from hutong.screening.ahead.comparing import (
    BESIDE,
    COVERED,
    GAINED,
    LESS,
    LOST,
    MORE,
    MOVED,
    NONE,
    NOW_KNOWN,
    NOW_UNKNOWN,
    OTHERWISE,
    OWED,
    UNKNOWN,
)

HIGHEST = "highest"
CHANGE_WORDS = {
    GAINED: marked("Newly owed"),
    LOST: marked("No longer owed"),
    MORE: marked("More"),
    LESS: marked("Less"),
    OTHERWISE: marked("Amount set or unset"),
    MOVED: marked("Moved between benefits"),
    NOW_KNOWN: marked("Can now be told"),
    NOW_UNKNOWN: marked("Can no longer be told"),
    BESIDE: marked("Covered either way"),
}
STANDING_WORDS = {
    NONE: marked("Not owed"),
    UNKNOWN: marked("Cannot be told"),
    COVERED: marked("Covered by something better"),
    OWED: marked("Owed"),
}
STATE_WORDS = {
    "exact": marked("exact"),
    "floor": marked("at least"),
    "unset": marked("not set"),
    "unknown": marked("not known"),
}


@dataclass(frozen=True)
class Words:
    """Says things in one language."""

    library: Library
    lang: str

    def say(self, sentence: str, **blanks: object) -> str:
        """A sentence with its blanks filled."""
        return translator(self.lang)(sentence).format(**blanks)

    def benefit(self, slug: str) -> str:
        """A benefit's name."""
        return self.library.vocabulary.benefits[slug].label(self.lang)

    def place(self, code: str | None) -> str:
        """A place's name."""
        return name_place(code, library=self.library, lang=self.lang) if code else self.say("place unknown")

    def clause(self, address: str) -> str:
        """A clause by its address, with its heading where there is one: ``431000/cz2017-3#2.1/b · 二（一）``."""
        document, _, place = address.partition("#")
        linked = self.library.linked.get(document)
        key = place.partition("/")[0]
        titles = (one.title for one in linked.document.clauses if one.key == key) if linked else iter(())
        heading = next(titles, "").partition("·")[2].strip()
        return f"{address} · {heading}" if heading else address

    def change(self, change: str) -> str:
        """What a change is called."""
        return self.say(CHANGE_WORDS[change])

    def standing(self, standing: str) -> str:
        """How a benefit stands."""
        return self.say(STANDING_WORDS[standing])

    def state(self, state: str | None) -> str:
        """How certain an amount is."""
        return self.say(STATE_WORDS[state]) if state else ""

    def hidden(self) -> frozenset[str]:
        """Benefits whose very name says too much."""
        benefits = self.library.vocabulary.benefits
        return frozenset(slug for slug, one in benefits.items() if one.sensitivity == HIGHEST)


def yuan(fen: int) -> Decimal:
    """Fen as yuan with two places."""
    return (Decimal(fen) / FEN_PER_YUAN).quantize(Decimal("0.01"))


def shown_yuan(fen: int, *, signed: bool = False) -> str:
    """Fen as people read a sum: 1,234.50.

    >>> shown_yuan(123450, signed=True)
    '+1,234.50'
    """
    return f"{yuan(fen):+,.2f}" if signed and fen else f"{yuan(fen):,.2f}"


def shown_count(count: int) -> str:
    """A number of children."""
    return f"{count:,}"


def share(part: int, whole: int) -> str:
    """A share in percent."""
    return f"{100 * part / whole:.1f}%" if whole else "-"
