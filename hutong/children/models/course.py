"""The course of the file: its states, transfers, merges, and what changed in it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models.child import Child, State
from hutong.children.models.rows import NAME, PLACE, WORDS, ScopedModel
from hutong.children.scoped import BetweenPlacesManager, OfChildManager
from hutong.places.models import Level
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class Step(ScopedModel):
    """The file went from one state to another: who did it, who had visited, which level was the second pair of eyes."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    after = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    visited_by = models.CharField(max_length=NAME, blank=True)
    visited_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)
    reason = models.CharField(max_length=WORDS, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level.choices, null=True, blank=True)
    """The widest level at which whoever did it holds a post; null for jobs."""
    is_same_person = models.BooleanField(default=False)
    """Whoever did this had also done the step before, as the holder of all posts of a small township may."""

    objects: ClassVar[OfChildManager["Step"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "at"], name="step_of_child")]


class Assignment(ScopedModel):
    """A worker is to look after a child whom the area of their posts would not show."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="assignments")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="assignments")
    purpose = models.CharField(max_length=WORDS)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[OfChildManager["Assignment"]] = OfChildManager()


class Recusal(ScopedModel):
    """A worker keeps out of a child's file, for they are kin or close: they see neither it nor that there is one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="recusals")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="recusals")
    reason = SealedTextField()
    declared_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfChildManager["Recusal"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "worker"], condition=Q(ended_at__isnull=True), name="recusal_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("worker")), name="recusal_not_ended_by_oneself"
            ),
        ]


class Change(ScopedModel):
    """Something about the file changed; determinations are made anew from it and take it off the list."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    what = models.CharField(max_length=80)
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Change"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "at"], name="change_of_child")]


class Amendment(ScopedModel):
    """What stood in a column of the file before it was written over; with it the file is read as it once was.

    Of kin, persons and placements ``field`` names the table, the row and the column: ``kinship.7.until``.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="amendments")
    field = models.CharField(max_length=40)
    before = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Amendment"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "at"], name="amendment_of_child")]


class Merge(ScopedModel):
    """Two files were one child. What went over is remembered row by row, so that it can go back."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges")
    """The file that stays."""
    gone = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="merges_away")
    reason = models.CharField(max_length=WORDS)
    moved = models.JSONField()
    """Numbers of the rows that went over or were made, by table."""
    before = SealedTextField()
    """The columns of both files that were written over, as JSON."""
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_because = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["Merge"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="merge_away_once"),
            models.CheckConstraint(condition=~Q(child=F("gone")), name="merge_of_two_files"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
        ]


class TransferState(models.TextChoices):
    """How far a transfer is."""

    PROPOSED = "proposed", "待答复"
    ACCEPTED = "accepted", "已接收"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class Transfer(ScopedModel):
    """A file is to go from one place's charge to another's. Both sides see this row, before and after."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="transfers")
    from_area = models.CharField(max_length=PLACE, db_index=True)
    to_area = models.CharField(max_length=PLACE, db_index=True)
    asked_by_receiver = models.BooleanField(default=False)
    """The receiving place asked; then the giving place answers."""
    reason = models.CharField(max_length=WORDS)
    told = SealedTextField()
    """What both sides keep of the child, as JSON, as it was on the day. Empty while the giving place has not agreed."""
    state = models.CharField(max_length=12, choices=TransferState.choices, default=TransferState.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[BetweenPlacesManager["Transfer"]] = BetweenPlacesManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(state=TransferState.PROPOSED), name="transfer_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(from_area=F("to_area")), name="transfer_between_two_places"),
            models.CheckConstraint(condition=Q(to_area__regex=r"^[0-9]{12}$"), name="transfer_to_digits"),
            models.CheckConstraint(
                condition=Q(state=TransferState.PROPOSED, answered_at__isnull=True)
                | (~Q(state=TransferState.PROPOSED) & Q(answered_at__isnull=False)),
                name="transfer_answered_at_some_time",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="transfer_has_a_reason"),
        ]
