"""What addresses and forms hold as text, read without trust."""

import re

MOST_DIGITS = 9
SEPARATORS = re.compile(r"[ ()（）—–-]")
TELEPHONE = re.compile(r"(?:\+?86)?1\d{10}|(?:\+?86)?(?:0\d{2,3})?[2-9]\d{6,7}(?:转\d{1,6})?|\+\d{7,15}", re.ASCII)
"""A mobile telephone, a line with or without its area code and extension, a number abroad."""


def read_digits(text: str) -> int | None:
    """A number of a row as an address holds it; None for what is none, or greater than any row of ours.

    >>> read_digits("12"), read_digits("²"), read_digits("9" * 5000)
    (12, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def is_telephone(text: str) -> bool:
    """Whether a telephone number may be complete, as people write it.

    >>> [is_telephone(one) for one in ("139 0000 0000", "0735-3720000", "1234", "1390000000", "+852 2345 6789")]
    [True, True, False, False, True]
    """
    return TELEPHONE.fullmatch(SEPARATORS.sub("", text)) is not None
