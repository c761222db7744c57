"""Numbers as they stand on a page until somebody asks to see them, which is noted."""

from collections.abc import Callable, Mapping

DOT = "•"


def masked(number: str, *, first: int = 0, last: int = 2) -> str:
    """All but the first and last few characters hidden.

    >>> masked("13800001234", first=3, last=4)
    '138••••1234'
    """
    hidden = max(len(number) - first - last, 0)
    return f"{number[:first]}{DOT * hidden}{number[len(number) - last :]}" if hidden else DOT * len(number)


def mask_phone(number: str) -> str:
    """A telephone number: the network and the last four digits."""
    return masked(number, first=3, last=4)


def mask_identity(number: str) -> str:
    """An identity number: its last two characters."""
    return masked(number)


def mask_address(address: str) -> str:
    """An address below the village: that there is one."""
    return DOT * 4 if address else ""


MASKS: Mapping[str, Callable[[str], str]] = {
    "identity_number": mask_identity,
    "phone": mask_phone,
    "address": mask_address,
    "hukou_address": mask_address,
    "residence_address": mask_address,
}
"""The columns that are masked wherever they are shown, until somebody asks to see them."""
