"""What is known about the child, what it rests on, and what follows."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models.child import Child
from hutong.children.models.rows import PLACE, WORDS, ScopedModel, ends_after_it_begins
from hutong.children.scoped import OfChildManager
from hutong.staff.models import Worker


class Evidence(ScopedModel):
    """What a fact rests on: a paper, a visit, a department's list; the file itself lies sealed outside the database."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=WORDS)
    reference = models.CharField(max_length=WORDS, blank=True)
    """The number of a document, the name of a list and its day."""
    file = models.CharField(max_length=100, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    checksum = models.CharField(max_length=64, blank=True)
    secrecy = models.PositiveSmallIntegerField(default=0)
    """The classes of what it shows, as ``hutong.vocabulary.secrecy`` numbers them."""
    valid_until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Evidence"]] = OfChildManager()


class RecordedFact(ScopedModel):
    """One thing known, or known not to have been collected, about a child or one of its parents.

    ``name`` is a fact of facts.toml; about a parent it begins with ``father.`` or ``mother.``. The value is text as in
    JSON without quotes: ``true``, ``3``, ``2019-05-01``, ``rural``. It held from ``since`` through ``until`` and is
    believed from ``recorded_at`` until ``corrected_at``: so what was true on a day and what was known on a day are two
    questions, and both have answers.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=200, blank=True)
    is_collected = models.BooleanField(default=True)
    """False: asked for and not learnt (未采集)."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.SlugField(max_length=60, blank=True)
    """The body that says so, of bodies.toml."""
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrects")
    correction_reason = models.CharField(max_length=WORDS, blank=True)
    is_preferred = models.BooleanField(default=False)
    """A person decided that this one is believed among sources that differ."""

    objects: ClassVar[OfChildManager["RecordedFact"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["child", "name", "recorded_at"], name="fact_of_child"),
            # The few facts that begin or end some day: what turns today is looked for every day.
            models.Index(fields=["since"], condition=Q(since__isnull=False), name="fact_since"),
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="fact_until"),
        ]
        constraints: ClassVar = [
            ends_after_it_begins("fact_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(value="") | Q(is_collected=False), name="fact_has_a_value"),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True, corrected_by__isnull=True) | Q(corrected_at__isnull=False),
                name="fact_corrected_at_some_time",
            ),
        ]


class RecordedEvent(ScopedModel):
    """Something happened on a day that sets duties going: an event of events.toml.

    It counts from the day it happened through ``over_on``, by which what it called for was done; it is believed from
    ``recorded_at`` until ``corrected_at``.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="events")
    name = models.SlugField(max_length=60)
    on = models.DateField()
    over_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=PLACE, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)
    source = models.SlugField(max_length=60, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    correction_reason = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["RecordedEvent"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(over_on__isnull=True) | Q(over_on__gte=F("on")), name="event_over_after_it_happened"
            ),
        ]


class Receipt(ScopedModel):
    """A benefit in payment, as the ledger or a department's list says: who pays, how much a month, from when."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="receipts")
    benefit = models.SlugField(max_length=60)
    fen = models.BigIntegerField(null=True, blank=True)
    """A month; null where it is not known."""
    payer_place = models.CharField(max_length=PLACE, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.SlugField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfChildManager["Receipt"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            ends_after_it_begins("receipt_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(fen__isnull=True) | Q(fen__gte=0), name="receipt_not_below_nothing"),
        ]


class Labelled(ScopedModel):
    """A label of the child – a kind of difficulty – with the days it came and went, and who says so."""

    class Basis(models.TextChoices):
        """Concluded from the documents, or confirmed by a person; kept apart."""

        DETERMINED = "determined", "依政策认定"
        CONFIRMED = "confirmed", "人工确认"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="labels")
    label = models.SlugField(max_length=60)
    """A category that the documents define."""
    basis = models.CharField(max_length=12, choices=Basis.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=WORDS, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    secrecy = models.PositiveSmallIntegerField(default=0)
    """The classes without which it would not hold, as ``hutong.vocabulary.secrecy`` numbers them."""

    objects: ClassVar[OfChildManager["Labelled"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["label", "until", "child"], name="labelled_now")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "label", "basis"], condition=Q(until__isnull=True), name="labelled_once_at_a_time"
            ),
            ends_after_it_begins("labelled_ends_after_it_begins"),
        ]
