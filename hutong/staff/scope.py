"""What a worker may see: areas and roles, from the posts held on a day. Nobody acts without one.

The scope in force stands in a context variable. Every query for children asks it (``hutong.children.scoped``); where
none was opened, asking raises ``NoScope``, so that forgetting shows nothing instead of everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from hutong.audit.acting import SYSTEM, Actor, PostUsed, acted_by
from hutong.lib.translating import marked, translator
from hutong.places.codes import is_inside, level_of
from hutong.places.models import Level, holding, inside
from hutong.staff.incompatible import Clash, list_clashes
from hutong.staff.models import Grant, Post, Role, Worker


class SystemRole(StrEnum):
    """What another system does here through a token. Nobody holds these as a post."""

    READS = "system_reads"
    READS_AND_WRITES = "system_writes"


AnyRole = Role | SystemRole
WRITES_FILES: frozenset[AnyRole] = frozenset(
    {Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS, SystemRole.READS_AND_WRITES}
)
READS_FILES: frozenset[AnyRole] = WRITES_FILES | {SystemRole.READS}
"""The roles whose area opens files to them. Others see only what is assigned to them, or no child at all."""


class NoScope(Exception):
    """Children were asked for by nobody: open a scope first."""

    def __init__(self) -> None:
        super().__init__("no scope is open: act within acting_as(scope)")


class NotAllowed(Exception):
    """The posts held do not allow an act."""

    def __init__(self, *, act: str) -> None:
        self.act = act
        super().__init__(f"no post held today allows to {act}")

    def told(self, lang: str) -> str:
        """Why, and what to do, in the language asked for ("zh" or "en")."""
        return translator(lang)(marked("None of your posts allows this here. Ask a colleague whose area it is."))


class Held(NamedTuple):
    """A post as far as it matters for what may be seen."""

    role: AnyRole
    area: str
    body_kind: str


class Granted(NamedTuple):
    """A class of what is told only by separate grant, and the area in which it was granted."""

    kind: str
    area: str


@dataclass(frozen=True)
class Scope:
    """Everything that decides what may be seen and done: who, and the posts held."""

    worker: int | None
    held: tuple[Held, ...] = ()
    assigned: frozenset[int] = frozenset()
    """The numbers of children who are to be looked after though they live elsewhere."""
    opened: frozenset[int] = frozenset()
    """The numbers of children whose files stand open for some hours, for a reason; to be read and not written."""
    kept_from: frozenset[int] = frozenset()
    """The numbers of children of whom they are kin: they see neither the file nor that there is one."""
    grants: tuple[Granted, ...] = ()
    """What was granted besides what the roles bring; see ``grants.py``."""
    clashes: tuple[Clash, ...] = ()
    """Posts held that one person may not hold together. None of the posts opens anything while there are some."""
    is_everything: bool = False
    """For commands and jobs that work on all children, never for a person at a screen."""
    uid: UUID | None = None
    """By what number the record knows the worker."""

    @property
    def actor(self) -> Actor:
        """Whoever acts with this scope, as the record names them."""
        posts = tuple(PostUsed(one.role, one.area) for one in self.held)
        if self.is_everything:
            return SYSTEM
        first = posts[0] if posts else PostUsed("", "")
        return Actor(self.uid, role=first.role, area=first.area, posts=posts)

    def areas_that(self, roles: frozenset[AnyRole]) -> tuple[str, ...]:
        """The areas of the posts with these roles."""
        return tuple(dict.fromkeys(one.area for one in self.held if one.role in roles))

    def covers(self, place: str, *, roles: frozenset[AnyRole] = READS_FILES) -> bool:
        """Whether a place lies in an area of these roles."""
        return self.is_everything or any(is_inside(place, area) for area in self.areas_that(roles))

    def levels_that_write(self) -> Iterator[tuple[str, Level]]:
        """The areas of posts that write to files, each with its level."""
        return ((area, Level(level_of(area))) for area in self.areas_that(WRITES_FILES))

    def level_at(self, place: str) -> Level | None:
        """The widest level of the posts that write to files of a place; None where none does."""
        if self.is_everything:
            return Level.NATION
        return min((level for area, level in self.levels_that_write() if is_inside(place, area)), default=None)

    def within(self, field: str) -> Q:
        """The rows whose place lies in an area whose files are open; none where there is no such area."""
        if self.is_everything:
            return Q()
        found = Q(pk__in=[])
        for area in self.areas_that(READS_FILES):
            found |= inside(area, field=field)
        return found

    def has_role(self, *roles: AnyRole) -> bool:
        """Whether any post is of one of these roles."""
        return any(one.role in roles for one in self.held)


EVERYTHING = Scope(None, is_everything=True)
_in_force: ContextVar[Scope | None] = ContextVar("scope", default=None)


def scope_of(worker: Worker, *, on: date) -> Scope:
    """What a worker may see on a day."""
    if not worker.is_active:
        return Scope(worker.pk, uid=worker.uid)
    posts = list(Post.objects.filter(holding(on), worker=worker).select_related("body").order_by("pk"))
    if not posts:
        return Scope(worker.pk, uid=worker.uid)
    held = tuple(Held(Role(post.role), post.area, post.body.kind) for post in posts)
    clashes = tuple(list_clashes(held))
    if clashes:
        return Scope(worker.pk, uid=worker.uid, clashes=clashes)
    grants = Grant.objects.filter(holding(on), Q(post__isnull=True) | Q(post__in=posts), worker=worker)
    return Scope(
        worker.pk,
        held,
        grants=tuple(Granted(one.kind, one.area) for one in grants.order_by("pk")),
        uid=worker.uid,
    )


@contextmanager
def acting_as(scope: Scope) -> Iterator[Scope]:
    """Within this, children are seen as far as the scope goes, and what is done is recorded as its worker's."""
    token = _in_force.set(scope)
    try:
        with acted_by(scope.actor):
            yield scope
    finally:
        _in_force.reset(token)


def get_scope() -> Scope:
    """The scope in force. Raises NoScope."""
    scope = _in_force.get()
    if scope is None:
        raise NoScope
    return scope
