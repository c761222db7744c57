"""The one answer to the family."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models import WORDS, ScopedModel
from hutong.services.models.requests import Request
from hutong.services.scoped import OfRequestManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class AnswerWay(models.TextChoices):
    """How an answer reached the family."""

    HANDED = "handed", "当面交付"
    PHONE = "phone", "电话告知"
    POST = "post", "邮寄"
    VISIT = "visit", "上门告知"
    OTHER_PLACE = "other_place", "由受理地转告"


class Answer(ScopedModel):
    """What all bodies said, in one paper for the family; kept as it was printed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answers")
    is_final = models.BooleanField()
    """Every referral had been answered; else it says what is still under way."""
    content = SealedTextField()
    """What it says, as JSON."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    given_on = models.DateField(null=True, blank=True)
    given_how = models.CharField(max_length=12, choices=AnswerWay.choices, blank=True)
    given_to = SealedTextField()
    note = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfRequestManager["Answer"]] = OfRequestManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request"], condition=Q(is_final=True), name="answer_final_once"),
            models.CheckConstraint(
                condition=Q(given_on__isnull=True, given_how="") | (Q(given_on__isnull=False) & ~Q(given_how="")),
                name="answer_given_somehow",
            ),
        ]
