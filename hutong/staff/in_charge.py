"""Whom an administrator keeps: the workers of the own area, and nobody whose posts reach beyond it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from hutong.places.codes import is_inside
from hutong.places.models import holding, inside
from hutong.staff.errors import NotInCharge
from hutong.staff.incompatible import ADMINISTRATORS
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import Scope

KEEPERS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


def list_areas(scope: Scope, role: Role | None = None) -> tuple[str, ...]:
    """The areas whose workers somebody keeps, as one of the two administrators or as this one."""
    return scope.areas_that(frozenset({role}) if role else KEEPERS)


def list_kept(scope: Scope) -> QuerySet[Worker]:
    """The workers whose account or any of whose posts, present or past, lies in the area."""
    place, area = Q(pk__in=[]), Q(pk__in=[])
    for one in list_areas(scope):
        place, area = place | inside(one, field="place"), area | inside(one, field="area")
    here = Exists(Post.objects.filter(area, worker=OuterRef("pk")))
    return Worker.objects.filter(place | Q(here))


def check_in_charge(scope: Scope, worker: Worker, *, role: Role, on: date) -> None:
    """Raises NotInCharge unless the account and every post held lie in an area of this administrator's role.

    Whoever could set the password of somebody with wider posts could take those posts over. Nobody keeps themselves.
    """
    held = Post.objects.filter(Q(holding(on)) | Q(since__gt=on), worker=worker).values_list("area", flat=True)
    places = [*held, *([worker.place] if worker.place else [])]
    if not places or worker.pk == scope.worker or not is_covered(places, list_areas(scope, role)):
        raise NotInCharge


def check_may_give(scope: Scope, *, role: Role, area: str) -> None:
    """Raises NotInCharge unless a security administrator of the area gives the post.

    Administrators are appointed by one whose area is wider than theirs.
    """
    mine = [one for one in list_areas(scope, Role.SECURITY_ADMIN) if is_inside(area, one)]
    if role in ADMINISTRATORS:
        mine = [one for one in mine if one != area]
    if not mine:
        raise NotInCharge


def is_covered(places: Iterable[str], areas: tuple[str, ...]) -> bool:
    """Whether every place lies in one of the areas."""
    return all(any(is_inside(place, area) for area in areas) for place in places)
