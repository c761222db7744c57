"""Sums that are kept so that nobody counts a million rows for a page: of every area, and of what lies around it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker

MONTH = 7
"""A month is written ``2026-11``; "" is what stands now."""
THE_ONE = 1
LONGEST_KEY, LONGEST_MASKS, LONGEST_MARK, LONGEST_WORDS = 80, 400, 400, 4_000
LONGEST_TITLE = 80


class KeptSum(models.Model):
    """How many there are of one thing among the files whose areas begin with some digits.

    With all twelve digits these are the files of that area itself; with fewer, of everything inside. Each row can be
    made again from the files, and each wider one from the rows of the next longer digits.
    """

    digits = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=DIGITS, blank=True)
    period = models.CharField(max_length=MONTH, blank=True)
    series = models.SlugField(max_length=60, db_index=False)
    key = models.CharField(max_length=LONGEST_KEY, blank=True)
    """What of the series is counted: a label, a benefit, a state; the part of an indicator."""
    masks = models.CharField(max_length=LONGEST_MASKS, blank=True)
    """Of which classes one must be told to count them; see ``masks.py``. "" for what is told to everybody."""
    number = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["digits", "prefix", "period", "series", "key", "masks"], name="kept_sum_once"
            ),
            models.CheckConstraint(condition=~Q(number=0), name="kept_sum_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.period} {self.series} {self.key}: {self.number}"


class CountedArea(models.Model):
    """An area of files as it stood when it was counted last: while its mark is the same, so are its sums."""

    area = models.CharField(max_length=DIGITS, unique=True)
    mark = models.CharField(max_length=LONGEST_MARK)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.area}: {self.mark}"


class Counting(models.Model):
    """The one row that whoever counts holds meanwhile; it says since when all sums are complete."""

    complete_at = models.DateTimeField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    """The day for which was counted: what is overdue, what is stale."""

    def __str__(self) -> str:
        return f"{self.complete_at}"


class Bulletin(models.Model):
    """The periodic bulletin (定期通报) of a place on a month, as it was issued: figures alone, small ones left out."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.CharField(max_length=DIGITS)
    month = models.CharField(max_length=MONTH)
    figures = models.JSONField()
    """As ``bulletins.py`` writes them; they stay though the sums change."""
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    """What the office adds: what went well, what is to be put right, by when."""
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "month"], name="bulletin_once_a_month"),
            models.CheckConstraint(condition=Q(place__regex=r"^[0-9]{12}$"), name="bulletin_place_digits"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.month}"


class Training(models.Model):
    """A worker was trained for this work, on a day; what was noted by mistake is taken back and stays."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="trainings")
    on = models.DateField()
    title = models.CharField(max_length=LONGEST_TITLE)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["worker", "on", "title"], condition=Q(withdrawn_at__isnull=True), name="training_noted_once"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="training_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.on}"
