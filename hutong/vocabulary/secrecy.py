"""The classes of what is told only by separate grant: their words, and which of them a fact or a benefit is of.

How sensitive something is (``sensitivity``) says how carefully it is asked and counted; of which class it is
(``secrecy``) says who may be told. A payment's fact is of the class of its benefit: ``receives.hiv_allowance`` says as
much as a diagnosis.
"""

from collections.abc import Iterable
from typing import Final, Literal

from hutong.lib.translating import marked

Secrecy = Literal["health", "hiv", "adoption", "victim", "detained_parent", "reporter"]

HEALTH: Final = "health"
HIV: Final = "hiv"
ADOPTION: Final = "adoption"
VICTIM: Final = "victim"
DETAINED_PARENT: Final = "detained_parent"
REPORTER: Final = "reporter"

LABELS: Final[dict[Secrecy, str]] = {
    HEALTH: marked("health"),
    HIV: marked("HIV"),
    ADOPTION: marked("adoption"),
    VICTIM: marked("harm done to the child"),
    DETAINED_PARENT: marked("a parent in custody"),
    REPORTER: marked("who reported"),
}
ALL: Final[frozenset[Secrecy]] = frozenset(LABELS)
BITS: Final[dict[Secrecy, int]] = {kind: 1 << number for number, kind in enumerate(LABELS)}
"""How classes are stored together in one number; a class keeps its bit for ever."""


def bits_of(kinds: Iterable[str]) -> int:
    """Classes as one number.

    >>> bits_of(["hiv", "health"])
    3
    """
    return sum(bit for kind, bit in BITS.items() if kind in set(kinds))


def kinds_of(bits: int) -> frozenset[Secrecy]:
    """The classes that a number stands for."""
    return frozenset(kind for kind, bit in BITS.items() if bits & bit)


def list_told(known: Iterable[str]) -> list[int]:
    """Every number in which no class is that is not known: for a condition that an index serves."""
    hidden = bits_of(ALL.difference(known))
    return [bits for bits in range(1 << len(BITS)) if not bits & hidden]
