"""Exports that were asked for: by whom, for what, who else approved; the file that lasts a while, every download."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker
from hutong.staff.scope import get_scope

PURPOSE = 200


class AskedManager(models.Manager["ExportRequest"]):
    """What somebody asked for themselves, and what was asked for within their areas; nothing without a scope."""

    def get_queryset(self) -> models.QuerySet["ExportRequest"]:
        scope = get_scope()
        own = Q(asked_by=scope.worker) if scope.worker is not None else Q()
        return super().get_queryset().filter(own | scope.within("area"))


class ExportRequest(models.Model):
    """A list of children that somebody wants as a file."""

    class State(models.TextChoices):
        """How far it has come."""

        ASKED = "asked", "asked"
        APPROVED = "approved", "approved"
        MADE = "made", "made"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn"
        EXPIRED = "expired", "expired"
        FAILED = "failed", "failed"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.CharField(max_length=DIGITS, db_index=True)
    """The place all of whose children, or in which the chosen ones, are in it."""
    chosen = models.JSONField(null=True, blank=True)
    """The keys of the chosen children; None: all open files of the place."""
    kind = models.CharField(max_length=10)
    """Which columns: ``own`` or ``national``."""
    columns = models.JSONField(default=list)
    """Their headers, as they were told to whoever approved."""
    left_out = models.JSONField(default=list)
    """The classes that whoever asked is not told: nothing of them is in it."""
    sensitivity = models.CharField(max_length=12)
    """The highest of its columns."""
    rows = models.PositiveIntegerField()
    """How many children when it was asked for; afterwards, how many are in the file."""
    purpose = models.CharField(max_length=PURPOSE)
    handed_to = models.SlugField(max_length=40, blank=True)
    """Where it leaves one's own duty: a purpose that needs consent; only children who agreed are in it."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.CharField(max_length=PURPOSE, blank=True)
    file = models.CharField(max_length=100, blank=True)
    """Sealed; "" before it is made, and again when its time is over."""
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    """Until then it can be approved; and once it is made, downloaded."""
    downloads_left = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[AskedManager] = AskedManager()

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes: ClassVar = [
            models.Index(fields=["state", "expires_at"], name="export_expires"),
            models.Index(fields=["asked_by", "-id"], name="export_of_worker"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="export_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "made")) | Q(decided_by__isnull=False), name="export_was_approved"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="export_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def number(self) -> str:
        """How people name it."""
        return f"E{self.pk:06}"


class ExportDownload(models.Model):
    """The file went out."""

    export = models.ForeignKey(ExportRequest, on_delete=models.PROTECT, related_name="downloads")
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.export_id} {self.at:%Y-%m-%d %H:%M}"
