"""A world in which every door leads somewhere: people of every role, and children in their area, beside it and far."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from hutong.children import actions
from hutong.children.models import Child, Evidence, Kinship, RecordedFact
from hutong.children.tests.making import (
    COUNTY,
    OTHER_COUNTY,
    OTHER_TOWNSHIP,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    make_worker,
)
from hutong.determinations.actions import depart
from hutong.determinations.models import Determination
from hutong.exchange.models import Import
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.models import Body, BodyName, Division, DivisionChange, Level
from hutong.places.queries import forget_places
from hutong.privacy.answering import receive_request
from hutong.privacy.consenting import give_consent
from hutong.services.actions import begin_cross, leave_call, refer, take_request
from hutong.services.referring import Wanted
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task
from hutong.tasks.addressing import resolve
from hutong.tasks.opening import NewCause

NEXT_TOWNSHIPS_VILLAGE, NEXT_COUNTYS_VILLAGE, FAR_VILLAGE = "990101101201", "990102100201", "990201100201"
BY_LEVEL = {
    VILLAGE: {"own": VILLAGE, "neighbouring": OTHER_VILLAGE, "foreign": FAR_VILLAGE},
    TOWNSHIP: {"own": VILLAGE, "neighbouring": NEXT_TOWNSHIPS_VILLAGE, "foreign": FAR_VILLAGE},
    COUNTY: {"own": VILLAGE, "neighbouring": NEXT_COUNTYS_VILLAGE, "foreign": FAR_VILLAGE},
}
"""Where the children of whom somebody is asked live, by the area of their post."""
MORE_PLACES = (
    (OTHER_TOWNSHIP, "浊溪镇", Level.TOWNSHIP),
    (NEXT_TOWNSHIPS_VILLAGE, "浊溪村", Level.VILLAGE),
    (OTHER_COUNTY, "邻县", Level.COUNTY),
    ("990102100000", "邻溪镇", Level.TOWNSHIP),
    (NEXT_COUNTYS_VILLAGE, "邻溪村", Level.VILLAGE),
    ("990200000000", "远市", Level.PREFECTURE),
    ("990201000000", "远县", Level.COUNTY),
    ("990201100000", "远溪镇", Level.TOWNSHIP),
    (FAR_VILLAGE, "远溪村", Level.VILLAGE),
)
AREA_OF = {Role.CHILD_DIRECTOR: VILLAGE, Role.CHILD_SUPERVISOR: TOWNSHIP}
"""Where somebody of a role is at work; all others in the county."""
BODY_OF = {
    Role.CHILD_SUPERVISOR: "township_government",
    Role.DEPARTMENT: "education",
    Role.INSTITUTION: "child_welfare",
}
NAMES = {
    VILLAGE: "万小溪",
    OTHER_VILLAGE: "钱知秋",
    NEXT_TOWNSHIPS_VILLAGE: "孙望舒",
    NEXT_COUNTYS_VILLAGE: "李拂晓",
    FAR_VILLAGE: "周远山",
}


@dataclass(frozen=True)
class Rows:
    """What belongs to a child, or nothing that is there: what the addresses of its doors are made of."""

    uid: UUID
    fact: int
    receipt: int
    label: int
    kin: int
    departure: int
    paper: UUID
    determination: UUID
    transfer: UUID
    other: UUID
    event: int
    consent: UUID
    asked: UUID
    batch: UUID
    view: UUID
    body: UUID
    body_name: int
    change: UUID
    worker: UUID
    post: int
    token: UUID
    comparison: UUID
    task: UUID
    request: UUID
    referral: UUID
    crossing: UUID
    call: UUID
    name: str = ""


def nobody() -> Rows:
    """The numbers of no child."""
    far = 2**31 - 1
    made: dict[str, Any] = {
        one.name: uuid4() if one.type is UUID else far for one in fields(Rows) if one.name != "name"
    }
    return Rows(**made)


@contextmanager
def populated() -> Iterator[dict[str, Rows]]:
    """The places with a child in each, by village."""
    make_places()
    for code, name, level in MORE_PLACES:
        Division.objects.create(code=code, name=name, level=level)
    forget_places()
    recorder = make_worker(Role.CIVIL_AFFAIRS, "990000000000", kind="civil_affairs")
    yield {area: _fill(recorder, area) for area in NAMES}
    forget_places()


def make_somebody(role: Role) -> Worker:
    """Somebody of a role, at work in the village, township or county."""
    return make_worker(role, AREA_OF.get(role, COUNTY), kind=BODY_OF.get(role, "civil_affairs"))


def _fill(by: Worker, area: str) -> Rows:
    """A file with a row of every kind."""
    child = make_file(by, area, name=NAMES[area])
    other = make_file(by, area, name=f"{NAMES[area]}乙")
    at, today = timezone.now(), timezone.localdate()
    since = today - timedelta(days=60)
    with acting_as(EVERYTHING):
        receipt = actions.record_receipt(child=child, benefit="dibao", fen=100_000, by=by, at=at, since=since)
        label = actions.confirm_label(child=child, label="orphan", by=by, at=at, since=since, reason="查实")
        departure = depart(
            child=child, benefit="dibao", verdict="not_entitled", by=by, at=at, since=since, reason="入户核实不符"
        )
        transfer = actions.propose_transfer(child=child, to_area=_next_to(area), by=by, at=at, reason="随父母迁居")
        event = actions.record_event(child=child, name="help_requested", on=since, by=by, at=at)
        consent = give_consent(
            child=child, purpose="charity", given_on=today, way="in_person", by_guardian=True, guardian_name="监护人",
            by=by, at=at,
        )  # fmt: skip
        asked = receive_request(
            child=child,
            kind="see",
            asker="guardian",
            asker_name="监护人",
            checked="known",
            words="申请查阅",
            by=by,
            at=at,
        )
        batch = Import.objects.create(area=area, as_of=today, file_name="台账.xlsx", made_at=at, made_by=by)
        comparison = Import.objects.create(
            kind="national", area=area, as_of=today, file_name="导出.xlsx", made_at=at, made_by=by
        )
        body = Body.objects.create(kind="village_committee", name="试验单位", place=area)
        named = BodyName.objects.create(body=body, name="试验单位新名", since=today + timedelta(days=30))
        change = DivisionChange.objects.create(
            kind="rename", code=area, name="新村", on=today + timedelta(days=30), reason="批复", by=by.uid, at=at
        )
        taken = take_request(child=child, area=f"{area[:9]}000", channel="walk_in", wish="需要帮助", by=by, at=at)
        referral = refer(request=taken, wanted=[Wanted("charity_federation", words="救助")], by=by, at=at)[0]
        crossing = begin_cross(
            benefit="orphan_protection", from_area=f"{area[:9]}000", to_area="990301100000", missing=(), by=by, at=at,
            particulars={"child_name": "某某", "applicant": "某人", "phone": "19900000000"},
        )  # fmt: skip
    call = leave_call(area=f"{area[:9]}000", name=f"{NAMES[area]}家人", phone=f"199{area[:8]}", at=at)
    task = open_task(
        kind="by_hand", addressee=resolve("village_committee", place=area, on=today), cause=NewCause(f"by_hand:{area}"),
        place=area, what="look in", what_zh="上门看看", done_when="", at=at, child=child,
    )  # fmt: skip
    return replace(
        nobody(),
        uid=child.uid,
        fact=_first(RecordedFact, child).pk,
        receipt=receipt.pk,
        label=label.pk,
        kin=_first(Kinship, child).pk,
        departure=departure.pk,
        paper=_first(Evidence, child).uid,
        determination=_first(Determination, child).uid,
        transfer=transfer.uid,
        other=other.uid,
        event=event.pk,
        consent=consent.uid,
        asked=asked.uid,
        batch=batch.uid,
        comparison=comparison.uid,
        task=task.uid,
        request=taken.uid,
        referral=referral.uid,
        crossing=crossing.uid,
        call=call.uid,
        body=body.uid,
        body_name=named.pk,
        change=change.uid,
        name=child.name,
    )


def _first(model: Any, child: Child) -> Any:
    with acting_as(EVERYTHING):
        return model.objects.filter(child=child).order_by("pk").first()


def _next_to(area: str) -> str:
    """Where a child may be transferred to: nobody who is asked about works there."""
    return f"{area[:9]}299"
