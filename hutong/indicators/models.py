"""Sums that are kept so that nobody counts a million rows for a page: of every area, and of what lies around it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.places.codes import DIGITS

MONTH = 7
"""A month is written ``2026-11``; "" is what stands now."""
THE_ONE = 1
LONGEST_KEY, LONGEST_MASKS, LONGEST_MARK = 80, 400, 400


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
