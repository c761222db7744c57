"""Divisions, bodies and the calendar of working days, all with the days from and until which they are so."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS, first_and_last
from hutong.places.naming import spelled_for_search

LONGEST_NAME, LONGEST_REASON = 100, 300


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
    spelled = models.CharField(max_length=400, blank=True)
    """The name in pinyin without tones, a blank, and its initials: by these it is found."""
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Spelled as it is named."""
        self.spelled = self.spelled or spelled_for_search(self.name)
        super().save(*args, **kwargs)


class ChangeKind(models.TextChoices):
    """What happens to a place."""

    FOUND = "found", "设立"
    RENAME = "rename", "更名"
    RECODE = "recode", "变更代码"
    MERGE = "merge", "并入"
    ABOLISH = "abolish", "撤销"


class DivisionChange(models.Model):
    """Somebody changed the divisions from a day on: what, why, and which rows that ended and began, to undo it by."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    code = models.CharField(max_length=DIGITS, db_index=True)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    to_code = models.CharField(max_length=DIGITS, blank=True)
    """The new code, or the place into which it is merged."""
    on = models.DateField()
    reason = models.CharField(max_length=LONGEST_REASON)
    by = models.UUIDField()
    """The worker, by number: workers are of a room further down."""
    at = models.DateTimeField()
    ended = models.JSONField(default=list)
    begun = models.JSONField(default=list)
    """Numbers of the rows of divisions that ended the day before, and of those that begin."""
    followed_at = models.DateTimeField(null=True, blank=True)
    """When files, posts and bodies went along; they go on the day, not before."""
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="division_change_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="division_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(followed_at__isnull=True), name="division_change_followed_stays"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.on}"


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


class BodyName(models.Model):
    """A name that a body has from a day on; the body itself bears the one of today."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=LONGEST_NAME)
    since = models.DateField(null=True, blank=True)
    """Empty for the name it began with."""
    is_taken_up = models.BooleanField(default=False)
    """Whether the body bears it, or bore it; one that is planned is taken up on its day."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "since"], name="body_name_once_a_day"),
            models.UniqueConstraint(fields=["body"], condition=Q(since__isnull=True), name="body_name_once_at_first"),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day on which the State Council's schedule differs from the week: a holiday, or a weekend worked."""

    day = models.DateField(primary_key=True)
    is_worked = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120, blank=True)
    """The notice that says so."""

    def __str__(self) -> str:
        return f"{self.day}: {'worked' if self.is_worked else 'off'}"


def inside(place: str, *, field: str = "place") -> Q:
    """Rows whose code lies in a place; a range, so that the index serves."""
    first, last = first_and_last(place)
    return Q(**{f"{field}__gte": first, f"{field}__lte": last})
