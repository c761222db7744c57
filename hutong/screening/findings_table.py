"""Findings as a table: a line for every benefit of every child, in the order of the children."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hutong.policy.amounts import Amount, written
from hutong.policy.findings import Finding
from hutong.screening.arrow import ArrowEngine, Screened
from hutong.screening.bits import rows_of
from hutong.screening.codes import missing_order, pack_missing
from hutong.screening.covering import Covering
from hutong.screening.details import SlotDetails
from hutong.screening.dictionaries import ids_of, words_of
from hutong.screening.tables import CHILD, FINDINGS

SAID_BESIDE = ("amounts", "grounds", "missing", "excluded_by", "rests_on")


def findings_table(
    engine: ArrowEngine, screened: Screened, slots: Sequence[SlotDetails], covering: Covering, first_row: int
) -> pa.Table:
    """The findings of a batch whose first child stands in this row of the population."""
    if not slots:
        return FINDINGS.empty_table()
    rows = np.concatenate([slot.rows for slot in slots])
    order = np.argsort(rows, kind="stable")
    lengths = [len(slot.rows) for slot in slots]
    columns = np.repeat([slot.column for slot in slots], lengths)[order]
    starts = np.cumsum([0, *(len(slot.distinct) for slot in slots)])
    which = np.concatenate([slot.which + start for slot, start in zip(slots, starts, strict=False)])[order]
    rows = rows[order]
    said = _said(
        [finding for slot in slots for finding in slot.distinct], missing_order(engine.library.vocabulary.facts)
    )
    verdicts = np.array([VERDICTS.index(finding.verdict) for slot in slots for finding in slot.distinct])
    beside = said.take(pa.array(which))
    return pa.table(
        {
            CHILD: ids_of(screened, first_row, rows),
            "benefit": words_of(columns, [column.benefit for column in screened.columns]),
            "place": words_of(_places(screened, columns, rows), engine.places.counties),
            "verdict": words_of(verdicts[which], VERDICTS),
            **{name: beside[name] for name in ("amounts", "grounds", "missing")},
            "covered_by": _covered_by(screened, covering, columns, rows),
            **{name: beside[name] for name in ("excluded_by", "rests_on")},
        },
        schema=FINDINGS,
    )


VERDICTS = ("entitled", "not_entitled", "not_offered", "unknown")


def _places(screened: Screened, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int32]:
    ties = np.array([column.tie for column in screened.columns])[columns]
    places: NDArray[np.int32] = np.stack(screened.places)[ties, rows]
    return places


def _said(findings: Sequence[Finding], order: Sequence[str]) -> pa.Table:
    """What stands beside each distinct finding."""
    said: list[dict[str, Any]] = [
        {
            "amounts": [_amount(amount) for amount in finding.amounts],
            "grounds": [reason.clause for reason in finding.because if reason.conclusion == finding.verdict],
            "missing": pack_missing(finding.missing, order),
            "excluded_by": list(finding.excluded_by),
            "rests_on": list(finding.rests_on),
        }
        for finding in findings
    ]
    schema = pa.schema([FINDINGS.field(name) for name in SAID_BESIDE])
    return pa.Table.from_pylist(said, schema=schema).combine_chunks()


def _amount(amount: Amount) -> dict[str, Any]:
    number = written(amount.quantity)
    return {
        "term": amount.term,
        "value": None if number is None else Decimal(number),
        "unit": amount.quantity.unit,
        "state": amount.quantity.state,
        "may_rise": amount.may_rise,
    }


def _covered_by(
    screened: Screened, covering: Covering, columns: NDArray[np.int64], rows: NDArray[np.int64]
) -> pa.ListArray:
    """The benefit that stands in the stead of each finding, if any, as a list."""
    names = sorted({one.by for one in covering.covered})
    by = np.full((len(screened.columns), screened.batch.children), -1, np.int8) if names else None
    for one in covering.covered:
        assert by is not None
        by[one.column, rows_of(one.children, screened.batch.children)] = names.index(one.by)
    found = np.full(len(rows), -1, np.int8) if by is None else by[columns, rows]
    covered = found >= 0
    offsets = np.concatenate([[0], np.cumsum(covered)]).astype(np.int32)
    values = pa.array(names, pa.string()).take(pa.array(found[covered].astype(np.int32)))
    return pa.ListArray.from_arrays(pa.array(offsets), values)
