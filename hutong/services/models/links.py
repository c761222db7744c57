"""Links by which a body without an account answers one referral, once."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from hutong.children.models import NAME, ScopedModel
from hutong.services.models.referrals import Referral
from hutong.services.scoped import OfReferralManager
from hutong.staff.models import Worker


class ReplyLink(ScopedModel):
    """A signed address for one answer; only the mark of what it holds is kept, so nobody reads it out of the table."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="links")
    mark = models.CharField(max_length=64, unique=True)
    to_whom = models.CharField(max_length=NAME * 2)
    """The body, and who there, as they are known here."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True, blank=True)
    times_opened = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OfReferralManager["ReplyLink"]] = OfReferralManager()

    class Meta(ScopedModel.Meta):
        pass

    def is_open(self, *, at: datetime) -> bool:
        """Whether an answer can still come by it."""
        return self.used_at is None and self.revoked_at is None and at < self.expires_at
