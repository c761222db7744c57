"""Finding tokens: by the secret that a system shows, or for the people who look after them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from hutong.api.actions import SECURITY, digest_of
from hutong.api.models import Secret, Token
from hutong.places.models import inside
from hutong.staff.scope import get_scope

NOTED_EVERY = timedelta(minutes=1)


def find_secret(text: str) -> Secret | None:
    """The secret that was shown, if it is one; it may have ended, and its token may be over."""
    return Secret.objects.filter(digest=digest_of(text)).select_related("token__body").first()


def note_use(secret: Secret, *, at: datetime) -> None:
    """Remember when it was last used, to the minute."""
    if secret.last_used_at is None or at - secret.last_used_at >= NOTED_EVERY:
        Secret.objects.filter(pk=secret.pk).update(last_used_at=at)


def list_tokens() -> QuerySet[Token]:
    """The tokens of the areas of whoever acts as security administrator, the newest first."""
    scope = get_scope()
    tokens = Token.objects.select_related("body", "made_by", "approved_by", "revoked_by").prefetch_related("secrets")
    if scope.is_everything:
        return tokens
    within = Q(pk__in=[])
    for area in scope.areas_that(SECURITY):
        within |= inside(area, field="area")
    return tokens.filter(within)


def get_token(uid: UUID) -> Token | None:
    """A token that whoever acts looks after; None where there is none such."""
    return list_tokens().filter(uid=uid).first()
