"""Survey rounds: a county opens one, each village gets its list, closing needs every village or a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hutong.audit.actions import note_act
from hutong.children.changing import covers, day_of
from hutong.children.models import NAME, WORDS, Child, State
from hutong.places.codes import full_code, level_of
from hutong.places.models import Level, inside
from hutong.places.queries import list_below
from hutong.services.errors_of_finding import (
    LinesOpen,
    NumbersWrong,
    ReasonNeeded,
    RoundClosed,
    RoundNeeds,
    VillagesOpen,
)
from hutong.services.models import LineResult, SurveyLine, SurveyRound, SurveyVillage, VillageState
from hutong.services.survey_tasks import end_survey_task, open_survey_tasks
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, get_scope

OPENS_ROUNDS = frozenset({Role.CIVIL_AFFAIRS})
LISTED = (State.CANDIDATE, State.VERIFIED, State.REGISTERED, State.UNDER_REVIEW)
LONGEST, AT_ONCE = 3_000, 1_000


@transaction.atomic
def open_round(*, area: str, title: str, due_on: date, by: Worker, at: datetime, words: str = "") -> SurveyRound:
    """A county opens a round: every village gets its list and its task. Raises RoundNeeds, NotAllowed, CodeWrong."""
    area, on = full_code(area), day_of(at)
    if not may_open_rounds(area):
        raise NotAllowed(act="open a survey round")
    villages = list_below(area, on=on, level=Level.VILLAGE)
    if not title.strip() or due_on < on or level_of(area) > Level.COUNTY or not villages:
        raise RoundNeeds
    made = SurveyRound.objects.create(
        area=area, title=title.strip()[:NAME], words=words.strip()[:WORDS], due_on=due_on, opened_at=at, opened_by=by
    )
    places = SurveyVillage.objects.bulk_create(
        [SurveyVillage(round=made, place=one.code) for one in villages], batch_size=AT_ONCE
    )
    _fill_lists(area, {one.place: one for one in places})
    note_act(at=at, act="survey opened", place=area, about=str(made.uid), rows=len(places), by=by.uid)
    open_survey_tasks(made, places, at=at, by=by)
    return made


def may_open_rounds(area: str) -> bool:
    """Whether who acts opens and closes rounds in an area: civil affairs of the county or wider."""
    scope = get_scope()
    return scope.is_everything or scope.covers(area, roles=frozenset(OPENS_ROUNDS))


def _fill_lists(area: str, villages: Mapping[str, SurveyVillage]) -> None:
    """The children with an open file stand on their village's list, whoever opens the round.

    Files whose charge is the township's own are on no village's list: the township visits them.
    """
    with acting_as(EVERYTHING):
        children = Child.objects.filter(
            inside(area, field="area"), state__in=LISTED, merged_into__isnull=True, is_sealed=False
        ).only("pk", "area")
        lot: list[SurveyLine] = []
        for child in children.order_by("area", "name", "pk").iterator(chunk_size=AT_ONCE):
            if (village := villages.get(child.area)) is not None:
                lot.append(SurveyLine(village=village, place=village.place, child=child))
        SurveyLine.objects.bulk_create(lot, batch_size=AT_ONCE)


@dataclass(frozen=True)
class LineSaid:
    """What was found at a line."""

    result: str
    note: str = ""


@transaction.atomic
def write_results(
    *, village: SurveyVillage, said: Mapping[int, LineSaid], seen_on: date, by: Worker, at: datetime
) -> int:
    """What was found at lines of a village, by their numbers; how many changed. Raises RoundClosed, NotAllowed."""
    village = lock_village(village)
    _check_open(village)
    changed = 0
    for line in SurveyLine.objects.select_for_update(of=("self",)).filter(village=village, pk__in=list(said)):
        given = said[line.pk]
        result = given.result if given.result in LineResult.values else ""
        if (line.result, line.note) != (result, given.note.strip()[:LONGEST]):
            line.result, line.note = result, given.note.strip()[:LONGEST]
            line.seen_on = min(seen_on, day_of(at)) if result else None
            line.typed_at, line.typed_by = at, by
            line.save(update_fields=["result", "note", "seen_on", "typed_at", "typed_by"])
            changed += 1
    if changed:
        note_act(at=at, act="survey results", place=village.place, about=str(village.uid), rows=changed, by=by.uid)
    return changed


@transaction.atomic
def add_household(*, village: SurveyVillage, household: str, said: LineSaid, by: Worker, at: datetime) -> SurveyLine:
    """A household without a file: where something was found, or nobody was seen. Raises ReasonNeeded, RoundClosed."""
    village = lock_village(village)
    _check_open(village)
    if not household.strip():
        raise ReasonNeeded
    line = SurveyLine(
        village=village,
        place=village.place,
        household=household.strip()[:WORDS],
        result=said.result if said.result in LineResult.values else "",
        note=said.note.strip()[:LONGEST],
        seen_on=day_of(at),
        typed_at=at,
        typed_by=by,
    )
    line.save(force_insert=True)
    note_act(at=at, act="survey household added", place=village.place, about=str(village.uid), by=by.uid)
    return line


@transaction.atomic
def link_child(*, line: SurveyLine, child: Child, by: Worker, at: datetime) -> SurveyLine:
    """The file that was begun for a child found in a household. Raises RoundClosed, NotAllowed."""
    village = lock_village(SurveyVillage.objects.get(pk=line.village_id))
    _check_open(village)
    line.child, line.result = child, line.result or LineResult.IN_NEED
    line.save(update_fields=["child", "result"])
    note_act(at=at, act="survey child linked", child=child.uid, place=child.area, about=str(village.uid), by=by.uid)
    return line


@transaction.atomic
def finish_village(
    *, village: SurveyVillage, households: int | None, households_seen: int | None, by: Worker, at: datetime,
    words: str = "",
) -> SurveyVillage:  # fmt: skip
    """Every line has a result, if only that nobody was seen. Raises LinesOpen, NumbersWrong, RoundClosed."""
    village = lock_village(village)
    _check_open(village)
    if households is None or households_seen is None or not 0 <= households_seen <= households:
        raise NumbersWrong
    with acting_as(EVERYTHING):
        left = SurveyLine.objects.filter(village=village, result="").count()
    if left:
        raise LinesOpen(count=left)
    village.households, village.households_seen = households, households_seen
    return _end(village, VillageState.DONE, words, by=by, at=at)


@transaction.atomic
def excuse_village(*, village: SurveyVillage, reason: str, by: Worker, at: datetime) -> SurveyVillage:
    """The village is not looked at this time; the township or wider says why. Raises ReasonNeeded, NotAllowed."""
    village = lock_village(village)
    _check_open(village)
    if not covers(village.place, narrowest=Level.TOWNSHIP):
        raise NotAllowed(act="excuse a village from a survey")
    if not reason.strip():
        raise ReasonNeeded
    return _end(village, VillageState.EXCUSED, reason, by=by, at=at)


def _end(village: SurveyVillage, state: VillageState, words: str, *, by: Worker, at: datetime) -> SurveyVillage:
    village.state, village.reason = state, words.strip()[:WORDS]
    village.ended_at, village.ended_by = at, by
    village.save()
    note_act(at=at, act=f"survey village {state.value}", place=village.place, about=str(village.uid), by=by.uid)
    end_survey_task(village, words=village.reason, by=by, at=at)
    return village


@transaction.atomic
def reopen_village(*, village: SurveyVillage, reason: str, by: Worker, at: datetime) -> SurveyVillage:
    """Back to work: something was wrong or forgotten. Raises ReasonNeeded, RoundClosed, NotAllowed."""
    village = lock_village(village)
    _check_round(village.round)
    if not covers(village.place, narrowest=Level.VILLAGE):
        raise NotAllowed(act="open a village's part of a survey again")
    if not reason.strip():
        raise ReasonNeeded
    village.state, village.ended_at, village.ended_by, village.reason = VillageState.OPEN, None, None, ""
    village.save()
    note_act(
        at=at, act="survey village reopened", place=village.place, about=str(village.uid), purpose=reason, by=by.uid
    )
    open_survey_tasks(village.round, [village], at=at, by=by)
    return village


@transaction.atomic
def close_round(*, survey: SurveyRound, conclusion: str, by: Worker, at: datetime) -> SurveyRound:
    """Every village is done or has its reason. Raises VillagesOpen, RoundClosed, NotAllowed."""
    survey = SurveyRound.objects.select_for_update().get(pk=survey.pk)
    if not may_open_rounds(survey.area):
        raise NotAllowed(act="close a survey round")
    _check_round(survey)
    left = SurveyVillage.objects.filter(round=survey, state=VillageState.OPEN).count()
    if left:
        raise VillagesOpen(count=left)
    survey.closed_at, survey.closed_by, survey.conclusion = at, by, conclusion.strip()[:WORDS]
    survey.save(update_fields=["closed_at", "closed_by", "conclusion"])
    note_act(at=at, act="survey closed", place=survey.area, about=str(survey.uid), by=by.uid)
    return survey


def lock_village(village: SurveyVillage) -> SurveyVillage:
    """The village's part as it is now, locked until the transaction ends."""
    return SurveyVillage.objects.select_for_update(of=("self",)).select_related("round").get(pk=village.pk)


def _check_open(village: SurveyVillage) -> None:
    """Raises RoundClosed, NotAllowed."""
    _check_round(village.round)
    if village.state != VillageState.OPEN:
        raise RoundClosed
    if not covers(village.place, narrowest=Level.VILLAGE):
        raise NotAllowed(act="write results of a survey")


def _check_round(survey: SurveyRound) -> None:
    if not survey.is_open:
        raise RoundClosed
