"""Reports of danger by other systems: a school's, a hospital's, a hotline's. None is refused for being one too many."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from hutong.api.children import SystemRequest
from hutong.api.door import FOR_WRITES, SystemToken, answers
from hutong.api.models import Token
from hutong.api.persons import Persons
from hutong.api.problems import Refused
from hutong.api.repeating import answer_once
from hutong.api.schemas import ByIdentity, DangerAnswer, DangerSent
from hutong.api.sending import MAY_BE_REPLAYED, Key
from hutong.children.models import Child
from hutong.places.codes import full_code
from hutong.protection.actions import Suspect, Told
from hutong.protection.errors import NothingTold
from hutong.protection.finding_places import Found, find_place
from hutong.protection.models import Report, Road
from hutong.protection.outside import code_of, report_from_outside
from hutong.protection.queries import stand_of
from hutong.protection.reporters import TheirName

router = Router(tags=["danger"])
PATH = "/danger-reports"


@router.post(
    PATH, operation_id="report_danger", auth=SystemToken(Token.Operation.REPORTS),
    response=answers(DangerAnswer, *FOR_WRITES), openapi_extra=MAY_BE_REPLAYED,
    summary="A child is in danger: call 110 first. Urgent tasks open at once for police and township",
)  # fmt: skip
def report_danger(request: SystemRequest, sent: DangerSent, idempotency_key: Key) -> HttpResponse:
    at = timezone.now()

    def write() -> DangerAnswer:
        try:
            return _answer(_report(request.token, sent, idempotency_key))
        except NothingTold as error:
            raise Refused("not-usable", detail=error.sentence) from error

    # Nobody but whoever was granted it learns who reported, nor which system did: the record says neither.
    return answer_once(token=request.token, key=idempotency_key, operation="report_danger", sent=sent, at=at, do=write)


def _report(token: Token, sent: DangerSent, key: str) -> Report:
    at = timezone.now()
    on = timezone.localdate(at)
    found = find_place(full_code(sent.place) if sent.place else token.area, f"{sent.where} {sent.what}", on=on)
    return report_from_outside(
        told=_told(sent),
        found=found if found.is_placed else Found(token.area),
        road=Road.SYSTEM,
        at=at,
        reporter=TheirName(sent.reporter_name, f"{token.body.name} {token.name}", sent.reporter_phone),
        child=_child(sent),
        sent=f"{token.uid} {key}",
    )


def _told(sent: DangerSent) -> Told:
    suspect = Suspect(sent.suspect, sent.suspect_is or "", "", sent.keep_from_village)
    return Told(
        what=sent.what,
        where=sent.where,
        about=" ".join(part for part in (sent.about, sent.child.identity_number if sent.child else "") if part),
        situations=tuple(sent.situations),
        needs_help_now=sent.needs_help_now,
        discovered_at=sent.discovered_at,
        suspect=suspect,
    )


def _child(sent: DangerSent) -> Child | None:
    """The file, where the token sees it. Whether there is one is not answered."""
    if sent.child is None:
        return None
    who: ByIdentity = sent.child
    return Persons([who], on=timezone.localdate()).find(who)


def _answer(report: Report) -> DangerAnswer:
    received = stand_of(report).received_at
    return DangerAnswer(
        number=report.number,
        code=code_of(report),
        reported_at=report.reported_at,
        with_police_since=received,
    )
