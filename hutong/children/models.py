"""The child's file. Nothing in it is ever deleted; what was wrong is corrected beside what it was."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.scoped import OfChildManager, ScopedManager
from hutong.places.codes import DIGITS
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import MarkField, SealedTextField

NAME = 60
PLACE = DIGITS
WORDS = 300
NO_PLACE = ""


def _ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")), name=name
    )


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


class ScopedModel(models.Model):
    """Rows that only the scope opens, also by way of other rows."""

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"


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
            models.Index(fields=["revision", "id"], name="child_revision"),
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
    key = models.CharField(max_length=80)

    objects: ClassVar[OfChildManager["NameKey"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["kind", "key", "child"], name="name_key_found")]


class Person(models.Model):
    """An adult in children's families: known once, though several children may be kin."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=NAME, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    born = models.DateField(null=True, blank=True)
    identity_number = SealedTextField()
    identity_mark = MarkField(source="identity_number", kind="identity", unique=True)
    phone = SealedTextField()
    address = models.CharField(max_length=WORDS, blank=True)
    made_at = models.DateTimeField()


class Relation(models.TextChoices):
    """What somebody is to the child."""

    FATHER = "father", "父亲"
    MOTHER = "mother", "母亲"
    STEPFATHER = "stepfather", "继父"
    STEPMOTHER = "stepmother", "继母"
    ADOPTIVE_FATHER = "adoptive_father", "养父"
    ADOPTIVE_MOTHER = "adoptive_mother", "养母"
    PATERNAL_GRANDFATHER = "paternal_grandfather", "祖父"
    PATERNAL_GRANDMOTHER = "paternal_grandmother", "祖母"
    MATERNAL_GRANDFATHER = "maternal_grandfather", "外祖父"
    MATERNAL_GRANDMOTHER = "maternal_grandmother", "外祖母"
    SIBLING = "sibling", "兄弟姐妹"
    OTHER_RELATIVE = "other_relative", "其他亲属"
    OTHER = "other", "其他"


class Kinship(ScopedModel):
    """Who somebody is to a child, and whether they are guardian or actually care, from when through when."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="kin")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="children")
    relation = models.CharField(max_length=24, choices=Relation.choices)
    is_guardian = models.BooleanField(default=False)
    is_carer = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["Kinship"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "relation"],
                condition=Q(relation__in=["father", "mother"], until__isnull=True),
                name="kinship_one_father_one_mother",
            ),
            _ends_after_it_begins("kinship_ends_after_it_begins"),
        ]


class PlacementKind(models.TextChoices):
    """Where the child lives, and in whose care."""

    OWN_HOME = "own_home", "家庭"
    KINSHIP = "kinship", "亲属照料"
    INSTITUTION = "institution", "福利机构"
    FOSTER = "foster", "家庭寄养"
    ADOPTION = "adoption", "收养"
    ENTRUSTED = "entrusted", "委托照护"
    TEMPORARY = "temporary", "临时照料"


class Placement(ScopedModel):
    """A stretch of time in somebody's care."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField(max_length=20, choices=PlacementKind.choices)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    carer = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    """The day of the written agreement, for entrusted care and foster families."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["Placement"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [_ends_after_it_begins("placement_ends_after_it_begins")]


class Evidence(ScopedModel):
    """What a fact rests on: a paper, a visit, a department's list; the file itself lies sealed outside the database."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(max_length=WORDS)
    reference = models.CharField(max_length=WORDS, blank=True)
    """The number of a document, the name of a list and its day."""
    file = models.CharField(max_length=100, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    checksum = models.CharField(max_length=64, blank=True)
    is_sensitive = models.BooleanField(default=False)
    valid_until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Evidence"]] = OfChildManager()


class RecordedFact(ScopedModel):
    """One thing known, or known not to have been collected, about a child or one of its parents.

    ``name`` is a fact of facts.toml; about a parent it begins with ``father.`` or ``mother.``. The value is text as in
    JSON without quotes: ``true``, ``3``, ``2019-05-01``, ``rural``. It held from ``since`` through ``until`` and is
    believed from ``recorded_at`` until ``corrected_at``: so what was true on a day and what was known on a day are two
    questions, and both have answers.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=200, blank=True)
    is_collected = models.BooleanField(default=True)
    """False: asked for and not learnt (未采集)."""
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.SlugField(max_length=60, blank=True)
    """The body that says so, of bodies.toml."""
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="facts")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrects")
    correction_reason = models.CharField(max_length=WORDS, blank=True)
    is_preferred = models.BooleanField(default=False)
    """A person decided that this one is believed among sources that differ."""

    objects: ClassVar[OfChildManager["RecordedFact"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "name", "recorded_at"], name="fact_of_child")]
        constraints: ClassVar = [
            _ends_after_it_begins("fact_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(value="") | Q(is_collected=False), name="fact_has_a_value"),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True, corrected_by__isnull=True) | Q(corrected_at__isnull=False),
                name="fact_corrected_at_some_time",
            ),
        ]


class Receipt(ScopedModel):
    """A benefit in payment, as the ledger or a department's list says: who pays, how much a month, from when."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="receipts")
    benefit = models.SlugField(max_length=60)
    fen = models.BigIntegerField(null=True, blank=True)
    """A month; null where it is not known."""
    payer_place = models.CharField(max_length=PLACE, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.SlugField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfChildManager["Receipt"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            _ends_after_it_begins("receipt_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(fen__isnull=True) | Q(fen__gte=0), name="receipt_not_below_nothing"),
        ]


class Labelled(ScopedModel):
    """A label of the child – a kind of difficulty – with the days it came and went, and who says so."""

    class Basis(models.TextChoices):
        """Concluded from the documents, or confirmed by a person; kept apart."""

        DETERMINED = "determined", "依政策认定"
        CONFIRMED = "confirmed", "人工确认"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="labels")
    label = models.SlugField(max_length=60)
    """A category that the documents define."""
    basis = models.CharField(max_length=12, choices=Basis.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["Labelled"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["label", "until", "child"], name="labelled_now")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "label", "basis"], condition=Q(until__isnull=True), name="labelled_once_at_a_time"
            ),
            _ends_after_it_begins("labelled_ends_after_it_begins"),
        ]


class Step(ScopedModel):
    """The file went from one state to another: who did it, who had visited, which level was the second pair of eyes."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="steps")
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    after = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    visited_by = models.CharField(max_length=NAME, blank=True)
    visited_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=WORDS, blank=True)

    objects: ClassVar[OfChildManager["Step"]] = OfChildManager()


class Assignment(ScopedModel):
    """A worker is to look after a child whom the area of their posts would not show."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="assignments")
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="assignments")
    purpose = models.CharField(max_length=WORDS)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects: ClassVar[OfChildManager["Assignment"]] = OfChildManager()


class Change(ScopedModel):
    """Something about the file changed; determinations are made anew from it and take it off the list."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    what = models.CharField(max_length=80)
    by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Change"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["child", "at"], name="change_of_child")]
