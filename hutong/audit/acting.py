"""Who acts, with which posts, through which door. Nobody looks or acts unnamed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from hutong.audit.errors import NoActor
from hutong.places.codes import is_inside, level_of


class PostUsed(NamedTuple):
    """A post as the record keeps it."""

    role: str
    area: str


NO_POST = PostUsed("", "")


@dataclass(frozen=True)
class Actor:
    """Somebody who looks or acts, by number; the system has none."""

    worker: UUID | None
    role: str = ""
    area: str = ""
    posts: tuple[PostUsed, ...] = ()
    """All posts held, where there are several."""

    def post_for(self, place: str) -> PostUsed:
        """The narrowest post over a place; the first one where none is, or where no place is concerned."""
        held = self.posts or (PostUsed(self.role, self.area),)
        over = [post for post in held if place and post.area and is_inside(place, post.area)]
        return max(over, key=lambda post: level_of(post.area)) if over else held[0]


SYSTEM = Actor(None, role="system")
"""Commands and jobs that nobody in particular asked for."""
_acting: ContextVar[Actor | None] = ContextVar("actor", default=None)
_door: ContextVar[str] = ContextVar("door", default="")


@contextmanager
def acted_by(actor: Actor) -> Iterator[Actor]:
    """Within this, what is looked at and done is recorded as this actor's."""
    token = _acting.set(actor)
    try:
        yield actor
    finally:
        _acting.reset(token)


@contextmanager
def through(door: str) -> Iterator[None]:
    """Within this, acts are recorded as done through this screen, command or operation."""
    token = _door.set(door)
    try:
        yield
    finally:
        _door.reset(token)


def get_actor() -> Actor:
    """Whoever acts. Raises NoActor."""
    actor = _acting.get()
    if actor is None:
        raise NoActor
    return actor


def get_door() -> str:
    """The door in use; "" where none was named."""
    return _door.get()
