"""Who reported, and from whom a report is kept: read by their one door, by no list, task, export or page."""

import uuid
from typing import ClassVar

from django.db import models

from hutong.staff.models import Worker
from hutong.staff.sealed_fields import MarkField, SealedTextField

KIND_OF_MARK = "reporter"


class Reporter(models.Model):
    """Who reported. Read only through ``reporters.py``, by whoever was granted to know."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.OneToOneField("protection.Report", on_delete=models.PROTECT, related_name="+")
    name = SealedTextField()
    unit = SealedTextField()
    phone = SealedTextField()
    typed_by = SealedTextField()
    """The number of the worker who typed it."""
    typed_mark = MarkField(source="typed_by", kind=KIND_OF_MARK, db_index=True)

    def __str__(self) -> str:
        return "?"


class KeptOut(models.Model):
    """A worker from whom the report is kept: the suspected person, or their kin."""

    report = models.ForeignKey("protection.Report", on_delete=models.PROTECT, related_name="+")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "worker"], name="kept_out_once")]

    def __str__(self) -> str:
        return str(self.report_id)
