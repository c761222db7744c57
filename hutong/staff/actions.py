"""Workers come, take up posts and leave them."""

from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from hutong.audit.actions import note_act
from hutong.places.bodies import end_body
from hutong.places.codes import full_code
from hutong.places.models import Body
from hutong.places.queries import get_full_name, list_bodies
from hutong.staff.errors import BodyHasPosts, PasswordWeak, PostEndsTooEarly, PostsExclude, RoleUnknown, UserNameTaken
from hutong.staff.incompatible import list_clashes
from hutong.staff.models import Post, Role, Worker
from hutong.staff.sessions import end_sessions


@transaction.atomic
def hire_worker(*, username: str, name: str, password: str, at: datetime, place: str = "", phone: str = "") -> Worker:
    """Somebody who can sign in, without a post yet, and has to choose a password then.

    Raises UserNameTaken, PasswordWeak.
    """
    if Worker.objects.filter(username=username).exists():
        raise UserNameTaken(username=username)
    worker = Worker(username=username, name=name, place=place, must_change_password=True)
    worker.phone = phone
    check_password(password, of=worker)
    worker.set_password(password)
    worker.save()
    note_act(at=at, act="worker hired", about=username, place=place)
    return worker


def check_password(password: str, *, of: Worker) -> None:
    """Raises PasswordWeak."""
    try:
        validate_password(password, user=of)
    except ValidationError as error:
        raise PasswordWeak(reasons=error.messages) from error


@transaction.atomic
def give_post(
    *, worker: Worker, role: Role, body: Body, area: str, since: date, at: datetime, until: date | None = None
) -> Post:
    """The worker holds a post at a body, for an area, from a day on. Raises CodeWrong, PostsExclude, PostEndsTooEarly.

    Their sessions end: nobody goes on with other rights than they signed in with.
    """
    if until is not None and until < since:
        raise PostEndsTooEarly(since=since)
    Worker.objects.select_for_update().get(pk=worker.pk)
    post = Post(worker=worker, role=role, body=body, area=full_code(area), since=since, until=until)
    overlapping = Post.objects.filter(worker=worker).exclude(until__lt=since)
    beside = [one for one in overlapping if until is None or one.since <= until]
    clash = next(iter(list_clashes([*beside, post])), None)
    if clash is not None:
        raise PostsExclude(role=clash.one, other=clash.other, why=clash.why)
    post.save()
    note_act(at=at, act="post given", about=f"{worker.username}: {post.role}", place=post.area)
    end_sessions(worker=worker)
    return post


@transaction.atomic
def end_post(*, post: Post, until: date, at: datetime) -> Post:
    """The post is held through a day and no longer; its worker is signed out. Raises PostEndsTooEarly."""
    if until < post.since:
        raise PostEndsTooEarly(since=post.since)
    post.until = until
    post.save(update_fields=["until"])
    note_act(at=at, act="post ended", about=f"{post.worker.username}: {post.role} {until}", place=post.area)
    end_sessions(worker=post.worker)
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
    *, username: str, name: str, password: str, role: str, kind: str, kind_name: str, place: str, on: date, at: datetime
) -> Post:
    """A new worker with a post at the body of a kind at a place; where there is none yet, one is made there.

    Raises CodeWrong, RoleUnknown, UserNameTaken, PasswordWeak.
    """
    if role not in Role.values:
        raise RoleUnknown(role=role, known=Role.values)
    found = list_bodies(place=place, kind=kind, on=on)
    named = get_full_name(place, on=on) + kind_name
    body = found[0] if found else Body.objects.create(kind=kind, name=named, place=full_code(place))
    worker = hire_worker(username=username, name=name, password=password, place=full_code(place), at=at)
    return give_post(worker=worker, role=Role(role), body=body, area=place, since=on, at=at)
