"""Photographs and recordings of a report. They lie sealed beside the database and are seen with their report alone."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models import WORDS, ScopedModel
from hutong.protection.models.seeing import OfReportManager
from hutong.staff.models import Worker


class Attachment(ScopedModel):
    """A photograph, a recording or a paper. Who brought it is not written here: it may be whoever reported."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey("protection.Report", on_delete=models.PROTECT, related_name="attachments")
    file = models.CharField(max_length=100, blank=True)
    """Where it lies, by a name that says nothing; "" once it was erased."""
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    erased_because = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfReportManager["Attachment"]] = OfReportManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | (Q(file="") & ~Q(erased_because="")),
                name="attachment_erased_with_reason",
            ),
        ]
