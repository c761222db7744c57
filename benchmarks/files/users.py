"""Fifty users with posts in a province, signed in, each with some children of theirs to look for."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.test import Client

from benchmarks.files.visiting import Visitor
from hutong.children.models import Child
from hutong.children.states import FIXED
from hutong.pages.sign_in.middleware import PROVED
from hutong.places.models import Body, Division, Level
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import acting_as, scope_of

PROVINCE, CITY = "430000000000", "431000000000"
USERS: tuple[tuple[int, Level, Role, str], ...] = (
    (1, Level.PROVINCE, Role.CIVIL_AFFAIRS, "civil_affairs"),
    (2, Level.PREFECTURE, Role.CIVIL_AFFAIRS, "civil_affairs"),
    (22, Level.COUNTY, Role.CIVIL_AFFAIRS, "civil_affairs"),
    (17, Level.TOWNSHIP, Role.CHILD_SUPERVISOR, "township_civil_affairs_office"),
    (8, Level.VILLAGE, Role.CHILD_DIRECTOR, "village_committee"),
)
KNOWN = 60


def make_visitors(random: Random, *, on: date) -> list[dict[str, object]]:
    """Who they are for whoever asks in their name."""
    return [asdict(visitor) for visitor in _make(random, on)]


def _make(random: Random, on: date) -> Iterator[Visitor]:
    number = 0
    for count, level, role, kind in USERS:
        divisions = Division.objects.filter(code__startswith=PROVINCE[:2], level=level).order_by("code")
        codes = list(divisions.values_list("code", flat=True))
        for area in random.sample(codes, min(count, len(codes))):
            number += 1
            worker = Worker.objects.create(username=f"bench{number}", name=f"测{number}", password=make_password(None))
            body = Body.objects.create(kind=kind, name=f"测试单位{number}", place=area)
            Post.objects.create(worker=worker, role=role, body=body, area=area, since=on - timedelta(days=30))
            yield _sign_in(worker, area, on, random)


def _sign_in(worker: Worker, area: str, on: date, random: Random) -> Visitor:
    visitor = Client()
    visitor.force_login(worker)
    session = visitor.session
    session[PROVED] = "codes"
    session.save()
    with acting_as(scope_of(worker, on=on)):
        places = [area]
        living = Child.objects.filter(area__gte=area[:2], merged_into__isnull=True).exclude(state__in=FIXED)
        some = living.order_by("area", "pk")[:2_000]
        children = random.sample(found := list(some), min(KNOWN, len(found)))
        places += sorted({child.area[:9] + "000" for child in children})[:5]
        return Visitor(
            session=visitor.cookies["sessionid"].value,
            files=[str(child.uid) for child in children],
            names=[child.name for child in children],
            numbers=[child.identity_number for child in children if child.identity_number],
            places=places,
        )
