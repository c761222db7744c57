"""Who keeps the emergency list of a township."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker


class Keeper(models.Model):
    """Somebody named to open, with another, the emergency list of a township; ready once their own words are set."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=DIGITS)
    named_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    lock = models.JSONField(null=True, blank=True)
    """The open half of the keeper's key, and the other half under the keeper's words (``emergency.locks.Lock``)."""

    objects: ClassVar[models.Manager["Keeper"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "area"], condition=Q(ended_at__isnull=True), name="keeper_named_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.worker} – {self.area}"
