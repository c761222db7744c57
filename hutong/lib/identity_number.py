"""Identity numbers after GB 11643: 17 digits and a check character.

`parse_identity_number` reads what people write (spaces, dashes, full-width digits, a small x) and refuses
the rest with a reason. The area code is that of the first registration and may be abolished: it is never
an address.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LENGTH = 18
# Marks people put inside a number; a dot, a slash or a plus is no such mark.
SEPARATORS = str.maketrans("", "", " \t\r\n\u3000\xa0\u200b\ufeff-‐‑–—_'’‘`·")
# No province begins with 99: numbers for demonstrations can never be those of a living person.
UNUSED_AREAS = "99"

Sex = Literal["male", "female"]
Reason = Literal["length", "characters", "birth_date", "birth_date_late", "check_character"]

REMEDIES: dict[Reason, str] = {
    "length": "an identity number has 18 characters",
    "characters": "an identity number is 17 digits and then a digit or X",
    "birth_date": "digits 7 to 14 are not a day of the calendar",
    "birth_date_late": "the birth date in the number lies in the future",
    "check_character": "the last character does not fit the other 17: one of them was mistyped",
}


class IdentityNumberRefused(Exception):
    """Carries the reason, never the number: messages travel further than cells."""

    def __init__(self, *, reason: Reason, expected: str = "") -> None:
        self.reason, self.expected = reason, expected
        super().__init__(f"Not an identity number: {REMEDIES[reason]}.")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    text: str
    birth_date: date
    sex: Sex

    @property
    def masked(self) -> str:
        return mask_identity_number(self.text)


def normalise_identity_number(text: str) -> str:
    """One spelling of a number: half-width, no spaces or dashes, a capital X."""
    return unicodedata.normalize("NFKC", text).translate(SEPARATORS).upper()


def parse_identity_number(text: str, *, latest: date | None = None) -> IdentityNumber:
    """Read a number as written; `latest` is the last birth date that can be (usually today)."""
    number = normalise_identity_number(text)
    if len(number) != LENGTH:
        raise IdentityNumberRefused(reason="length")
    if not _is_well_formed(number):
        raise IdentityNumberRefused(reason="characters")
    born = _get_birth_date(number)
    if latest is not None and born > latest:
        raise IdentityNumberRefused(reason="birth_date_late")
    expected = get_check_character(number[:17])
    if number[17] != expected:
        raise IdentityNumberRefused(reason="check_character", expected=expected)
    return IdentityNumber(text=number, birth_date=born, sex="male" if int(number[16]) % 2 else "female")


def get_check_character(first_17: str) -> str:
    """The last character that belongs to 17 digits.

    >>> get_check_character("11010519491231002")
    'X'
    """
    return CHECK_CHARACTERS[sum(w * int(d) for w, d in zip(WEIGHTS, first_17, strict=True)) % 11]


def mask_identity_number(text: str) -> str:
    """The area and the last two characters stay: a person finds the row again, nobody finds the child."""
    number = normalise_identity_number(text)
    if len(number) < 10:
        return "*" * len(number)
    return number[:6] + "*" * (len(number) - 8) + number[-2:]


def make_unused(*, birth_date: date, sex: Sex, serial: int, area: str = "9901") -> str:
    """A number with a valid check character that no living person bears: its area begins with 99.

    `serial` (0 to 49999) tells apart those born on one day; the order number carries the sex, even or odd.
    """
    if not (len(area) == 4 and area.startswith(UNUSED_AREAS) and area.isdigit() and 0 <= serial < 50_000):
        raise UnusedNumberImpossible(area=area, serial=serial)
    order = serial % 500 * 2 + (1 if sex == "male" else 0)
    first_17 = f"{area}{serial // 500:02d}{birth_date:%Y%m%d}{order:03d}"
    return first_17 + get_check_character(first_17)


class UnusedNumberImpossible(Exception):
    def __init__(self, *, area: str, serial: int) -> None:
        self.area, self.serial = area, serial
        super().__init__(
            f"No unused number for area '{area}', serial {serial}: "
            "the area is four digits beginning with 99, the serial 0 to 49999."
        )


def _is_well_formed(number: str) -> bool:
    digits, last = number[:17], number[17]
    return digits.isascii() and digits.isdigit() and last in CHECK_CHARACTERS


def _get_birth_date(number: str) -> date:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityNumberRefused(reason="birth_date") from None
