"""What the explanation says of children, in the form in which the SQL engines write it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from hutong.policy.amounts import Amount, written
from hutong.policy.collection import Library
from hutong.policy.determining import determine_situation
from hutong.policy.errors import SituationRefused
from hutong.policy.findings import FindingMaker
from hutong.policy.layouts import Evaluation, layout_for
from hutong.policy.programs import Givers
from hutong.policy.situation import read_situation

Told: TypeAlias = tuple[str, frozenset[tuple[str, Decimal | None, str, str]]]
"""A verdict and the terms with value, unit and state."""
WRITTEN = ("refused", "findings")
Findings: TypeAlias = dict[tuple[str, str | None], Told]


def explain(
    library: Library, children: list[dict[str, Any]], *, on: date, givers: Givers = None
) -> list[Findings | None]:
    """The findings of every child that are more than not entitled; None for a child whose facts are refused."""
    return [_explain_one(library, child, on, givers) for child in children]


def _explain_one(library: Library, child: dict[str, Any], on: date, givers: Givers) -> Findings | None:
    try:
        situation = read_situation(child, on=on, facts=library.vocabulary.facts)
    except SituationRefused:
        return None
    layout = layout_for(library, situation, givers)
    evaluation = Evaluation(situation, layout)
    maker = FindingMaker(evaluation, library.vocabulary.facts)
    found: Findings = {}
    for slot in layout.slots:
        verdict = evaluation.verdict(slot)
        if verdict != "not_entitled":
            amounts = maker.finding(slot).amounts if verdict == "entitled" else ()
            found[slot.benefit, slot.place] = verdict, frozenset(_told(amounts))
    return found


def _told(amounts: tuple[Amount, ...]) -> Iterator[tuple[str, Decimal | None, str, str]]:
    for amount in amounts:
        number = written(amount.quantity)
        yield amount.term, None if number is None else Decimal(number), amount.quantity.unit, amount.quantity.state


def read_findings(folder: Path, count: int) -> list[Findings | None]:
    """What an engine wrote, child by child; None for those it refused."""
    found: list[Findings | None] = [{} for _ in range(count)]
    for row in pq.read_table(folder / "refused.parquet").to_pylist():
        found[int(row["child"])] = None
    for row in pq.read_table(folder / "findings.parquet").to_pylist():
        add_finding(found, row)
    return found


def read_anything(folder: Path, count: int) -> list[Findings | None]:
    """What any engine wrote, whether as files or as folders of them."""
    found: list[Findings | None] = [{} for _ in range(count)]
    files = {kind: [*folder.rglob(f"{kind}.parquet"), *folder.rglob(f"{kind}/*.parquet")] for kind in WRITTEN}
    for row in (row for file in files["refused"] for row in pq.read_table(file).to_pylist()):
        found[int(row["child"])] = None
    for row in (row for file in files["findings"] for row in pq.read_table(file).to_pylist()):
        add_finding(found, row)
    return found


def add_finding(found: list[Findings | None], row: dict[str, Any]) -> None:
    """Put one written finding where it belongs; a child has one for a benefit at a place."""
    findings = found[int(row["child"])]
    assert findings is not None
    key = row["benefit"], row["place"]
    assert key not in findings
    terms = frozenset((one["term"], one["value"], one["unit"], one["state"]) for one in row["amounts"])
    findings[key] = row["verdict"], terms


def told_summary(summary: pa.Table) -> dict[tuple[str, str | None], tuple[int, int, int]]:
    """Entitled, unknown and not offered for each benefit at each place, where anybody is."""
    names = ("entitled", "unknown", "not_offered")
    rows = {(row["benefit"], row["place"]): tuple(row[name] for name in names) for row in summary.to_pylist()}
    return {key: counts for key, counts in rows.items() if any(counts)}


def recount(explained: list[Findings | None]) -> dict[tuple[str, str | None], tuple[int, int, int]]:
    """The same, counted from the explained findings."""
    verdicts = ("entitled", "unknown", "not_offered")
    counts: dict[tuple[str, str | None], list[int]] = {}
    for findings in explained:
        for key, (verdict, _) in (findings or {}).items():
            counts.setdefault(key, [0, 0, 0])[verdicts.index(verdict)] += 1
    return {key: (one, two, three) for key, (one, two, three) in counts.items()}


def split_by_province(population: Path, folder: Path) -> Path:
    """Children in two folders: those who live in Hunan, and all others."""
    table = pq.read_table(population)
    homes = ["43" if (place or "").startswith("43") else "00" for place in table["residence_place"].to_pylist()]
    for province in sorted(set(homes)):
        (folder / f"province={province}").mkdir(parents=True)
        rows = [number for number, home in enumerate(homes) if home == province]
        pq.write_table(table.take(rows), folder / f"province={province}" / "children.parquet")
    return folder


def read_parts(out: Path, count: int) -> list[Findings | None]:
    """What was written partition by partition, child by child; None for those who were refused."""
    found: list[Findings | None] = [{} for _ in range(count)]
    for part in sorted(out.glob("province=*")):
        for row in ds.dataset(part / "refused").to_table().to_pylist():
            found[int(row["child"])] = None
        for row in ds.dataset(part / "findings").to_table().to_pylist():
            add_finding(found, row)
    return found


def read_sums(folder: Path) -> list[list[str]]:
    """The lines of the summary and the sums, in an order of their own."""
    return [sorted(map(str, pq.read_table(folder / f"{name}.parquet").to_pylist())) for name in ("summary", "amounts")]


def explain_covered(library: Library, child: dict[str, Any], *, on: date) -> set[tuple[str, str | None]]:
    """The benefits in whose stead the child has another; none for a child whose facts are refused."""
    try:
        situation = read_situation(child, on=on, facts=library.vocabulary.facts)
    except SituationRefused:
        return set()
    findings = determine_situation(situation, library=library).findings
    return {(one.benefit, one.place) for one in findings if one.covered_by}


def read_covered(folder: Path, count: int) -> list[set[tuple[str, str | None]]]:
    """The same as an engine wrote it, child by child."""
    found: list[set[tuple[str, str | None]]] = [set() for _ in range(count)]
    for row in pq.read_table(folder / "findings.parquet", columns=["child", "benefit", "place", "covered"]).to_pylist():
        if row["covered"]:
            found[int(row["child"])].add((row["benefit"], row["place"]))
    return found
