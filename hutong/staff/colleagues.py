"""Whom one can give work to: those who hold a post today in the counties where one's own posts are; who is who."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from hutong.places.codes import county_of, full_code
from hutong.places.models import holding, inside
from hutong.staff.models import Post, Role, Worker

MOST = 300
LOOK_AFTER = (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS, Role.DEPARTMENT, Role.INSTITUTION)


def list_colleagues(areas: Iterable[str], *, on: date) -> list[Post]:
    """Their posts, one for each worker, in the order of places; wider areas than a county stay as wide as they are."""
    around = {county_of(area) or area for area in areas}
    if not around:
        return []
    here = reduce(or_, (inside(place, field="area") for place in sorted(around)), Q())
    posts = Post.objects.filter(here, holding(on), role__in=LOOK_AFTER, worker__is_active=True)
    found: dict[int, Post] = {}
    for post in posts.select_related("worker", "body").order_by("area", "worker__name", "pk")[: MOST * 2]:
        found.setdefault(post.worker_id, post)
    return list(found.values())[:MOST]


def is_same_person(one: Worker, other: Worker) -> bool:
    """Whether two accounts are one person's: the same account, or the same name and telephone."""
    return one.pk == other.pk or bool(one.phone and (one.name, one.phone) == (other.name, other.phone))


def list_counties_with(roles: Iterable[str], *, on: date) -> list[str]:
    """The counties in which somebody who is at work holds a post of these roles, in twelve digits."""
    areas = Post.objects.filter(holding(on), role__in=list(roles), worker__is_active=True).values_list(
        "area", flat=True
    )
    return sorted({full_code(code) for code in map(county_of, areas.distinct()) if code})
