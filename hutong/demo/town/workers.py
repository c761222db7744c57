"""Workers of every role, each with posts; one short list says whom to sign in as."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from hutong.demo.people import GIVEN, PREFIXES, SURNAMES
from hutong.demo.town.bodies import Bodies
from hutong.demo.town.places import TownCounty
from hutong.privacy.actions import appoint_manager
from hutong.staff.grants import ADOPTION, VICTIM, give_grant
from hutong.staff.models import Post, Role, Worker

IN_POST_FOR = timedelta(days=900)
DEPARTMENTS = (
    "education", "health", "human_resources_social_security", "medical_security", "police", "justice_administration",
    "finance", "housing", "rural_revitalisation", "women_children_committee_office", "court", "procuratorate",
    "trade_union", "youth_league", "womens_federation", "disabled_persons_federation", "care_next_generation_committee",
)  # fmt: skip
SHOWN_DEPARTMENTS = frozenset({"education", "disabled_persons_federation"})
OF_GOVERNMENT = (Role.LEADER, Role.INSPECTOR, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


@dataclass(frozen=True)
class SignIn:
    """One line of the list of sign-ins."""

    username: str
    password: str
    name: str
    role: str
    place: str


@dataclass
class Staff:
    """The workers of a county by where they work."""

    directors: dict[str, Worker] = field(default_factory=dict)
    supervisors: dict[str, Worker] = field(default_factory=dict)
    officers: list[Worker] = field(default_factory=list)
    of_home: Worker | None = None
    leader: Worker | None = None
    """Answers for minors' data of the county."""
    posts: list[Post] = field(default_factory=list)
    shown: list[tuple[Worker, Post, str]] = field(default_factory=list)

    def sign_ins(self, password: str) -> Iterator[SignIn]:
        """Who is worth signing in as."""
        for worker, post, place in self.shown:
            yield SignIn(worker.username, password, worker.name, str(post.role), place)


@dataclass
class Hiring:
    """Makes the workers of a county; all have one password, made once, since making one takes a while."""

    county: TownCounty
    bodies: Bodies
    random: Random
    on: date
    password: str
    """As it is stored."""
    staff: Staff = field(default_factory=Staff)
    workers: list[Worker] = field(default_factory=list)

    def hire(self) -> Staff:
        """Everybody, saved."""
        self._villages_and_townships()
        self._county()
        Worker.objects.bulk_create(self.workers)
        Post.objects.bulk_create(self.staff.posts)
        return self.staff

    def _villages_and_townships(self) -> None:
        # Where the most villages are, the demo is shown; in the smallest township one person holds all posts.
        towns = sorted(self.county.towns, key=lambda town: (len(town.villages), town.place.code))
        for number, town in enumerate(towns):
            is_shown = number == len(towns) - 1
            code, name = town.place.code, town.place.name
            username = f"{self.county.key}-town" if is_shown else f"t{code[:9]}"
            supervisor = self._worker(username)
            self.staff.supervisors[code] = supervisor
            shown_at = f"{self.county.name}{name}" if is_shown else ""
            self._post(supervisor, Role.CHILD_SUPERVISOR, "township_civil_affairs_office", code, shown=shown_at)
            for village in town.villages:
                is_first = is_shown and village == town.villages[0]
                alone = number == 0
                username = f"{self.county.key}-village" if is_first else f"v{village.code}"
                director = supervisor if alone else self._worker(username)
                self.staff.directors[village.code] = director
                shown_at = f"{self.county.name}{name}{village.name}" if is_first else ""
                self._post(director, Role.CHILD_DIRECTOR, "village_committee", village.code, shown=shown_at)

    def _county(self) -> None:
        key, code, name = self.county.key, self.county.code, self.county.name
        for number in (1, 2):
            officer = self._worker(f"{key}-county" if number == 1 else f"{key}-county-{number}")
            self.staff.officers.append(officer)
            self._post(officer, Role.CIVIL_AFFAIRS, "civil_affairs", code, shown=name)
        self._post(self._worker(f"{key}-city"), Role.CIVIL_AFFAIRS, "civil_affairs", self.county.city, shown=CITY)
        for kind in DEPARTMENTS:
            worker = self._worker(f"{key}-{kind.replace('_', '-')}")
            self._post(worker, Role.DEPARTMENT, kind, code, shown=name if kind in SHOWN_DEPARTMENTS else "")
        self.staff.of_home = self._worker(f"{key}-home")
        self._post(self.staff.of_home, Role.INSTITUTION, "child_welfare_institution", code, shown=name)
        for role in OF_GOVERNMENT:
            worker = self._worker(f"{key}-{role.value.replace('_', '-')}")
            self.staff.leader = self.staff.leader or worker
            self._post(worker, role, "county_government", code, shown=name)

    def _worker(self, username: str) -> Worker:
        name = self.random.choice(SURNAMES) + self.random.choice(PREFIXES) + self.random.choice(GIVEN)
        worker = Worker(username=username, name=name, password=self.password)
        self.workers.append(worker)
        return worker

    def _post(self, worker: Worker, role: Role, kind: str, area: str, *, shown: str = "") -> None:
        body = self.bodies.at(area, kind)
        post = Post(worker=worker, role=role, body=body, area=area, since=self.on - IN_POST_FOR)
        self.staff.posts.append(post)
        if shown:
            place = body.name if role in (Role.DEPARTMENT, Role.INSTITUTION) or shown == CITY else shown
            self.staff.shown.append((worker, post, place))


CITY = "市"
FOR_THE_DEMO = "演示：本县由此人办理"


def hire_staff(county: TownCounty, bodies: Bodies, *, random: Random, on: date, password: str) -> Staff:
    """The workers of a county, saved."""
    return Hiring(county, bodies, random, on, password).hire()


def entrust(staff: Staff, *, area: str, on: date, at: datetime) -> None:
    """Who answers for minors' data, and one officer who is told what nobody is told by role."""
    assert staff.leader is not None
    appoint_manager(worker=staff.leader, area=area, since=on - IN_POST_FOR, by=None, at=at)
    for kind in (ADOPTION, VICTIM):
        give_grant(
            worker=staff.officers[0], kind=kind, area=area, since=on - IN_POST_FOR, reason=FOR_THE_DEMO, by=None, at=at
        )


def store_password(password: str) -> str:
    """The password as it is stored."""
    return make_password(password)
