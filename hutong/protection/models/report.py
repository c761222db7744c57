"""Reports of danger, their receipts and what followed. What happened lies sealed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models import NAME, PLACE, WORDS, Child, ScopedModel
from hutong.protection.models.seeing import OfReportManager, ReportManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import MarkField, SealedTextField

DIGITS_OF_NUMBER = 8
LONGEST = WORDS * 10
"""Of what is told of a danger: more than other words, for nothing blocks it."""


class Situation(models.TextChoices):
    """The nine of the opinion of 2020 on mandatory reports (000000/qzbg2020#4)."""

    PRIVATE_INJURY = "1", "隐私部位遭受或疑似遭受非正常损伤"
    UNDER_14 = "2", "不满十四岁女孩遭受或疑似遭受性侵、怀孕、流产"
    FROM_14 = "3", "十四岁以上女孩疑似因性侵怀孕、流产"
    INJURIES = "4", "多处损伤、严重营养不良、昏迷，疑似家暴、欺凌、虐待、殴打或被下药"
    GRAVE_HARM = "5", "自杀、自残、工伤、中毒、被下药、被打等致伤残或死亡"
    ABANDONED = "6", "被遗弃或长期无人照料"
    TRAFFICKED = "7", "来源不明、失踪、被拐卖、被收买"
    BEGGING = "8", "被组织乞讨"
    OTHER = "9", "其他严重侵害或危险"


class SuspectIs(models.TextChoices):
    """What the suspected person is to the child."""

    UNKNOWN = "unknown", "不清楚"
    GUARDIAN = "guardian", "监护人或照料人"
    KIN = "kin", "其他亲属"
    ACQUAINTANCE = "acquaintance", "熟人、邻里、老师等"
    STRANGER = "stranger", "陌生人"
    NOBODY = "nobody", "没有（意外、自伤、走失等）"


class Road(models.TextChoices):
    """By which door a report came."""

    WORKER = "worker", "工作人员登录后报告"
    PUBLIC = "public", "公开页面"
    SYSTEM = "system", "其他系统"


class Report(ScopedModel):
    """A child is in danger: what happened and where. Red until the police have it, by name and time."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.PROTECT, related_name="danger_reports")
    place = models.CharField(max_length=PLACE, db_index=True)
    what = SealedTextField()
    where = SealedTextField()
    about = SealedTextField()
    """Which child, as far as it is known: name, age, school, guardian."""
    situations = models.CharField(max_length=20, blank=True)
    """Of the nine, their digits."""
    needs_help_now = models.BooleanField(default=False)
    """A doctor, or a safe place."""
    suspect = SealedTextField()
    suspect_is = models.CharField(max_length=12, choices=SuspectIs.choices, default=SuspectIs.UNKNOWN)
    suspect_number = SealedTextField()
    suspect_mark = MarkField(source="suspect_number", kind="identity")
    is_kept_from_village = models.BooleanField(default=False)
    discovered_at = models.DateTimeField(null=True, blank=True)
    discovered_said = models.CharField(max_length=NAME, blank=True)
    """The time of discovery in words that are none of a clock's."""
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When the police had it, as the first receipt says; empty as long as the report is red."""
    came_by = models.CharField(max_length=8, choices=Road.choices, default=Road.WORKER)
    is_placed = models.BooleanField(default=True)
    """Whether it is known in which county it is; one from outside may not say."""
    gathered = models.CharField(max_length=24, blank=True, db_index=True)
    """Where many came at once: the place and hour whose reports from outside share one urgent task."""
    sent_mark = models.CharField(max_length=40, null=True, unique=True, editable=False)
    """Of the form and its words: the same one sent twice is one report."""
    set_aside_at = models.DateTimeField(null=True, blank=True)
    """It came by the public page and is none: said with a reason by the police or the county; may be taken back."""
    set_aside_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    set_aside_because = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[ReportManager["Report"]] = ReportManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["place", "received_at", "reported_at"], name="report_of_place")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(place__regex=r"^[0-9]{12}$"), name="report_place_digits"),
            models.CheckConstraint(condition=Q(suspect_is__in=SuspectIs.values), name="report_suspect_known"),
            models.CheckConstraint(condition=Q(came_by__in=Road.values), name="report_road_known"),
            models.CheckConstraint(
                condition=Q(set_aside_at__isnull=True) | (Q(came_by="public") & ~Q(set_aside_because="")),
                name="report_set_aside_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """By what people name the report."""
        return f"{self.reported_at:%y%m%d}-{self.uid.hex[:DIGITS_OF_NUMBER].upper()}"

    @property
    def is_red(self) -> bool:
        """Whether no police receipt is entered, and nobody has set it aside."""
        return self.received_at is None and self.set_aside_at is None


class PoliceReceipt(ScopedModel):
    """The police have it: over 110 or by an officer, when, under what number."""

    class Way(models.TextChoices):
        """How they were told."""

        CALL = "call", "110 电话"
        OFFICER = "officer", "民警当面或电话接报"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="receipts")
    way = models.CharField(max_length=10, choices=Way.choices)
    who = models.CharField(max_length=NAME)
    """The officer, or the number of whoever answered at 110."""
    station = models.CharField(max_length=NAME, blank=True)
    number = models.CharField(max_length=NAME, blank=True)
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    """Empty where whoever reported entered it."""

    objects: ClassVar[OfReportManager["PoliceReceipt"]] = OfReportManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(who=""), name="police_receipt_names_somebody"),
            models.CheckConstraint(condition=Q(way__in=["call", "officer"]), name="police_receipt_way_known"),
        ]


class Course(ScopedModel):
    """What was done after a report, by whom; never changed."""

    class Kind(models.TextChoices):
        """What it was."""

        TAKEN = "taken", "已接手"
        DONE = "done", "处置情况"
        ANSWERED = "answered", "已将结果告知报告人"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="course")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = SealedTextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfReportManager["Course"]] = OfReportManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["report", "at"], name="course_of_report")]
