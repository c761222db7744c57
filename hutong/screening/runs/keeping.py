"""What a run keeps for the next one: a table beside each part, and the rules of the day as fingerprints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from hutong.policy.absence import Absence
from hutong.policy.blocks import TIES, Tie
from hutong.policy.collection import Library
from hutong.screening.changes.kept import NO_HUKOU, PLACES
from hutong.screening.rule_prints import Prints, RulePrints
from hutong.screening.runs.folders import KEPT_FOLDER
from hutong.screening.runs.orders import Order
from hutong.screening.runs.whole_files import Checksum, checksum, write_json
from hutong.screening.tables import CHILD

FORMAT = 1
RULES = f"{KEPT_FOLDER}/rules.json"
UNKNOWN_PLACE = "?"
Rules = Mapping[tuple[str, str | None], Prints]


def keeps(order: Order) -> bool:
    """Whether the run keeps anything: findings of children who can be found again."""
    return "findings" in order.wanted and CHILD in order.columns and order.engine == "arrow"


@dataclass(frozen=True)
class KeptRules:
    """The rules of an earlier run's day, at the places that occurred in it."""

    ground_rules: str
    places: Mapping[tuple[Tie, str], Prints]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "KeptRules":
        """The rules as ``rules.json`` has them."""
        places = {(tie, name): told["sets"][number] for tie in TIES for name, number in told["places"][tie].items()}
        return cls(told["ground_rules"], places)

    def is_same(self, tie: Tie, place: str | None, today: RulePrints) -> bool:
        """Whether a place's rules are as they were."""
        before = self.places.get((tie, place or UNKNOWN_PLACE))
        return before is not None and before == today.of(tie, county_of(place))


def county_of(place: str | None) -> str | None:
    """A kept place as ``RulePrints`` takes it."""
    return "" if place == NO_HUKOU else place


def write_rules(order: Order, parts: Iterable[Path], library: Library, absences: Sequence[Absence]) -> Checksum:
    """The rules at every place that occurs in the parts, the same ones once."""
    prints = RulePrints(library, order.on, absences=absences)
    occurring: dict[Tie, set[str | None]] = {tie: set() for tie in TIES}
    for part in parts:
        table = pq.read_table(part, columns=list(PLACES))
        for tie, name in zip(TIES, PLACES, strict=True):
            occurring[tie] |= set(pc.unique(table[name].cast("string")).to_pylist())
    sets: list[Prints] = []
    places: dict[str, dict[str, int]] = {}
    for tie in TIES:
        places[tie] = {}
        for place in sorted(occurring[tie], key=str):
            found = prints.of(tie, county_of(place))
            if found not in sets:
                sets.append(found)
            places[tie][place or UNKNOWN_PLACE] = sets.index(found)
    path = order.folder / RULES
    write_json(path, {"format": FORMAT, "ground_rules": prints.ground_rules, "sets": sets, "places": places})
    return checksum(path, rows=len(sets))
