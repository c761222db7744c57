"""What workers did at their screens lately, by the acts that the screens use: papers, transfers, labels, departures."""

from datetime import datetime, timedelta

from hutong.children.actions import add_evidence, confirm_label, propose_transfer, register_child
from hutong.children.models import Child, State
from hutong.children.queries import with_assigned
from hutong.determinations.actions import depart
from hutong.determinations.models import FindingSpan
from hutong.lib.dates import HERE
from hutong.staff.models import Worker
from hutong.staff.scope import acting_as, scope_of

PAPER = "（演示件，内容均为虚构）\n\n{title}\n\n儿童：{name}\n出具单位：{place}（演示）\n日期：{day}\n"
A_WEEK = timedelta(days=7)


def act_by_hand(counties: tuple[str, ...], *, at: datetime) -> None:
    """Some acts in each county, a week ago and since."""
    for number, county in enumerate(counties):
        others = counties[number - 1]
        village, town, officer = (
            Worker.objects.get(username=f"{county}-{level}") for level in ("village", "town", "county")
        )
        receiver = Worker.objects.get(username=f"{others}-town").posts.first()
        _as_director(village, at=at - A_WEEK)
        _as_supervisor(town, receiver.area if receiver else "", at=at - A_WEEK / 2)
        _as_officer(officer, at=at - A_WEEK / 7)


def _own(first: int, last: int, at: datetime) -> list[Child]:
    """Some registered children of those whom the scope in force shows, whose files were there by then."""
    by_then = at.astimezone(HERE).date()
    return list(Child.objects.filter(state=State.REGISTERED, registered_on__lt=by_then).order_by("pk")[first:last])


def _as_director(worker: Worker, *, at: datetime) -> None:
    """Attaches a paper, and begins a file for a child who has one already, without the number."""
    on = at.astimezone(HERE).date()
    with acting_as(with_assigned(scope_of(worker, on=on), on=on)):
        children = _own(0, 2, at)
        for child in children[:1]:
            told = PAPER.format(title="走访记录", name=child.name, place="村（居）民委员会", day=on)
            add_evidence(
                child=child, title="走访记录", by=worker, at=at, content=told.encode(), media_type="text/plain"
            )
        for child in children[1:]:
            register_child(area=child.area, name=child.name, by=worker, at=at, born=child.born, sex=child.sex)


def _as_supervisor(worker: Worker, elsewhere: str, *, at: datetime) -> None:
    """Proposes to hand a file over to the other county, where the family has moved."""
    on = at.astimezone(HERE).date()
    with acting_as(scope_of(worker, on=on)):
        for child in _own(2, 3, at):
            propose_transfer(child=child, to_area=elsewhere, reason="随祖父母迁往外地居住", by=worker, at=at)


def _as_officer(worker: Worker, *, at: datetime) -> None:
    """Confirms a label, and departs once from what the documents conclude."""
    on = at.astimezone(HERE).date()
    with acting_as(scope_of(worker, on=on)):
        for child in _own(4, 5, at):
            confirm_label(child=child, label="child_in_difficulty", by=worker, at=at, since=on, reason="集体评议")
        span = FindingSpan.objects.filter(verdict="unknown", benefit="dibao").order_by("pk").first()
        if span is not None:
            depart(
                child=span.child, benefit=span.benefit, place=span.place, verdict="entitled", by=worker, at=at,
                since=on, reason="经家庭经济状况核对和集体评议，同意先予保障",
            )  # fmt: skip
