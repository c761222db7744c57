"""Reporting a child in danger, and what follows. Nothing blocks a report: what is missing comes later.

Neither the record nor a task says who reported: the act is written down as the system's, with the report's number.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hutong.audit.acting import SYSTEM, acted_by
from hutong.audit.actions import note_act
from hutong.children.models import NAME, Child
from hutong.lib.identity_number import normalise_identity_number
from hutong.places.codes import is_inside
from hutong.protection.errors import CourseNeeds, NothingTold, NotYetReceived, ReceiptNeeds, ReportUnknown
from hutong.protection.models import LONGEST, Course, KeptOut, PoliceReceipt, Report, Road, Situation, SuspectIs
from hutong.protection.models.seeing import answers_for_reports, is_of_county
from hutong.protection.reporters import NOTHING_SAID, TheirName, is_own, seal_reporter
from hutong.protection.urgent import end_police_task, end_township_task, open_urgent_tasks
from hutong.staff.models import OwnIdentity, Worker
from hutong.staff.scope import NotAllowed, get_scope


@dataclass(frozen=True)
class Suspect:
    """Of whom it is suspected, as far as anybody knows."""

    told: str = ""
    is_what: str = SuspectIs.UNKNOWN.value
    identity_number: str = ""
    keep_from_village: bool = False
    """They live there, or its workers know them: the village is not shown the report."""


@dataclass(frozen=True)
class Told:
    """What a report says. What happened or where is enough."""

    what: str = ""
    where: str = ""
    about: str = ""
    situations: tuple[str, ...] = ()
    needs_help_now: bool = False
    discovered_at: datetime | None = None
    discovered_said: str = ""
    suspect: Suspect = Suspect()


@dataclass(frozen=True)
class ReceiptSaid:
    """Who of the police has it, since when."""

    way: str
    who: str
    received_at: datetime | None
    station: str = ""
    number: str = ""


@dataclass(frozen=True)
class Arrival:
    """By which door a report came, and what that door knows of it besides."""

    road: str = Road.WORKER.value
    is_placed: bool = True
    gathered: str = ""
    sent_mark: str | None = None


@transaction.atomic
def report_danger(
    *,
    told: Told,
    place: str,
    by: Worker | None,
    at: datetime,
    child: Child | None = None,
    reporter: TheirName = NOTHING_SAID,
    receipt: ReceiptSaid | None = None,
    arrival: Arrival | None = None,
) -> Report:
    """A child is in danger: urgent tasks for police and township open at once. Raises NothingTold.

    A receipt that is not whole is left out rather than keeping the report from being made.
    """
    if not (told.what.strip() or told.where.strip()):
        raise NothingTold
    report = _write(told, arrival or Arrival(), place=place, at=at, child=child)
    seal_reporter(report=report, told=reporter, typed_by=by)
    _keep_suspect_out(report, at=at)
    with acted_by(SYSTEM):
        note_act(at=at, act="danger reported", place=place, about=str(report.uid))
        open_urgent_tasks(report, at=at)
        if receipt is not None and _is_whole(receipt, at=at):
            _put_receipt(report, receipt, by=None, at=at)
    return report


def _write(told: Told, arrival: Arrival, *, place: str, at: datetime, child: Child | None) -> Report:
    suspect = told.suspect
    report = Report(
        child=child,
        place=place,
        what=told.what.strip()[:LONGEST],
        where=told.where.strip()[:LONGEST],
        about=told.about.strip()[:LONGEST],
        situations="".join(sorted({one for one in told.situations if one in Situation.values})),
        needs_help_now=told.needs_help_now,
        suspect=suspect.told.strip()[:LONGEST],
        suspect_is=suspect.is_what if suspect.is_what in SuspectIs.values else SuspectIs.UNKNOWN,
        suspect_number=normalise_identity_number(suspect.identity_number)[:NAME],
        is_kept_from_village=suspect.keep_from_village,
        discovered_at=told.discovered_at if told.discovered_at is None or told.discovered_at <= at else None,
        discovered_said=told.discovered_said.strip()[:NAME],
        reported_at=at,
        came_by=arrival.road,
        is_placed=arrival.is_placed,
        gathered=arrival.gathered,
        sent_mark=arrival.sent_mark,
    )
    report.save(force_insert=True)
    return report


def _keep_suspect_out(report: Report, *, at: datetime) -> None:
    """Workers whose own number is the suspected person's do not see the report."""
    if report.suspect_mark:
        own = OwnIdentity.objects.filter(identity_mark=report.suspect_mark).values_list("worker", flat=True)
        KeptOut.objects.bulk_create([KeptOut(report=report, worker_id=worker, at=at) for worker in own])


@transaction.atomic
def enter_receipt(*, report: Report, said: ReceiptSaid, by: Worker, at: datetime) -> PoliceReceipt:
    """The police have it: the report is red no longer. Raises ReceiptNeeds, NotYetReceived, NotAllowed.

    Whoever reported may enter it, too; then nobody's name stands at it.
    """
    report = lock_report(report)
    is_theirs = is_own(report, by)
    if not (is_theirs or may_act_on(report)):
        raise NotAllowed(act="enter a police receipt")
    if not said.who.strip():
        raise ReceiptNeeds
    if said.received_at is None or said.received_at > at:
        raise NotYetReceived
    if is_theirs:
        with acted_by(SYSTEM):
            return _put_receipt(report, said, by=None, at=at)
    return _put_receipt(report, said, by=by, at=at)


def _is_whole(said: ReceiptSaid, *, at: datetime) -> bool:
    return bool(said.who.strip()) and said.received_at is not None and said.received_at <= at


def _put_receipt(report: Report, said: ReceiptSaid, *, by: Worker | None, at: datetime) -> PoliceReceipt:
    """The receipt; the earliest is when the police had it."""
    if said.received_at is None:
        raise NotYetReceived
    known = said.way in PoliceReceipt.Way.values
    receipt = PoliceReceipt.objects.create(
        report=report,
        way=said.way if known else PoliceReceipt.Way.OFFICER,
        who=said.who.strip()[:NAME],
        station=said.station.strip()[:NAME],
        number=said.number.strip()[:NAME],
        received_at=said.received_at,
        entered_at=at,
        entered_by=by,
    )
    note_act(at=at, act="police receipt entered", place=report.place, about=str(report.uid), by=by.uid if by else None)
    was_red = report.is_red
    report.received_at = min(report.received_at or said.received_at, said.received_at)
    report.save(update_fields=["received_at"])
    if was_red:
        end_police_task(report, at=at)
    return receipt


@transaction.atomic
def add_to_course(*, report: Report, kind: str, words: str, by: Worker, at: datetime) -> Course:
    """Taken in hand, what was done, or that the reporter was told what came of it. Raises CourseNeeds, NotAllowed."""
    report = lock_report(report)
    if not may_act_on(report):
        raise NotAllowed(act="act on a report")
    if kind not in Course.Kind.values or (kind != Course.Kind.TAKEN and not words.strip()):
        raise CourseNeeds
    made = Course(report=report, kind=kind, words=words.strip()[:LONGEST], at=at, by=by)
    made.save(force_insert=True)
    note_act(at=at, act=f"report {kind}", place=report.place, about=str(report.uid), by=by.uid)
    if kind == Course.Kind.TAKEN:
        end_township_task(report, at=at)
    return made


@transaction.atomic
def keep_worker_out(*, report: Report, worker: Worker, by: Worker, at: datetime) -> KeptOut:
    """The report is kept from a worker from now on, for they are the suspected person or close to them."""
    report = lock_report(report)
    if not (is_own(report, by) or may_act_on(report)):
        raise NotAllowed(act="keep somebody out of a report")
    kept, _ = KeptOut.objects.get_or_create(report=report, worker=worker, defaults={"at": at})
    # Who asked for it stays out of the record where it would tell who reported.
    if is_own(report, by):
        with acted_by(SYSTEM):
            note_act(at=at, act="kept out of a report", place=report.place, about=str(report.uid))
    else:
        note_act(at=at, act="kept out of a report", place=report.place, about=str(report.uid), by=by.uid)
    return kept


@transaction.atomic
def say_which_child(*, report: Report, child: Child, by: Worker, at: datetime) -> Report:
    """The report is of this file; from now on it is kept from the child's kin on the staff as well."""
    report = lock_report(report)
    if not may_act_on(report) or not Child.objects.filter(pk=child.pk).exists():
        raise NotAllowed(act="say of which child a report is")
    report.child = child
    report.save(update_fields=["child"])
    note_act(at=at, act="report of a child", child=child.uid, place=child.area, about=str(report.uid), by=by.uid)
    return report


def lock_report(report: Report) -> Report:
    """The report as it is now, locked until the transaction ends. Raises ReportUnknown."""
    found = Report.objects.select_for_update().filter(pk=report.pk).first()
    if found is None:
        raise ReportUnknown
    return found


def may_act_on(report: Report) -> bool:
    """Whether a post held takes this report in hand: township, county or police of its place."""
    scope = get_scope()
    if scope.is_everything:
        return True
    if not report.is_placed and any(is_of_county(held) and is_inside(held.area, report.place) for held in scope.held):
        return True
    return any(answers_for_reports(held) and is_inside(report.place, held.area) for held in scope.held)
