"""Who may count a row: the classes (``hutong.vocabulary.secrecy``) one must be told of, as a short text.

A child that has a label by two ways, one for which health must be told and one for which custody must be, is counted by
whoever is told of either: ``1 16``. Where one of a kind of benefits is enough, each mask names its benefit if that
benefit is itself told only by grant (``2@hiv_allowance``), for its number may have to be left out.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from hutong.vocabulary.secrecy import ALL, bits_of

EVERYBODY = ""
BETWEEN, AT = " ", "@"


class Way(NamedTuple):
    """One way in which a row counts: the classes needed, and the benefit, where that one is told only by grant."""

    mask: int
    of: str = ""

    def includes(self, other: "Way") -> bool:
        """Whether whoever counts by the other counts by this one."""
        return self.mask & other.mask == self.mask and self.of in ("", other.of)


def write_masks(ways: Iterable[Way]) -> str:
    """The ways as text, without those that another includes.

    >>> write_masks([Way(1), Way(16), Way(17)])
    '1 16'
    >>> write_masks([Way(2, "hiv_allowance"), Way(0)])
    ''
    """
    all_ways = set(ways)
    least = [way for way in all_ways if not any(one != way and one.includes(way) for one in all_ways)]
    if Way(0) in least:
        return EVERYBODY
    return BETWEEN.join(f"{way.mask}{AT}{way.of}" if way.of else str(way.mask) for way in sorted(least))


@lru_cache(maxsize=4096)
def read_masks(text: str) -> tuple[Way, ...]:
    """The ways of a text."""
    if not text:
        return (Way(0),)
    parts = (part.partition(AT) for part in text.split(BETWEEN))
    return tuple(Way(int(mask), of) for mask, _, of in parts)


def counts_for(text: str, known: Iterable[str], *, without: Iterable[str] = ()) -> bool:
    """Whether somebody who is told of these classes counts it, benefits that are left out passed over."""
    hidden, left_out = bits_of(ALL.difference(known)), frozenset(without)
    return any(not way.mask & hidden and way.of not in left_out for way in read_masks(text))
