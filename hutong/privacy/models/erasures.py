"""What remains of a file that was erased: that there was one, why it went, who decided, how many rows went."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker


class ErasureGround(models.TextChoices):
    """Why a file is erased: 个人信息保护法 art. 47."""

    RETENTION = "retention", "保存期限已届满"
    REQUEST = "request", "本人或者监护人申请并获同意"
    NOT_NEEDED = "not_needed", "处理目的已实现或者不再必要"
    UNLAWFUL = "unlawful", "违法收集或者录入错误"


class ErasureState(models.TextChoices):
    """How far it is."""

    ASKED = "asked", "待第二人审批"
    ERASED = "erased", "已删除"
    DECLINED = "declined", "不予删除"


class Erasure(models.Model):
    """The tombstone of a file; before that, one person's wish that waits for another's. It never names the child."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.UUIDField(db_index=True)
    area = models.CharField(max_length=DIGITS, db_index=True)
    ground = models.CharField(max_length=12, choices=ErasureGround.choices)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.CharField(max_length=300, blank=True)
    rows = models.JSONField(default=dict)
    """How many rows went, by table."""

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ground__in=ErasureGround.values), name="erasure_ground_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_has_a_reason"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="erasure_by_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True) | (~Q(state="asked") & Q(decided_by__isnull=False)),
                name="erasure_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(state__in=["asked", "erased"]), name="erasure_once_of_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d} {self.area}"
