"""Openings of files outside one's own, and who reviews them. No child is named here but by its number."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField

REVIEW_WITHIN = timedelta(hours=24)
"""By the clock, not by working days: what was wrong must come out at once."""


class DataManager(models.Model):
    """Whoever answers for minors' data of a place (未成年人个人信息保护负责人); reviews openings of its files."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="manages_data")
    area = models.CharField(max_length=DIGITS)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    appointed_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="data_manager_area_digits"),
            models.UniqueConstraint(
                fields=["worker", "area"], condition=Q(until__isnull=True), name="data_manager_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} – {self.area}"


class Why(models.TextChoices):
    """For what a file outside one's own is opened."""

    DANGER = "danger", "儿童正处于危险中"
    HERE_NOW = "here_now", "儿童现在本地，需要救助"
    MEDICAL = "medical", "紧急医疗"
    REPORT = "report", "核实报告或线索"
    OTHER = "other", "其他"


class Opening(models.Model):
    """Somebody opened a file outside their own, with a reason, for a time; reviewed within a day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.UUIDField(db_index=True)
    area = models.CharField(max_length=DIGITS)
    """Where the file was when it was opened: the manager of that place reviews."""
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="openings")
    why = models.CharField(max_length=20, choices=Why.choices)
    reason = SealedTextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_justified = models.BooleanField(null=True, blank=True)
    review = SealedTextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["worker", "ends_at"], name="opening_in_force"),
            models.Index(fields=["area", "reviewed_at"], name="opening_to_review"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="opening_area_digits"),
            models.CheckConstraint(condition=Q(why__in=Why.values), name="opening_why_known"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("opened_at")), name="opening_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, is_justified__isnull=True)
                | Q(reviewed_at__isnull=False, is_justified__isnull=False),
                name="opening_reviewed_with_a_verdict",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("worker")),
                name="opening_not_reviewed_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M} {self.worker}"

    @property
    def review_due(self) -> datetime:
        """The instant by which it must have been reviewed."""
        return self.opened_at + REVIEW_WITHIN

    def is_in_force(self, *, at: datetime) -> bool:
        """Whether the file stands open by this."""
        return self.opened_at <= at < self.ends_at

    def is_overdue(self, *, at: datetime) -> bool:
        """Whether the review is late."""
        return self.reviewed_at is None and at > self.review_due


class WhySealed(models.TextChoices):
    """Why a file was sealed from the posts that kept it."""

    CLOSED = "closed", "已结案"
    OF_AGE = "of_age", "已满18周岁"
    TRANSFERRED = "transferred", "已转出"


class SealedFile(models.Model):
    """A file that is over and hidden from every post; who answers for the data of its place may open it again."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.UUIDField(db_index=True)
    area = models.CharField(max_length=DIGITS, db_index=True)
    why = models.CharField(max_length=20, choices=WhySealed.choices)
    sealed_at = models.DateTimeField()
    unsealed_at = models.DateTimeField(null=True, blank=True)
    unsealed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    """For what it was opened again."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(why__in=WhySealed.values), name="sealed_file_why_known"),
            models.UniqueConstraint(
                fields=["child"], condition=Q(unsealed_at__isnull=True), name="sealed_file_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sealed_at:%Y-%m-%d} {self.area}"
