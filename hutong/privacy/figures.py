"""The figures of a yearly audit, counted from the tables and from the record; no child, and nobody's name."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from hutong.audit.models import Entry, LookedInto, Seal, Way
from hutong.audit.queries import begin_of_day
from hutong.lib.translating import marked
from hutong.places.models import inside
from hutong.privacy.breaching import clocks_of
from hutong.privacy.models import (
    REVIEW_WITHIN,
    Breach,
    BreachStepKind,
    Consent,
    ConsentAsk,
    DataManager,
    Erasure,
    ErasureState,
    FamilyRequest,
    Opening,
    RequestState,
    SealedFile,
)
from hutong.staff.models import Grant, Post, Session, Worker
from hutong.staff.scope import EVERYTHING, acting_as


class Year(NamedTuple):
    """What is counted: a year, in an area, as it stands at an instant."""

    area: str
    first: datetime
    end: datetime
    last_day: date

    def of(self, field: str) -> Q:
        """Rows of the year by an instant of theirs."""
        return Q(**{f"{field}__gte": self.first, f"{field}__lt": self.end})

    def here(self, field: str = "area") -> Q:
        """Rows of the area."""
        return inside(self.area, field=field)


Figures = list[tuple[str, int]]


def year_of(*, year: int, area: str) -> Year:
    """A year's bounds where the work is done."""
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    return Year(area, begin_of_day(first), begin_of_day(end), date(year, 12, 31))


def count_figures(names: list[str], year: Year) -> Figures:
    """The figures of a point, one after another."""
    with acting_as(EVERYTHING):
        return [one for name in names if name in FIGURES for one in FIGURES[name](year)]


def _managers(year: Year) -> Figures:
    rows = DataManager.objects.filter(year.here(), since__lte=year.last_day)
    held = rows.filter(Q(until__isnull=True) | Q(until__gte=year.last_day))
    return [(marked("who answer for minors' data"), held.count())]


def _sealed(year: Year) -> Figures:
    rows = SealedFile.objects.filter(year.here())
    return [
        (marked("files sealed"), rows.filter(year.of("sealed_at")).count()),
        (marked("files opened again"), rows.filter(year.of("unsealed_at")).count()),
    ]


def _consents(year: Year) -> Figures:
    rows = Consent.objects.filter(year.here("child__area"))
    asks = ConsentAsk.objects.filter(year.here("child__area"), due_on__lte=year.last_day)
    return [
        (marked("consents given"), rows.filter(year.of("recorded_at")).count()),
        (marked("consents withdrawn"), rows.filter(year.of("withdrawn_at")).count()),
        (marked("to be asked again at fourteen, not done"), asks.filter(done_at__isnull=True).count()),
    ]


def _openings(year: Year) -> Figures:
    rows = Opening.objects.filter(year.here(), year.of("opened_at"))
    in_time = rows.filter(reviewed_at__lte=F("opened_at") + REVIEW_WITHIN)
    return [
        (marked("openings for a reason"), rows.count()),
        (marked("reviewed within a day"), in_time.count()),
        (marked("not reviewed"), rows.filter(reviewed_at__isnull=True).count()),
        (marked("found not justified"), rows.filter(is_justified=False).count()),
    ]


def _unusual(year: Year) -> Figures:
    rows = LookedInto.objects.filter(year.of("at"))
    return [(marked("unusual readings looked into (whole system)"), rows.count())]


def _grants(year: Year) -> Figures:
    rows = Grant.objects.filter(year.here())
    held = rows.filter(since__lte=year.last_day).filter(Q(until__isnull=True) | Q(until__gte=year.last_day))
    return [
        (marked("grants given"), rows.filter(year.of("given_at")).count()),
        (marked("grants in force at the end"), held.count()),
    ]


def _posts(year: Year) -> Figures:
    rows = Post.objects.filter(year.here(), since__lte=year.last_day)
    held = rows.filter(Q(until__isnull=True) | Q(until__gte=year.last_day))
    closed = held.filter(worker__is_active=False)
    return [
        (marked("posts held at the end"), held.count()),
        (marked("posts of closed accounts"), closed.count()),
    ]


def _sessions(year: Year) -> Figures:
    workers = Worker.objects.filter(pk__in=Post.objects.filter(year.here()).values("worker")).values("uid")
    signed = Entry.objects.filter(year.of("at"), way=Way.SIGN_IN)
    return [
        (marked("signed in now"), Session.objects.filter(worker__uid__in=workers).count()),
        (marked("times of signing in and out of these workers"), signed.filter(worker__in=workers).count()),
        (marked("sign-ins refused (whole system)"), signed.filter(worker__isnull=True).count()),
    ]


def _exports(year: Year) -> Figures:
    acts = Entry.objects.filter(year.of("at"), year.here("place"))
    return [
        (marked("lists asked for"), acts.filter(act="export_ask").count()),
        (marked("approved by another person"), acts.filter(act="export_approve").count()),
        (marked("declined"), acts.filter(act="export_decline").count()),
        (marked("taken along"), acts.filter(way=Way.EXPORT, child__isnull=True).count()),
    ]


def _record(year: Year) -> Figures:
    rows = Entry.objects.filter(year.of("at"))
    here = rows.filter(year.here("place") | year.here("area"))
    last = Seal.objects.order_by("-number").values_list("last", flat=True).first() or 0
    return [
        (marked("looks on record"), here.exclude(way__in=(Way.ACT, Way.SIGN_IN)).count()),
        (marked("acts on record"), here.filter(way=Way.ACT).count()),
        (marked("not sealed yet (whole system)"), rows.filter(pk__gt=last).count()),
    ]


def _requests(year: Year) -> Figures:
    rows = FamilyRequest.objects.filter(year.here("child__area"), year.of("received_at"))
    answered = rows.filter(state=RequestState.ANSWERED)
    return [
        (marked("requests received"), rows.count()),
        (marked("answered"), answered.count()),
        (marked("answered late"), answered.filter(answered_at__date__gt=F("due")).count()),
        (marked("refused or partly"), answered.exclude(verdict="granted").count()),
        (marked("still open"), rows.filter(state=RequestState.OPEN).count()),
    ]


def _breaches(year: Year) -> Figures:
    rows: QuerySet[Breach] = Breach.objects.filter(year.here(), year.of("found_at")).prefetch_related("steps")
    in_time = 0
    for breach in rows:
        told = [one.at for one in breach.steps.all() if one.kind == BreachStepKind.AUTHORITY]
        in_time += bool(told) and min(told) <= clocks_of(breach)[0]
    return [
        (marked("breaches found"), len(rows)),
        (marked("reported to the authority in time"), in_time),
        (marked("still open"), sum(one.closed_at is None for one in rows)),
    ]


def _erased(year: Year) -> Figures:
    rows = Erasure.objects.filter(year.here(), year.of("decided_at"))
    return [
        (marked("files erased"), rows.filter(state=ErasureState.ERASED).count()),
        (marked("not erased after all"), rows.filter(state=ErasureState.DECLINED).count()),
    ]


FIGURES: Mapping[str, Callable[[Year], Figures]] = {
    "managers": _managers,
    "sealed": _sealed,
    "consents": _consents,
    "openings": _openings,
    "unusual": _unusual,
    "grants": _grants,
    "posts": _posts,
    "sessions": _sessions,
    "exports": _exports,
    "record": _record,
    "requests": _requests,
    "breaches": _breaches,
    "erased": _erased,
}
"""By the names that compliance.toml uses; ``verified`` is counted when somebody lets the record be verified."""
