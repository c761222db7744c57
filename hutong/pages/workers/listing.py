"""The workers of an area, by filters, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict

from hutong.lib.translating import marked
from hutong.places.models import holding, inside
from hutong.staff.in_charge import list_kept
from hutong.staff.models import Factor, Post, Role, Worker
from hutong.staff.scope import Scope
from hutong.staff.signing_in import list_locked

AT_ONCE, LONGEST_TEXT = 50, 60
STATES = {
    "active": marked("account open"),
    "closed": marked("account closed"),
    "without_post": marked("without a post"),
    "first_password": marked("first password not changed"),
    "without_factor": marked("without a second factor"),
}


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; words that are none of ours are left out."""

    text: str = ""
    role: str = ""
    state: str = ""
    place: str = ""
    after: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.text or self.role or self.state or self.place)

    def following(self, last: str) -> str:
        """The address of the next page."""
        held = {"text": self.text, "role": self.role, "state": self.state, "place": self.place, "after": last}
        return "?" + urlencode({name: value for name, value in held.items() if value})


@dataclass(frozen=True)
class Row:
    """A worker of the list."""

    worker: Worker
    posts: list[Post]
    has_factor: bool
    is_locked: bool


def read_filters(given: QueryDict, places: set[str]) -> Filters:
    """The filters of an address."""
    role, state, place = (given.get(name, "") for name in ("role", "state", "place"))
    return Filters(
        text=given.get("text", "").strip().replace("\x00", "")[:LONGEST_TEXT],
        role=role if role in Role.values else "",
        state=state if state in STATES else "",
        place=place if place in places else "",
        after=given.get("after", "").replace("\x00", "")[:LONGEST_TEXT],
    )


def list_rows(scope: Scope, filters: Filters, *, on: date, at: datetime) -> tuple[list[Row], str]:
    """A page of the list, and the name after which the next begins; "" on the last page."""
    posts = Prefetch("posts", Post.objects.filter(holding(on)).select_related("body").order_by("pk"), to_attr="held")
    has_factor = Exists(Factor.objects.filter(worker=OuterRef("pk")))
    found = _narrowed(list_kept(scope), filters, on=on).filter(username__gt=filters.after).order_by("username")
    workers = list(found.annotate(has_factor=has_factor).prefetch_related(posts)[: AT_ONCE + 1])
    page = workers[:AT_ONCE]
    return list(_rows(page, list_locked(page, at=at))), page[-1].username if len(workers) > AT_ONCE else ""


def _rows(workers: Sequence[Worker], locked: set[int]) -> Iterator[Row]:
    for one in workers:
        held, has_factor = one.held, one.has_factor  # type: ignore[attr-defined]  # prefetched, annotated
        yield Row(one, held, has_factor, one.pk in locked)


def _narrowed(found: QuerySet[Worker], filters: Filters, *, on: date) -> QuerySet[Worker]:
    held = Post.objects.filter(holding(on), worker=OuterRef("pk"))
    if filters.text:
        found = found.filter(Q(username__icontains=filters.text) | Q(name__icontains=filters.text))
    if filters.role:
        found = found.filter(Exists(held.filter(role=filters.role)))
    if filters.place:
        found = found.filter(Exists(held.filter(inside(filters.place, field="area"))))
    by_state = {
        "active": Q(is_active=True),
        "closed": Q(is_active=False),
        "without_post": ~Exists(held),
        "first_password": Q(must_change_password=True),
        "without_factor": ~Exists(Factor.objects.filter(worker=OuterRef("pk"))),
    }
    return found.filter(by_state[filters.state]) if filters.state else found
