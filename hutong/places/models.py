"""Divisions, bodies and the calendar of working days, all with the days from and until which they are so."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS, first_and_last

LONGEST_NAME = 100


class Level(models.IntegerChoices):
    """How wide a division is."""

    NATION = 0, "nation"
    PROVINCE = 1, "province"
    PREFECTURE = 2, "prefecture"
    COUNTY = 3, "county"
    TOWNSHIP = 4, "township"
    VILLAGE = 5, "village"


def holding(on: date) -> Q:
    """The rows that hold on a day."""
    return (Q(since__isnull=True) | Q(since__lte=on)) & (Q(until__isnull=True) | Q(until__gte=on))


class Division(models.Model):
    """One place under one name. A place that is renamed or merged ends, and names what follows it."""

    code = models.CharField(max_length=DIGITS, db_index=True)
    name = models.CharField(max_length=LONGEST_NAME)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    followed_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="follows")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("code", "since", name="division_once_a_day"),
            models.UniqueConstraint("code", condition=Q(since__isnull=True), name="division_once_from_always"),
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{12}$"), name="division_code_digits"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                name="division_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Body(models.Model):
    """An office, school, hospital, institution, charity or village committee at a place; ``kind`` is of bodies.toml."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(max_length=60)
    name = models.CharField(max_length=LONGEST_NAME)
    place = models.CharField(max_length=DIGITS, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    """An office's number that anyone may call."""
    address = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "place"], name="body_kind_place")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(place__regex=r"^[0-9]{12}$"), name="body_place_digits"),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                name="body_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day on which the State Council's schedule differs from the week: a holiday, or a weekend worked."""

    day = models.DateField(primary_key=True)
    is_worked = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.day}: {'worked' if self.is_worked else 'off'}"


def inside(place: str, *, field: str = "place") -> Q:
    """Rows whose code lies in a place; a range, so that the index serves."""
    first, last = first_and_last(place)
    return Q(**{f"{field}__gte": first, f"{field}__lte": last})
