"""What names are found by: characters two by two, readings in pinyin, initials. Tables that every database has."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice, product
from typing import NamedTuple

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT

from hutong.children.surnames import READINGS, TWO_CHARACTERS

TWO, LATIN, KIN_TWO, KIN_LATIN = "two", "latin", "kin2", "kinlatin"
START = "^"
"""Stands before the first character, so that a surname alone is found by its key."""
MOST_READINGS = 4
"""Of the given name: the usual reading, and what dictionaries offer besides, but no more."""
MOST_OF_ONE = 3
LONGEST_KEY = 80
CHARACTERS_KEPT, NAMES_KEPT = 30_000, 50_000
"""How many readings a process remembers: a county's names are made of few characters."""
NOT_IN_NAMES = re.compile(r"[\s·•・.,'’\-_（）()]+")
HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")


class Key(NamedTuple):
    """One row by which a name is found."""

    kind: str
    key: str


def plain_name(name: str) -> str:
    """A name as it is compared: half width, small letters, without spaces and dots."""
    return NOT_IN_NAMES.sub("", unicodedata.normalize("NFKC", name)).lower()


def list_keys(names: Iterable[str], *, kin: Iterable[str] = ()) -> list[Key]:
    """The keys of a child's names and of its kin's, each once."""
    own = (_keys(name, two=TWO, latin=LATIN) for name in names)
    others = (_keys(name, two=KIN_TWO, latin=KIN_LATIN) for name in kin)
    return list(dict.fromkeys(chain(*own, *others)))


def list_pairs(text: str) -> list[str]:
    """The characters two by two; one alone is looked for at the beginning of names.

    >>> list_pairs("王小明")
    ['王小', '小明']
    >>> list_pairs("王")
    ['^王']
    """
    plain = plain_name(text)
    if len(plain) == 1:
        return [START + plain]
    return list(dict.fromkeys(plain[at : at + 2] for at in range(len(plain) - 1)))


def is_chinese(text: str) -> bool:
    """Whether any character is a Chinese one."""
    return HAN.search(text) is not None


def after_prefix(prefix: str) -> str | None:
    """The first word after all that begin with small letters; None after ``zz``. A range serves every collation.

    >>> after_prefix("wang"), after_prefix("liz")
    ('wanh', 'lj')
    """
    kept = prefix.rstrip("z")
    return kept[:-1] + chr(ord(kept[-1]) + 1) if kept else None


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name.

    >>> split_name("欧阳小明"), split_name("单小明")
    (('欧阳', '小明'), ('单', '小明'))
    """
    plain = plain_name(name)
    long = 2 if plain[:2] in TWO_CHARACTERS and len(plain) > 2 else 1
    return plain[:long], plain[long:]


def list_readings(name: str) -> list[str]:
    """The pinyin of a whole name, in every reading that is likely.

    >>> list_readings("单小明")[0]
    'shanxiaoming'
    """
    if not is_chinese(name):
        return [plain_name(name)]
    surname, given = split_name(name)
    readings = product(_surname_readings(surname), _given_readings(given))
    return list(dict.fromkeys("".join(one) for one in readings))


def _keys(name: str, *, two: str, latin: str) -> Iterator[Key]:
    plain = plain_name(name)
    if not plain:
        return
    for pair in dict.fromkeys((START + plain[0], *(plain[at : at + 2] for at in range(len(plain) - 1)))):
        yield Key(two, pair)
    for key in dict.fromkeys(_latin(name, plain)):
        yield Key(latin, key[:LONGEST_KEY])


def _latin(name: str, plain: str) -> Iterator[str]:
    """Readings of the whole name and of the given name, and initials."""
    if not is_chinese(plain):
        yield plain
        return
    surname, given = split_name(name)
    firsts, rests = _surname_readings(surname), _given_readings(given)
    yield from (first + rest for first, rest in product(firsts, rests))
    yield from (rest for rest in rests if rest)
    ending = _initials(_usual(given))
    for reading in _of_surname(surname):
        yield _initials(reading) + ending


def _initials(syllables: Iterable[str]) -> str:
    return "".join(one[0] for one in syllables)


def _of_surname(surname: str) -> list[list[str]]:
    """Its readings, by syllables."""
    known = READINGS.get(surname)
    return [reading.split() for reading in known] if known else [_usual(surname)]


def _surname_readings(surname: str) -> list[str]:
    return [spelling for reading in _of_surname(surname) for spelling in _spellings("".join(reading))]


def _given_readings(given: str) -> list[str]:
    if not given:
        return [""]
    usual = "".join(_usual(given))
    others = ("".join(one) for one in product(*(dict.fromkeys(some[:MOST_OF_ONE]) for some in _offered(given))))
    found = islice(dict.fromkeys(chain((usual,), others)), MOST_READINGS)
    return [spelling for reading in found for spelling in _spellings(reading)]


def _usual(text: str) -> list[str]:
    return [some[0] for some in _offered(text) if some[0]]


@lru_cache(maxsize=NAMES_KEPT)
def _offered(text: str) -> tuple[tuple[str, ...], ...]:
    """The readings of each character, the usual one first. Where no dictionary knows the word, it is read singly."""
    if len(text) == len("小明") and text not in PHRASES_DICT and all(HAN.match(one) for one in text):
        return tuple(_of_character(one) for one in text)
    return tuple(map(tuple, pinyin(text, style=Style.NORMAL, heteronym=True, errors="default")))


@lru_cache(maxsize=CHARACTERS_KEPT)
def _of_character(character: str) -> tuple[str, ...]:
    return tuple(pinyin(character, style=Style.NORMAL, heteronym=True, errors="default")[0])


def _spellings(reading: str) -> list[str]:
    """ü is typed as v, and written yu in passports."""
    return [reading, reading.replace("v", "yu")] if "v" in reading else [reading]
