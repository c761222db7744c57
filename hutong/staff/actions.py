"""Workers come, take up posts and leave them."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hutong.places.bodies import end_body
from hutong.places.codes import full_code
from hutong.places.models import Body
from hutong.places.queries import get_full_name, list_bodies
from hutong.staff.errors import BodyHasPosts, PasswordWeak, PostEndsTooEarly, RoleUnknown, UserNameTaken
from hutong.staff.models import Post, Role, Worker


@transaction.atomic
def hire_worker(*, username: str, name: str, password: str) -> Worker:
    """Somebody who can sign in, without a post yet. Raises UserNameTaken, PasswordWeak."""
    if Worker.objects.filter(username=username).exists():
        raise UserNameTaken(username=username)
    worker = Worker(username=username, name=name)
    try:
        validate_password(password, user=worker)
    except ValidationError as error:
        raise PasswordWeak(reasons=error.messages) from error
    worker.set_password(password)
    worker.save()
    return worker


def give_post(*, worker: Worker, role: Role, body: Body, area: str, since: date, until: date | None = None) -> Post:
    """The worker holds a post at a body, for an area, from a day on. Raises CodeWrong."""
    return Post.objects.create(worker=worker, role=role, body=body, area=full_code(area), since=since, until=until)


def end_post(*, post: Post, until: date) -> Post:
    """The post is held through a day and no longer. Raises PostEndsTooEarly."""
    if until < post.since:
        raise PostEndsTooEarly(since=post.since)
    post.until = until
    post.save(update_fields=["until"])
    return post


@transaction.atomic
def close_body(*, body: Body, until: date | None) -> Body:
    """A body ends with a day; None opens it again. Raises BodyHasPosts, BodyEndsTooEarly."""
    if until is not None:
        held = Post.objects.filter(Q(until__isnull=True) | Q(until__gt=until), body=body).count()
        if held:
            raise BodyHasPosts(count=held)
    return end_body(body=body, until=until)


@transaction.atomic
def appoint(
    *, username: str, name: str, password: str, role: str, kind: str, kind_name: str, place: str, on: date
) -> Post:
    """A new worker with a post at the body of a kind at a place; where there is none yet, one is made there.

    Raises CodeWrong, RoleUnknown, UserNameTaken, PasswordWeak.
    """
    if role not in Role.values:
        raise RoleUnknown(role=role, known=Role.values)
    found = list_bodies(place=place, kind=kind, on=on)
    named = get_full_name(place, on=on) + kind_name
    body = found[0] if found else Body.objects.create(kind=kind, name=named, place=full_code(place))
    worker = hire_worker(username=username, name=name, password=password)
    return give_post(worker=worker, role=Role(role), body=body, area=place, since=on)
