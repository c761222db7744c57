"""What families ask of us about their data, and what they were answered."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models import Child, Evidence, RecordedFact, Relation, ScopedModel
from hutong.children.models.rows import WORDS
from hutong.children.scoped import OfChildManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class RequestKind(models.TextChoices):
    """What is asked for: 个人信息保护法 arts. 24, 44–48, 未成年人网络保护条例 art. 34."""

    SEE = "see", "查阅"
    COPY = "copy", "复制"
    CORRECT = "correct", "更正"
    COMPLETE = "complete", "补充"
    DELETE = "delete", "删除"
    OBJECT = "object", "限制或者拒绝处理"
    WITHDRAW = "withdraw", "撤回同意"
    EXPLAIN = "explain", "解释自动化决定"


class Asker(models.TextChoices):
    """Who asks."""

    CHILD = "child", "儿童本人"
    GUARDIAN = "guardian", "监护人"
    ENTRUSTED = "entrusted", "受委托人"


class Check(models.TextChoices):
    """How it was seen that they are who they say."""

    IDENTITY_CARD = "identity_card", "查验身份证"
    HOUSEHOLD_REGISTER = "household_register", "查验户口簿"
    PAPERS = "papers", "查验监护证明或者委托书"
    KNOWN = "known", "本村（居）人员当面确认"


class RequestState(models.TextChoices):
    """How far it is."""

    OPEN = "open", "办理中"
    ANSWERED = "answered", "已答复"
    TAKEN_BACK = "taken_back", "申请人已撤回"


class RequestVerdict(models.TextChoices):
    """What was answered."""

    GRANTED = "granted", "同意"
    PARTLY = "partly", "部分同意"
    REFUSED = "refused", "不予同意"


class Refusal(models.TextChoices):
    """On what a refusal rests."""

    DUTY = "duty", "法律、行政法规规定必须保存或者处理"
    OTHERS = "others", "涉及他人的个人信息或者报告人身份"
    INTEREST = "interest", "不利于儿童的安全和最大利益"
    IDENTITY = "identity", "无法确认申请人的身份或者监护关系"
    RIGHT = "right", "经核实原记录无误"
    NONE_HELD = "none_held", "没有所申请的信息"


class FamilyRequest(ScopedModel):
    """A child, its guardian or who they sent asks to see, correct, delete; answered in writing by a day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="family_requests")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    asker = models.CharField(max_length=12, choices=Asker.choices)
    asker_name = SealedTextField()
    asker_relation = models.CharField(max_length=24, choices=Relation.choices, blank=True)
    asker_phone = SealedTextField()
    checked = models.CharField(max_length=24, choices=Check.choices)
    words = SealedTextField()
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="family_requests"
    )
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    assigned_to = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="requests_to_answer"
    )
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    verdict = models.CharField(max_length=10, choices=RequestVerdict.choices, blank=True)
    refusal = models.CharField(max_length=12, choices=Refusal.choices, blank=True)
    answer = SealedTextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    led_to = models.ForeignKey(RecordedFact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The fact that was recorded because of it."""
    handed_on = models.DateField(null=True, blank=True)
    handed_how = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["FamilyRequest"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["state", "due"], name="family_request_due")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="family_request_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=RequestState.ANSWERED)
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(verdict="")),
                name="family_request_answered_with_a_verdict",
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=["partly", "refused"]) | ~Q(refusal=""),
                name="family_request_refused_on_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it."""
        return f"Q{self.pk:06}"

    def is_late(self, *, on: date) -> bool:
        """Whether the day of the answer is past."""
        return self.state == RequestState.OPEN and on > self.due
