"""Stands in for the engine until it is there: the explanation, child by child."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from hutong.policy.absence import Absence
from hutong.policy.collection import Library
from hutong.policy.determining import determine
from hutong.policy.errors import SituationRefused
from hutong.policy.programs import Givers
from hutong.screening.codes import pack_missing
from hutong.screening.tables import AMOUNTS, CHILD, FINDINGS, GAPS, REFUSED, SUMMARY


@dataclass
class Concluded:
    findings: pa.Table
    gaps: pa.Table
    summary: pa.Table
    amounts: pa.Table
    refused: pa.Table


@dataclass
class Concluder:
    library: Library
    on: date
    givers: Givers = None
    absences: Sequence[Absence] = ()
    wanted: frozenset[str] = frozenset()

    def conclude(self, batch: pa.RecordBatch, first_row: int) -> Concluded:
        order = list(self.library.vocabulary.facts)
        findings: list[dict[str, Any]] = []
        summary: list[dict[str, Any]] = []
        refused: list[dict[str, Any]] = []
        for number, row in enumerate(batch.to_pylist()):
            child = str(row.pop(CHILD, None) or first_row + number)
            given: dict[str, Any] = {}
            for name, value in row.items():
                if value is None:
                    continue
                base, _, end = name.rpartition(".")
                if end in ("from", "to"):
                    given.setdefault(base, {})[end] = value
                elif self.library.vocabulary.facts[name].type == "money" and isinstance(value, int):
                    given[name] = str(Decimal(value) / 100)
                else:
                    given[name] = value
            try:
                determination = determine(given, library=self.library, on=self.on, absences=self.absences)
            except SituationRefused as wrong:
                refused.append(
                    {"child": child, "row": first_row + number, "column": wrong.faults[0].fact, "why": str(wrong)}
                )
                continue
            for one in determination.findings:
                verdicts = {name: int(one.verdict == name) for name in SUMMARY.names}
                key = {"benefit": one.benefit, "place": one.place}
                summary.append(verdicts | key)
                if one.verdict in ("entitled", "unknown"):
                    findings.append(
                        {"child": child, "verdict": one.verdict, "missing": pack_missing(one.missing, order)} | key
                    )
        return Concluded(
            pa.Table.from_pylist(findings, schema=FINDINGS),
            GAPS.empty_table(),
            pa.Table.from_pylist(summary, schema=SUMMARY),
            AMOUNTS.empty_table(),
            pa.Table.from_pylist(refused, schema=REFUSED),
        )
