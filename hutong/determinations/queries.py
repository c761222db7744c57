"""Reading what was concluded: anew with proofs, or as it is kept."""

import json
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from hutong.children.discretion import told
from hutong.children.models import Child
from hutong.determinations.bundles import absences_of, current_library, library_of
from hutong.determinations.models import Departure, Determination, DueAgain, FindingSpan
from hutong.determinations.translating import translate
from hutong.places.codes import NATION
from hutong.places.models import inside
from hutong.policy import determining
from hutong.policy.library import Library

DAYS_AHEAD = 60


def conclude(
    *, child: Child, on: date, known_at: datetime | None = None, library: Library | None = None
) -> determining.Determination:
    """Everything the documents conclude about a child on a day, with proofs, from what was known at an instant."""
    documents = library or current_library()
    translation = translate(child=child, on=on, known_at=known_at, facts=documents.vocabulary.facts)
    return determining.determine_situation(translation.situation, library=documents, absences=absences_of(documents))


def recompute(determination: Determination) -> determining.Determination:
    """A determination made again from the very facts and documents that were used. Raises BundleBroken."""
    library = library_of(determination.bundle)
    given = json.loads(determination.facts)
    return determining.determine(given, library=library, on=determination.on, absences=absences_of(library))


def list_open_findings(child: Child) -> QuerySet[FindingSpan]:
    """What is owed, may be owed, or is paid and not owed, as it was last settled: what is owed first."""
    spans = FindingSpan.objects.filter(child=child, until__isnull=True)
    return spans.order_by("verdict", "benefit", "place")


def list_told_findings() -> QuerySet[FindingSpan]:
    """The findings that hold now and of which, and of whose reasons, who acts may be told."""
    return told(FindingSpan.objects.filter(until__isnull=True))


def list_findings_on(child: Child, *, on: date) -> QuerySet[FindingSpan]:
    """The spans in which a day lies."""
    spans = FindingSpan.objects.filter(Q(until__isnull=True) | Q(until__gt=on), child=child, since__lte=on)
    return spans.order_by("verdict", "benefit", "place")


def list_departures(child: Child, *, on: date | None = None) -> QuerySet[Departure]:
    """Departures with who wrote them, the newest first; those in force on a day, if one is given."""
    rows = Departure.objects.filter(child=child).select_related("by", "withdrawn_by").order_by("-at", "-pk")
    if on is None:
        return rows
    return rows.filter(Q(until__isnull=True) | Q(until__gte=on), since__lte=on, withdrawn_at__isnull=True)


def list_coming(*, on: date, days: int = DAYS_AHEAD, within: str = NATION) -> QuerySet[DueAgain]:
    """The days from today on which a determination may change by itself, with their children, the nearest first."""
    rows = DueAgain.objects.filter(inside(within, field="child__area"), on__gte=on, on__lte=on + timedelta(days=days))
    return rows.select_related("child").order_by("on", "child_id", "why")
