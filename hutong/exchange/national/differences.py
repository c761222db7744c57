"""Where the file and the national system say different things of a child, and what people said of it."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum

from hutong.exchange.models import NationalDecision
from hutong.exchange.national.form import BY_KEY, Reads, ScreenField
from hutong.ledgers.cells import is_not_collected
from hutong.lib.dates import DateRefused, parse_date

SEPARATORS = str.maketrans("，,;；/ ", "、、、、、、")
PLACE_ENDINGS = ("自治区", "自治州", "自治县", "街道办事处", "街道", "村民委员会", "村委会", "居民委员会", "居委会",
                 "社区", "省", "市", "区", "县", "乡", "镇", "村")  # fmt: skip
SHORTEST = 2
Verdict = NationalDecision.Verdict


class Stage(Enum):
    """How far a difference is settled."""

    OPEN = "open"
    TO_TYPE = "to_type"
    LEFT = "left"


@dataclass(frozen=True)
class Difference:
    """A field in which both sides differ."""

    field: ScreenField
    ours: str
    theirs: str
    stage: Stage
    decision: NationalDecision | None = None

    @property
    def is_open(self) -> bool:
        return self.stage is Stage.OPEN

    @property
    def may_take(self) -> bool:
        """Whether theirs can be taken over here; otherwise it is put right in the file by hand."""
        return bool(self.field.takes) and bool(self.theirs)


def load_theirs(text: str) -> dict[str, str]:
    """What the fields there are known to hold."""
    return {str(key): str(value) for key, value in json.loads(text or "{}").items() if key in BY_KEY}


def dump_theirs(theirs: Mapping[str, str]) -> str:
    """As text to be sealed."""
    return json.dumps(dict(theirs), ensure_ascii=False, separators=(",", ":"))


def list_differences(
    ours: Mapping[str, str], theirs: Mapping[str, str], decisions: Iterable[NationalDecision]
) -> list[Difference]:
    """The fields known of both sides that say something else, in the order of the screens.

    ``decisions``: of the child, the newest first.
    """
    said: dict[str, NationalDecision] = {}
    for one in decisions:
        said.setdefault(one.field, one)
    found = []
    for key, field in BY_KEY.items():
        if key not in theirs or key not in ours or is_same(field, ours[key], theirs[key]):
            continue
        decision: NationalDecision | None = said.get(key)
        if decision is not None and (decision.ours, decision.theirs) != (ours[key], theirs[key]):
            decision = None
        found.append(Difference(field, ours[key], theirs[key], _stage(decision), decision))
    return found


def _stage(decision: NationalDecision | None) -> Stage:
    if decision is None:
        return Stage.OPEN
    return {Verdict.OURS: Stage.TO_TYPE, Verdict.LEFT: Stage.LEFT}.get(Verdict(decision.verdict), Stage.OPEN)


def count(differences: Sequence[Difference]) -> tuple[int, int]:
    """How many nobody settled, and how many are still to be typed there."""
    stages = [one.stage for one in differences]
    return stages.count(Stage.OPEN), stages.count(Stage.TO_TYPE)


def is_same(field: ScreenField, ours: str, theirs: str) -> bool:
    """Whether two spellings say the same; what nobody knows is the same as nothing."""
    spell = SPELLINGS[field.reads]
    return spell(ours) == spell(theirs)


def _plain(text: str) -> str:
    found = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return "" if is_not_collected(found) else found


def _day(text: str) -> str:
    """The first and last day that a spelling can mean."""
    try:
        span = parse_date(text)
    except DateRefused:
        return _plain(text)
    return f"{span.first}/{span.last}"


def _month(text: str) -> str:
    try:
        return f"{parse_date(text).first:%Y-%m}"
    except DateRefused:
        return _plain(text)


def _place(text: str) -> str:
    """A place's name without what kind of place it is."""
    name = _plain(text)
    for ending in PLACE_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST:
            return name.removesuffix(ending)
    return name


def _list(text: str) -> str:
    words = unicodedata.normalize("NFKC", text).translate(SEPARATORS).split("、")
    return "、".join(sorted({_plain(word) for word in words if _plain(word)} - {"无"}))


def _money(text: str) -> str:
    name = _plain(text).removesuffix("元").replace(",", "")
    try:
        return str(Decimal(name).normalize()) if name else ""
    except InvalidOperation:
        return name


def _group(text: str) -> str:
    return _plain(text).removesuffix("族")


def _identity(text: str) -> str:
    return _plain(text).replace("-", "")


SPELLINGS: Mapping[Reads, Callable[[str], str]] = {
    Reads.TEXT: _plain,
    Reads.DAY: _day,
    Reads.MONTH: _month,
    Reads.PLACE: _place,
    Reads.LIST: _list,
    Reads.MONEY: _money,
    Reads.GROUP: _group,
    Reads.IDENTITY: _identity,
}
