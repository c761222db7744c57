"""A task and its causes."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import Child, RecordedEvent, ScopedModel
from hutong.determinations.models import Determination
from hutong.places.codes import DIGITS
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.tasks.scoped import OfTaskManager, TaskManager
from hutong.tasks.steps import list_states

WORDS, SENTENCE, SLUG = 500, 300, 60
KINDS = (
    "duty", "grant", "unset", "verify", "visit", "survey", "report", "referral", "hand_over", "by_hand", "help",
    "privacy", "call_back",
)  # fmt: skip
URGENCIES = ("ordinary", "urgent")
OVER = list_states(ended=True)


class TaskModel(ScopedModel):
    """Rows that only the scope opens, also by way of other rows."""

    objects: ClassVar[TaskManager[Any]] = TaskManager()

    class Meta(ScopedModel.Meta):
        abstract = True


class Task(TaskModel):
    """Something that a post must do, by when, and what counts as done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(
        Child, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    place = models.CharField(max_length=DIGITS)
    """Where it is about: the child's place, or the place itself."""
    kind = models.SlugField(max_length=20, db_index=False)
    what = models.CharField(max_length=SENTENCE)
    what_zh = models.CharField(max_length=SENTENCE)
    done_when = models.CharField(max_length=SENTENCE)
    """A key of ``proofs.py``, or a sentence: what counts as done."""
    urgency = models.CharField(max_length=10, default="ordinary")
    secrecy = models.PositiveSmallIntegerField(default=0)
    """The classes of what it says, as ``hutong.vocabulary.secrecy`` numbers them."""

    asked_of = models.CharField(max_length=SLUG + 20, blank=True)
    """Whom the document names, as ``education@county``; who answers may be another where nobody holds that post."""
    body_kind = models.SlugField(max_length=SLUG, db_index=False)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=DIGITS)
    """The area of the post that answers."""
    worker = models.ForeignKey(
        Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    """Who accepted it, or was given it."""

    state = models.CharField(max_length=12, default="open")
    begun_at = models.DateTimeField()
    here_since = models.DateTimeField()
    """Since when the post that answers now has had it; earlier stretches are ``Leg`` rows."""
    due_at = models.DateTimeField(null=True, blank=True)
    due_unit = models.CharField(max_length=12, blank=True)
    """``hours``, ``days``, ``working_days`` or ``months``: what a pause is counted in."""
    due_label = models.CharField(max_length=40, blank=True)
    """The words of the document that the clock comes from, such as 及时."""
    due_is_local = models.BooleanField(default=False)
    """The document gives no number: the count is a setting of the place."""
    paused_since = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.CharField(max_length=SLUG + DIGITS + 1, blank=True)
    """``civil_affairs@431022000000``: the post over it that was told."""
    ended_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    helps = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="helped_by")
    """The task for which help was asked."""

    objects: ClassVar[TaskManager["Task"]] = TaskManager()

    class Meta(TaskModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["area", "body_kind", "state", "due_at", "id"], name="task_inbox"),
            models.Index(
                fields=["worker", "state", "due_at", "id"], condition=Q(worker__isnull=False), name="task_worker"
            ),
            models.Index(fields=["child", "state", "kind"], name="task_of_child"),
            models.Index(fields=["due_at", "id"], condition=Q(ended_at__isnull=True), name="task_running"),
            models.Index(fields=["area", "due_at"], condition=Q(ended_at__isnull=True), name="task_in_area"),
            models.Index(fields=["place", "due_at"], name="task_of_place"),
            models.Index(fields=["place", "due_at"], condition=Q(ended_at__isnull=True), name="task_in_place"),
            models.Index(
                fields=["area", "body_kind", "due_at", "id"],
                condition=Q(urgency="urgent", ended_at__isnull=True),
                name="task_urgent",
            ),
            models.Index(
                fields=["area", "body_kind", "ended_at", "id"], condition=Q(ended_at__isnull=False), name="task_over"
            ),
            models.Index(
                fields=["worker", "ended_at", "id"],
                condition=Q(worker__isnull=False, ended_at__isnull=False),
                name="task_worker_over",
            ),
            models.Index(fields=["state"], condition=Q(kind="privacy"), name="task_privacy"),
            models.Index(fields=["escalated_to", "due_at"], condition=~Q(escalated_to=""), name="task_escalated"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="task_area_digits"),
            models.CheckConstraint(condition=Q(place__regex=r"^[0-9]{12}$"), name="task_place_digits"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="task_kind_known"),
            models.CheckConstraint(condition=Q(urgency__in=URGENCIES), name="task_urgency_known"),
            models.CheckConstraint(
                condition=Q(state__in=OVER, ended_at__isnull=False) | (~Q(state__in=OVER) & Q(ended_at__isnull=True)),
                name="task_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", paused_since__isnull=False)
                | (~Q(state="waiting") & Q(paused_since__isnull=True)),
                name="task_paused_while_waiting",
            ),
            models.CheckConstraint(condition=~Q(helps=F("pk")), name="task_helps_another"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def words(self, lang: str) -> str:
        """What is to be done; only for whom ``telling.may_tell`` lets read it."""
        return self.what_zh if lang == "zh" else self.what


class Cause(TaskModel):
    """Why a task is there: a gap, a duty, an event. It stays until what it names is so no longer."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="causes")
    key = models.CharField(max_length=200)
    clause = models.CharField(max_length=120, blank=True)
    """The rule's address."""
    benefit = models.SlugField(max_length=SLUG, blank=True, db_index=False)
    what = models.CharField(max_length=SENTENCE, blank=True)
    what_zh = models.CharField(max_length=SENTENCE, blank=True)
    determination = models.ForeignKey(
        Determination, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    event = models.ForeignKey(
        RecordedEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_in_doubt = models.BooleanField(default=False)
    """Whether it holds cannot be told yet."""
    due_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    gone_because = models.CharField(max_length=SENTENCE, blank=True)

    objects: ClassVar[OfTaskManager["Cause"]] = OfTaskManager()

    class Meta(TaskModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=Q(gone_at__isnull=True), name="cause_opens_one_task"),
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True) | ~Q(gone_because=""), name="cause_gone_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.key
