"""What addresses and forms hold as text, read without trust."""

MOST_DIGITS = 9


def read_digits(text: str) -> int | None:
    """A number of a row as an address holds it; None for what is none, or greater than any row of ours.

    >>> read_digits("12"), read_digits("²"), read_digits("9" * 5000)
    (12, None, None)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
