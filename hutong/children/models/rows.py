"""What every table of a child shares."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.scoped import ScopedManager
from hutong.places.codes import DIGITS

NAME = 60
PLACE = DIGITS
WORDS = 300


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")), name=name
    )


class ScopedModel(models.Model):
    """Rows that only the scope opens, also by way of other rows."""

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
