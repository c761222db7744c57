"""How often a token or an address may ask: counted in the database, so that all processes count together."""

from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from hutong.api.models import Usage
from hutong.staff.sealed_fields import mark_of

MINUTE = 60
KEPT_MINUTES = 5


def refuse_too_many(who: str, *, most: int, at: datetime) -> int:
    """Count a request; 0 when it is within the limit, else the seconds to wait."""
    seconds = int(at.timestamp())
    minute = seconds // MINUTE
    mine = Usage.objects.filter(who=who, minute=minute)
    if not mine.update(times=F("times") + 1):
        Usage.objects.bulk_create([Usage(who=who, minute=minute)], ignore_conflicts=True)
        mine.update(times=F("times") + 1)
        Usage.objects.filter(minute__lt=minute - KEPT_MINUTES).delete()
    times = mine.values_list("times", flat=True).first() or 0
    return MINUTE - seconds % MINUTE if times > most else 0


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as a mark that tells nobody the address.

    Behind proxies of ours the last of them names it; what stands before that anybody could have written.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.API_PROXIES
    if proxies:
        named = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
        if len(named) >= proxies:
            address = named[-proxies]
    return f"address:{mark_of(address, kind='address') or ''}"
