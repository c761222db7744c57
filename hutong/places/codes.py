"""Codes of divisions: twelve digits, a pair or triple for each level, zeros where a place is wider.

``431022100201`` is a village of the township ``431022100000`` in the county ``431022000000`` and so on; what is inside
a place begins with the same digits.
"""

from collections.abc import Iterator

from hutong.lib.translating import marked, translator

DIGITS = 12
LEVEL_DIGITS = (2, 4, 6, 9, 12)
"""Digits that are used on each level: province, prefecture, county, township, village."""
NATION = "0" * DIGITS
SHORT_DIGITS = 6


class CodeWrong(Exception):
    """What was given is no code of a division."""

    sentence = marked("'{code}' is not a division's code: twelve digits, or six for a county or wider")

    def __init__(self, *, code: str) -> None:
        self.code = code
        super().__init__(self.told("en"))

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(self.sentence).format(code=self.code)


def full_code(code: str) -> str:
    """Six or twelve digits as twelve. Raises CodeWrong."""
    if not (code.isascii() and code.isdigit()) or len(code) not in (SHORT_DIGITS, DIGITS):
        raise CodeWrong(code=code)
    return code.ljust(DIGITS, "0")


def level_of(code: str) -> int:
    """1 province … 5 village; 0 for the nation."""
    digits = full_code(code).rstrip("0")
    return next((level for level, used in enumerate((0, *LEVEL_DIGITS)) if len(digits) <= used), len(LEVEL_DIGITS))


def prefix_of(code: str) -> str:
    """The digits with which everything inside a place begins; "" for the nation."""
    level = level_of(code)
    return full_code(code)[: LEVEL_DIGITS[level - 1]] if level else ""


def first_and_last(code: str) -> tuple[str, str]:
    """The range of codes that lie in a place, both ends included."""
    prefix = prefix_of(code)
    return prefix.ljust(DIGITS, "0"), prefix.ljust(DIGITS, "9")


def is_inside(code: str, place: str) -> bool:
    """Whether a place lies in another, or is the same."""
    return full_code(code).startswith(prefix_of(place))


def ancestors(code: str) -> Iterator[str]:
    """The places in which it lies, nearest first: itself, then wider, without the nation."""
    whole = full_code(code)
    # A city without counties stands for its county too.
    wider = (whole[:used].ljust(DIGITS, "0") for used in reversed(LEVEL_DIGITS[: level_of(code)]))
    yield from dict.fromkeys(wider)


def county_of(code: str) -> str:
    """The six digits by which the documents know a place; "" for what is wider than a county."""
    return full_code(code)[:SHORT_DIGITS] if level_of(code) >= LEVEL_DIGITS.index(SHORT_DIGITS) + 1 else ""
