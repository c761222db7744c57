"""Call-backs: on the public page somebody left a name and a telephone, without signing in, about no child by name."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import PLACE, ScopedModel
from hutong.services.models.requests import NUMBER, Request
from hutong.services.scoped import OfWindowManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import MarkField, SealedTextField
from hutong.tasks.models import Task


class CallState(models.TextChoices):
    """What became of a call-back."""

    WAITING = "waiting", "待回电"
    TAKEN = "taken", "已受理为申请"
    ANSWERED = "answered", "已电话答复"
    UNREACHED = "unreached", "多次未接通"
    VOID = "void", "无效登记"


class CallBack(ScopedModel):
    """Somebody asks to be called back by a window. What they wrote is emptied some time after it is settled."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=NUMBER, unique=True)
    """What the family is told; whoever calls names it, so that the family knows who calls."""
    area = models.CharField(max_length=PLACE, db_index=True)
    """The township, or the county where the family does not know it."""
    name = SealedTextField()
    phone = SealedTextField()
    phone_mark = MarkField(source="phone", kind="call_phone", db_index=True)
    village = SealedTextField()
    words = SealedTextField()
    told = SealedTextField()
    """The answers given to the public page, as JSON, where they ticked to send them; else nothing."""
    lang = models.CharField(max_length=2, default="zh")
    left_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_as = models.CharField(max_length=40, null=True, blank=True, unique=True)
    """The number of the form: sent twice, it is one."""
    repeats = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by")
    """The one that waits already, left with the same telephone."""
    task = models.OneToOneField(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="call_back")
    state = models.CharField(max_length=12, choices=CallState.choices, default=CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    """How often it was rung and nobody answered."""
    tried_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    said = SealedTextField()
    """What was said on the telephone, or why it is over."""
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="call_backs")
    """The request that was taken from it."""

    objects: ClassVar[OfWindowManager["CallBack"]] = OfWindowManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["area", "state", "due_at"], name="call_back_of_window")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="call_back_area_digits"),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_back_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="call_back_settled_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(request__isnull=True) | Q(state="taken"), name="call_back_taken_as_a_request"
            ),
            models.CheckConstraint(condition=~Q(repeats=F("pk")), name="call_back_repeats_another"),
        ]

    def __str__(self) -> str:
        return self.number
