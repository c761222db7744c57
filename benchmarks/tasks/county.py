"""A county for measuring: its posts, very many files with what was concluded about them."""

from datetime import date
from uuid import uuid4

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from hutong.children.inserting import insert_objects, insert_rows
from hutong.children.models import Child
from hutong.determinations.bundles import current_library, engine_version, keep_bundle
from hutong.determinations.models import Concluded, Determination, DutySpan, FindingSpan
from hutong.places.models import Body
from hutong.policy.duties import calls_for_an_act, duties_by_key
from hutong.staff.models import Post, Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as

COUNTY = "431022000000"
TOWNSHIPS = [f"431022{number:03d}000" for number in range(100, 125)]
VILLAGES = [f"{town[:9]}{number:03d}" for town in TOWNSHIPS for number in range(201, 221)]
BUSY_VILLAGE = VILLAGES[0]
IN_THE_BUSY_VILLAGE, AT_ONCE, SINCE = 12_000, 5_000, date(2020, 1, 1)
SPAN = ("child_id", "benefit", "place", "verdict", "sensitivity", "gap", "since", "begun_with_id")
DUTY = ("child_id", "rule", "which", "place", "since", "begun_with_id")


def make_county() -> None:
    """The tables, and a post in every village, township and office."""
    call_command("migrate", verbosity=0)
    make_post("civil_affairs", COUNTY, Role.CIVIL_AFFAIRS)
    for kind in ("education", "health", "police", "disabled_persons_federation"):
        make_post(kind, COUNTY, Role.DEPARTMENT)
    for town in TOWNSHIPS:
        make_post("township_civil_affairs_office", town, Role.CHILD_SUPERVISOR)
    for village in VILLAGES:
        make_post("village_committee", village, Role.CHILD_DIRECTOR)


def make_post(kind: str, area: str, role: Role) -> None:
    """A worker with one post."""
    worker = Worker.objects.create(username=f"{kind}{area}", name="测量用")
    body = Body.objects.create(kind=kind, name=f"{kind}{area}", place=area)
    Post.objects.create(worker=worker, role=role, body=body, area=area, since=SINCE)


def fill_files(count: int) -> None:
    """Files, each with a determination, two gaps and one duty, all of which wait to be followed."""
    library, now, on = current_library(), timezone.now(), timezone.localdate()
    duties = [key for key, one in duties_by_key(library).items() if calls_for_an_act(one, library)
              and not one.block.after]  # fmt: skip
    with acting_as(EVERYTHING):
        bundle = keep_bundle(library=library, at=now)
        for first in range(0, count, AT_ONCE):
            with transaction.atomic():
                numbers = range(first, min(first + AT_ONCE, count))
                children = [Child(name="测量", area=village_of(number), made_at=now) for number in numbers]
                insert_objects(Child, children)
                made = [
                    Determination(
                        child=one, on=on, made_at=now, because="measured", bundle=bundle, engine=engine_version(),
                        facts="{}", checksum=uuid4().hex,
                    )
                    for one in children
                ]  # fmt: skip
                insert_objects(Determination, made)
                pairs = list(zip(children, made, strict=True))
                insert_rows(FindingSpan, SPAN, (
                    (child.pk, benefit, COUNTY[:6], "entitled", "personal", "owed_not_received", on, one.pk)
                    for child, one in pairs for benefit in ("dibao", "education_aid")
                ))  # fmt: skip
                insert_rows(DutySpan, DUTY, (
                    (child.pk, *duties[child.pk % len(duties)], COUNTY[:6], on, one.pk) for child, one in pairs
                ))  # fmt: skip
                insert_rows(Concluded, ("child_id", "on"), ((child.pk, on) for child in children))
    run("ANALYZE")


def village_of(number: int) -> str:
    """The first thousands live in one village, for steps with very many; the others everywhere."""
    return BUSY_VILLAGE if number < IN_THE_BUSY_VILLAGE else VILLAGES[number % len(VILLAGES)]


def run(statement: str, given: list[int] | None = None) -> None:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
