"""What the stories tell, in the words of the facts: the same reader that takes in real ledgers reads them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hutong.children.fact_values import text_of
from hutong.demo.ledgers import IN_CHENZHOU, IN_EXPORT, IN_FILES
from hutong.demo.pen import Pen
from hutong.demo.people import Child
from hutong.demo.sheets import Column, fill_row, write_text_file
from hutong.ledgers.reading import read_ledger
from hutong.vocabulary.facts import Facts

ALSO = frozenset({
    "户口分类", "户籍性质", "有无遭受监护人侵害", "是否留守儿童", "是否流动儿童", "是否参加医保", "是否低保边缘",
    "是否特困",
})  # fmt: skip
COLUMNS: tuple[Column, ...] = (*IN_CHENZHOU, *(one for one in (*IN_EXPORT, *IN_FILES) if one.upper in ALSO))
IN_COLUMNS_OF_THE_FILE = frozenset({"birth_date", "hukou_place", "residence_place", "has_hukou"})
NOT_ASKED = {
    "dibao": "dibao", "edge": "dibao_edge", "tekun": "tekun", "insured": "basic_insurance.enrolled",
    "boards": "boards_at_school", "left_behind": "is_left_behind",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as a file records it; not collected: somebody asked and did not learn it."""

    name: str
    value: str
    since: date | None = None
    until: date | None = None
    source: str = ""
    is_collected: bool = True


def read_stories(children: Sequence[Child], *, facts: Facts, on: date, seed: int) -> list[list[Known]]:
    """The facts of each child, in the order of the children."""
    pen = Pen(Random(seed), has_date_cells=False)
    rows = [fill_row(child, COLUMNS, pen) for child in children]
    with TemporaryDirectory(prefix="hutong-") as folder:
        file = Path(folder) / "宜章县和綦江区.csv"
        write_text_file(file, rows, COLUMNS)
        ledger = read_ledger(file, facts=facts, on=on)
    if len(ledger.rows) != len(children):
        raise AssertionError(f"{len(ledger.refused)} stories cannot be: {ledger.faults[:3]}")
    found = sorted(ledger.rows, key=lambda row: row.row)
    return [
        [*_list_known(row.facts, facts), *_list_not_collected(child)]
        for child, row in zip(children, found, strict=True)
    ]


def _list_known(given: Mapping[str, Any], facts: Facts) -> Iterator[Known]:
    for name, value in given.items():
        if name in IN_COLUMNS_OF_THE_FILE or name not in facts or _is_receipt(name, value):
            continue
        since = value.get("since") if isinstance(value, dict) else None
        plain = value["value"] if isinstance(value, dict) and "value" in value else value
        fact = facts[name]
        yield Known(name, text_of(fact, plain), _one_day(since), source=fact.entry.holder)


def _is_receipt(name: str, value: object) -> bool:
    """What is paid stands among the receipts; only that nothing is paid is a fact to record."""
    return name.startswith("receives.") and (name.endswith(".amount") or value is not False)


def _list_not_collected(child: Child) -> Iterator[Known]:
    """未采集: of what the story leaves open, about half was asked for."""
    for field, name in NOT_ASKED.items():
        if getattr(child, field) is None and len(child.name + field) % 2:
            yield Known(name, "", is_collected=False)


def _one_day(day: object) -> date | None:
    return day if isinstance(day, date) else None
