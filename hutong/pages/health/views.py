"""Whether the application can answer: for the machine that watches over it."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET


@require_GET
@never_cache
def show_health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; tells nothing about what is in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})
