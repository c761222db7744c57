"""The demo's database from nothing: divisions, bodies, workers, families, a year of history."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from random import Random

from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from hutong.children.words import get_vocabulary
from hutong.demo.town.bodies import make_bodies
from hutong.demo.town.by_hand import act_by_hand
from hutong.demo.town.families import FamilyMaker, make_homes
from hutong.demo.town.known import read_stories
from hutong.demo.town.past import PastMaker
from hutong.demo.town.places import KEYS, PREFIXES, TownCounty, read_counties
from hutong.demo.town.tasks_done import do_some_tasks
from hutong.demo.town.workers import SignIn, entrust, hire_staff, store_password
from hutong.demo.town.writing import Town
from hutong.determinations.actions import settle_everyone, settle_waiting
from hutong.indicators.periods import month_of
from hutong.lib.collecting import without_collecting
from hutong.lib.dates import HERE
from hutong.places.loading import load_divisions
from hutong.staff.scope import EVERYTHING, acting_as

CLOSING = time(18)
SIGN_INS = "demo-signins.json"
ONLY_OWNER = 0o600


@dataclass(frozen=True)
class TownPlan:
    """How many children, which families, on which day."""

    children: int
    seed: int
    now: datetime
    password: str


def make_demo(home: Path, *, children: int, seed: int, password: str) -> int:
    """The whole demo in an empty folder, its determinations made; how many children there are."""
    call_command("migrate", verbosity=0, interactive=False)
    with without_collecting():
        now = timezone.now()
        sign_ins = make_towns(TownPlan(children, seed, now, password))
        with acting_as(EVERYTHING):
            on = now.astimezone(HERE).date()
            conclude_last_month(now=now)
            settled = settle_waiting(on=on, at=now)
        act_by_hand(KEYS, at=now)
        with acting_as(EVERYTHING):
            settle_waiting(on=on, at=now)
            do_some_tasks(now=now)
    write_sign_ins(home, sign_ins)
    connections.close_all()
    return settled.files


def conclude_last_month(*, now: datetime) -> None:
    """At the end of the last month what was known then was concluded from: boards compare with it."""
    last = month_of(now.astimezone(HERE).date()).before.last
    at = datetime.combine(last, CLOSING, HERE)
    settle_everyone(on=last, at=at, because="calendar", as_known_then=True)


def make_towns(plan: TownPlan) -> list[SignIn]:
    """Both counties in an empty database; who can sign in."""
    on = plan.now.astimezone(HERE).date()
    with acting_as(EVERYTHING), transaction.atomic():
        load_divisions(PREFIXES)
        counties = read_counties(on=on)
        adults = FamilyMaker(Random(f"{plan.seed}/adults"), on)
        stored = store_password(plan.password)
        found: list[SignIn] = []
        for county in counties:
            found += _make_town(county, plan, adults, stored)
    return found


def write_sign_ins(home: Path, sign_ins: list[SignIn]) -> None:
    """The list for the first page; readable by its owner alone."""
    file = home / SIGN_INS
    file.touch(mode=ONLY_OWNER)
    file.write_text(json.dumps([asdict(one) for one in sign_ins], ensure_ascii=False, indent=1), encoding="utf-8")


def read_sign_ins(home: Path) -> list[SignIn]:
    """Who can sign in to the demo in a folder."""
    return [SignIn(**one) for one in json.loads((home / SIGN_INS).read_text(encoding="utf-8"))]


def _make_town(county: TownCounty, plan: TownPlan, adults: FamilyMaker, stored: str) -> list[SignIn]:
    on = plan.now.astimezone(HERE).date()
    random = Random(f"{plan.seed}/{county.key}/town")
    bodies = make_bodies(county)
    staff = hire_staff(county, bodies, random=random, on=on, password=stored)
    entrust(staff, area=county.code, on=on, at=plan.now)
    count = max(1, round(plan.children * county.stories.share))
    homes = make_homes(county.stories, count=count, on=on, seed=plan.seed)
    stories = [child for home in homes for child in home.children]
    facts = get_vocabulary().facts
    known = iter(zip(stories, read_stories(stories, facts=facts, on=on, seed=plan.seed), strict=True))
    past = PastMaker(random, on)
    town = Town(county, bodies, staff, random, on, plan.now)
    for home in homes:
        told = list(islice(known, len(home.children)))
        pasts = [past.make(story, facts_of) for story, facts_of in told]
        town.add_home(home, adults.make(home), [facts_of for _, facts_of in told], pasts)
    town.rows.save()
    return list(staff.sign_ins(plan.password))
