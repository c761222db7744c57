"""To whom a task goes: a body at a place, resolved to a post; upward where nobody holds it.

The table beside this file says which post answers for which body and who leads the work at each level. Where there is
no post at all the task waits, addressed to the body itself, and is addressed anew every day.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Q

from hutong.children.words import get_vocabulary
from hutong.places.codes import NATION, ancestors, county_of, full_code, level_of
from hutong.places.models import Level, holding, inside
from hutong.staff.models import Post, Role
from hutong.tasks.models import Leave

FILE = Path(__file__).with_name("addressing.toml")
ANSWERS = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS, Role.DEPARTMENT, Role.INSTITUTION)
"""Leaders, inspectors, auditors and administrators answer for no task."""
COUNTIES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Addressee:
    """A post that answers: the body's kind, the body, the role and the area; ``worker`` where one person is meant."""

    body_kind: str
    body: int | None
    """The body's number; None where nobody holds the post."""
    role: str
    area: str
    worker: int | None = None
    asked_of: str = ""
    """Whom the document names: ``education@county``."""

    @property
    def is_held(self) -> bool:
        """Whether somebody holds the post."""
        return bool(self.role)


class Held(NamedTuple):
    """Who holds a post: the worker, the role, the body."""

    worker: int
    role: str
    body: int


def resolve(body_kind: str, *, level: str | None = None, place: str, on: date) -> Addressee:
    """The post that answers for a body at a place on a day. Two queries; for many, ask a ``Directory``."""
    return Directory([place], on=on).resolve(body_kind, level=level, place=place)


class Directory:
    """The posts of some places, read at once, and who stands in for whom."""

    def __init__(self, places: Iterable[str], *, on: date) -> None:
        self.on = on
        self.posts: dict[tuple[str, str], list[Held]] = {}
        self.stands_in: dict[int, int] = {}
        self._known: dict[tuple[str, str | None, str], Addressee] = {}
        self._read({full_code(place) for place in places})

    def resolve(self, body_kind: str, *, level: str | None = None, place: str) -> Addressee:
        """The post that answers: the nearest of the body's own kind, then whoever leads the work, upward."""
        key = (body_kind, level, place)
        if key not in self._known:
            self._known[key] = self._resolve(body_kind, level or usual_level(body_kind), full_code(place))
        return self._known[key]

    def _resolve(self, body_kind: str, level: str, place: str) -> Addressee:
        asked_of = f"{body_kind}@{level}"
        for kind, area in list_candidates(body_kind, level, place):
            if held := self.posts.get((kind, area)):
                return replace(self._addressed(kind, area, held), asked_of=asked_of)
        return Addressee(body_kind, None, "", area_at(place, _table()["starts_at"][level]), asked_of=asked_of)

    def superior_of(self, body_kind: str, area: str) -> Addressee | None:
        """Who leads the work over a post: the next one upward, of another kind at the same level for a department."""
        for kind, above in _list_superiors(body_kind, area):
            if held := self.posts.get((kind, above)):
                return self._addressed(kind, above, held)
        return None

    def _addressed(self, kind: str, area: str, held: list[Held]) -> Addressee:
        there = [one for one in held if one.worker not in self.stands_in]
        first = (there or held)[0]
        away = None if there else self.stands_in.get(first.worker)
        return Addressee(kind, first.body, first.role, area, away)

    def _read(self, places: set[str]) -> None:
        wide = {above for place in places for above in ancestors(place)} | {NATION}
        wide = {place for place in wide if level_of(place) <= Level.COUNTY}
        counties = sorted({county_of(place) for place in places} - {""})
        for first in range(0, max(1, len(counties)), COUNTIES_AT_ONCE):
            here = Q(area__in=sorted(wide)) if not first else Q(pk__in=[])
            for county in counties[first : first + COUNTIES_AT_ONCE]:
                here |= inside(county, field="area")
            self._add(Post.objects.filter(here, holding(self.on), role__in=ANSWERS, worker__is_active=True))
        leaves = Leave.objects.filter(since__lte=self.on, until__gte=self.on, ended_at__isnull=True)
        self.stands_in = dict(leaves.order_by("pk").values_list("worker", "substitute"))

    def _add(self, posts: Any) -> None:
        rows = posts.order_by("pk").values_list("body__kind", "area", "worker_id", "role", "body_id")
        for kind, area, *held in rows:
            self.posts.setdefault((kind, area), []).append(Held(*held))


def list_candidates(body_kind: str, level: str, place: str) -> Iterator[tuple[str, str]]:
    """The posts to look for, in order: of the body's own kind up to the county, then whoever leads at each level."""
    own = [body_kind, *_table()["same"].get(body_kind, ())]
    areas = [area for area in (*ancestors(place), NATION) if level_of(area) <= _table()["starts_at"][level]]
    near = [area for area in areas if level_of(area) >= Level.COUNTY]
    yield from ((kind, area) for area in near for kind in own)
    if over := _table()["over"].get(body_kind):
        yield from ((over, area) for area in near if level_of(area) == Level.COUNTY)
    for area in areas:
        kinds = _table()["leads"][str(level_of(area))]
        yield from ((kind, area) for kind in (kinds if area in near else [*own, *kinds]))
    # A wider body that has no post in this ledger: the county leads, and passes it on.
    below = [area for area in ancestors(place) if Level.COUNTY >= level_of(area) > _table()["starts_at"][level]]
    yield from ((kind, area) for area in reversed(below) for kind in _table()["leads"][str(level_of(area))])


def _list_superiors(body_kind: str, area: str) -> Iterator[tuple[str, str]]:
    for above in (*ancestors(area), NATION):
        kinds = _table()["leads"][str(level_of(above))]
        if above == area and body_kind in kinds:
            continue
        yield from ((kind, above) for kind in kinds)


def usual_level(body_kind: str) -> str:
    """The level at which a body usually stands: any, which is the county, or else the first that bodies.toml names."""
    body = get_vocabulary().bodies.get(body_kind)
    return body.levels[0] if body and "any" not in body.levels else "any"


def area_at(place: str, level: int) -> str:
    """The place at a level in which a place lies; the place itself where it is wider."""
    return next((area for area in ancestors(place) if level_of(area) <= level), NATION)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
