"""Visits: who visited, who typed, what was seen; what was learnt goes into the file with the visit as evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from hutong.children.actions import add_evidence, record_fact
from hutong.children.changing import begin_change, day_of, refuse_narrower
from hutong.children.fact_values import Plain
from hutong.children.models import NAME, Child, Evidence
from hutong.children.words import get_vocabulary
from hutong.lib.translating import marked, translator
from hutong.places.models import Level
from hutong.privacy.consenting import check_consent
from hutong.privacy.errors import ConsentMissing
from hutong.services.errors_of_finding import ClosenessNeeds, DayOfVisitNotCome, PictureNeedsConsent, VisitNeeds
from hutong.services.models import (
    STATES_OF_VISIT,
    Closeness,
    ClosenessSet,
    Informing,
    LineResult,
    Met,
    SurveyLine,
    Visit,
    VisitDue,
    VisitWay,
)
from hutong.services.visit_tasks import show_informing_to_tasks, show_visit_to_tasks
from hutong.services.visiting_days import keep_due_days
from hutong.staff.models import Worker
from hutong.staff.scope import WRITES_FILES, get_scope
from hutong.vocabulary.secrecy import bits_of

LONGEST = 3_000
TITLE = marked("Visit of {day}")
PHOTOGRAPHS = "photographs"
OF_A_VISIT = "visit {uid}"


@dataclass(frozen=True)
class Picture:
    """A photograph that was taken on the visit."""

    content: bytes
    media_type: str


@dataclass(frozen=True)
class Seen:
    """What the visitor says. Whom they met is enough."""

    met: str
    visited_on: date
    visited_by: str
    way: str = VisitWay.HOME.value
    asked: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    """By column of ``STATES_OF_VISIT``; what was not looked at is left out."""
    words: str = ""
    facts: Mapping[str, Plain | None] = field(default_factory=dict)
    """What was learnt; None where it was asked and not learnt."""
    picture: Picture | None = None


@transaction.atomic
def record_visit(*, child: Child, seen: Seen, by: Worker, at: datetime) -> Visit:
    """Write a visit down; its facts follow, with it as evidence.

    Raises VisitNeeds, DayOfVisitNotCome, PictureNeedsConsent, FileError.
    """
    if seen.met not in Met.values or not seen.visited_by.strip():
        raise VisitNeeds
    if seen.visited_on > day_of(at):
        raise DayOfVisitNotCome
    if seen.picture is not None and not may_be_pictured(child, on=seen.visited_on):
        raise PictureNeedsConsent
    last = Visit.objects.filter(child=child).order_by("-visited_on", "-pk").first()
    due = VisitDue.objects.filter(child=child).values_list("due_on", flat=True).first()
    begin_change(child=child, what="visit", by=by, at=at)
    visit = _visit(child, seen, last=last, due=due, by=by, at=at)
    visit.evidence = _evidence(visit, seen, by=by, at=at)
    visit.save(force_insert=True)
    for name, value in seen.facts.items():
        _record(visit, name, value, by=by, at=at)
    keep_due_days([child], on=day_of(at))
    _note_in_survey(visit, is_changed=bool(seen.facts), at=at)
    show_visit_to_tasks(visit, by=by, at=at)
    return visit


def may_be_pictured(child: Child, *, on: date) -> bool:
    """Whether the family, and from fourteen on the child, agreed to photographs."""
    try:
        check_consent(child=child, purpose=PHOTOGRAPHS, on=on)
    except ConsentMissing:
        return False
    return True


def _visit(child: Child, seen: Seen, *, last: Visit | None, due: date | None, by: Worker, at: datetime) -> Visit:
    states = {name: seen.states.get(name, "") for name in STATES_OF_VISIT}
    carried = [name for name, value in states.items() if last and value and value == getattr(last, name)]
    return Visit(
        child=child,
        visited_on=seen.visited_on,
        visited_by=seen.visited_by.strip()[:NAME],
        way=seen.way if seen.way in VisitWay.values else VisitWay.HOME,
        met=seen.met,
        asked=seen.asked.strip()[:NAME],
        **states,
        words=seen.words.strip()[:LONGEST],
        carried=",".join(carried),
        due_on=due,
        typed_at=at,
        typed_by=by,
    )


def _evidence(visit: Visit, seen: Seen, *, by: Worker, at: datetime) -> Evidence:
    """What the facts rest on: the visit, with its picture."""
    given = {} if seen.picture is None else {"content": seen.picture.content, "media_type": seen.picture.media_type}
    return add_evidence(
        child=visit.child,
        title=translator("zh")(TITLE).format(day=visit.visited_on),
        reference=OF_A_VISIT.format(uid=visit.uid),
        by=by,
        at=at,
        **given,  # type: ignore[arg-type]
    )


def _record(visit: Visit, name: str, value: Plain | None, *, by: Worker, at: datetime) -> None:
    record_fact(
        child=visit.child,
        name=name,
        value=value,
        is_collected=value is not None,
        since=visit.visited_on if value is not None else None,
        source=own_body(),
        evidence=visit.evidence,
        by=by,
        at=at,
    )


def own_body() -> str:
    """The body for which whoever acts writes to files; "" where the vocabulary has no such body."""
    bodies = get_vocabulary().bodies
    held = (one.body_kind for one in get_scope().held if one.role in WRITES_FILES)
    return next((kind for kind in held if kind in bodies), "")


def _note_in_survey(visit: Visit, *, is_changed: bool, at: datetime) -> None:
    """A visit during a survey is the survey's result for this child, unless one was written down."""
    if visit.met == Met.NOBODY:
        return
    result = LineResult.CHANGED if is_changed else LineResult.AS_KNOWN
    open_lines = SurveyLine.objects.filter(
        child=visit.child, result="", village__round__closed_at__isnull=True, village__state="open"
    )
    numbers = list(open_lines.values_list("pk", flat=True))
    SurveyLine.objects.filter(pk__in=numbers).update(
        result=result, seen_on=visit.visited_on, typed_at=at, typed_by=visit.typed_by
    )


@transaction.atomic
def set_closeness(*, child: Child, closeness: str, reason: str, by: Worker, at: datetime) -> ClosenessSet:
    """How closely a child is looked after; the township or wider decides. Raises ClosenessNeeds, NotAllowed."""
    if closeness not in Closeness.values or not reason.strip():
        raise ClosenessNeeds
    begin_change(child=child, what="closeness", by=by, at=at)
    refuse_narrower(child, Level.TOWNSHIP, act="decide how closely a child is looked after")
    made = ClosenessSet(child=child, closeness=closeness, reason=reason.strip()[:LONGEST], at=at, by=by)
    made.save(force_insert=True)
    keep_due_days([child], on=day_of(at))
    return made


@transaction.atomic
def note_informing(
    *, child: Child, benefit: str, place: str, how: str, by: Worker, at: datetime, visit: Visit | None = None
) -> Informing:
    """The family was told of a benefit, helped to apply, or does not want it for now. Raises VisitNeeds, FileError."""
    known = get_vocabulary().benefits.get(benefit)
    if known is None or how not in Informing.How.values:
        raise VisitNeeds
    begin_change(child=child, what="informing", by=by, at=at)
    made = Informing.objects.create(
        child=child, visit=visit, benefit=benefit, place=place, how=how, secrecy=bits_of(known.secrecy), at=at, by=by
    )
    show_informing_to_tasks(made, child=child, by=by, at=at)
    return made


__all__ = ["Picture", "Seen", "may_be_pictured", "note_informing", "own_body", "record_visit", "set_closeness"]
