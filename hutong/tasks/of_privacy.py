"""What is owed for minors' data becomes tasks of whoever answers for it: pulled like findings, never pushed.

Requests of families, clocks of breaches, consents that fourteen-year-olds are asked for again, openings to be reviewed,
the yearly audit and what it found. A task of these names no child: who may open the request or the list finds it there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hutong.children.states import FIXED
from hutong.lib.translating import marked
from hutong.places.codes import county_of, full_code
from hutong.places.models import holding
from hutong.privacy.breaching import TOLD, clocks_of
from hutong.privacy.models import (
    AuditedPoint,
    Breach,
    BreachStepKind,
    ComplianceAudit,
    ConsentAsk,
    DataManager,
    FamilyRequest,
    Opening,
    RequestKind,
    RequestState,
)
from hutong.privacy.models.openings import REVIEW_WITHIN
from hutong.privacy.queries import list_managers
from hutong.privacy.retention import get_clocks
from hutong.privacy.yearly import EARLIEST_YEAR, NEEDS_REMEDY, get_points, report_due
from hutong.staff.models import Post
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task, take_step, withdraw_cause
from hutong.tasks.addressing import ANSWERS, Addressee, resolve
from hutong.tasks.clocks import Deadline, end_of
from hutong.tasks.models import Cause, Task
from hutong.tasks.opening import NewCause
from hutong.tasks.steps import get_steps, list_states

KIND, BEGINNING = "privacy", "privacy:"
RUNNING = list_states(ended=False)
SETTLED = marked("The matter itself is done.")
STILL_OWED = marked("The matter itself is not done yet.")
OTHER_MANAGER = marked("Somebody else answers for minors' data now.")
DONE_WHEN = marked("The request is answered, the step recorded, the list empty or the report sent: then the task ends.")


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is owed for minors' data, by when, and who is to do it where somebody is named."""

    key: str
    area: str
    due_at: datetime
    clock: Deadline
    what: str
    what_zh: str
    worker: int | None = None
    not_by: int | None = None
    """Whoever may not do it: nobody reviews their own."""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class SettledMatters:
    """How many tasks were opened, ended, and changed."""

    opened: int = 0
    ended: int = 0
    changed: int = 0


def settle_privacy(*, on: date, at: datetime) -> SettledMatters:
    """Open what is owed and has no task, end what is done, give to the manager of today. Works past the scope."""
    with acting_as(EVERYTHING):
        owed = {one.key: one for one in list_matters(on=on)}
        rows = Cause.objects.filter(task__kind=KIND, gone_at__isnull=True).select_related("task")
        there: Mapping[str, Task] = {cause.key: cause.task for cause in rows}
        opened = [_open(one, on=on, at=at) for key, one in owed.items() if key not in there]
        ended = [_end(key, task, at=at) for key, task in there.items() if key not in owed]
        changed = [_keep_up(task, owed[key], on=on, at=at) for key, task in there.items() if key in owed]
    return SettledMatters(len(opened), len(ended), sum(changed))


def list_matters(*, on: date) -> Iterator[Matter]:
    """Everything that is owed on a day. A query or two for each kind."""
    yield from _list_requests()
    yield from _list_breaches()
    yield from _list_asks()
    yield from _list_openings()
    yield from _list_audits(on=on)
    yield from _list_remedies()


def _list_requests() -> Iterator[Matter]:
    clock = Deadline(working_days=max(1, get_clocks().answer_working_days), label="及时", is_local=True)
    for one in FamilyRequest.objects.filter(state=RequestState.OPEN).select_related("child"):
        kind = RequestKind(one.kind)
        yield Matter(
            f"{BEGINNING}request:{one.uid}", _county(one.child.area), end_of(one.due), clock,
            f"Answer a family's request about its data in writing: {one.number}, {kind.value}",
            f"书面答复家庭的个人信息申请：{one.number}，{kind.label}", one.assigned_to_id,
        )  # fmt: skip


def _list_breaches() -> Iterator[Matter]:
    clocks = get_clocks()
    for one in Breach.objects.filter(closed_at__isnull=True):
        kinds, (authority, families) = set(one.steps.values_list("kind", flat=True)), clocks_of(one)
        if BreachStepKind.AUTHORITY not in kinds:
            yield Matter(
                f"{BEGINNING}breach:{one.uid}:authority", one.area, authority, _at_once(clocks.breach_authority_hours),
                f"Report breach {one.number} to the authority and record it",
                f"将信息安全事件 {one.number} 报告主管部门并登记", is_urgent=True,
            )  # fmt: skip
        if not kinds & TOLD or one.files.filter(told_at__isnull=True).exists():
            yield Matter(
                f"{BEGINNING}breach:{one.uid}:families", one.area, families, _at_once(clocks.breach_families_hours),
                f"Have the families told of breach {one.number}",
                f"告知信息安全事件 {one.number} 涉及的家庭", is_urgent=True,
            )  # fmt: skip


def _list_asks() -> Iterator[Matter]:
    """Of a county one for each month, so that nobody is flooded and no child is told of."""
    rows = ConsentAsk.objects.filter(done_at__isnull=True, child__merged_into__isnull=True, child__is_sealed=False)
    first: dict[tuple[str, str], date] = {}
    for area, due in rows.exclude(child__state__in=FIXED).values_list("child__area", "due_on"):
        of = (_county(area), f"{due:%Y-%m}")
        first[of] = min(due, first.get(of, due))
    for (area, month), due in first.items():
        yield Matter(
            f"{BEGINNING}asks:{area}:{month}", area, end_of(due), Deadline(days=1),
            f"Have the children who turn fourteen in {month} asked for their own consent",
            f"组织征求{month}年满十四周岁儿童本人的同意",
        )  # fmt: skip


def _list_openings() -> Iterator[Matter]:
    hours = int(REVIEW_WITHIN.total_seconds() // 3600)
    for one in Opening.objects.filter(reviewed_at__isnull=True):
        yield Matter(
            f"{BEGINNING}opening:{one.uid}", _county(one.area), one.opened_at + REVIEW_WITHIN, Deadline(hours=hours),
            f"Review the emergency opening of {one.opened_at:%Y-%m-%d}", f"复核{one.opened_at:%Y-%m-%d}的应急查阅",
            not_by=one.worker_id,
        )  # fmt: skip


def _list_audits(*, on: date) -> Iterator[Matter]:
    """The report on the year before, of every place with somebody who answered for it then."""
    year = on.year - 1
    if year < EARLIEST_YEAR:
        return
    done = set(ComplianceAudit.objects.filter(year=year, reported_on__isnull=False).values_list("area", flat=True))
    areas = set(DataManager.objects.filter(holding(on), since__year__lte=year).values_list("area", flat=True))
    days = max(1, get_clocks().audit_report_days)
    for area in sorted(areas - done):
        yield Matter(
            f"{BEGINNING}audit:{year}:{area}", area, end_of(report_due(year)),
            Deadline(days=days, label="每年", is_local=True),
            f"Audit how minors' data was handled in {year}, and report it to the authority",
            f"完成{year}年度未成年人个人信息合规审计并报告主管部门",
        )  # fmt: skip


def _list_remedies() -> Iterator[Matter]:
    rows = AuditedPoint.objects.filter(verdict__in=NEEDS_REMEDY, remedied_on__isnull=True, remedy_due__isnull=False)
    for one in rows.select_related("audit"):
        point, year = get_points().get(one.key), one.audit.year
        if point is not None and one.remedy_due is not None:
            yield Matter(
                f"{BEGINNING}remedy:{one.audit.uid}:{one.key}", one.audit.area, end_of(one.remedy_due),
                Deadline(days=1), f"Mend what the audit of {year} found: {point.en}",
                f"整改{year}年度合规审计发现的问题：{point.zh}",
            )  # fmt: skip


def _open(one: Matter, *, on: date, at: datetime) -> Task:
    return open_task(
        kind=KIND, addressee=_address(one, on=on), cause=NewCause(one.key), place=one.area, what=one.what,
        what_zh=one.what_zh, done_when=DONE_WHEN, at=at, due=one.clock, due_at=one.due_at,
        urgency="urgent" if one.is_urgent else "ordinary",
    )  # fmt: skip


def _address(one: Matter, *, on: date) -> Addressee:
    """Whoever was named, or answers for the data of the place; where nobody does, civil affairs of the county."""
    lead = resolve("civil_affairs", level="county", place=one.area, on=on)
    worker = one.worker or _manager(one, on=on)
    if worker is None:
        return lead
    posts = Post.objects.filter(holding(on), worker=worker, role__in=ANSWERS).select_related("body").order_by("pk")
    post = next(iter(posts), None)
    if post is None:
        return Addressee(lead.body_kind, lead.body, lead.role, lead.area, worker)
    return Addressee(post.body.kind, post.body_id, post.role, post.area, worker)


def _manager(one: Matter, *, on: date) -> int | None:
    found = list_managers(one.area, on=on).exclude(worker=one.not_by).first()
    return found.worker_id if found else None


def _end(key: str, task: Task, *, at: datetime) -> Task:
    """It is done by the act itself, whoever did it; one that was finished stays so."""
    if task.state == "handed_over":
        task = take_step(task=task, step="accept", by=None, at=at)
    if task.state in get_steps()["finish"].before:
        task = take_step(task=task, step="finish", by=None, at=at, words=SETTLED)
    withdraw_cause(key=key, because=SETTLED, at=at)
    return task


@transaction.atomic
def _keep_up(task: Task, one: Matter, *, on: date, at: datetime) -> bool:
    """A task that was clicked away is opened again; whoever answers now has it."""
    if task.state not in RUNNING:
        task = take_step(task=task, step="reopen", by=None, at=at, words=STILL_OWED)
        Task.objects.filter(pk=task.pk).update(due_at=one.due_at)
        return True
    wanted = _address(one, on=on)
    is_theirs = wanted.worker is None or task.worker_id in _answering(one, on=on)
    if is_theirs or task.state not in get_steps()["reassign"].before:
        return False
    take_step(task=task, step="reassign", by=None, at=at, words=OTHER_MANAGER, addressee=wanted)
    Task.objects.filter(pk=task.pk).update(due_at=one.due_at)
    return True


def _answering(one: Matter, *, on: date) -> set[int | None]:
    """Who may have the task: who was named, else all who answer for the place."""
    if one.worker is not None:
        return {one.worker}
    return set(list_managers(one.area, on=on).exclude(worker=one.not_by).values_list("worker_id", flat=True))


def _at_once(hours: int) -> Deadline:
    return Deadline(hours=max(1, hours), label="立即", is_local=True)


def _county(area: str) -> str:
    """The county, so that no village tells of a child; a wider place itself."""
    return full_code(county_of(area) or area)
