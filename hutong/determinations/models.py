"""Determinations as they were made, spans of findings, and departures by a person."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import Child, ScopedModel
from hutong.children.scoped import OfChildManager
from hutong.places.codes import DIGITS
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class PolicyBundle(models.Model):
    """The texts of a set of documents by their checksum: an old determination is made again from it."""

    checksum = models.CharField(max_length=64, unique=True)
    documents = models.JSONField()
    """Addresses of the documents with the day from which each speaks."""
    archive = models.BinaryField()
    """All files of the folder, packed."""
    made_at = models.DateTimeField()


class Determination(ScopedModel):
    """What was concluded about a child for a day, with the very facts that were used."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="determinations")
    on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=80)
    """What set it off: a fact, a document, the calendar, somebody's wish."""
    bundle = models.ForeignKey(PolicyBundle, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=40)
    facts = SealedTextField()
    """The facts as JSON, as they were handed to the documents."""
    checksum = models.CharField(max_length=64)
    """Of facts, day, bundle and engine: the same again is not stored again."""

    objects: ClassVar[OfChildManager["Determination"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "-made_at"], name="determination_of_child")]


class FindingSpan(ScopedModel):
    """One benefit at one place with one verdict and one sum, from the day it became so until the day it changed.

    Kept of what a child is owed, of money that it may be owed, and of what is received and not owed.
    ``until`` is the first day on which it was no longer so; a span of no day was put right on the day it began.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="findings")
    benefit = models.SlugField(max_length=60, db_index=False)
    place = models.CharField(max_length=DIGITS, blank=True)
    """Six digits, as the documents know places; "" where the child's place is not known."""
    verdict = models.CharField(max_length=20)
    monthly_fen = models.BigIntegerField(null=True, blank=True)
    amount_state = models.CharField(max_length=10, blank=True)
    covered_by = models.CharField(max_length=200, blank=True)
    """Benefits that stand in its stead, with commas between."""
    missing = models.CharField(max_length=500, blank=True)
    """Facts that keep it unknown, the one worth asking first in front, with commas between; not more than fit."""
    sensitivity = models.CharField(max_length=10)
    secrecy = models.PositiveSmallIntegerField(default=0)
    """The classes of the benefit and of what the finding rests on, as ``hutong.vocabulary.secrecy`` numbers them."""
    gap = models.CharField(max_length=20, blank=True)
    """``owed_not_received`` or ``received_not_owed`` while the one and the other differ."""
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    begun_with = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_with = models.ForeignKey(
        Determination, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """Null where the file itself was closed."""

    objects: ClassVar[OfChildManager["FindingSpan"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["benefit", "verdict", "until", "child"], name="finding_now"),
            models.Index(fields=["gap", "until", "child"], name="finding_gap"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "benefit", "place"], condition=Q(until__isnull=True), name="finding_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="finding_ends_after_it_begins"
            ),
        ]


class DutySpan(ScopedModel):
    """A duty that called for something to be done for a child, from the day it arose until the day it did not."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="duties")
    rule = models.CharField(max_length=120)
    """The rule's address."""
    which = models.CharField(max_length=8)
    """Which sentence under it: see ``hutong.policy.duties``."""
    place = models.CharField(max_length=DIGITS, blank=True)
    event = models.SlugField(max_length=60, blank=True, db_index=False)
    is_in_doubt = models.BooleanField(default=False)
    """Whether its condition holds cannot be told yet."""
    secrecy = models.PositiveSmallIntegerField(default=0)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    begun_with = models.ForeignKey(Determination, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[OfChildManager["DutySpan"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["rule", "until", "child"], name="duty_now")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "rule", "which", "place"], condition=Q(until__isnull=True), name="duty_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="duty_ends_after_it_begins"
            ),
        ]


class Concluded(ScopedModel):
    """Something was concluded about a child: what follows from it, in rooms further down, is pulled from here."""

    child = models.OneToOneField(Child, on_delete=models.CASCADE, related_name="concluded")
    on = models.DateField()

    objects: ClassVar[OfChildManager["Concluded"]] = OfChildManager()


class Departure(ScopedModel):
    """A person departs from what the documents conclude: stands beside it, with name and reason."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="departures")
    benefit = models.SlugField(max_length=60)
    place = models.CharField(max_length=DIGITS, blank=True)
    verdict = models.CharField(max_length=20)
    monthly_fen = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects: ClassVar[OfChildManager["Departure"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="departure_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_because="")),
                name="departure_withdrawn_by_somebody_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="departure_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["child", "benefit", "place"],
                condition=Q(withdrawn_at__isnull=True),
                name="departure_one_in_force",
            ),
        ]


class DueAgain(ScopedModel):
    """A day on which a child's determination changes by itself: a birthday, a release, an expiry."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="due_again")
    on = models.DateField()
    why = models.CharField(max_length=200)
    """``birthday:16``, ``fact_ends:father.imprisoned``, ``document_begins:431000/x`` …; see ``coming.py``."""

    objects: ClassVar[OfChildManager["DueAgain"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["on", "child"], name="due_on")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["child", "on", "why"], name="due_once")]
