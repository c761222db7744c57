"""Views of the list of children that workers keep under names of their own."""

from uuid import UUID

from django.db import IntegrityError, transaction

from hutong.staff.errors import TooManyViews, ViewNameTaken, ViewNameWrong
from hutong.staff.models import SavedView, Worker

LONGEST_NAME = 40
MOST_VIEWS = 20


def list_views(*, worker: Worker) -> list[SavedView]:
    """What the worker kept, by name."""
    return list(SavedView.objects.filter(worker=worker))


def get_view(*, worker: Worker, uid: UUID) -> SavedView:
    """One of the worker's own. Raises SavedView.DoesNotExist, for another worker's too."""
    return SavedView.objects.get(worker=worker, uid=uid)


def keep_view(*, worker: Worker, name: str, filters: str) -> SavedView:
    """The filters, kept under a name; the caller has read them as filters. Raises ViewError."""
    view = SavedView(worker=worker, name=_checked(name), filters=filters)
    if SavedView.objects.filter(worker=worker).count() >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
    _save(view)
    return view


def rename_view(*, view: SavedView, name: str) -> SavedView:
    """The view, under another name. Raises ViewNameWrong, ViewNameTaken."""
    view.name = _checked(name)
    _save(view)
    return view


def remove_view(*, view: SavedView) -> None:
    """The view is kept no longer."""
    view.delete()


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ViewNameWrong(most=LONGEST_NAME)
    return name


def _save(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewNameTaken(name=view.name) from error
