"""What was done with a task, step by step, and for which stretches which post answered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import Evidence
from hutong.places.codes import DIGITS
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.tasks.models.task import SLUG, WORDS, Task, TaskModel
from hutong.tasks.scoped import OfTaskManager


class Step(TaskModel):
    """One step, never changed. Null ``by``: the system took it."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    step = models.SlugField(max_length=20, db_index=False)
    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=WORDS, blank=True)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_body_kind = models.SlugField(max_length=SLUG, blank=True, db_index=False)
    to_area = models.CharField(max_length=DIGITS, blank=True)
    to_worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """To whom it went by this step."""

    objects: ClassVar[OfTaskManager["Step"]] = OfTaskManager()

    class Meta(TaskModel.Meta):
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.at}"


class Leg(TaskModel):
    """A stretch, now over, for which one post at one place answered for a task, by its own clock.

    For the present stretch the task itself says who answers, since when (``here_since``) and by when.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="legs")
    body_kind = models.SlugField(max_length=SLUG, db_index=False)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=DIGITS)
    worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    begun_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_unit = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField()
    ended_by = models.SlugField(max_length=20, db_index=False)
    """The step that ended it."""

    objects: ClassVar[OfTaskManager["Leg"]] = OfTaskManager()

    class Meta(TaskModel.Meta):
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("begun_at")), name="leg_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.body_kind}@{self.area}"

    @property
    def is_late(self) -> bool:
        """Whether its post had it longer than its clock allowed."""
        return self.due_at is not None and self.due_at < self.ended_at
