"""An old determination made again from the very facts and documents that were used, and held against what was kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from hutong.children.models import Child
from hutong.determinations.bundles import engine_version, library_of
from hutong.determinations.concluding import Line, findings_kept, kept_of
from hutong.determinations.models import Determination, FindingSpan
from hutong.determinations.queries import recompute
from hutong.determinations.settling import checksum_of
from hutong.policy import determining
from hutong.policy.library import Library

COMPARED = ("verdict", "monthly_fen", "amount_state", "covered_by", "missing")
"""What is held against each other; how sensitive a line is may be judged anew by a later version."""
Lines = Mapping[tuple[str, str], Line]


@dataclass(frozen=True)
class Difference:
    """A line as it was kept and as it comes out now; None where there is none."""

    then: Line | None
    now: Line | None

    @property
    def benefit(self) -> str:
        line = self.then or self.now
        assert line is not None
        return line.benefit


@dataclass(frozen=True)
class Remade:
    """What came out when it was made again."""

    determination: determining.Determination
    library: Library
    is_unaltered: bool
    """Whether facts, day, documents and engine still give the checksum that was kept."""
    engine: str
    """The version that made it again."""
    differences: tuple[Difference, ...]

    @property
    def is_identical(self) -> bool:
        return self.is_unaltered and not self.differences


def list_determinations(child: Child) -> QuerySet[Determination]:
    """Every determination of a child that was kept, the newest first; without its facts."""
    rows = Determination.objects.filter(child=child).select_related("made_by", "bundle")
    return rows.defer("facts", "bundle__archive").order_by("-made_at", "-pk")


def lines_then(determination: Determination) -> dict[tuple[str, str], Line]:
    """The lines that stood when a determination had been made: begun with it or before, not ended with it or before."""
    ended_later = Q(ended_with__isnull=True) | Q(ended_with__gt=determination.pk)
    # A file that was closed ended its lines with no determination: only those of later days still stood then.
    stood = Q(until__isnull=True) | Q(ended_with__isnull=False) | Q(until__gt=determination.on)
    spans = FindingSpan.objects.filter(
        ended_later, stood, child=determination.child_id, begun_with__lte=determination.pk
    ).values_list(*Line._fields)
    lines = (Line._make(row) for row in spans)
    return {(line.benefit, line.place): line for line in lines}


def remake(determination: Determination) -> Remade:
    """The determination made again. Raises BundleBroken."""
    library = library_of(determination.bundle)
    made = recompute(determination)
    now = kept_of(made.situation, findings_kept(made.findings, library), library=library).lines
    checksum = checksum_of(
        determination.facts,
        on=determination.on,
        bundle=determination.bundle.checksum,
        engine=determination.engine,
    )
    return Remade(
        made,
        library,
        is_unaltered=checksum == determination.checksum,
        engine=engine_version(),
        differences=tuple(_differing(lines_then(determination), now)),
    )


def _differing(then: Lines, now: Lines) -> list[Difference]:
    return [
        Difference(then.get(key), now.get(key))
        for key in sorted(then.keys() | now.keys())
        if _compared(then.get(key)) != _compared(now.get(key))
    ]


def _compared(line: Line | None) -> tuple[object, ...] | None:
    return None if line is None else tuple(getattr(line, name) for name in COMPARED)
