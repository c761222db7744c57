"""In whose charge a child is, told from an address as people write it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hutong.places.codes import NATION, is_inside
from hutong.places.models import Level
from hutong.places.queries import list_below

ENDINGS = re.compile(
    r"(?:社区居民委员会|居民委员会|村民委员会|社区居委会|村委会|居委会|街道办事处|社区|村|街道|乡|镇)$"
)
SHORTEST = 2


@dataclass(frozen=True)
class Charges:
    """The townships and villages of an import's area, by the names they are written with."""

    area: str
    townships: Mapping[str, str]
    villages: Mapping[str, tuple[str, ...]]
    """Codes by name: two villages of different townships may share one."""
    names: tuple[str, ...] = field(default=())
    _found: dict[str, str] = field(default_factory=dict, compare=False)
    """What was found in a text: the neighbours of a ledger live in the same few places."""

    def find(self, *texts: str) -> str:
        """The village, or else the township, that the first telling text names; the import's own area otherwise."""
        for text in texts:
            if text not in self._found:
                self._found[text] = self._find_one(_plain(text)) if text else ""
            if self._found[text]:
                return self._found[text]
        return self.area

    def _find_one(self, text: str) -> str:
        if text.isdigit():
            return text if len(text) == len(NATION) and is_inside(text, self.area) else ""
        township = next((code for name, code in self.townships.items() if name in text), "")
        candidates = [
            code
            for name in self.names
            if name in text
            for code in self.villages[name]
            if not township or is_inside(code, township)
        ]
        if len(candidates) == 1 or (candidates and township):
            return candidates[0]
        return township


def read_charges(area: str, *, on: date) -> Charges:
    """The names of what lies in an area on a day, the longest first."""
    townships = {
        name: place.code for place in list_below(area, on=on, level=Level.TOWNSHIP) for name in _names(place.name)
    }
    villages: dict[str, list[str]] = {}
    for place in list_below(area, on=on, level=Level.VILLAGE):
        for name in _names(place.name):
            villages.setdefault(name, []).append(place.code)
    return Charges(
        area,
        dict(sorted(townships.items(), key=_longest_first)),
        {name: tuple(codes) for name, codes in villages.items()},
        tuple(sorted(villages, key=len, reverse=True)),
    )


def _longest_first(pair: tuple[str, str]) -> int:
    return -len(pair[0])


def _names(name: str) -> Iterable[str]:
    """The full name, and the name without 村民委员会 and the like with its short ending."""
    yield name
    bare = ENDINGS.sub("", name)
    if len(bare) < SHORTEST or bare == name:
        return
    if "村" in name[len(bare) :]:
        yield f"{bare}村"
    elif "社区" in name or "居" in name[len(bare) :]:
        yield f"{bare}社区"
        yield f"{bare}居委会"


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
