"""Breaches of minors' data: what happened, what was done, who was told when. Files stand here by number alone."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models.rows import WORDS
from hutong.places.codes import DIGITS
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class BreachKind(models.TextChoices):
    """What happened to the data: 个人信息保护法 art. 57."""

    LEAKED = "leaked", "泄露"
    CHANGED = "changed", "篡改"
    LOST = "lost", "丢失"
    MISUSED = "misused", "账号被盗用或者越权查看"
    MISSENT = "missent", "误发给无关人员"


class Breach(models.Model):
    """Data of minors came, or may have come, to where it should not; kept as a register of steps."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.CharField(max_length=DIGITS, db_index=True)
    kind = models.CharField(max_length=12, choices=BreachKind.choices)
    found_at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)
    """From when it may have gone on, where that is known."""
    what = SealedTextField()
    classes = models.JSONField(default=list)
    """Which classes of data, as ``breaching.CLASSES`` names them."""
    how_many = models.PositiveIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-found_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="breach_area_digits"),
            models.CheckConstraint(condition=Q(kind__in=BreachKind.values), name="breach_kind_known"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it."""
        return f"B{self.pk:05}"


class BreachStepKind(models.TextChoices):
    """What was done about it."""

    MEASURE = "measure", "补救措施"
    ASSESSED = "assessed", "影响评估"
    AUTHORITY = "authority", "报告主管部门、网信部门"
    POLICE = "police", "报告公安机关"
    FAMILIES = "families", "告知未成年人及其监护人"
    NOT_TOLD = "not_told", "经评估不告知及其理由"
    CLOSED = "closed", "结束"


class BreachStep(models.Model):
    """One step, as it was recorded; never changed, a later one stands beside it."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=BreachStepKind.choices)
    at = models.DateTimeField()
    to_whom = models.CharField(max_length=WORDS, blank=True)
    how = models.CharField(max_length=WORDS, blank=True)
    words = models.CharField(max_length=WORDS, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=BreachStepKind.values), name="breach_step_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["authority", "police"]) | ~Q(to_whom=""), name="breach_step_told_to_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class BreachedFile(models.Model):
    """A file that it concerns, by number; and whether its family was told."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="files")
    child = models.UUIDField(db_index=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_how = models.CharField(max_length=WORDS, blank=True)
    told_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["breach", "child"], name="breached_file_once")]

    def __str__(self) -> str:
        return str(self.child)
