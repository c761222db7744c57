"""Files between two places, and two files of one child."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hutong.children import actions
from hutong.children.errors import ChildUnknown, FileError
from hutong.children.models import Merge, Transfer
from hutong.children.queries import list_likely_duplicates, sought_of
from hutong.children.transferring import can_answer, get_transfer, read_told
from hutong.lib.translating import translator
from hutong.pages.child_file.acting import SAVED, get_child_to_write, settle_file
from hutong.pages.context import get_reader_language
from hutong.pages.looking import get_child_or_404, get_worker, note_reading
from hutong.pages.typed import read_digits
from hutong.staff.scope import NotAllowed


def try_act(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it in one transaction; whether it was done stands on the next page."""
    lang = get_reader_language()
    try:
        with transaction.atomic():
            act()
    except (FileError, NotAllowed) as error:
        messages.error(request, error.told(lang))
        return False
    messages.success(request, translator(lang)(SAVED))
    return True


def get_transfer_or_404(uid: UUID) -> Transfer:
    """A transfer from or to one's own place."""
    try:
        return get_transfer(uid)
    except ChildUnknown as error:
        raise Http404 from error


@login_required
@require_GET
def show_transfer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What both sides keep of the child, and the answer."""
    handing = get_transfer_or_404(uid)
    told = read_told(handing)
    note_reading(request, screen="transfer", uid=UUID(str(told["child"])) if told else None)
    shown = {"transfer": handing, "told": told, "may_answer": can_answer(handing)}
    return render(request, "child_file/transfer.html", shown)


@login_required
@require_POST
def accept(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file is in the charge of the receiving place from now on."""
    handing = get_transfer_or_404(uid)
    answer = request.POST.get("answer", "")

    def act() -> None:
        child = actions.accept_transfer(transfer=handing, by=get_worker(request), at=timezone.now(), answer=answer)
        settle_file(child, because="transferred")

    return redirect("home") if try_act(request, act) else redirect("transfer", uid=uid)


@login_required
@require_POST
def decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file stays where it is, with the reason."""
    handing = get_transfer_or_404(uid)
    answer = request.POST.get("answer", "")

    def act() -> None:
        actions.decline_transfer(transfer=handing, by=get_worker(request), at=timezone.now(), answer=answer)

    return redirect("home") if try_act(request, act) else redirect("transfer", uid=uid)


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Taken back before it was answered."""
    handing = get_transfer_or_404(uid)

    def act() -> None:
        actions.withdraw_transfer(transfer=handing, by=get_worker(request), at=timezone.now())

    return redirect("home") if try_act(request, act) else redirect("transfer", uid=uid)


@login_required
@require_GET
def show_merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The files that may be the same child's, with what agrees and what differs; merges that can be undone."""
    child = get_child_to_write(uid)
    likely = list_likely_duplicates(sought_of(child), besides=child.pk)
    note_reading(request, screen="merge", child=child, rows=len(likely))
    done = Merge.objects.filter(child=child, undone_at__isnull=True).order_by("-at").first()
    return render(request, "child_file/merge.html", {"child": child, "likely": likely, "done": done})


@login_required
@require_POST
def merge(request: HttpRequest, uid: UUID, other: UUID) -> HttpResponse:
    """This file stays, the other goes into it."""
    kept, gone = get_child_to_write(uid), get_child_or_404(other)
    reason = request.POST.get("reason", "")

    def act() -> None:
        actions.merge_children(kept=kept, gone=gone, reason=reason, by=get_worker(request), at=timezone.now())
        settle_file(kept, because="merged")

    done = try_act(request, act)
    return redirect("child_file" if done else "merge_new", uid=uid)


@login_required
@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The last merge into this file is taken apart again."""
    child = get_child_to_write(uid)
    last = get_object_or_404(
        Merge, pk=read_digits(request.POST.get("merge", "")) or 0, child=child, undone_at__isnull=True
    )
    reason = request.POST.get("reason", "")

    def act() -> None:
        gone = actions.undo_merge(merge=last, reason=reason, by=get_worker(request), at=timezone.now())
        for file in (child, gone):
            settle_file(file, because="merge undone")

    done = try_act(request, act)
    return redirect("child_file" if done else "merge_new", uid=uid)
