"""The two ways in which what is owed and what is paid part: 应享未享 and 应停未停.

A gap asks a person to look; it decides nothing, starts nothing and stops nothing.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from hutong.policy.determining import Determination
from hutong.policy.findings import Finding

Gap = Literal["owed_not_received", "received_not_owed"]
GAPS: tuple[Gap, ...] = ("owed_not_received", "received_not_owed")


class Continuation(NamedTuple):
    """Money that goes on under another benefit's name, and the clause that says so."""

    before: str
    after: str
    clause: str


CONTINUATIONS = (
    # A grown-up orphan still at school goes on as before: payrolls keep the old name.
    Continuation("orphan_protection", "adult_orphan_continuation", "000000/gbf2010-54#3/a"),
)


def get_gap(finding: Finding, determination: Determination) -> Gap | None:
    """How the finding and the payment part; None when they agree, or when nobody knows what is paid."""
    received = determination.situation.known.get(f"receives.{finding.benefit}")
    if finding.is_owed and received is False and not _is_received_as_before(finding.benefit, determination):
        return "owed_not_received"
    if finding.verdict == "not_entitled" and received is True and not _may_be_owed(finding.benefit, determination):
        return "received_not_owed"
    return None


def list_gaps(determination: Determination) -> Iterator[tuple[Finding, Gap]]:
    """Every finding of a child that parts from what is paid; one benefit counts once, though it has several places."""
    told = set()
    for finding in determination.findings:
        gap = get_gap(finding, determination)
        if gap is not None and (finding.benefit, gap) not in told:
            told.add((finding.benefit, gap))
            yield finding, gap


def _is_received_as_before(benefit: str, determination: Determination) -> bool:
    """Whether the benefit is paid under the name of the one that it continues."""
    known = determination.situation.known
    return any(known.get(f"receives.{one.before}") is True for one in CONTINUATIONS if one.after == benefit)


def _may_be_owed(benefit: str, determination: Determination) -> bool:
    """A benefit has a finding at each place of the child: the money in payment may be that of another place.

    Or it is that of the benefit which continues it.
    """
    names = {benefit, *(one.after for one in CONTINUATIONS if one.before == benefit)}
    return any(one.verdict != "not_entitled" for one in determination.findings if one.benefit in names)
