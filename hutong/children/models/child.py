"""Who the child is, by which names it is found."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models.rows import NAME, PLACE, WORDS, ScopedModel
from hutong.children.scoped import OfChildManager, ScopedManager
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import MarkField, SealedTextField


class State(models.TextChoices):
    """How far the file is: which may follow which stands in ``states.py``."""

    CANDIDATE = "candidate", "待核实"
    VERIFIED = "verified", "已核实"
    REGISTERED = "registered", "登记在册"
    UNDER_REVIEW = "under_review", "复核中"
    TRANSFERRED = "transferred", "已转出"
    CLOSED = "closed", "已结案"


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


class IdentityKind(models.TextChoices):
    """What kind of number the child has."""

    RESIDENT = "resident", "居民身份证号"
    TEMPORARY = "temporary", "临时编号"
    NONE = "none", "没有"
    NOT_COLLECTED = "not_collected", "未采集"


class HukouKind(models.TextChoices):
    """Where the household registration is; the national system's words."""

    HERE = "here", "本辖区"
    INSTITUTION = "institution", "福利院集体户"
    ELSEWHERE = "elsewhere", "外省市"
    NONE = "none", "无户口"
    NOT_COLLECTED = "not_collected", "未采集"


class Child(ScopedModel):
    """Who the child is, and where the file stands."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """How addresses name the child."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.CANDIDATE)
    area = models.CharField(max_length=PLACE, db_index=True)
    """The village (or township) in whose charge the file is."""
    is_sealed = models.BooleanField(default=False)
    """Closed or transferred files, and those of the highest class: former posts and outsiders see nothing of them."""

    name = models.CharField(max_length=NAME)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    born = models.DateField(null=True, blank=True)
    born_earliest = models.DateField(null=True, blank=True)
    born_latest = models.DateField(null=True, blank=True)
    """Where the day is only known about: the first and the last it can be."""
    identity_kind = models.CharField(max_length=20, choices=IdentityKind.choices, default=IdentityKind.NOT_COLLECTED)
    identity_number = SealedTextField()
    identity_mark = MarkField(source="identity_number", kind="identity", unique=True)
    national_number = models.CharField(max_length=40, blank=True, db_index=True)
    """The child's number in the national child-welfare system."""
    nationality_group = models.CharField(max_length=2, blank=True)
    """GB/T 3304."""
    phone = SealedTextField()

    hukou_kind = models.CharField(max_length=20, choices=HukouKind.choices, default=HukouKind.NOT_COLLECTED)
    hukou_place = models.CharField(max_length=PLACE, blank=True)
    hukou_address = models.CharField(max_length=WORDS, blank=True)
    residence_place = models.CharField(max_length=PLACE, blank=True)
    residence_address = models.CharField(max_length=WORDS, blank=True)
    event_place = models.CharField(max_length=PLACE, blank=True)
    school = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="pupils")

    registered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_because = models.CharField(max_length=WORDS, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    """Counted up by every act that writes to the file; a page that was filled in before is told so."""

    objects: ClassVar[ScopedManager["Child"]] = ScopedManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "id"], name="child_area_state"),
            models.Index(fields=["area", "name", "id"], name="child_area_name"),
            models.Index(fields=["born"], name="child_born"),
            models.Index(
                fields=["born_earliest", "born_latest"],
                condition=Q(born_earliest__isnull=False),
                name="child_born_about",
            ),
            models.Index(fields=["revision", "id"], name="child_revision"),
            # The longest waiting of a wide place, without sorting all that wait there.
            models.Index(
                fields=["state", "made_at", "area"],
                condition=Q(state__in=["candidate", "verified"]),
                name="child_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="child_area_digits"),
            models.CheckConstraint(
                condition=Q(born_earliest__isnull=True, born_latest__isnull=True)
                | Q(born_earliest__lte=F("born_latest")),
                name="child_birth_range",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="child_has_a_name_or_what_stands_for_it"),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (Q(closed_on__isnull=False) & ~Q(closed_because="")),
                name="child_closed_with_day_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class ChildName(ScopedModel):
    """Another name by which the child is or was known."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=NAME)
    is_former = models.BooleanField(default=True)
    note = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["ChildName"]] = OfChildManager()


class NameKey(ScopedModel):
    """What a name is found by: its characters two by two, its readings, their initials."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="name_keys")
    kind = models.CharField(max_length=8)
    """``two`` or ``latin`` of the child's own names, ``kin2`` or ``kinlatin`` of those of its kin."""
    key = models.CharField(max_length=80)

    objects: ClassVar[OfChildManager["NameKey"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key", "child"], name="name_key_found")]
