"""Who a row is about: its own key, the name, the identity number, the sex. None of these is a fact."""

import re
from dataclasses import dataclass
from datetime import date

from hutong.ledgers.cells import Cell, get_text, get_word
from hutong.ledgers.faults import CellRefused, shorten
from hutong.ledgers.values import NOTHING_TO_WRITE
from hutong.lib.identity_number import (
    IdentityNumber,
    IdentityNumberRefused,
    mask_identity_number,
    parse_identity_number,
)

MALE = frozenset({"男", "男性", "1", "m", "male", "男孩"})
FEMALE = frozenset({"女", "女性", "2", "f", "female", "女孩"})
NO_NUMBER = NOTHING_TO_WRITE | {"无户口", "无证", "未办理", "未上户", "未落户", "暂未办理"}
# 4.31022E+17: what is left of a number that a spreadsheet wrote into a text file.
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.IGNORECASE)
LONG_NUMBER = re.compile(r"\d{15}[\dXx]{0,5}")
MOST_DIGITS_KEPT = 15


@dataclass(slots=True)
class Who:
    """The person of a row as far as the row says; `columns` remembers where it said so."""

    key: str = ""
    name: str = ""
    sex: str = ""
    sex_column: int = 0
    identity: IdentityNumber | None = None
    identity_column: int = 0

    @property
    def number(self) -> str:
        return self.identity.text if self.identity else ""

    @property
    def is_nobody(self) -> bool:
        return not (self.key or self.name or self.identity)


def read_who(who: Who, *, role: str, cell: Cell, column: int, on: date) -> None:
    """Take one cell of such a column into account; CellRefused when it is an impossible number."""
    match role:
        case "key":
            who.key = mask_long_numbers(shorten(get_text(cell).strip()))
        case "name":
            who.name = get_text(cell).strip()
        case "sex":
            who.sex, who.sex_column = _read_sex(cell), column
        case "identity":
            who.identity, who.identity_column = _read_identity(cell, on), column


def mask_long_numbers(text: str) -> str:
    """Whatever may be an identity number, certificate or account stays recognisable to its owner only."""
    return LONG_NUMBER.sub(lambda found: mask_identity_number(found[0]), text)


def _read_identity(cell: Cell, on: date) -> IdentityNumber | None:
    text = get_text(cell)
    if get_word(cell) in NO_NUMBER:
        return None
    is_number = isinstance(cell, float | int) and len(text) > MOST_DIGITS_KEPT
    if is_number or SCIENTIFIC.fullmatch(text.strip()):
        raise CellRefused("identity_numeric")
    try:
        return parse_identity_number(text, latest=on)
    except IdentityNumberRefused as refusal:
        raise CellRefused(f"identity_{refusal.reason}", latest=on.isoformat()) from None


def _read_sex(cell: Cell) -> str:
    word = get_word(cell)
    return "male" if word in MALE else "female" if word in FEMALE else ""
