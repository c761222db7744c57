"""Reading survey rounds: which there are for one's places, how far the villages are, what is unknown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from hutong.children.models import Child
from hutong.places.codes import ancestors, level_of
from hutong.places.models import Level, inside
from hutong.services.errors_of_finding import RoundUnknown
from hutong.services.models import UNKNOWN_RESULTS, LineResult, SurveyLine, SurveyRound, SurveyVillage, VillageState
from hutong.staff.scope import READS_FILES, get_scope

MOST_LINES = 500


def list_rounds() -> QuerySet[SurveyRound]:
    """The rounds that concern the areas of one's posts, open ones first, the latest first."""
    scope = get_scope()
    if scope.is_everything:
        return SurveyRound.objects.order_by("-opened_at", "-pk")
    concerns = [
        Q(area__in=list(ancestors(area))) | inside(area, field="area") for area in scope.areas_that(READS_FILES)
    ]
    return SurveyRound.objects.filter(reduce(or_, concerns, Q(pk__in=[]))).order_by("-opened_at", "-pk")


def get_round(uid: UUID) -> SurveyRound:
    """One of them. Raises RoundUnknown."""
    found = list_rounds().filter(uid=uid).first()
    if found is None:
        raise RoundUnknown
    return found


def get_village(uid: UUID) -> SurveyVillage:
    """A village's part of a round, of a village in one's areas. Raises RoundUnknown."""
    found = (
        SurveyVillage.objects.select_related("round", "ended_by").filter(get_scope().within("place"), uid=uid).first()
    )
    if found is None:
        raise RoundUnknown
    return found


def list_lines(village: SurveyVillage) -> QuerySet[SurveyLine]:
    """The lines of a village that may be seen: children by name, then households as they were added."""
    rows = SurveyLine.objects.filter(village=village).select_related("child")
    return rows.order_by(F("child__name").asc(nulls_last=True), "pk")


def get_line(village: SurveyVillage, uid: UUID) -> SurveyLine | None:
    """One of them."""
    return list_lines(village).filter(uid=uid).first()


@dataclass(frozen=True)
class Progress:
    """How far a village, or all villages of a place, are."""

    place: str
    village: SurveyVillage | None
    lines: int = 0
    with_result: int = 0
    unknown: int = 0
    found: int = 0
    households: int = 0
    households_seen: int = 0
    villages: int = 1
    villages_done: int = 0
    villages_excused: int = 0

    @property
    def households_unseen(self) -> int:
        """Households nobody looked at: they are unknown, not without children."""
        return self.households - self.households_seen

    def plus(self, other: "Progress") -> "Progress":
        """Both together, as of a wider place."""
        sums = {
            name: getattr(self, name) + getattr(other, name)
            for name in (
                "lines", "with_result", "unknown", "found", "households", "households_seen", "villages",
                "villages_done", "villages_excused",
            )
        }  # fmt: skip
        return Progress(self.place, None, **sums)


def list_progress(survey: SurveyRound) -> list[Progress]:
    """Every village of a round in one's areas, by code; two queries."""
    villages = SurveyVillage.objects.filter(get_scope().within("place"), round=survey).order_by("place")
    counted: dict[int, Mapping[str, Any]] = {
        one["village"]: one
        for one in SurveyLine.objects.filter(village__round=survey)
        .values("village")
        .annotate(
            lines=Count("pk"),
            with_result=Count("pk", filter=~Q(result="")),
            unknown=Count("pk", filter=Q(result__in=UNKNOWN_RESULTS)),
            found=Count("pk", filter=Q(result=LineResult.IN_NEED)),
        )
        .order_by()
    }
    return [_progress(one, counted.get(one.pk, {})) for one in villages]


def _progress(village: SurveyVillage, counted: Mapping[str, Any]) -> Progress:
    return Progress(
        village.place,
        village,
        lines=counted.get("lines", 0),
        with_result=counted.get("with_result", 0),
        unknown=counted.get("unknown", 0),
        found=counted.get("found", 0),
        households=village.households or 0,
        households_seen=village.households_seen or 0,
        villages_done=int(village.state == VillageState.DONE),
        villages_excused=int(village.state == VillageState.EXCUSED),
    )


def sum_by_township(rows: Sequence[Progress]) -> list[tuple[Progress, list[Progress]]]:
    """The villages under their townships, each township with its sum, by code."""
    found: dict[str, list[Progress]] = {}
    for row in rows:
        found.setdefault(township_of(row.place), []).append(row)
    return [(sum_up(place, held), held) for place, held in sorted(found.items())]


def sum_up(place: str, rows: Sequence[Progress]) -> Progress:
    """All of them together."""
    return reduce(Progress.plus, rows, Progress(place, None, villages=0))


def township_of(place: str) -> str:
    """The township in which a village lies; a wider place itself."""
    return next((code for code in ancestors(place) if level_of(code) <= Level.TOWNSHIP), place)


def list_linkable(village: SurveyVillage) -> QuerySet[Child]:
    """The files begun in the village since the round was opened, that stand on no line of it."""
    held = SurveyLine.objects.filter(village=village, child__isnull=False).values("child")
    return (
        Child.objects.filter(area=village.place, made_at__gte=village.round.opened_at, merged_into__isnull=True)
        .exclude(pk__in=held)
        .order_by("name", "pk")
    )


def is_late(survey: SurveyRound, *, on: date) -> bool:
    """Whether a round goes on after its last day."""
    return survey.is_open and on > survey.due_on
