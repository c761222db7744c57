"""The yearly audit of how minors' data is handled: 未成年人网络保护条例 art. 37."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker

LONGEST = 1000


class PointVerdict(models.TextChoices):
    """What was found."""

    MET = "met", "符合"
    PARTLY = "partly", "部分符合"
    NOT_MET = "not_met", "不符合"
    NOT_APPLICABLE = "not_applicable", "不适用"


class ComplianceAudit(models.Model):
    """One year of one area: points with figures from the record, findings, what is to be mended; signed, reported."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=DIGITS)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    summary = models.CharField(max_length=LONGEST, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField(null=True, blank=True)
    reported_to = models.CharField(max_length=100, blank=True)
    receipt = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering: ClassVar = ["-year", "area"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "area"], name="compliance_audit_once_a_year"),
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="compliance_audit_area_digits"),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | (Q(signed_at__isnull=False) & ~Q(reported_to="")),
                name="compliance_audit_reported_once_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.area}"


class AuditedPoint(models.Model):
    """One point of the list with its figures as they stood, what was found, and what is to be mended by when."""

    audit = models.ForeignKey(ComplianceAudit, on_delete=models.CASCADE, related_name="points")
    key = models.SlugField(max_length=40)
    figures = models.JSONField(default=list)
    """Pairs of a figure's name and its number, as they were counted."""
    counted_at = models.DateTimeField()
    verdict = models.CharField(max_length=16, choices=PointVerdict.choices, blank=True)
    finding = models.CharField(max_length=LONGEST, blank=True)
    remedy = models.CharField(max_length=LONGEST, blank=True)
    remedy_due = models.DateField(null=True, blank=True)
    remedied_on = models.DateField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audit", "key"], name="audited_point_once"),
            models.CheckConstraint(
                condition=~Q(verdict__in=["partly", "not_met"])
                | (~Q(finding="") & ~Q(remedy="") & Q(remedy_due__isnull=False)),
                name="audited_point_with_a_remedy",
            ),
        ]

    def __str__(self) -> str:
        return self.key
