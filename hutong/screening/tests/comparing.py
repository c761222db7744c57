"""All that a screening writes of some children beside what the explanation says of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa

from hutong.policy.absence import Absence, applied
from hutong.policy.collection import Library
from hutong.policy.determining import Determination, determine
from hutong.policy.errors import SituationRefused
from hutong.policy.tests.small_policies import ON
from hutong.screening.concluding import EVERYTHING, Concluded, Concluder
from hutong.screening.tests.test_concluding import gap_of, is_written, read_back, told

COUNTED = ("entitled", "covered", "unknown", "not_offered", "not_entitled")
GAPS = ("owed_not_received", "received_not_owed", "undetermined")
Told = dict[str, Any]


@dataclass(frozen=True)
class Explained:
    """What the explanation says of each child, by number; those whom it refuses are left out."""

    by_child: dict[str, Determination]
    supposed: dict[str, Determination]
    """The same with the situation as declared absence has it: who is on no list of payments is not paid."""
    refused: frozenset[str]

    def told(self) -> Told:
        """In the form of ``screened``."""
        return {
            "refused": self.refused,
            "findings": {
                (child, finding.benefit, finding.place): told(finding)
                for child, determination in self.by_child.items()
                for finding in determination.findings
                if is_written(finding)
            },
            "gaps": self._gaps(),
            "summary": +self._summary(),
            "sums": self._sums(),
        }

    def _gaps(self) -> dict[tuple[str, str], str]:
        return {
            (child, benefit): gap
            for child, determination in self.supposed.items()
            for benefit in {finding.benefit for finding in determination.findings}
            if (gap := gap_of(benefit, determination))
        }

    def _summary(self) -> Counter[tuple[Any, ...]]:
        counts: Counter[tuple[Any, ...]] = Counter()
        for determination in self.by_child.values():
            for one in determination.findings:
                counts[one.benefit, one.place, one.verdict] += 1
                counts[one.benefit, one.place, "covered"] += one.verdict == "entitled" and bool(one.covered_by)
                resting = bool(one.rests_on) and one.verdict != "unknown"
                counts[one.benefit, one.place, "rests_on_absence"] += resting
        for (_, benefit), gap in self._gaps().items():
            counts[benefit, gap] += 1
        return counts

    def _sums(self) -> dict[tuple[Any, ...], tuple[int, int]]:
        sums: dict[tuple[Any, ...], tuple[int, int]] = {}
        for determination in self.by_child.values():
            for finding in determination.list_owed():
                for amount in finding.amounts:
                    quantity = amount.quantity
                    key = finding.benefit, finding.place, amount.term, quantity.state
                    scale = 10_000 if quantity.unit == "percent" else 1
                    children, total = sums.get(key, (0, 0))
                    sums[key] = children + 1, total + int((quantity.number or 0) * scale)
        return sums


def explain(library: Library, children: Sequence[Told], *, on: date, absences: Sequence[Absence] = ()) -> Explained:
    """What the explanation says."""
    found, supposed, refused = {}, {}, set()
    for number, child in enumerate(children, start=1):
        try:
            found[str(number)] = one = determine(child, library=library, on=on, absences=absences)
        except SituationRefused:
            refused.add(str(number))
        else:
            supposed[str(number)] = replace(one, situation=applied(absences, one.situation, library)[0])
    return Explained(found, supposed, frozenset(refused))


def screened(
    library: Library,
    table: pa.RecordBatch,
    *,
    on: date,
    absences: Sequence[Absence] = (),
    wanted: frozenset[str] = EVERYTHING,
) -> Told:
    """What a screening writes, batch and totals."""
    concluder = Concluder(library, on, absences=absences, wanted=wanted)
    concluded = concluder.conclude(table, 1)
    totals = concluder.take_totals()
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in totals["summary"].to_pylist():
        for name in (*COUNTED, "rests_on_absence"):
            counts[row["benefit"], row["place"], name] += row[name]
        for name in GAPS:
            counts[row["benefit"], name] += row[name]
    return {
        "refused": frozenset(concluded.refused["child"].to_pylist()),
        "findings": read_back(concluded.findings, library),
        "gaps": _gaps(concluded),
        "summary": +counts,
        "sums": _sums(totals["amounts"].to_pylist()),
    }


def _sums(rows: list[Told]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """By benefit, place, term and state. The unit is left out: the explanation gives none where nothing is known."""
    sums: dict[tuple[Any, ...], tuple[int, int]] = {}
    for row in rows:
        key = row["benefit"], row["place"], row["term"], row["state"]
        children, total = sums.get(key, (0, 0))
        sums[key] = children + row["children"], total + row["total"]
    return sums


def _gaps(concluded: Concluded) -> dict[tuple[str, str], str]:
    rows = concluded.gaps.to_pylist()
    found = {(row["child"], row["benefit"]): row["gap"] for row in rows}
    assert len(found) == len(rows), "a child stands twice among the gaps of one benefit"
    return found


def check(library: Library, *children: dict[str, Any]) -> Told:
    """What is screened of children told in one way, which is what is explained."""
    table = pa.Table.from_pylist(list(children)).combine_chunks().to_batches()[0]
    found = screened(library, table, on=ON)
    assert found == explain(library, children, on=ON).told()
    return found
