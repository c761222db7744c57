"""跨省通办: an application received in one province and decided in another; each place has its own clock."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import PLACE, WORDS, Child, Evidence, ScopedModel
from hutong.services.models.requests import NUMBER
from hutong.services.scoped import ByEitherPlaceManager, HouseholdManager, StepsByEitherPlaceManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class CrossStage(models.TextChoices):
    """How far it is: which may follow which, whose turn it is and how many days it has stands in ``across.py``."""

    RECEIVED = "received", "已收件"
    INCOMPLETE = "incomplete", "待补正"
    COMPLETE = "complete", "材料齐全"
    PUSHED = "pushed", "已转户籍地"
    EXAMINED = "examined", "已提出初审意见"
    DECIDED = "decided", "已作出决定"
    TOLD = "told", "已告知申请人"
    PAID = "paid", "已发放"
    WITHDRAWN = "withdrawn", "已撤回"


class CrossApplication(ScopedModel):
    """The receiving place sees how far it is; the place of the household sees the material and keeps the file."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=NUMBER, unique=True)
    benefit = models.SlugField(max_length=60)
    from_area = models.CharField(max_length=PLACE, db_index=True)
    """The township that received it."""
    to_area = models.CharField(max_length=PLACE, db_index=True)
    """The township of the household."""
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.PROTECT, related_name="cross_applications")
    """The file at the place of the household, once it is found or begun there."""
    stage = models.CharField(max_length=12, choices=CrossStage.choices, default=CrossStage.RECEIVED)
    particulars = SealedTextField()
    """What the applicant wrote down, as JSON."""
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    sent_as = models.CharField(max_length=40, null=True, blank=True, unique=True)
    told_missing_at = models.DateTimeField(null=True, blank=True)
    stage_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    """By when the place whose turn it is must have done its part."""
    opinion = SealedTextField()
    is_granted = models.BooleanField(null=True, blank=True)
    decision = SealedTextField()
    """What was decided and why; the receiving place reads it to the applicant."""
    reference = models.CharField(max_length=WORDS, blank=True)
    first_month = models.CharField(max_length=7, blank=True)
    closed_because = models.CharField(max_length=WORDS, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[ByEitherPlaceManager["CrossApplication"]] = ByEitherPlaceManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["from_area", "stage"], name="cross_received"),
            models.Index(fields=["to_area", "stage"], name="cross_household"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(from_area__regex=r"^[0-9]{12}$"), name="cross_from_digits"),
            models.CheckConstraint(condition=Q(to_area__regex=r"^[0-9]{12}$"), name="cross_to_digits"),
            models.CheckConstraint(condition=~Q(from_area=F("to_area")), name="cross_between_two_places"),
            models.CheckConstraint(condition=Q(stage__in=CrossStage.values), name="cross_stage_known"),
            models.CheckConstraint(
                condition=~Q(stage__in=["decided", "told", "paid"]) | Q(is_granted__isnull=False),
                name="cross_decided_somehow",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CrossPaper(ScopedModel):
    """A paper of the application, handed in or missing. The receiving place sees it until it is sent on."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(CrossApplication, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=WORDS)
    is_missing = models.BooleanField(default=False)
    content = SealedTextField()
    """What was scanned, in base64, until it goes into the child's file at the place of the household."""
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=WORDS, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[HouseholdManager["CrossPaper"]] = HouseholdManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "title"], name="cross_paper_once"),
        ]


class CrossStep(ScopedModel):
    """One step of the application: who did it where. Both places see that it was done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(CrossApplication, on_delete=models.PROTECT, related_name="steps")
    step = models.SlugField(max_length=20)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    at_place = models.CharField(max_length=PLACE)
    words = SealedTextField()
    was_due_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[StepsByEitherPlaceManager["CrossStep"]] = StepsByEitherPlaceManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["application", "at"], name="cross_step_of")]
