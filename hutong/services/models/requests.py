"""A request as it was taken down, what it asks for, which material it lacks, and what happened to it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from hutong.children.models import PLACE, WORDS, Child, Evidence, ScopedModel
from hutong.children.scoped import OfChildManager
from hutong.services.scoped import OfRequestManager
from hutong.staff.models import Worker
from hutong.staff.sealed_fields import SealedTextField

NUMBER = 30


class Channel(models.TextChoices):
    """How a request or a discovery reached the window."""

    WALK_IN = "walk_in", "窗口"
    PHONE = "phone", "电话"
    PAPER = "paper", "来信、书面"
    VISIT = "visit", "走访"
    HOTLINE_12345 = "hotline_12345", "12345热线"
    HOTLINE_12355 = "hotline_12355", "12355热线"
    HOTLINE_12338 = "hotline_12338", "12338热线"
    SCHOOL = "school", "学校"
    PUBLIC_PAGE = "public_page", "公众页面"
    OTHER_PROVINCE = "other_province", "外省转来"


class RequestState(models.TextChoices):
    """How far a request is: which may follow which stands in ``course.py``."""

    TAKEN = "taken", "已受理"
    WAITING = "waiting", "待补正"
    REFERRED = "referred", "办理中"
    ANSWERED = "answered", "已答复"
    HELPED = "helped", "已落实"
    CLOSED = "closed", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Request(ScopedModel):
    """What somebody came for, or what was found, taken down once. The bodies that answer are asked by referrals."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=NUMBER, unique=True)
    """What the family is told, to ask by."""
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="requests")
    area = models.CharField(max_length=PLACE, db_index=True)
    """The window that took it: it answers to the family."""
    channel = models.CharField(max_length=20, choices=Channel.choices)
    is_discovery = models.BooleanField(default=False)
    """Nobody came: the child was found to be in need."""
    wish = SealedTextField()
    asked_by = SealedTextField()
    """Who came: name, what they are to the child."""
    phone = SealedTextField()
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.TAKEN)
    asked_on = models.DateField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    sent_as = models.CharField(max_length=40, null=True, blank=True, unique=True)
    """The number of the form that took it down: sent twice, it is one request."""
    told_missing_at = models.DateTimeField(null=True, blank=True)
    """When the family was told, once and completely, which material is missing."""
    told_missing_times = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(max_length=WORDS, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Counted up by every act; a page that was filled in before is told so."""

    objects: ClassVar[OfChildManager["Request"]] = OfChildManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["area", "state", "-taken_at", "id"], name="request_area_state"),
            models.Index(fields=["child", "-taken_at"], name="request_of_child"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(area__regex=r"^[0-9]{12}$"), name="request_area_digits"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="request_channel_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["taken", "waiting", "referred", "answered"], closed_at__isnull=True)
                | Q(state__in=["helped", "closed", "withdrawn"], closed_at__isnull=False),
                name="request_closed_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class MatterState(models.TextChoices):
    """What became of one thing that is asked for."""

    ASKED = "asked", "办理中"
    GRANTED = "granted", "同意"
    REFUSED = "refused", "不予办理"
    RECEIVED = "received", "已享受"
    DROPPED = "dropped", "不再办理"


class Matter(ScopedModel):
    """One thing that a request asks for: a benefit at a place, or something in words; one body answers for it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="matters")
    benefit = models.SlugField(max_length=60, blank=True)
    words = models.CharField(max_length=WORDS, blank=True)
    """What is asked where it is no benefit of the list."""
    place = models.CharField(max_length=PLACE, blank=True)
    """Six digits, as the documents know places."""
    body_kind = models.SlugField(max_length=60)
    """The body that answers for it."""
    verdict = models.CharField(max_length=20, blank=True)
    """What the documents concluded when it was asked for; "" for what they do not speak of."""
    clause = models.CharField(max_length=120, blank=True)
    secrecy = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=MatterState.choices, default=MatterState.ASKED)
    referral = models.ForeignKey(
        "services.Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="matters"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = SealedTextField()
    """Why it was refused or dropped; what was granted, from when."""
    reference = models.CharField(max_length=WORDS, blank=True)
    """The number of the decision."""
    received_on = models.DateField(null=True, blank=True)
    proof = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """What shows that it really came, of the kind that benefits.toml names."""

    objects: ClassVar[OfRequestManager["Matter"]] = OfRequestManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "benefit", "place"], condition=~Q(benefit=""), name="matter_once_in_a_request"
            ),
            models.CheckConstraint(condition=~Q(benefit="") | ~Q(words=""), name="matter_names_something"),
            models.CheckConstraint(condition=Q(state__in=MatterState.values), name="matter_state_known"),
            models.CheckConstraint(
                condition=~Q(state="received") | (Q(received_on__isnull=False) & Q(proof__isnull=False)),
                name="matter_received_with_day_and_proof",
            ),
        ]


class Material(ScopedModel):
    """A paper that is needed and was not there; told once with all others, and ticked off when it is brought."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="materials")
    what = models.CharField(max_length=WORDS)
    needed_for = models.CharField(max_length=WORDS, blank=True)
    told_at = models.DateTimeField()
    told_again_because = models.CharField(max_length=WORDS, blank=True)
    """Why it was not told the first time; "" for what was."""
    settled_at = models.DateTimeField(null=True, blank=True)
    is_waived = models.BooleanField(default=False)
    """It was found not to be needed, or learnt by comparing data."""
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OfRequestManager["Material"]] = OfRequestManager()

    class Meta(ScopedModel.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(what=""), name="material_names_something"),
            models.UniqueConstraint(fields=["request", "what"], name="material_once_in_a_request"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(settled_at__gte=F("told_at")), name="material_settled_later"
            ),
        ]


class Moment(ScopedModel):
    """Something happened to a request or to one of its referrals. Written once, never changed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="moments")
    referral = models.ForeignKey(
        "services.Referral", null=True, blank=True, on_delete=models.PROTECT, related_name="moments"
    )
    what = models.SlugField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(Worker, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_outside = SealedTextField()
    """Who answered by a signed link, without an account."""
    words = SealedTextField()

    objects: ClassVar[OfRequestManager["Moment"]] = OfRequestManager()

    class Meta(ScopedModel.Meta):
        indexes: ClassVar = [models.Index(fields=["request", "at", "id"], name="moment_of_request")]
