"""The child's family, and in whose care it is."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from hutong.children.models.child import Child, Sex
from hutong.children.models.rows import NAME, WORDS, ScopedModel, ends_after_it_begins
from hutong.children.scoped import OfChildManager
from hutong.places.models import Body
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import MarkField, SealedTextField


class Person(models.Model):
    """An adult in children's families: known once, though several children may be kin."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=NAME, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    born = models.DateField(null=True, blank=True)
    identity_number = SealedTextField()
    identity_mark = MarkField(source="identity_number", kind="identity", db_index=True)
    """Not unique: whoever sees none of the children learns nothing of the person by typing the number."""
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
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Kinship"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "relation"],
                condition=Q(relation__in=["father", "mother"], until__isnull=True),
                name="kinship_one_father_one_mother",
            ),
            ends_after_it_begins("kinship_ends_after_it_begins"),
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
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfChildManager["Placement"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [ends_after_it_begins("placement_ends_after_it_begins")]
