"""Two people or more keep the list of a township: named by the county, each with words that only they know."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from hutong.audit.actions import note_act
from hutong.exchange.emergency.errors import KeeperElsewhere, KeeperThere, NotATownship, WordsDiffer, WordsShort
from hutong.exchange.emergency.locks import Lock, make_lock
from hutong.exchange.models import Keeper
from hutong.places.codes import full_code, level_of
from hutong.places.models import Level
from hutong.staff.models import Role, Worker
from hutong.staff.scope import READS_FILES, NotAllowed, get_scope, scope_of

FEWEST_CHARACTERS = 12


def may_name(area: str) -> bool:
    """Whether who acts names keepers there: the county's officers of civil affairs. Raises NoScope."""
    return get_scope().covers(area, roles=frozenset({Role.CIVIL_AFFAIRS}))


@transaction.atomic
def name_keeper(*, worker: Worker, area: str, by: Worker, at: datetime, on: date) -> Keeper:
    """The worker is to keep a township's list.

    Raises NotAllowed, NotATownship, KeeperElsewhere, KeeperThere, CodeWrong.
    """
    area = full_code(area)
    if level_of(area) != Level.TOWNSHIP:
        raise NotATownship
    if not may_name(area):
        raise NotAllowed(act="name keepers")
    if not scope_of(worker, on=on).covers(area, roles=READS_FILES):
        raise KeeperElsewhere
    if Keeper.objects.filter(worker=worker, area=area, ended_at__isnull=True).exists():
        raise KeeperThere
    note_act(at=at, act="keeper.named", about=f"{area} {worker.uid}")
    return Keeper.objects.create(worker=worker, area=area, named_by=by, named_at=at)


@transaction.atomic
def set_words(*, keeper: Keeper, words: str, again: str, at: datetime) -> Keeper:
    """The keeper's words, kept nowhere; from the next list on they are asked for. Raises WordsShort, WordsDiffer."""
    if words.strip() != again.strip():
        raise WordsDiffer
    if len(words.strip()) < FEWEST_CHARACTERS:
        raise WordsShort
    keeper.lock = asdict(make_lock(words))
    keeper.save(update_fields=["lock"])
    note_act(at=at, act="keeper.words set", about=keeper.area)
    return keeper


@transaction.atomic
def end_keeper(*, keeper: Keeper, at: datetime) -> Keeper:
    """The list is not kept by them any more, from the next one on. Raises NotAllowed."""
    if not may_name(keeper.area):
        raise NotAllowed(act="end keepers")
    keeper.ended_at = at
    keeper.save(update_fields=["ended_at"])
    note_act(at=at, act="keeper.ended", about=f"{keeper.area} {keeper.worker.uid}")
    return keeper


def list_keepers(*, area: str = "", worker: Worker | None = None) -> QuerySet[Keeper]:
    """Those who keep lists now: of one township, or what one person keeps."""
    rows = Keeper.objects.filter(ended_at__isnull=True).select_related("worker", "named_by").order_by("area", "pk")
    rows = rows.filter(area=area) if area else rows
    return rows.filter(worker=worker) if worker else rows


def locks_of(area: str, *, on: date) -> list[tuple[str, Lock]]:
    """The names and locks of a township's keepers who are ready and whose posts still open its files."""
    return [
        (keeper.worker.name, Lock(**keeper.lock))
        for keeper in list_keepers(area=area)
        if keeper.lock and scope_of(keeper.worker, on=on).covers(area, roles=READS_FILES)
    ]
