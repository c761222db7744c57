"""Tokens of other systems, their secrets, what was answered to each key of repetition, and how often each one asks."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField

WORDS = 300


class Token(models.Model):
    """What another system may do here: for a body, an area and a purpose, through a day. It names no child."""

    class Operation(models.TextChoices):
        """What it may do."""

        CHILDREN = "children", "children"
        DETERMINATIONS = "determinations", "determinations"
        FACTS = "facts", "facts"
        RECEIPTS = "receipts", "receipts"
        REPORTS = "reports", "reports"

    class Shown(models.TextChoices):
        """What it is shown unmasked."""

        NAMES = "names", "names"
        NUMBERS = "numbers", "numbers"

    class State(models.TextChoices):
        """How it stands on a day."""

        WAITING = "waiting", "waiting"
        IN_FORCE = "in_force", "in force"
        EXPIRED = "expired", "expired"
        REVOKED = "revoked", "revoked"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    """What the system is called."""
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="tokens")
    """Whose system it is; facts that it sends are this body's word."""
    area = models.CharField(max_length=DIGITS)
    purpose = models.CharField(max_length=WORDS)
    operations = models.JSONField()
    shown = models.JSONField(default=list)
    secrecy = models.JSONField(default=list)
    """The classes of sensitive facts that it may send and be told."""
    expires_on = models.DateField()
    """The last day."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    revoked_because = models.CharField(max_length=WORDS, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="token_area_digits"),
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(name=""), name="token_has_a_name_and_purpose"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False) & ~Q(approved_by=F("made_by"))),
                name="token_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""), name="token_revoked_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def state_on(self, on: date) -> str:
        """How it stands on a day."""
        if self.revoked_at is not None:
            return Token.State.REVOKED
        if on > self.expires_on:
            return Token.State.EXPIRED
        return Token.State.IN_FORCE if self.approved_at is not None else Token.State.WAITING

    def is_in_force(self, *, on: date) -> bool:
        """Whether it opens anything on a day."""
        return self.state_on(on) == Token.State.IN_FORCE


class Secret(models.Model):
    """A word that a system shows for its token: kept as a digest alone. While one follows another, both are good."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256: the word is 256 random bits, so that nothing slower is needed."""
    begins = models.CharField(max_length=16)
    """Its first letters, by which people tell secrets apart."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def has_ended(self, *, at: datetime) -> bool:
        """Whether another secret took its place."""
        return self.ends_at is not None and self.ends_at <= at


class Answered(models.Model):
    """What was answered to a write under a key of repetition: the same again gets the same answer and does nothing."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    checksum = models.CharField(max_length=64)
    """Of the operation and what was sent."""
    status = models.PositiveSmallIntegerField(default=0)
    answer = SealedTextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]


class Usage(models.Model):
    """How often a token or an address asked within a minute; an address is kept as a mark, and only for minutes."""

    who = models.CharField(max_length=60)
    minute = models.BigIntegerField()
    """Minutes since 1970."""
    times = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["minute"], name="usage_minute")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["who", "minute"], name="usage_once_a_minute")]
