"""How every act at the window begins and ends: the request is locked, it is as it was seen, what happened is noted."""

from collections.abc import Sequence
from datetime import datetime
from secrets import randbelow

from django.db.models import F

from hutong.audit.actions import note_act
from hutong.children.changing import day_of, may_write
from hutong.lib.translating import marked
from hutong.places.codes import SHORT_DIGITS
from hutong.services.course import Way, find_way
from hutong.services.errors import RequestNeeds, RequestUnknown, StaleRequest
from hutong.services.models import Moment, Referral, Request
from hutong.staff.models import Worker
from hutong.staff.scope import NotAllowed, get_scope

A_REASON = marked("a few words that say why")
MOST_WORDS = 1000
SHORTEST_REASON = 2


def new_number(area: str, *, at: datetime) -> str:
    """A number that is read out over the telephone: county, day, six digits. Unique by the table, not by itself."""
    return f"{area[:SHORT_DIGITS]}-{day_of(at):%y%m%d}-{randbelow(10**6):06d}"


def begin_act(request: Request, *, revision: int | None = None) -> Request:
    """The request, locked until the transaction ends. Raises RequestUnknown, StaleRequest, NotAllowed."""
    held = Request.objects.select_for_update(of=("self",)).select_related("child").filter(pk=request.pk).first()
    if held is None:
        raise RequestUnknown
    if revision is not None and held.revision != revision:
        raise StaleRequest
    if not may_act_on(held):
        raise NotAllowed(act="write to this request")
    return held


def may_act_on(request: Request) -> bool:
    """Whether whoever acts works at the window: where the request was taken, or where the child's file is kept."""
    return get_scope().level_at(request.area) is not None or may_write(request.child)


def step_request(request: Request, step: str) -> Way:
    """Where the request goes by a step; saved by ``note_moment``. Raises NotThisWay."""
    way = find_way(step, request)
    request.state = way.after or request.state
    return way


def check_words(words: str) -> str:
    """What was written, if it says something. Raises RequestNeeds."""
    text = " ".join(words.split())[:MOST_WORDS]
    if len(text) < SHORTEST_REASON:
        raise RequestNeeds(what=A_REASON)
    return text


def note_moment(
    request: Request,
    what: str,
    *,
    by: Worker | None,
    at: datetime,
    words: str = "",
    referral: Referral | None = None,
    outside: str = "",
    saved: Sequence[str] = (),
) -> Moment:
    """The end of every act: the request is saved and counted up, what happened stands in its course and on record."""
    Request.objects.filter(pk=request.pk).update(
        revision=F("revision") + 1, **{name: getattr(request, name) for name in ("state", *saved)}
    )
    request.revision += 1
    note_act(
        at=at, act=f"request {what}", child=request.child.uid, place=request.child.area, about=str(request.uid),
        by=by.uid if by else None,
    )  # fmt: skip
    return Moment.objects.create(
        request=request, referral=referral, what=what, at=at, by=by, by_outside=outside, words=words
    )
