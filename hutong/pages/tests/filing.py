"""Makes a file with everything that screens show; all are invented, at places of the invented province 99."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from hutong.children import actions
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_worker
from hutong.determinations.actions import depart, settle
from hutong.places.models import Division, Level
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

NAMES = (
    ("990000000000", "试验省", Level.PROVINCE),
    ("990100000000", "试验市", Level.PREFECTURE),
    (COUNTY, "试验县", Level.COUNTY),
    (TOWNSHIP, "清溪镇", Level.TOWNSHIP),
    (VILLAGE, "上清村", Level.VILLAGE),
    (OTHER_VILLAGE, "下清村", Level.VILLAGE),
)
SECRET_NUMBER = "990101201503040015"
PHONE = "19900001234"


def make_places() -> None:
    """The invented county."""
    for code, name, level in NAMES:
        Division.objects.create(code=code, name=name, level=level)
    forget_places()


def make_file(by: Worker, area: str = VILLAGE, *, name: str = "万小溪", **more: Any) -> Child:
    """A child whose father is in prison and whose mother is out of contact, with what goes with it."""
    at, today = timezone.now(), timezone.localdate()
    with acting_as(EVERYTHING):
        child = actions.register_child(
            area=area, name=name, by=by, at=at, sex="2", born=date(today.year - 9, 3, 4), residence_place=area,
            hukou_place=area, hukou_kind="here", phone=PHONE, **more,
        )  # fmt: skip
        paper = actions.add_evidence(
            child=child, title="监狱服刑证明", by=by, at=at, content=b"%PDF-1.4 invented", media_type="application/pdf"
        )
        since = today - timedelta(days=500)
        said: dict[str, Any] = {"child": child, "by": by, "at": at, "since": since}
        actions.record_fact(**said, name="father.imprisoned", value=True, source="police", evidence=paper)
        actions.record_fact(child=child, name="father.imprisoned_term_months", value=60, by=by, at=at, source="police")
        actions.record_fact(child=child, name="mother.lost_contact", value=True, by=by, at=at, since=since)
        actions.add_kin(child=child, relation="father", name="万大山", by=by, at=at)
        actions.add_kin(child=child, relation="mother", name="水长流", by=by, at=at)
        actions.add_kin(child=child, relation="paternal_grandmother", name="田奶奶", is_carer=True, by=by, at=at)
        actions.place_child(child=child, kind="kinship", by=by, at=at, since=since)
        settle(child=child, on=today, at=at, because="registered")
    return child


def make_ending(child: Child, *, by: Worker | None) -> dict[str, int]:
    """What stands in a file and can end, by the screen on which it does."""
    at, today = timezone.now(), timezone.localdate()
    worker = by or make_worker(Role.CHILD_DIRECTOR, child.area)
    since = today - timedelta(days=200)
    receipt = actions.record_receipt(child=child, benefit="dibao", fen=60_000, since=since, by=by, at=at)
    label = actions.confirm_label(child=child, label="family_poverty", since=since, reason="入户核实", by=worker, at=at)
    event = actions.record_event(child=child, name="child_not_in_school", on=since, place=child.area, by=by, at=at)
    supporters = "祖母 田奶奶|able=false;舅舅"
    actions.record_fact(child=child, name="statutory_supporters", value=supporters, by=by, at=at)
    departure = depart(
        child=child, benefit="dibao", verdict="entitled", reason="县里研究决定", by=worker, at=at, since=since
    )
    settle(child=child, on=today, at=at, because="page")
    kin = child.kin.earliest("pk")
    rows = {"receipt_end_new": receipt, "label_end_new": label, "event_end_new": event, "kin_edit": kin}
    return {screen: row.pk for screen, row in rows.items()} | {"departure_withdraw_new": departure.pk}


def make_people() -> dict[str, Worker]:
    """A village worker, a colleague of the township, the county, and strangers."""
    return {
        "assigned": make_worker(Role.CHILD_DIRECTOR, VILLAGE),
        "colleague": make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government"),
        "county": make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs"),
        "stranger": make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE),
        "leader": make_worker(Role.LEADER, COUNTY, kind="civil_affairs"),
    }
