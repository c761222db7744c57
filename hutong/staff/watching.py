"""Which rows of the record an audit administrator watches over, and whose work they are."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from hutong.audit.queries import within
from hutong.places.models import holding, inside
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import Scope, scope_of

AUDITS = frozenset({Role.AUDIT_ADMIN})


def seen_by(scope: Scope) -> Q:
    """The rows that the audit administrator of these areas sees."""
    return seen_from(scope.areas_that(AUDITS))


def seen_from(areas: Sequence[str]) -> Q:
    """The rows of these areas."""
    return within(areas, list_own_workers(areas).values_list("uid", flat=True))


def list_watched_areas(*, on: date) -> list[tuple[str, ...]]:
    """The areas of each audit administrator of a day, each set of them once."""
    posts = Post.objects.filter(holding(on), role=Role.AUDIT_ADMIN, worker__is_active=True)
    workers = Worker.objects.filter(pk__in=posts.values("worker"))
    areas = {tuple(sorted(scope_of(worker, on=on).areas_that(AUDITS))) for worker in workers}
    return sorted(areas - {()})


def list_own_workers(areas: Iterable[str]) -> QuerySet[Worker]:
    """The workers with an account or a post in these areas."""
    place, area = Q(pk__in=[]), Q(pk__in=[])
    for one in areas:
        place, area = place | inside(one, field="place"), area | inside(one, field="area")
    return Worker.objects.filter(place | Q(Exists(Post.objects.filter(area, worker=OuterRef("pk")))))


def list_leaving(areas: Iterable[str], *, since: date, until: date) -> dict[UUID, date]:
    """The workers whose post in these areas ends, or ended, between two days, with the last day."""
    found = Q(pk__in=[])
    for one in areas:
        found |= inside(one, field="area")
    ended = Post.objects.filter(found, until__gte=since, until__lte=until).order_by("until")
    return dict(ended.values_list("worker__uid", "until"))  # type: ignore[arg-type]
