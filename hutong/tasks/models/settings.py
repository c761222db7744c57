"""What a place sets for itself: days for words without a number, and who stands in for whom."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker

UNITS = ("hours", "days", "working_days", "months")


class DayCount(models.Model):
    """How long a word such as 及时 is in an area, until it is set otherwise; never a rule of a document."""

    area = models.CharField(max_length=DIGITS)
    word = models.CharField(max_length=40)
    unit = models.CharField(max_length=12)
    count = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "word"], condition=Q(ended_at__isnull=True), name="day_count_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(unit__in=UNITS), name="day_count_unit_known"),
            models.CheckConstraint(condition=Q(count__gte=1), name="day_count_at_least_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="day_count_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.count} {self.unit} – {self.area}"


class Leave(models.Model):
    """A worker is away and another stands in: gets the tasks, not the files."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="leaves")
    substitute = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="stands_in")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """Taken back before its time."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(worker=F("substitute")), name="leave_of_two_workers"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="leave_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} – {self.substitute_id}"


class Fulfilment(models.Model):
    """A body noted that it did, in a period, what stands in its duty register: what, when, how it is shown."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body_kind = models.SlugField(max_length=60, db_index=False)
    area = models.CharField(max_length=DIGITS)
    rule = models.CharField(max_length=120)
    which = models.CharField(max_length=8)
    """Which sentence under the rule: see ``hutong.policy.duties``."""
    on = models.DateField()
    words = models.CharField(max_length=500)
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "body_kind", "rule", "on"], name="fulfilment_of_body")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(words=""), name="fulfilment_says_what")]

    def __str__(self) -> str:
        return f"{self.rule} – {self.area}"
