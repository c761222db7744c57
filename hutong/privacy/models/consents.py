"""Consents: for what, by whom at which age, on what paper, until when; and who is to be asked again."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models import Child, Evidence, Relation, ScopedModel
from hutong.children.models.rows import WORDS
from hutong.children.scoped import OfChildManager
from hutong.privacy.ages import needed_of
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class ConsentWay(models.TextChoices):
    """How consent was given."""

    SIGNED = "signed", "书面签字"
    IN_PERSON = "in_person", "当面口头，有见证人"
    RECORDED = "recorded", "录音录像"


class Withdrawer(models.TextChoices):
    """Who withdrew a consent."""

    GUARDIAN = "guardian", "监护人"
    CHILD = "child", "儿童本人"


class Consent(ScopedModel):
    """Somebody agreed to one purpose. It holds while the age of the child asks for nobody else's word."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="consents")
    purpose = models.SlugField(max_length=40)
    """A purpose of ``purposes.toml`` that needs consent."""
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    by_guardian = models.BooleanField(default=False)
    guardian_name = SealedTextField()
    guardian_relation = models.CharField(max_length=24, choices=Relation.choices, blank=True)
    guardian_informed = models.BooleanField(default=False)
    """The guardian was told clearly, where the child's own word counts."""
    by_child = models.BooleanField(default=False)
    is_able = models.BooleanField(default=True)
    """The child can say what it wants; False: from fourteen on the guardian consents as well."""
    way = models.CharField(max_length=12, choices=ConsentWay.choices)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="consents")
    note = models.CharField(max_length=WORDS, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    """A later consent to the same took its place."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=10, choices=Withdrawer.choices, blank=True)
    withdrawal = models.CharField(max_length=WORDS, blank=True)
    withdrawal_recorded_by = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[OfChildManager["Consent"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "purpose"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="consent_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(by_guardian=True) | Q(by_child=True), name="consent_by_somebody"),
            models.CheckConstraint(condition=Q(way__in=ConsentWay.values), name="consent_way_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="consent_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_on}"

    @property
    def is_open(self) -> bool:
        """Neither withdrawn nor replaced."""
        return self.withdrawn_at is None and self.replaced_at is None

    def is_in_force(self, *, on: date) -> bool:
        """Whether it allows anything on a day: a guardian's word alone ends to count on the fourteenth birthday."""
        if not self.is_open or self.given_on > on or (self.until is not None and self.until < on):
            return False
        return needed_of(self.child, on=on, is_able=self.is_able).is_met_by(
            guardian=self.by_guardian, child=self.by_child
        )


class ConsentAsk(ScopedModel):
    """A consent of the guardian's alone is to be asked again of the child by a day: the fourteenth birthday."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="consent_asks")
    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="ask")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfChildManager["ConsentAsk"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="consent_ask_open")
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"
