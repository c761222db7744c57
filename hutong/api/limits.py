"""How often a token or an address may ask: counted in the database, so that all processes count together."""

from datetime import datetime

from django.db.models import F
from django.http import HttpRequest

from hutong.api.models import Usage
from hutong.staff.sealed_fields import mark_of

MINUTE = 60
KEPT_MINUTES = 5


def refuse_too_many(who: str, *, most: int, at: datetime) -> int:
    """Count a request; 0 when it is within the limit, else the seconds to wait."""
    return MINUTE - int(at.timestamp()) % MINUTE if count_within_minute(who, at=at) > most else 0


def count_within_minute(who: str, *, at: datetime) -> int:
    """Count something; how often it happened within this minute."""
    minute = int(at.timestamp()) // MINUTE
    mine = Usage.objects.filter(who=who, minute=minute)
    if not mine.update(times=F("times") + 1):
        Usage.objects.bulk_create([Usage(who=who, minute=minute)], ignore_conflicts=True)
        mine.update(times=F("times") + 1)
        Usage.objects.filter(minute__lt=minute - KEPT_MINUTES).delete()
    return mine.values_list("times", flat=True).first() or 0


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as a mark that tells nobody the address."""
    return f"address:{mark_of(str(request.META.get('REMOTE_ADDR', '')), kind='address') or ''}"
