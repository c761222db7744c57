"""The tasks of the window: one for each referral, one for the answer, one until help is really there.

What is decided is decided on the page of the referral or the request, and the task follows; what the inbox may do with
the task moves the referral (``leading_tasks.py``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hutong.children.changing import day_of
from hutong.lib.translating import marked, translator
from hutong.services.addressees import Addressed, address_window
from hutong.services.models import Referral, Request
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.actions import open_task, take_step, withdraw_cause
from hutong.tasks.clocks import Counts, Deadline
from hutong.tasks.models import Task
from hutong.tasks.opening import NewCause

AT_ONCE, EVERY = "及时", "办结回访"
"""The word of the documents for one window, and of how soon one looks again whether help is there."""
ANSWER_IT = marked("Answer a referral: help for a child.")
ASK_OUTSIDE = marked("Get the answer of a body outside: help for a child.")
GIVE_ANSWER = marked("All bodies have answered: give the family the one answer.")
FOLLOW_UP = marked("See that the help that was granted is really there.")
REDIRECT = marked("A body declined a referral: ask another one, or say so in the answer.")
DONE_WHEN = marked("The referral is accepted and completed, or declined with the reason.")
WHEN_GIVEN = marked("The answer is in the family's hand, and the day is written down.")
WHEN_THERE = marked("For everything that was granted the proof of receipt is in the file.")
WHEN_SENT = marked("It is referred anew, or the answer says so.")


@dataclass(frozen=True)
class Clock:
    """By when, and whether a clause gives the days or the place's own setting does."""

    deadline: Deadline
    at: datetime
    is_local: bool


def clock_for(working_days: Iterable[int | None], clause: str, *, at: datetime, area: str) -> Clock:
    """The longest time that a clause gives for one of the things asked; else the setting for 及时."""
    given = [days for days in working_days if days]
    found = Deadline(working_days=max(given), label=clause[:40]) if given else Counts().within(AT_ONCE, area)
    return Clock(found, found.due_from(at), not given)


def begin_work(referral: Referral, *, addressed: Addressed, clock: Clock, by: Worker, at: datetime) -> Task:
    """The task of a referral: with the body's post, or with the window for a body outside."""
    what = ASK_OUTSIDE if addressed.is_outside else ANSWER_IT
    return open_task(
        kind="referral", addressee=addressed.addressee, cause=NewCause(f"referral:{referral.uid}"),
        place=referral.child.area, what=what, what_zh=translator("zh")(what), done_when=DONE_WHEN, at=at, by=by,
        child=referral.child, due=clock.deadline, secrecy=referral.secrecy,
    )  # fmt: skip


def move_work(referral: Referral, step: str, *, by: Worker | None, at: datetime, words: str = "") -> None:
    """The task goes where its referral went; one that went there already stays."""
    if referral.task_id is None:
        return
    with acting_as(EVERYTHING):
        task = Task.objects.get(pk=referral.task_id)
        if step == "finish" and task.state == "handed_over":
            task = take_step(task=task, step="accept", by=by, at=at, is_led=True)
        if task.state in BEFORE[step]:
            take_step(task=task, step=step, by=by, at=at, words=words, is_led=True)


BEFORE = {
    "accept": ("open", "handed_over"),
    "finish": ("open", "accepted", "waiting"),
    "withdraw": ("open", "accepted", "waiting", "handed_over"),
    "pause": ("open", "accepted"),
    "resume": ("waiting",),
}
"""From where the steps lead that a referral takes with its task; the table of tasks says the same."""


def open_window_task(request: Request, name: str, *, by: Worker | None, at: datetime) -> Task:
    """A task of the window that took the request: ``answer``, ``follow`` or ``declined:…``."""
    what, done_when, word = WINDOW_TASKS[name.partition(":")[0]]
    return open_task(
        kind="referral", addressee=address_window(request.area, on=day_of(at)), cause=NewCause(_key(request, name)),
        place=request.child.area, what=what, what_zh=translator("zh")(what), done_when=done_when, at=at, by=by,
        child=request.child, due=Counts().own_word(word, request.area),
    )  # fmt: skip


WINDOW_TASKS = {
    "answer": (GIVE_ANSWER, WHEN_GIVEN, AT_ONCE),
    "follow": (FOLLOW_UP, WHEN_THERE, EVERY),
    "declined": (REDIRECT, WHEN_SENT, AT_ONCE),
}


def finish_window_task(request: Request, name: str, *, words: str, by: Worker | None, at: datetime) -> None:
    """The window has done it."""
    with acting_as(EVERYTHING):
        found = Task.objects.filter(causes__key=_key(request, name), state__in=BEFORE["finish"]).first()
        if found is not None:
            take_step(task=found, step="finish", by=by, at=at, words=words, is_led=True)


def drop_window_tasks(request: Request, *, because: str, at: datetime) -> None:
    """The request is over: nothing of it is left to do."""
    with acting_as(EVERYTHING):
        names = ["answer", "follow", *(f"declined:{one.uid}" for one in request.referrals.all())]
    for name in names:
        withdraw_cause(key=_key(request, name), because=because, at=at)


def drop_window_task(request: Request, name: str, *, because: str, at: datetime) -> None:
    """One of them is needed no longer."""
    withdraw_cause(key=_key(request, name), because=because, at=at)


def _key(request: Request, name: str) -> str:
    return f"request:{request.uid}:{name}"
