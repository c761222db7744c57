"""Visits to children (定期走访): what was seen, when the next is due, what the family was told."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import NAME, PLACE, WORDS, Child, Evidence, ScopedModel
from hutong.children.scoped import OfChildManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class Met(models.TextChoices):
    """Whom the visitor met."""

    BOTH = "both", "儿童和照料人"
    CHILD = "child", "儿童"
    CARER = "carer", "照料人"
    NOBODY = "nobody", "没有见到"


class VisitWay(models.TextChoices):
    """How it was done."""

    HOME = "home", "入户"
    SCHOOL = "school", "在学校"
    PHONE = "phone", "电话、视频"
    ELSEWHERE = "elsewhere", "其他地点"


class HowItIs(models.TextChoices):
    """How something is with the child; "" where it was not looked at."""

    GOOD = "good", "良好"
    FAIR = "fair", "一般"
    POOR = "poor", "较差"


class Contact(models.TextChoices):
    """When the child last had contact with a parent."""

    WEEK = "week", "一周内"
    MONTH = "month", "一个月内"
    HALF_YEAR = "half_year", "半年内"
    LONGER = "longer", "半年以上"
    NEVER = "never", "从未联系"
    NO_PARENTS = "no_parents", "父母均已不在"


class Found(models.TextChoices):
    """Whether one of the four focus points was found; "" where it was not looked at."""

    NONE = "none", "未发现"
    SOME = "some", "发现困难"


class Focus(models.TextChoices):
    """The four points that a visit looks at (000000/gbf2025#5.11/e-h)."""

    STUDY_PRESSURE = "study_pressure", "学业压力"
    FAMILY_UPHEAVAL = "family_upheaval", "家庭变故"
    ECONOMIC_HARDSHIP = "economic_hardship", "经济困难"
    RIGHTS = "rights", "合法权益受损"


class Closeness(models.TextChoices):
    """How closely a child is looked after; a person decides. Local words: no document grades children."""

    CLOSE = "close", "重点关注"
    REGULAR = "regular", "一般关注"
    ORDINARY = "ordinary", "日常关注"


LOOKED_AT = ("living", "guardianship", "schooling", "mood")
FOCUS = tuple(str(one) for one in Focus.values)
STATES_OF_VISIT = ("contact", *LOOKED_AT, *FOCUS)


class Visit(ScopedModel):
    """Somebody was with the child. Who visited is kept apart from who typed; never changed, a later one corrects."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    visited_by = models.CharField(max_length=NAME)
    """Who was there, by name: perhaps nobody with an account."""
    way = models.CharField(max_length=12, choices=VisitWay.choices, default=VisitWay.HOME)
    met = models.CharField(max_length=12, choices=Met.choices)
    asked = models.CharField(max_length=NAME, blank=True)
    """Who answered, and what they are to the child."""
    contact = models.CharField(max_length=12, choices=Contact.choices, blank=True)
    living = models.CharField(max_length=8, choices=HowItIs.choices, blank=True)
    guardianship = models.CharField(max_length=8, choices=HowItIs.choices, blank=True)
    schooling = models.CharField(max_length=8, choices=HowItIs.choices, blank=True)
    mood = models.CharField(max_length=8, choices=HowItIs.choices, blank=True)
    study_pressure = models.CharField(max_length=8, choices=Found.choices, blank=True)
    family_upheaval = models.CharField(max_length=8, choices=Found.choices, blank=True)
    economic_hardship = models.CharField(max_length=8, choices=Found.choices, blank=True)
    rights = models.CharField(max_length=8, choices=Found.choices, blank=True)
    words = SealedTextField()
    carried = models.CharField(max_length=WORDS, blank=True)
    """What was sent as it had been filled in from last time, by column: seen again, not found anew."""
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    """By which facts learnt on the visit name it; with the picture, if there is one."""
    due_on = models.DateField(null=True, blank=True)
    """By when this visit had been due."""
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Visit"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["child", "visited_on"], name="visit_of_child"),
            models.Index(fields=["visited_on"], name="visit_on"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(met__in=Met.values), name="visit_met_known"),
            models.CheckConstraint(condition=~Q(visited_by=""), name="visit_by_somebody"),
        ]

    @property
    def four_points(self) -> list[tuple[str, str]]:
        """Those of the four points that were looked at, with what was found."""
        return [(name, found) for name in FOCUS if (found := getattr(self, name))]

    @property
    def carried_count(self) -> int:
        """How many answers were left as they had been filled in."""
        return len(self.carried.split(",")) if self.carried else 0

    @property
    def is_late(self) -> bool:
        """Whether it was due before it took place."""
        return self.due_on is not None and self.visited_on > self.due_on


class VisitDue(ScopedModel):
    """By when a child is to be visited next; kept true by visits, grades and settings."""

    child = models.OneToOneField(Child, on_delete=models.PROTECT, related_name="visit_due")
    due_on = models.DateField(db_index=True)
    last_on = models.DateField(null=True, blank=True)
    closeness = models.CharField(max_length=10, choices=Closeness.choices, default=Closeness.ORDINARY)

    objects: ClassVar[OfChildManager["VisitDue"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["due_on", "child"], name="visit_due_list")]


class ClosenessSet(ScopedModel):
    """Somebody decided how closely a child is looked after, and why; the latest counts."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="closeness")
    closeness = models.CharField(max_length=10, choices=Closeness.choices)
    reason = SealedTextField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["ClosenessSet"]] = OfChildManager()


class VisitInterval(models.Model):
    """Every how many days children are visited in an area: a local setting, for the documents only say 定期."""

    area = models.CharField(max_length=PLACE, db_index=True)
    closeness = models.CharField(max_length=10, choices=Closeness.choices)
    days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=WORDS)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "closeness"], condition=Q(ended_at__isnull=True), name="visit_interval_once"
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=366), name="visit_interval_days"),
            models.CheckConstraint(condition=~Q(reason=""), name="visit_interval_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("at")), name="visit_interval_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.closeness}"


class Informing(ScopedModel):
    """The family was told what it may be owed, or helped to apply for it (告知或协助申请)."""

    class How(models.TextChoices):
        """What was done."""

        TOLD = "told", "已告知"
        HELPED = "helped", "已协助申请"
        DECLINED = "declined", "家庭暂不申请"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="informings")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="informings")
    benefit = models.SlugField(max_length=60)
    place = models.CharField(max_length=PLACE, blank=True)
    """The place whose documents give it."""
    how = models.CharField(max_length=10, choices=How.choices)
    secrecy = models.PositiveSmallIntegerField(default=0)
    """The classes of the benefit, as ``hutong.vocabulary.secrecy`` numbers them."""
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Informing"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "benefit"], name="informing_of_child")]
