"""A family leaves a name and a telephone on the public page; the window calls back, once or until it is reached."""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from hutong.audit.actions import note_act
from hutong.children.changing import day_of
from hutong.lib.translating import marked, translator
from hutong.places.codes import SHORT_DIGITS, full_code, level_of
from hutong.places.models import Level
from hutong.services.acting import check_words, new_number
from hutong.services.addressees import address_window
from hutong.services.errors import NotThisWay, RequestNeeds, RequestUnknown
from hutong.services.leading_tasks import OF_CALLS
from hutong.services.models import CallBack, CallState, Request
from hutong.staff.colleagues import list_counties_with
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, WRITES_FILES, NotAllowed, acting_as, get_scope
from hutong.tasks.actions import open_task, take_step
from hutong.tasks.clocks import Counts
from hutong.tasks.models import Task
from hutong.tasks.opening import NewCause

IN_TIME = "回电"
"""The word of ``clocks.toml``: how soon a family is called back; a place may set its own days."""
CALL_BACK = marked("A family asks to be called back: it left its telephone on the public page.")
WHEN_CALLED = marked("Somebody spoke with the family, or several tries are noted.")
LEFT_AGAIN = "该电话又登记了一次回电请求。"
ENDED = "已回电并登记结果。"
PHONE = re.compile(r"\+?[0-9]{7,15}")
A_NAME = marked("how to address you")
A_PHONE = marked("a telephone number of 7 to 15 digits")
A_PLACE = marked("the township")
KEPT_DAYS, TRIES = 90, 5
MOST_NAME, MOST_VILLAGE, MOST_WORDS = 40, 60, 300
WORDS_OF_CALLS = {
    CallState.WAITING: marked("waiting to be called"),
    CallState.TAKEN: marked("taken as a request"),
    CallState.ANSWERED: marked("answered by telephone"),
    CallState.UNREACHED: marked("not reached"),
    CallState.VOID: marked("not meant seriously"),
}
BY_HAND = (CallState.ANSWERED, CallState.UNREACHED, CallState.VOID)


def list_counties_with_window(*, on: date) -> list[str]:
    """The counties in which somebody sits at a window."""
    return list_counties_with(WRITES_FILES, on=on)


def read_phone(text: str) -> str:
    """A telephone number without what people write between the digits; "" for what is none."""
    plain = re.sub(r"[\s()（）.–—-]", "", text)
    return plain if PHONE.fullmatch(plain) else ""


@transaction.atomic
def leave_call(
    *, area: str, name: str, phone: str, at: datetime, village: str = "", words: str = "",
    told: Sequence[tuple[str, str]] = (), lang: str = "zh", sent_as: str = "",
) -> CallBack:  # fmt: skip
    """Somebody who is not signed in asks to be called back. The same form sent twice is one; the same telephone left
    again while it waits joins what waits, and only the window is told. Raises RequestNeeds.
    """
    area, plain = full_code(area), read_phone(phone)
    for needed, what in ((name.strip(), A_NAME), (plain, A_PHONE), (level_of(area) >= Level.COUNTY, A_PLACE)):
        if not needed:
            raise RequestNeeds(what=what)
    with acting_as(EVERYTHING):
        if sent_as and (before := CallBack.objects.filter(sent_as=sent_as).first()) is not None:
            return before
        clock = Counts().own_word(IN_TIME, area)
        call = CallBack(
            area=area, name=name.strip()[:MOST_NAME], phone=plain, village=village.strip()[:MOST_VILLAGE],
            words=words.strip()[:MOST_WORDS], told=json.dumps(list(told), ensure_ascii=False) if told else "",
            lang=lang, left_at=at, due_at=clock.due_from(at), sent_as=sent_as or None,
        )  # fmt: skip
        call.repeats = _find_waiting(call)
        _create(call)
        if call.repeats is None:
            call.task = open_task(
                kind=OF_CALLS, addressee=address_window(area, on=day_of(at)), cause=NewCause(f"call:{call.uid}"),
                place=area, what=CALL_BACK, what_zh=translator("zh")(CALL_BACK), done_when=WHEN_CALLED, at=at,
                due=clock,
            )  # fmt: skip
            call.save(update_fields=["task"])
        elif call.repeats.task_id is not None:
            _step(call.repeats, "reply", words=LEFT_AGAIN, by=None, at=at)
        note_act(at=at, act="call_back left", place=area, about=str(call.uid))
    return call


def _find_waiting(call: CallBack) -> CallBack | None:
    """What waits at the same county with the same telephone."""
    mark = CallBack._meta.get_field("phone_mark").pre_save(call, add=True)
    same = CallBack.objects.filter(phone_mark=mark, state=CallState.WAITING, repeats__isnull=True)
    return same.filter(area__startswith=call.area[:SHORT_DIGITS]).select_for_update(of=("self",)).first()


def _create(call: CallBack) -> None:
    for _ in range(TRIES):
        call.number = new_number(call.area, at=call.left_at)
        try:
            with transaction.atomic():
                call.save(force_insert=True)
        except IntegrityError:
            if CallBack.objects.filter(number=call.number).exists():
                continue
            raise
        return
    raise RequestNeeds(what=marked("another try: the numbers of today are used up"))


def list_calls(*, is_waiting: bool) -> QuerySet[CallBack]:
    """The call-backs of one's window: what waits, the earliest day first; what was settled, the latest first."""
    rows = CallBack.objects.filter(repeats__isnull=True).select_related("settled_by", "request")
    if is_waiting:
        return rows.filter(state=CallState.WAITING).order_by("due_at", "pk")
    return rows.exclude(state=CallState.WAITING).order_by("-settled_at", "-pk")


def read_told(call: CallBack) -> list[tuple[str, str]]:
    """The answers that were sent along: question and answer."""
    return [(question, answer) for question, answer in json.loads(call.told)] if call.told else []


@transaction.atomic
def note_try(*, call: CallBack, by: Worker, at: datetime) -> CallBack:
    """It was rung and nobody answered; it stays. Raises RequestUnknown, NotThisWay, NotAllowed."""
    held = _begin(call)
    CallBack.objects.filter(pk=held.pk).update(tries=F("tries") + 1, tried_at=at)
    held.tries, held.tried_at = held.tries + 1, at
    note_act(at=at, act="call_back tried", place=held.area, about=str(held.uid), by=by.uid)
    return held


@transaction.atomic
def settle_call(
    *, call: CallBack, state: str, by: Worker, at: datetime, words: str = "", request: Request | None = None
) -> CallBack:
    """It is over: spoken with, not reached, or taken as a request; what repeats it and its task are over with it.

    Raises RequestUnknown, NotThisWay, RequestNeeds, NotAllowed.
    """
    held = _begin(call)
    said = words.strip() if request is not None else check_words(words)
    with acting_as(EVERYTHING):
        together = [held, *CallBack.objects.select_for_update(of=("self",)).filter(repeats=held).order_by("pk")]
        for one in together:
            one.state = CallState.TAKEN if request is not None else CallState(state)
            one.settled_at, one.settled_by, one.said, one.request = at, by, said, request
            one.save(update_fields=["state", "settled_at", "settled_by", "said", "request"])
        _step(held, "finish", words=ENDED, by=by, at=at)
    note_act(at=at, act=f"call_back {held.state}", place=held.area, about=str(held.uid), by=by.uid)
    return held


def _begin(call: CallBack) -> CallBack:
    held = CallBack.objects.select_for_update(of=("self",)).filter(pk=call.pk).first()
    if held is None:
        raise RequestUnknown
    if get_scope().level_at(held.area) is None:
        raise NotAllowed(act="call back for this window")
    if held.state != CallState.WAITING or held.repeats_id is not None:
        raise NotThisWay(state=WORDS_OF_CALLS[CallState(held.state)])
    return held


def _step(call: CallBack, step: str, *, words: str, by: Worker | None, at: datetime) -> None:
    task = Task.objects.filter(call_back=call, ended_at__isnull=True).first()
    if task is not None and task.state == "handed_over" and step == "finish":
        task = take_step(task=task, step="accept", by=by, at=at, is_led=True)
    if task is not None:
        take_step(task=task, step=step, by=by, at=at, words=words, is_led=True)


def forget_calls(*, at: datetime) -> int:
    """What families wrote is emptied some time after it was settled; number, place and days stay. How many."""
    with acting_as(EVERYTHING):
        old = CallBack.objects.filter(settled_at__lt=at - timedelta(days=KEPT_DAYS), phone_mark__isnull=False)
        for call in old:
            call.name = call.phone = call.village = call.words = call.told = call.said = ""
            call.save()
        return len(old)
