"""The urgent tasks of a report, for the police and the township. They count hours, through night and holidays.

A task says only that there is a report, its number and where: neither who reported nor what happened nor of whom. It
belongs to no child, so that no list of a child's tasks tells of it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hutong.children.changing import day_of
from hutong.places.codes import ancestors, level_of
from hutong.places.models import Level
from hutong.protection.models import Report
from hutong.protection.models.seeing import POLICE
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task, take_step, withdraw_cause
from hutong.tasks.addressing import resolve
from hutong.tasks.clocks import Counts
from hutong.tasks.models import Cause, Task
from hutong.tasks.opening import NewCause

AT_ONCE = "立即"
TOWNSHIP = "township_government"
OPEN_STATES = ("open", "accepted", "waiting", "handed_over")
STOPPED = ("done", "withdrawn", "waiting")
GATHERED = "Look through the further reports of danger to a child that came from outside in this hour"
GATHERED_ZH = "本小时内来自外部的其他儿童危险报告较多，请在红色报告清单中逐份查看处理"
STILL_RED = "尚未登记公安机关接报回执，待办继续计时。"


@dataclass(frozen=True)
class Urgent:
    """One of the tasks that a report opens, with the clause that asks for it."""

    who: str
    body_kind: str
    level: str
    clause: str
    what: str
    what_zh: str
    done_when: str


TASKS = (
    Urgent(
        "police",
        POLICE,
        "county",
        "000000/qzbg2020#6/c",
        "Accept the report of danger to a child, number {number}, and enter the receipt",
        "接收儿童危险情况报告 {number}，登记接报回执",
        "A named police receipt is entered: officer or 110, and the time.",
    ),
    Urgent(
        "township",
        TOWNSHIP,
        "township",
        "000000/gf2016-36#3.1/aj",
        "Take the report of danger to a child, number {number}, in hand; make sure the police have it",
        "接手儿童危险情况报告 {number}，确认公安机关已接报",
        "The report is taken in hand by name.",
    ),
)
CLAUSES = ("000000/qzbg2020#2/a", "000000/wbf2020#11/a", *(one.clause for one in TASKS))
"""What obliges to report, and whoever receives a report."""


def key_of(report: Report, who: str) -> str:
    """By what the cause of a task is known; reports that are gathered share one."""
    return f"report:{report.gathered or report.uid}:{who}"


def open_urgent_tasks(report: Report, *, at: datetime) -> list[Task]:
    """Both at once; where nobody holds the post it goes upward. The system opens them, whoever reported."""
    return [_open(report, one, at=at) for one in TASKS]


def _open(report: Report, one: Urgent, *, at: datetime) -> Task:
    place = next((code for code in ancestors(report.place) if level_of(code) <= Level.TOWNSHIP), report.place)
    with acting_as(EVERYTHING):
        return open_task(
            kind="report",
            addressee=resolve(one.body_kind, level=one.level, place=place, on=day_of(at)),
            cause=NewCause(key=key_of(report, one.who), clause=one.clause),
            place=place,
            what=GATHERED if report.gathered else one.what.format(number=report.number),
            what_zh=GATHERED_ZH if report.gathered else one.what_zh.format(number=report.number),
            done_when=one.done_when,
            due=Counts().within(AT_ONCE, place),
            urgency="urgent",
            at=at,
        )


def move_urgent_tasks(report: Report, *, because: str, at: datetime) -> None:
    """The report is of another place than was thought: whoever answers there is asked, and nobody else any longer."""
    for one in TASKS:
        running = Cause.objects.filter(key=key_of(report, one.who), gone_at__isnull=True, task__state__in=OPEN_STATES)
        with acting_as(EVERYTHING):
            is_running = running.exists()
        if is_running:
            withdraw_cause(key=key_of(report, one.who), because=because, at=at)
            _open(report, one, at=at)


def drop_urgent_tasks(report: Report, *, because: str, at: datetime) -> None:
    """It is no report: nobody need do anything, unless others that were gathered with it wait."""
    for one in TASKS:
        if not _others_wait(report, one.who):
            withdraw_cause(key=key_of(report, one.who), because=because, at=at)


def _others_wait(report: Report, who: str) -> bool:
    """Whether a report that shares the task is not done with."""
    if not report.gathered:
        return False
    with acting_as(EVERYTHING):
        others = Report.objects.filter(gathered=report.gathered, set_aside_at__isnull=True).exclude(pk=report.pk)
        if who == "police":
            return others.filter(received_at__isnull=True).exists()
        return others.exclude(course__kind="taken").exists()


def run_on_while_red(*, at: datetime) -> int:
    """The police's task runs on while no receipt is entered, whoever finished, withdrew or paused it; how many did.

    A task that is done is no receipt: else whoever clicks it away would end the escalation.
    """
    with acting_as(EVERYTHING):
        red = list(Report.objects.filter(received_at__isnull=True, set_aside_at__isnull=True).order_by("pk"))
        return sum(_run_on(report, at=at) for report in red)


@transaction.atomic
def _run_on(report: Report, *, at: datetime) -> bool:
    cause = Cause.objects.filter(key=key_of(report, "police")).order_by("-pk").first()
    task = Task.objects.get(pk=cause.task_id) if cause is not None else None
    if task is None or task.state not in STOPPED:
        return False
    step = "resume" if task.state == "waiting" else "reopen"
    take_step(
        task=task, step=step, by=None, at=at, words=STILL_RED, due=Counts().within(AT_ONCE, task.place),
    )  # fmt: skip
    return True


def end_police_task(report: Report, *, at: datetime) -> None:
    """The police have it by name and time."""
    _finish(report, "police", words=f"已登记公安机关接报回执，报告 {report.number}", at=at)


def end_township_task(report: Report, *, at: datetime) -> None:
    """Somebody took it in hand."""
    _finish(report, "township", words=f"已接手报告 {report.number}", at=at)


def _finish(report: Report, who: str, *, words: str, at: datetime) -> None:
    """The task is done, whoever had it; by the system, for the receipt itself says who."""
    if _others_wait(report, who):
        return
    with acting_as(EVERYTHING):
        cause = Cause.objects.filter(key=key_of(report, who), task__state__in=OPEN_STATES).first()
        if cause is None:
            return
        task = Task.objects.get(pk=cause.task_id)
        if task.state == "handed_over":
            task = take_step(task=task, step="accept", by=None, at=at)
        take_step(task=task, step="finish", by=None, at=at, words=words)
