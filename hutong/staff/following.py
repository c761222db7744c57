"""Posts go along when places get other codes."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from hutong.places.models import inside
from hutong.staff.models import Post

A_DAY = timedelta(days=1)


@transaction.atomic
def move_posts(moved: Mapping[str, str], *, on: date) -> int:
    """Posts for areas with other codes from a day on: held for the old one until the day before; how many moved."""
    count = 0
    for post in list(Post.objects.filter(Q(until__isnull=True) | Q(until__gte=on), area__in=list(moved))):
        after = moved[post.area]
        if post.since < on:
            Post.objects.filter(pk=post.pk).update(until=on - A_DAY)
            Post.objects.create(
                worker_id=post.worker_id, role=post.role, body_id=post.body_id, area=after, since=on, until=post.until
            )
        else:
            Post.objects.filter(pk=post.pk).update(area=after)
        count += 1
    return count


def count_posts(area: str, *, on: date) -> int:
    """Posts held for a place, or for one in it, on a day or later."""
    return Post.objects.filter(inside(area, field="area")).filter(Q(until__isnull=True) | Q(until__gte=on)).count()
