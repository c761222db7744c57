"""Administrative divisions down to the county: names to six-digit codes and back.

People write places in many ways: `湖南省郴州市宜章县玉溪镇某村`, `宜章县`, `湖南宜章县`, `431022`,
`431022100000`. All of them are the county `431022`. What could be two places is an error that names both.
"""

import csv
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

NATION = "000000"
TABLE = Path(__file__).with_name("divisions.csv")
LONGEST_NAME = 16
# No province begins with 99: such codes are places of demonstrations and examples.
INVENTED = "99"
SUFFIXES = ("自治区", "特别行政区", "地区", "省", "市", "县", "区", "盟", "旗")
# Rows of the national table that only group what is below them; nobody begins an address with them.
GROUPING_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
PROVINCES_WITH_A_PEOPLE = {"广西壮族自治区": "广西", "宁夏回族自治区": "宁夏", "新疆维吾尔自治区": "新疆"}


class DivisionError(Exception):
    """A place could not be told: DivisionUnknown | DivisionAmbiguous."""


class DivisionUnknown(DivisionError):
    def __init__(self, *, text: str, understood: str = "") -> None:
        self.text, self.understood = text, understood
        after = f" after '{understood}'" if understood else ""
        super().__init__(
            f"'{text}' names no county or city that is known{after}. "
            "Write the full path, such as 湖南省郴州市宜章县, or the six-digit code."
        )


class DivisionAmbiguous(DivisionError):
    def __init__(self, *, text: str, candidates: tuple[str, ...]) -> None:
        self.text, self.candidates = text, candidates
        super().__init__(f"'{text}' could be {' or '.join(candidates)}. Write one of them in full.")


@dataclass(frozen=True, slots=True)
class Division:
    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class Gazetteer:
    """The table and its two indexes; built once."""

    by_code: dict[str, Division]
    by_name: dict[str, tuple[str, ...]]  # full names
    by_short_name: dict[str, tuple[str, ...]]  # without the last word: 湖南, 郴州, 宜章
    parents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a text: the deepest place named, and what is left over."""

    code: str
    rest: str


@cache
def get_gazetteer() -> Gazetteer:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        divisions = [Division(row["code"], row["name"], row["parent"]) for row in csv.DictReader(lines)]
    names: dict[str, list[str]] = defaultdict(list)
    short_names: dict[str, list[str]] = defaultdict(list)
    for division in divisions:
        names[division.name].append(division.code)
        short = _shorten(division.name)
        if short != division.name:
            short_names[short].append(division.code)
    return Gazetteer(
        by_code={d.code: d for d in divisions},
        by_name={name: tuple(codes) for name, codes in names.items()},
        by_short_name={name: tuple(codes) for name, codes in short_names.items()},
        parents=frozenset(d.parent for d in divisions),
    )


def get_division_name(code: str) -> str:
    """The full path of a code: 431022 is 湖南省郴州市宜章县."""
    path = [get_gazetteer().by_code[one] for one in reversed(list_ancestors(code)) if one in get_gazetteer().by_code]
    if not path or path[-1].code != code[:6]:
        raise DivisionUnknown(text=code)
    if len(path) == 1:
        return path[0].name
    return "".join(d.name for d in path[1:] if d.name not in GROUPING_NAMES)


def list_ancestors(code: str) -> tuple[str, ...]:
    """The code itself and what it lies in, nearest first: 431022, 431000, 430000, 000000."""
    six = code[:6]
    return tuple(dict.fromkeys((six, six[:4] + "00", six[:2] + "0000", NATION)))


@lru_cache(maxsize=50_000)
def get_division_code(text: str) -> str:
    """The six-digit code of a code, a path or an unambiguous short name; DivisionError otherwise."""
    cleaned = "".join(unicodedata.normalize("NFKC", text).split())
    if cleaned.isascii() and cleaned.isdigit():
        return _get_known_code(cleaned, text)
    readings = [r for r in _list_readings(cleaned, within=NATION) if _is_whole(r)]
    if not readings:
        raise DivisionUnknown(text=text, understood=_get_understood_part(cleaned))
    shortest = min(len(r.rest) for r in readings)
    codes = sorted({r.code for r in readings if len(r.rest) == shortest})
    # A city without districts stands in the table again as its own county: the city is meant.
    codes = [code for code in codes if not set(list_ancestors(code)[1:]) & set(codes)]
    if len(codes) > 1:
        raise DivisionAmbiguous(text=text, candidates=tuple(get_division_name(code) for code in codes))
    return codes[0]


def find_division_named_in(text: str) -> str:
    """The code of the county, or else the city, that a title names in full; "" if it names none for certain."""
    table = get_gazetteer()
    named = [codes[0] for name, codes in table.by_name.items() if len(codes) == 1 and len(name) > 2 and name in text]
    counties = [code for code in named if not code.endswith("00")]
    cities = [code for code in named if code.endswith("00") and not code.endswith("0000")]
    found = counties or cities
    return found[0] if len(found) == 1 else ""


def _get_known_code(digits: str, text: str) -> str:
    known = digits[:6] in get_gazetteer().by_code or digits.startswith(INVENTED)
    if len(digits) not in (6, 9, 12) or not known:
        raise DivisionUnknown(text=text)
    return digits[:6]


def _list_readings(text: str, *, within: str) -> list[Reading]:
    readings: list[Reading] = []
    for length in range(1, min(len(text), LONGEST_NAME) + 1):
        word, rest = text[:length], text[length:]
        for code in _list_codes_called(word, rest, within=within):
            deeper = _list_readings(rest, within=code) if rest else []
            readings += deeper or [Reading(code, rest)]
    return readings


def _list_codes_called(word: str, rest: str, *, within: str) -> list[str]:
    table = get_gazetteer()
    codes = list(table.by_name.get(word, ()))
    # A shortened name before a suffix is another place: 朝阳 + 区 is not 朝阳市.
    if not rest.startswith(SUFFIXES):
        codes += [code for code in table.by_short_name.get(word, ()) if not rest or code.endswith("00")]
    if within == NATION:
        return codes if word not in GROUPING_NAMES else []
    return [code for code in codes if code != within and within in list_ancestors(code)]


def _is_whole(reading: Reading) -> bool:
    """A county may be followed by a town and a village; a city with counties may not."""
    return not reading.rest or reading.code not in get_gazetteer().parents


def _get_understood_part(text: str) -> str:
    # A short name at the beginning is not enough: 玉溪镇 is no town of 玉溪市.
    readings = [r for r in _list_readings(text, within=NATION) if text[: len(text) - len(r.rest)].endswith(SUFFIXES)]
    if not readings:
        return ""
    best = min(readings, key=lambda r: len(r.rest))
    return text[: len(text) - len(best.rest)]


def _shorten(name: str) -> str:
    if name in PROVINCES_WITH_A_PEOPLE:
        return PROVINCES_WITH_A_PEOPLE[name]
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name
