"""Missing facts as a short text: two characters for each fact, by its place in a list that the run keeps.

Millions of findings lack the same few facts. Their names would fill most of a file; a code is as good to group and
to count by, and anybody who has the run's list can expand it.
"""

import string
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hutong.screening.errors import CodeUnreadable
from hutong.vocabulary.facts import Facts

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""Sixty-four characters that stand unquoted in addresses, file names and CSV."""

DIGIT = {character: number for number, character in enumerate(ALPHABET)}
MOST_FACTS = len(ALPHABET) ** 2


def missing_order(facts: Facts) -> tuple[str, ...]:
    """The list by which a run packs and expands: every fact, in the order of the file that declares them."""
    return tuple(facts)


def pack_missing(names: Iterable[str], order: Sequence[str]) -> str:
    """The code of the facts, in the order given (the first is worth asking first).

    >>> pack_missing(["birth_date", "orphan_recognised"], ["orphan_recognised", "birth_date"])
    'ABAA'
    """
    pairs = _pairs(tuple(order))
    return "".join([pairs[name] for name in names])


def expand_missing(code: str, order: Sequence[str]) -> tuple[str, ...]:
    """The facts of a code. Raises CodeUnreadable when the code does not belong to the list.

    >>> expand_missing("ABAA", ["orphan_recognised", "birth_date"])
    ('birth_date', 'orphan_recognised')
    """
    try:
        return tuple(order[DIGIT[high] * 64 + DIGIT[low]] for high, low in zip(code[::2], code[1::2], strict=True))
    except (KeyError, IndexError, ValueError) as error:
        raise CodeUnreadable(code=code) from error


@lru_cache(maxsize=8)
def _pairs(order: tuple[str, ...]) -> Mapping[str, str]:
    assert len(order) <= MOST_FACTS, "more facts than two characters can tell apart"
    return {name: ALPHABET[number // 64] + ALPHABET[number % 64] for number, name in enumerate(order)}
