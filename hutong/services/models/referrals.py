"""A referral: one body is asked to do what a request needs of it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models import PLACE, WORDS, Child, Evidence, ScopedModel
from hutong.places.models import Body
from hutong.services.models.requests import NUMBER, Request
from hutong.services.scoped import AddressedManager, OfAddressedManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField
from hutong.tasks.models import Task


class ReferralState(models.TextChoices):
    """How far a referral is."""

    SENT = "sent", "待签收"
    ACCEPTED = "accepted", "办理中"
    DECLINED = "declined", "已退回"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN = (ReferralState.SENT.value, ReferralState.ACCEPTED.value)


class Referral(ScopedModel):
    """What one body is asked. Its task shows it this row and not the child's file."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=NUMBER, unique=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="referrals")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="referrals")
    body_kind = models.SlugField(max_length=60)
    """The body that is asked; who answers for it stands in the task."""
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=PLACE)
    """Where that body stands."""
    task = models.OneToOneField(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="referral")
    is_outside = models.BooleanField(default=False)
    """Nobody of that body has an account here: it answers by letter, by a signed link, or the window asks."""
    from_area = models.CharField(max_length=PLACE)
    """The window that sent it."""
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.SENT)
    about = SealedTextField()
    """What the body must know of the child, as JSON: name, sex, birth, where it lives, whom to call."""
    wish = SealedTextField()
    secrecy = models.PositiveSmallIntegerField(default=0)
    """The classes of what it asks for, as ``hutong.vocabulary.secrecy`` numbers them."""
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True, blank=True)
    due_is_local = models.BooleanField(default=False)
    """No clause gives the days: the place's own setting does."""
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_outside = SealedTextField()
    """Who answered without an account."""
    answer = SealedTextField()
    reference = models.CharField(max_length=WORDS, blank=True)
    """The number of the paper on which the answer rests."""
    better = models.SlugField(max_length=60, blank=True)
    """Declined: the body that answers for it instead."""
    revision = models.PositiveIntegerField(default=1)

    objects: ClassVar[AddressedManager["Referral"]] = AddressedManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["body_kind", "area", "state", "due_at"], name="referral_addressed")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="referral_area_digits"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="referral_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, answered_at__isnull=True)
                | Q(state__in=["declined", "done", "withdrawn"], answered_at__isnull=False),
                name="referral_answered_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["request", "body_kind", "area"], condition=Q(state__in=OPEN), name="referral_once_open"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReferralPaper(ScopedModel):
    """What a body attached to its answer: evidence in the child's file; the body sees its own and nothing else."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="papers")
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="attached_to")
    added_at = models.DateTimeField()

    objects: ClassVar[OfAddressedManager["ReferralPaper"]] = OfAddressedManager()

    class Meta(ScopedModel.Meta):
        pass
