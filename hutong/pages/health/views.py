"""Whether the application can answer: for the machine that watches over it."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

NO_DATABASE = 503


@require_GET
@never_cache
def show_health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not; tells nothing about what is in it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "no database"}, status=NO_DATABASE)
    return JsonResponse({"status": "ok"})
