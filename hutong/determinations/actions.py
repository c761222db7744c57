"""Making determinations anew, and departing from them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hutong.audit.actions import note_act
from hutong.children.changing import begin_change
from hutong.children.models import Change, Child
from hutong.determinations.bundles import current_library, keep_bundle
from hutong.determinations.draining import DETERMINED, Drain, Lot, Settled, drain, drain_together
from hutong.determinations.errors import (
    BenefitUnknown,
    DepartedAlready,
    ReasonMissing,
    SettledForALaterDay,
    VerdictUnknown,
    WithdrawnAlready,
)
from hutong.determinations.models import Departure, Determination, DueAgain
from hutong.determinations.settling import Chunk, Settling
from hutong.policy.layouts import RANK
from hutong.policy.library import Library
from hutong.staff.models import Role, Worker
from hutong.staff.scope import NotAllowed, get_scope

AT_ONCE = 2_000
"""Files in one transaction of the drain."""
MAY_DEPART = frozenset({Role.CIVIL_AFFAIRS})
VERDICTS = tuple(RANK)
NO_PLACE = ""


@transaction.atomic
def settle(
    *, child: Child, on: date, at: datetime, by: Worker | None = None, because: str, library: Library | None = None
) -> Determination | None:
    """Make the determination of a child anew and keep what is new of it; None when nothing is.

    Raises SettledForALaterDay.
    """
    settling = Settling(on, at, by, library or current_library())
    chunk = Chunk.locked(settling, [child.pk], {child.pk: because})
    chunk.settle()
    if child.pk in chunk.later:
        raise SettledForALaterDay(on=on, last=chunk.later[child.pk])
    made = chunk.made.get(child.pk)
    if made is not None:
        note_act(at=at, act=DETERMINED, child=child.uid, place=child.area, by=by.uid if by else None)
    return made


@transaction.atomic
def settle_children(*, children: Sequence[Child], on: date, at: datetime, because: str) -> Settled:
    """The same for many children at once; those that were settled for a later day are left, and counted."""
    chunk = Chunk.locked(Settling(on, at, None, current_library()), lot := {one.pk: because for one in children}, lot)
    chunk.settle()
    return Settled(files=len(lot), stored=len(chunk.made), later=len(chunk.later))


def settle_waiting(
    *,
    on: date,
    at: datetime,
    limit: int | None = None,
    library: Library | None = None,
    processes: int = 1,
    advance: Callable[[int], None] = lambda files: None,
) -> Settled:
    """Drain what waits: files that changed, and files whose day has come. Each lot in a transaction of its own.

    Files that somebody writes to at that moment wait until the next time. Several ``processes`` read the documents
    that come with the package, not ``library``.
    """
    return _drain(_waiting(on, limit), Drain(on, at, passes_held=True), library, processes, advance)


def settle_everyone(
    *,
    on: date,
    at: datetime,
    because: str = "documents",
    library: Library | None = None,
    processes: int = 1,
    advance: Callable[[int], None] = lambda files: None,
    as_known_then: bool = False,
) -> Settled:
    """Determine every file anew, for documents that changed; ``as_known_then``: by what was known at that instant.

    What waits to be determined then waits on.
    """
    return _drain(_everyone(because), Drain(on, at, as_known_then=as_known_then), library, processes, advance)


def _drain(
    lots: Iterator[Lot], how: Drain, library: Library | None, processes: int, advance: Callable[[int], None]
) -> Settled:
    if library is None:
        keep_bundle(library=current_library(), at=how.at)
        return drain_together(lots, how, processes=processes, advance=advance)
    return drain(lots, how, library=library, advance=advance)


def _waiting(on: date, limit: int | None) -> Iterator[Lot]:
    """Numbers of waiting files with why, lot by lot in the order of the files, so that none comes twice."""
    after, left = 0, limit
    while left is None or left > 0:
        most = AT_ONCE if left is None else min(AT_ONCE, left)
        changed = Change.objects.filter(child_id__gt=after).order_by("child_id").values_list("child_id", flat=True)
        due = DueAgain.objects.filter(child_id__gt=after, on__lte=on).order_by("child_id")
        lot = dict.fromkeys(due.values_list("child_id", flat=True).distinct()[:most], "calendar")
        lot |= dict.fromkeys(changed.distinct()[:most], "change")
        lot = {pk: lot[pk] for pk in sorted(lot)[:most]}
        if not lot:
            return
        after = max(lot)
        left = None if left is None else left - len(lot)
        yield lot


def _everyone(because: str) -> Iterator[Lot]:
    after = 0
    while pks := list(Child.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        after = pks[-1]
        yield dict.fromkeys(pks, because)


@transaction.atomic
def depart(
    *,
    child: Child,
    benefit: str,
    verdict: str,
    reason: str,
    by: Worker,
    at: datetime,
    since: date,
    place: str = NO_PLACE,
    monthly_fen: int | None = None,
    until: date | None = None,
) -> Departure:
    """A person departs from what the documents conclude; the conclusion stays beside it.

    Raises NotAllowed, BenefitUnknown, VerdictUnknown, ReasonMissing, DepartedAlready.
    """
    _check_may_depart(child)
    if benefit not in current_library().vocabulary.benefits:
        raise BenefitUnknown(benefit=benefit)
    if verdict not in VERDICTS:
        raise VerdictUnknown(verdict=verdict, wanted=", ".join(VERDICTS))
    if not reason.strip():
        raise ReasonMissing
    begin_change(child=child, what="departure", by=by, at=at)
    try:
        with transaction.atomic():
            return Departure.objects.create(
                child=child, benefit=benefit, place=place, verdict=verdict, monthly_fen=monthly_fen,
                reason=reason.strip(), by=by, at=at, since=since, until=until,
            )  # fmt: skip
    except IntegrityError as error:
        raise DepartedAlready from error


@transaction.atomic
def withdraw_departure(*, departure: Departure, by: Worker, at: datetime, reason: str) -> Departure:
    """A departure no longer holds; it stays on record with who took it back and why.

    Raises NotAllowed, ReasonMissing, WithdrawnAlready.
    """
    held = Departure.objects.select_for_update(of=("self",)).select_related("child").get(pk=departure.pk)
    _check_may_depart(held.child)
    if held.withdrawn_at is not None:
        raise WithdrawnAlready
    if not reason.strip():
        raise ReasonMissing
    begin_change(child=held.child, what="departure_withdrawn", by=by, at=at)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_because = at, by, reason.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    return held


def _check_may_depart(child: Child) -> None:
    """Raises NotAllowed: only officers of civil affairs in whose area the file lies depart."""
    if not get_scope().covers(child.area, roles=MAY_DEPART):
        raise NotAllowed(act="depart from a determination")
