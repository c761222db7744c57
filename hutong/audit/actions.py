"""Writes the record: each in the caller's transaction, so that what cannot be recorded does not happen."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from hutong.audit.acting import SYSTEM, Actor, get_actor, get_door
from hutong.audit.errors import NoActor
from hutong.audit.models import LONGEST_WORD, LONGEST_WORDS, NOTED_AS_LOOKS, Entry, Way

AT_ONCE = 500
PRINTABLE = 32


def note_look(
    *,
    at: datetime,
    way: str,
    door: str = "",
    child: UUID | None = None,
    rows: int = 1,
    purpose: str = "",
    place: str = "",
    about: str = "",
) -> Entry:
    """Somebody is about to see something; written before they do. Raises NoActor."""
    if Way(way) not in NOTED_AS_LOOKS:
        raise ValueError(way)
    entry = _entry(get_actor(), at=at, way=Way(way), place=place, door=door)
    entry.child, entry.rows, entry.purpose, entry.about = child, rows, _plain(purpose), _plain(about)
    entry.save(force_insert=True)
    return entry


def note_act(
    *,
    at: datetime,
    act: str,
    child: UUID | None = None,
    about: str = "",
    by: UUID | None = None,
    rows: int = 1,
    place: str = "",
    purpose: str = "",
) -> Entry:
    """Something is done, in the transaction that does it. ``by``: who answers for it, where another runs it."""
    entry = _act(_actor_for(by), at=at, act=act, child=child, place=place)
    entry.rows, entry.about, entry.purpose = rows, _plain(about), _plain(purpose)
    entry.save(force_insert=True)
    return entry


def note_acts(
    *, at: datetime, act: str, children: Iterable[tuple[UUID, str]], about: str = "", by: UUID | None = None
) -> None:
    """The same done to many files, each with its place: an entry for each of them."""
    actor, plain = _actor_for(by), _plain(about)
    entries = [_act(actor, at=at, act=act, child=child, place=place) for child, place in children]
    for entry in entries:
        entry.about = plain
    Entry.objects.bulk_create(entries, batch_size=AT_ONCE)


def note_sign_in(
    *,
    at: datetime,
    act: str,
    worker: UUID | None = None,
    username_mark: str = "",
    door: str = "sign_in",
    place: str = "",
) -> Entry:
    """Somebody came in, went out, or was not let in; a name that was typed wrongly is kept as its mark alone."""
    entry = _entry(Actor(worker), at=at, way=Way.SIGN_IN, place=place, door=door)
    entry.act, entry.about = _plain(act)[:LONGEST_WORD], _plain(username_mark)
    entry.save(force_insert=True)
    return entry


def _actor_for(by: UUID | None) -> Actor:
    """Whoever acts; whoever answers for it where nobody said who acts; else the system."""
    try:
        actor = get_actor()
    except NoActor:
        return Actor(by) if by else SYSTEM
    if by is None or by == actor.worker:
        return actor
    return Actor(by, role=actor.role, area=actor.area, posts=actor.posts)


def _act(actor: Actor, *, at: datetime, act: str, child: UUID | None, place: str) -> Entry:
    entry = _entry(actor, at=at, way=Way.ACT, place=place, door="")
    entry.act, entry.child = _plain(act)[:LONGEST_WORD], child
    return entry


def _entry(actor: Actor, *, at: datetime, way: Way, place: str, door: str) -> Entry:
    role, area = actor.post_for(place)
    door = (door or get_door())[:LONGEST_WORD]
    return Entry(at=at, way=way, worker=actor.worker, role=role, area=area, door=door, place=place)


def _plain(text: str) -> str:
    """Without control characters, and not too long."""
    return "".join(c if ord(c) >= PRINTABLE else " " for c in text).strip()[:LONGEST_WORDS]
