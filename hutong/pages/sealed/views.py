"""Files that are over, by their numbers: for who answers for minors' data, who may open one again with a reason."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_worker, note_reading
from hutong.privacy.errors import OpeningNeeds, SealUnknown
from hutong.privacy.models import SealedFile, WhySealed
from hutong.privacy.queries import is_manager
from hutong.privacy.sealing import DAYS_UNSEALED, list_sealed, unseal_file

MOST = 200
REFUSED = 422
WORDS = {
    WhySealed.CLOSED: marked("closed"),
    WhySealed.OF_AGE: marked("closed, of age"),
    WhySealed.TRANSFERRED: marked("transferred"),
}
UNSEALED = marked("The posts of its place see the file again for {days} days.")


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """What is sealed where one answers for the data."""
    return render_page(request)


@login_required
@require_POST
def unseal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Open one again, with a reason."""
    worker, on, lang = get_worker(request), timezone.localdate(), get_reader_language()
    sealed = list_sealed(worker=worker, on=on).filter(uid=uid).first()
    if sealed is None:
        raise Http404
    try:
        unseal_file(sealed=sealed, reason=request.POST.get("reason", ""), by=worker, on=on, at=timezone.now())
    except SealUnknown as error:
        raise Http404 from error
    except OpeningNeeds as error:
        return render_page(request, fault=error.told(lang), of=uid)
    messages.success(request, translator(lang)(UNSEALED).format(days=DAYS_UNSEALED))
    return redirect("sealed")


def render_page(request: HttpRequest, *, fault: str = "", of: UUID | None = None) -> HttpResponse:
    """The list, with what went wrong at one of its rows."""
    worker, on = get_worker(request), timezone.localdate()
    if not is_manager(worker, on=on):
        raise PermissionDenied
    say = translator(get_reader_language())
    rows: list[SealedFile] = list(list_sealed(worker=worker, on=on)[:MOST])
    note_reading(request, screen="sealed", rows=len(rows))
    shown = {"rows": [(one, say(WORDS[WhySealed(one.why)])) for one in rows], "fault": fault, "of": of}
    return render(request, "sealed/page.html", shown, status=REFUSED if fault else 200)
