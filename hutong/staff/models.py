"""Workers, their posts, and what they sign in with."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q

from hutong.places.codes import DIGITS
from hutong.places.models import Body
from hutong.staff.sealed_fields import MarkField, SealedTextField
from hutong.vocabulary.secrecy import ALL


class Role(models.TextChoices):
    """What somebody does at a body; what each may see and do stands in ``scope.py``."""

    CHILD_DIRECTOR = "child_director", "儿童主任"
    CHILD_SUPERVISOR = "child_supervisor", "儿童督导员"
    CIVIL_AFFAIRS = "civil_affairs", "民政经办人员"
    DEPARTMENT = "department", "部门工作人员"
    INSTITUTION = "institution", "机构工作人员"
    LEADER = "leader", "领导"
    INSPECTOR = "inspector", "督导检查人员"
    AUDITOR = "auditor", "审计人员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class WorkerManager(BaseUserManager["Worker"]):
    """Finds workers by the name they sign in with."""


class Worker(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their posts alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    phone = SealedTextField()
    is_active = models.BooleanField(default=True)
    place = models.CharField(max_length=DIGITS, blank=True, default="")
    """Whose system administrator keeps the account; "" for one made by a command before it had a post."""
    must_change_password = models.BooleanField(default=False)
    """The password was set by somebody else; nothing is opened before another is chosen."""

    objects: ClassVar[WorkerManager] = WorkerManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A worker in a role at a body, for an area, from a day through a day."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    area = models.CharField(max_length=DIGITS)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area", "role"], name="post_area_role")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="post_area_digits"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__lte=F("until")), name="post_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="post_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} – {self.get_role_display()}"


class Session(AbstractBaseSession):
    """Somebody signed in on a device. The columns tell its worker about it; what the pages keep is in the data."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, null=True, related_name="sessions")
    since = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, db_index=True)
    device = models.CharField(max_length=80, blank=True)
    address = models.GenericIPAddressField(null=True)

    objects: ClassVar = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False


class Factor(models.Model):
    """What somebody proves to have besides knowing the password: an authenticator application or a passkey."""

    class Kind(models.TextChoices):
        CODES = "codes", "动态口令"
        PASSKEY = "passkey", "通行密钥"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=40)
    secret = SealedTextField()
    """The key of the codes, or the public part of the passkey with its number."""
    last_step = models.BigIntegerField(default=0)
    """The half minute of the last code: no code is taken twice. Of a passkey, how often it has signed."""
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker"], condition=Q(kind="codes"), name="factor_codes_once"),
            models.CheckConstraint(condition=Q(kind__in=["codes", "passkey"]), name="factor_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code written down for the day the device is lost; only its mark is kept, and it works once."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="recovery_codes")
    mark = models.CharField(max_length=40)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "mark"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.worker}"


class OwnIdentity(models.Model):
    """A worker's own identity number, sealed; only so that the files of their own kin stay closed to them."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.OneToOneField(Worker, on_delete=models.PROTECT, related_name="own_identity")
    identity_number = SealedTextField()
    identity_mark = MarkField(source="identity_number", kind="identity", db_index=True)

    def __str__(self) -> str:
        return str(self.worker_id)


class Grant(models.Model):
    """A worker may be told one class of what is not told by role, in an area, from a day through a day.

    Given with a reason and never taken out of the table; ``post`` where it holds only as long as that post is held.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="grants")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=20)
    area = models.CharField(max_length=DIGITS)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=sorted(ALL)), name="grant_kind_known"),
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="grant_area_digits"),
            models.CheckConstraint(condition=~Q(reason=""), name="grant_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__lte=F("until")) | Q(ended_at__isnull=False),
                name="grant_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | (Q(until__isnull=False) & ~Q(ended_because="")),
                name="grant_ended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | ~Q(given_by=F("worker")), name="grant_not_to_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} – {self.worker_id}"


class SavedView(models.Model):
    """Filters of the list of children that a worker named and kept: words of the list's address, nothing of a child."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    filters = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["worker", "name"], name="saved_view_named_once")]

    def __str__(self) -> str:
        return self.name
