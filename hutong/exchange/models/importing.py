"""What came in as a file: each import with its rows, the meanings of columns as remembered, and the work waiting."""

import uuid
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q

from hutong.places.codes import DIGITS
from hutong.staff.models import Worker
from hutong.staff.scope import get_scope
from hutong.staff.sealed_fields import SealedTextField

WORDS = 200
Row = TypeVar("Row", bound=models.Model, covariant=True)


class AreaManager(models.Manager[Row]):
    """Imports of the areas whose files the scope in force opens; nobody's without a scope."""

    path = "area"

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(get_scope().within(self.path))


class OfImportManager(AreaManager[Row]):
    """Rows that belong to an import by their ``batch``."""

    path = "batch__area"


class Import(models.Model):
    """A ledger of a place that somebody brought in, and how far it has come."""

    class Kind(models.TextChoices):
        """What was brought in: a ledger of the place, or the national system's own export to be compared."""

        LEDGER = "ledger", "ledger"
        NATIONAL = "national", "national"

    class State(models.TextChoices):
        """How far it has come; ``jobs.py`` does the work of the three that end in -ing."""

        LOOKING = "looking", "looking"
        MAPPING = "mapping", "mapping"
        PLANNING = "planning", "planning"
        PLANNED = "planned", "planned"
        APPLYING = "applying", "applying"
        APPLIED = "applied", "applied"
        UNDOING = "undoing", "undoing"
        UNDONE = "undone", "undone"
        REFUSED = "refused", "refused"
        DROPPED = "dropped", "dropped"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.LEDGER)
    area = models.CharField(max_length=DIGITS, db_index=True)
    as_of = models.DateField()
    """The day on which things stood as the ledger says."""
    file_name = models.CharField(max_length=WORDS)
    size = models.PositiveBigIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)
    """The ledger, sealed, for as long as it is needed."""
    refused_file = models.CharField(max_length=100, blank=True)
    """The rows that were handed back, as a sealed workbook."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.LOOKING)
    look = SealedTextField()
    """Headers with a few cells of each, as JSON."""
    mapping = models.TextField(blank=True)
    """Which column says which fact, as ``hutong map`` writes it."""
    particulars = models.JSONField(default=dict)
    """Which column says what else: names of kin, telephone numbers, the village."""
    problem = models.CharField(max_length=600, blank=True)
    """Why the file cannot be used, as JSON in both languages."""
    is_registered = models.BooleanField(default=False)
    """The ledger's children were registered before: their files need not be verified anew."""
    total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[AreaManager["Import"]] = AreaManager()

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes: ClassVar = [models.Index(fields=["area", "-id"], name="import_of_area")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="import_area_digits"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class ImportRow(models.Model):
    """One row of a ledger: what it says, what is to be done with it, what was done."""

    class Plan(models.TextChoices):
        """What the trial run found."""

        CREATE = "create", "create"
        UPDATE = "update", "update"
        SAME = "same", "same"
        DOUBTFUL = "doubtful", "doubtful"
        REFUSED = "refused", "refused"

    class Decision(models.TextChoices):
        """What a person said about a row that may be a child whose file is there."""

        NONE = "", ""
        SAME_CHILD = "same_child", "same child"
        NEW_CHILD = "new_child", "new child"
        LEAVE_OUT = "leave_out", "leave out"

    class Done(models.TextChoices):
        """What became of it."""

        WAITING = "", ""
        MADE = "made", "made"
        CHANGED = "changed", "changed"
        UNCHANGED = "unchanged", "unchanged"
        LEFT_OUT = "left_out", "left out"
        HANDED_BACK = "handed_back", "handed back"
        UNDONE = "undone", "undone"
        KEPT = "kept", "kept"

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    """Its place among the rows that are read, from 1."""
    sheet = models.CharField(max_length=WORDS)
    row = models.PositiveIntegerField()
    plan = models.CharField(max_length=10, choices=Plan.choices)
    has_conflicts = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default=Decision.NONE)
    takes_ledger = models.BooleanField(default=False)
    """Where the file says otherwise, a person decided for the ledger."""
    child = models.UUIDField(null=True, blank=True, db_index=True)
    """The child whose file this row is about, known or supposed, and from the end on: certain."""
    revision = models.PositiveIntegerField(default=0)
    """The revision of that file which the trial run saw, and then the one that the import left."""
    content = SealedTextField()
    """What the row says and what was found, as JSON."""
    done = models.CharField(max_length=12, choices=Done.choices, blank=True, default=Done.WAITING)
    written_at = models.DateTimeField(null=True, blank=True)
    """The instant that everything bears which this row wrote; by it the row is undone."""

    is_counted_up = False
    """While it is written: the revision of its file was counted up."""

    objects: ClassVar[OfImportManager["ImportRow"]] = OfImportManager()

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes: ClassVar = [
            models.Index(fields=["batch", "plan", "number"], name="import_row_plan"),
            models.Index(fields=["batch", "done", "number"], name="import_row_done"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"


class ColumnMeaning(models.Model):
    """What a column of this name says in the ledgers of a place, as somebody confirmed it last."""

    place = models.CharField(max_length=DIGITS)
    header = models.CharField(max_length=WORDS)
    rule = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "header"], name="column_meaning_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.header}"


class Job(models.Model):
    """Work on an import or an export: a runner takes it, keeps it by a lease, gives it up by being killed."""

    class Kind(models.TextChoices):
        """What is to be done."""

        LOOK = "look", "look"
        PLAN = "plan", "plan"
        APPLY = "apply", "apply"
        UNDO = "undo", "undo"
        COMPARE = "compare", "compare"
        EXPORT = "export", "export"

    batch = models.ForeignKey(Import, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs")
    export = models.ForeignKey(
        "exchange.ExportRequest", null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=WORDS, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch"], condition=Q(finished_at__isnull=True), name="job_one_at_a_time_for_an_import"
            ),
            models.UniqueConstraint(
                fields=["export"], condition=Q(finished_at__isnull=True), name="job_one_at_a_time_for_an_export"
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) ^ Q(export__isnull=True), name="job_is_about_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.batch_id or self.export_id}"
