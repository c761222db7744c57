"""Bodies come to a place, take other names, end. What each was called stays known."""

from datetime import date

from django.db import transaction

from hutong.places.codes import full_code
from hutong.places.errors import BodyEndsTooEarly, BodyThereAlready, NameTooEarly, NothingChanges
from hutong.places.models import Body, BodyName, holding


@transaction.atomic
def found_body(*, kind: str, name: str, place: str, since: date, phone: str = "", address: str = "") -> Body:
    """A body that is there from a day on. Raises CodeWrong, BodyThereAlready."""
    code = full_code(place)
    if Body.objects.filter(holding(since), kind=kind, name=name, place=code).exists():
        raise BodyThereAlready
    return Body.objects.create(kind=kind, name=name, place=code, since=since, phone=phone, address=address)


@transaction.atomic
def rename_body(*, body: Body, name: str, since: date, on: date) -> Body:
    """Another name from a day on; ``on`` is today: a later name is borne from its day. Raises NameTooEarly."""
    body = Body.objects.select_for_update().get(pk=body.pk)
    names = BodyName.objects.filter(body=body)
    if not names.exists():
        BodyName.objects.create(body=body, name=body.name, since=None, is_taken_up=True)
    later = names.filter(since__gte=since).order_by("-since").first()
    if later is not None and later.since is not None:
        raise NameTooEarly(on=later.since)
    if body.since is not None and since <= body.since:
        raise NameTooEarly(on=body.since)
    if names.order_by("pk").values_list("name", flat=True).last() == name:
        raise NothingChanges
    BodyName.objects.create(body=body, name=name, since=since)
    take_up_names(on=on)
    body.refresh_from_db()
    return body


@transaction.atomic
def take_up_names(*, on: date) -> int:
    """Bodies bear the names that hold from a day on; how many changed."""
    due = BodyName.objects.filter(is_taken_up=False, since__lte=on).select_related("body").order_by("since")
    rows = list(due)
    for row in rows:
        Body.objects.filter(pk=row.body_id).update(name=row.name)
    BodyName.objects.filter(pk__in=[row.pk for row in rows]).update(is_taken_up=True)
    return len(rows)


def withdraw_name(*, name: BodyName) -> None:
    """A name that is planned is not taken up after all; one that is borne stays. Raises NothingChanges."""
    deleted, _ = BodyName.objects.filter(pk=name.pk, is_taken_up=False).delete()
    if not deleted:
        raise NothingChanges


def reach_body(*, body: Body, phone: str, address: str) -> Body:
    """Under which number and at which address it is found from now on."""
    body.phone, body.address = phone, address
    body.save(update_fields=["phone", "address"])
    return body


def end_body(*, body: Body, until: date | None) -> Body:
    """There through a day and no longer; None where it goes on after all. Raises BodyEndsTooEarly.

    Who holds posts there is asked by ``hutong.staff.actions.close_body``.
    """
    if until is not None and body.since is not None and until < body.since:
        raise BodyEndsTooEarly(on=body.since)
    body.until = until
    body.save(update_fields=["until"])
    return body
