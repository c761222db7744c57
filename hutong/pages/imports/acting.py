"""What is sent about an import. Small ledgers are worked on at once, larger ones in the background."""

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from hutong.exchange.actions import (
    MOST_MEGABYTES,
    begin_import,
    begin_trial,
    confirm,
    decide,
    decide_all,
    drop,
    list_unknown_meanings,
    set_mapping_text,
    set_meanings,
    undo,
)
from hutong.exchange.errors import ExchangeError, FileTooLarge
from hutong.exchange.jobs import run, take_job
from hutong.exchange.looking import Look
from hutong.exchange.models import Import, ImportRow
from hutong.ledgers.limits import MEGABYTE
from hutong.lib.translating import marked, translator
from hutong.pages.context import get_reader_language
from hutong.pages.imports.views import get_import_or_404, show_list, show_one
from hutong.pages.looking import get_worker
from hutong.pages.typed import read_digits
from hutong.staff.scope import NotAllowed, get_scope

AT_ONCE_BYTES, AT_ONCE_ROWS = 300_000, 300
NO_FILE = marked("Choose a file.")
NO_PLACE = marked("Choose the place of the ledger, and the day on which things stood so.")


def tell(error: ExchangeError) -> str:
    """An error's sentence in the reader's language."""
    return error.told(get_reader_language())


def work_at_once(batch: Import) -> None:
    """A small ledger need not wait for the background."""
    if batch.size <= AT_ONCE_BYTES and batch.total <= AT_ONCE_ROWS:
        job = take_job(batch=batch)
        if job is not None:
            run(job)


def act(request: HttpRequest, uid: UUID, what: Callable[[Import], object]) -> HttpResponse:
    """Do something with an import and show it again; what kept it from being done stands above."""
    batch = get_import_or_404(uid)
    try:
        what(batch)
    except ExchangeError as error:
        messages.error(request, tell(error))
    except NotAllowed as error:
        raise PermissionDenied from error
    else:
        work_at_once(get_import_or_404(uid))
    return redirect("import", uid=uid)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Bring a ledger in."""
    say = translator(get_reader_language())
    sent, area = request.FILES.get("ledger"), request.POST.get("area", "")
    as_of = read_day(request.POST.get("as_of", ""))
    if sent is None:
        return show_list(request, error=say(NO_FILE))
    if (sent.size or 0) > MOST_MEGABYTES * MEGABYTE:
        return show_list(
            request, error=tell(FileTooLarge(found=(sent.size or 0) // MEGABYTE + 1, limit=MOST_MEGABYTES))
        )
    if as_of is None or as_of > timezone.localdate() or not is_place(area):
        return show_list(request, error=say(NO_PLACE))
    try:
        batch = begin_import(
            area=area, as_of=as_of, name=sent.name or "", content=sent.read(), by=get_worker(request), at=timezone.now()
        )
    except ExchangeError as error:
        return show_list(request, error=tell(error))
    except NotAllowed as error:
        raise PermissionDenied from error
    work_at_once(batch)
    return redirect("import", uid=batch.uid)


def read_day(text: str) -> date | None:
    """A day as forms send it; None for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def is_place(area: str) -> bool:
    """Whether this is a place whose files are open to who acts."""
    return len(area) == 12 and area.isascii() and area.isdigit() and get_scope().covers(area)


@login_required
@require_POST
def set_columns(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep what the columns mean, and go on to the trial run."""
    batch, lang, by = get_import_or_404(uid), get_reader_language(), get_worker(request)
    columns = enumerate(Look.load(batch.look).columns)
    given = {one.header: request.POST[f"column_{at}"] for at, one in columns if f"column_{at}" in request.POST}
    try:
        faulty = list_unknown_meanings(batch=batch, meanings=given, lang=lang)
        if faulty:
            errors = {header: tell(error) for header, error in faulty.items()}
            return show_one(request, batch, errors=errors)
        set_meanings(batch=batch, meanings=given, lang=lang, by=by, at=timezone.now())
    except ExchangeError as error:
        messages.error(request, tell(error))
        return redirect("import", uid=uid)
    return act(request, uid, lambda one: begin_trial(batch=one, by=by, at=timezone.now()))


@login_required
@require_POST
def set_text(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the mapping as it was written."""
    batch, text = get_import_or_404(uid), request.POST.get("text", "")
    try:
        set_mapping_text(batch=batch, text=text, by=get_worker(request), at=timezone.now())
    except ExchangeError as error:
        return show_one(request, batch, errors={"": tell(error)}, text=text)
    return redirect("import", uid=uid)


@login_required
@require_POST
def try_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The trial run once more."""
    by = get_worker(request)
    return act(request, uid, lambda batch: begin_trial(batch=batch, by=by, at=timezone.now()))


@login_required
@require_POST
def decide_row(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """What one row is to do: ``same_child:<uid>``, ``new_child``, ``leave_out``, nothing."""
    batch = get_import_or_404(uid)
    decision, _, twin = request.POST.get("decision", "").partition(":")
    takes_ledger = request.POST.get("takes_ledger") == "1"
    try:
        chosen = UUID(twin) if twin else None
        by, at = get_worker(request), timezone.now()
        decide(batch=batch, number=number, decision=decision, by=by, at=at, twin=chosen, takes_ledger=takes_ledger)
    except ExchangeError as error:
        messages.error(request, tell(error))
    except (ImportRow.DoesNotExist, ValueError):
        messages.error(request, translator(get_reader_language())(marked("There is no such row.")))
    response = redirect("import", uid=uid)
    response["Location"] += (
        f"?{urlencode({'shown': request.POST.get('shown', '')[:12], 'after': _after(request)})}#row-{number}"
    )
    return response


def _after(request: HttpRequest) -> str:
    after = read_digits(request.POST.get("after", ""))
    return "" if after is None else str(after)


@login_required
@require_POST
def decide_rest(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same for all doubtful rows that nobody decided."""
    by, decision = get_worker(request), request.POST.get("decision", "")
    return act(request, uid, lambda batch: decide_all(batch=batch, decision=decision, by=by, at=timezone.now()))


@login_required
@require_POST
def confirm_all(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let it be written."""
    by, is_registered = get_worker(request), request.POST.get("is_registered") == "1"
    return act(request, uid, lambda batch: confirm(batch=batch, by=by, at=timezone.now(), is_registered=is_registered))


@login_required
@require_POST
def undo_all(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take all of it back."""
    by = get_worker(request)
    return act(request, uid, lambda batch: undo(batch=batch, by=by, at=timezone.now()))


@login_required
@require_POST
def drop_it(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Throw it away before anything was written."""
    batch = get_import_or_404(uid)
    try:
        drop(batch=batch, by=get_worker(request), at=timezone.now())
    except ExchangeError as error:
        messages.error(request, tell(error))
        return redirect("import", uid=uid)
    return redirect("imports")
