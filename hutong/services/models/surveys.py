"""Survey rounds (全面排查): a county opens one, each village has its list, nobody is forgotten without a reason."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import NAME, PLACE, WORDS, Child, ScopedModel
from hutong.services.surveys_seen import LineManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField


class SurveyRound(models.Model):
    """A county looks at every village until a day."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.CharField(max_length=PLACE, db_index=True)
    title = models.CharField(max_length=NAME)
    words = models.CharField(max_length=WORDS, blank=True)
    """What is to be looked at this time."""
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(max_length=WORDS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="survey_round_area_digits"),
            models.CheckConstraint(condition=~Q(title=""), name="survey_round_named"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="survey_round_closes_later"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether villages still work on it."""
        return self.closed_at is None


class VillageState(models.TextChoices):
    """How far a village is."""

    OPEN = "open", "进行中"
    DONE = "done", "已完成"
    EXCUSED = "excused", "说明原因未排查"


class SurveyVillage(models.Model):
    """A village's part of a round: how many households there are, how many were looked at."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="villages")
    place = models.CharField(max_length=PLACE, db_index=True)
    state = models.CharField(max_length=10, choices=VillageState.choices, default=VillageState.OPEN)
    households = models.PositiveIntegerField(null=True, blank=True)
    households_seen = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=WORDS, blank=True)
    """Why it was not looked at, or what is to be said of it."""
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "place"], name="survey_village_once_a_round"),
            models.CheckConstraint(
                condition=Q(households_seen__isnull=True) | Q(households_seen__lte=F("households")),
                name="survey_village_sees_no_more_than_there_are",
            ),
            models.CheckConstraint(
                condition=~Q(state="excused") | ~Q(reason=""), name="survey_village_excused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(households_seen__isnull=False), name="survey_village_done_with_numbers"
            ),
        ]

    def __str__(self) -> str:
        return self.place


class LineResult(models.TextChoices):
    """What was found at a child or household; "" while nobody was there."""

    AS_KNOWN = "as_known", "情况属实，无变化"
    CHANGED = "changed", "情况有变化"
    IN_NEED = "in_need", "新发现困境儿童"
    NO_NEED = "no_need", "有未成年人，未发现困难"
    NO_CHILD = "no_child", "无未成年人"
    MOVED = "moved", "已搬离本村"
    NOT_HOME = "not_home", "未见到（家中无人）"
    REFUSED = "refused", "拒绝配合"


UNKNOWN_RESULTS = ("", LineResult.NOT_HOME.value, LineResult.REFUSED.value)


class SurveyLine(ScopedModel):
    """A child with a file, or a household, on a village's list."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    village = models.ForeignKey(SurveyVillage, on_delete=models.PROTECT, related_name="lines")
    place = models.CharField(max_length=PLACE, db_index=True)
    child = models.ForeignKey(Child, null=True, blank=True, on_delete=models.PROTECT, related_name="survey_lines")
    household = SealedTextField()
    """Whose household, of one without a file."""
    result = models.CharField(max_length=10, choices=LineResult.choices, blank=True)
    note = SealedTextField()
    seen_on = models.DateField(null=True, blank=True)
    typed_at = models.DateTimeField(null=True, blank=True)
    typed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[LineManager["SurveyLine"]] = LineManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["village", "result"], name="survey_line_result")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["village", "child"], condition=Q(child__isnull=False), name="survey_line_once_a_child"
            ),
        ]
