"""What is known of a child's record in the national child-welfare system, and what people said of the differences."""

import uuid
from typing import ClassVar

from django.db import models

from hutong.children.models import Child
from hutong.children.models.rows import NAME, WORDS, ScopedModel
from hutong.children.scoped import OfChildManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class NationalEntry(ScopedModel):
    """The record there of a child here. That there is one is said by the child's ``national_number`` alone."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    child = models.OneToOneField(Child, on_delete=models.PROTECT, related_name="national_entry")
    entered_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    theirs = SealedTextField()
    """What its fields are known to hold, as JSON by the fields' keys: typed and ticked, or told by its own export."""
    seen_on = models.DateField(null=True, blank=True)
    """The day of the export that told it last."""
    open_count = models.PositiveIntegerField(default=0)
    """Differences that nobody settled, when they were counted last."""
    type_count = models.PositiveIntegerField(default=0)
    """Differences in which ours is right and is still to be typed there."""
    counted_at_revision = models.PositiveIntegerField(default=0)
    """The revision of the file at which they were counted; a file written to since is counted anew."""

    objects: ClassVar[OfChildManager["NationalEntry"]] = OfChildManager()

    def __str__(self) -> str:
        return str(self.uid)


class NationalDecision(ScopedModel):
    """What a person said of one difference; it holds for as long as both sides say what they said then."""

    class Verdict(models.TextChoices):
        """Who is right."""

        THEIRS = "theirs", "theirs"
        OURS = "ours", "ours"
        LEFT = "left", "left"

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="national_decisions")
    field = models.CharField(max_length=NAME)
    ours = SealedTextField()
    theirs = SealedTextField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    note = models.CharField(max_length=WORDS, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["NationalDecision"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "field", "-id"], name="national_decision_of_field")]

    def __str__(self) -> str:
        return f"{self.field} {self.verdict}"
