"""``python -m benchmarks.tasks.filling TASKS HOME``: posts, tasks with their causes, kept sums, among files.

Each child has some tasks of the last three years; nine in ten are over. Two offices of one county have very many more.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from string import Template
from time import perf_counter

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.files.copying import ask, run, take_off_indexes  # noqa: E402
from hutong.children.inserting import insert_objects  # noqa: E402
from hutong.determinations.bundles import current_library  # noqa: E402
from hutong.exchange.counting import keep_sums_now  # noqa: E402
from hutong.indicators.afterwards import MONTHS  # noqa: E402
from hutong.indicators.periods import list_closed_months, month_of  # noqa: E402
from hutong.places.models import Body, Division, Level  # noqa: E402
from hutong.policy.duties import calls_for_an_act, duties_by_key  # noqa: E402
from hutong.services.jobs import reckon_visits  # noqa: E402
from hutong.staff.models import Post, Role, Worker  # noqa: E402
from hutong.tasks.clocks import end_of  # noqa: E402
from hutong.tasks.jobs import begin_day_of_tasks, settle_tasks_now, tick  # noqa: E402
from hutong.tasks.models import Cause, Step, Task  # noqa: E402
from hutong.vocabulary.secrecy import HEALTH, bits_of  # noqa: E402

STATEMENTS = Path(__file__).with_name("tasks.sql")
PROVINCE, BUSY, MORE, SINCE = "43", "431022", 10, date(2020, 1, 1)
"""The county two offices of which have ``MORE`` tasks besides of each of its children."""
DEPARTMENTS = ("education", "health", "police", "disabled_persons_federation")
POSTS: tuple[tuple[Level, str, Role], ...] = (
    (Level.VILLAGE, "village_committee", Role.CHILD_DIRECTOR),
    (Level.TOWNSHIP, "township_civil_affairs_office", Role.CHILD_SUPERVISOR),
    (Level.COUNTY, "civil_affairs", Role.CIVIL_AFFAIRS),
    *((Level.COUNTY, kind, Role.DEPARTMENT) for kind in DEPARTMENTS),
)
AT_ONCE, CLAUSES = 5_000, 40
Tell = Callable[[str], None]


def main(count: int, home: Path) -> None:
    """Everything, once; the files are there."""
    begun = perf_counter()

    def tell(what: str) -> None:
        sys.stderr.write(f"{perf_counter() - begun:6.0f} s  {what}\n")

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        for level, kind, role in POSTS:
            make_posts(level, kind, role)
    tell("posts")
    settle_tasks_now()
    tell("tasks of the files that were copied from")
    fill_tasks(count, tell)
    begin_day_of_tasks()
    tick()
    while reckon_visits():
        pass
    tell("clocks and visits")
    areas = keep_sums_now(everything=True)
    fill_months()
    run("VACUUM (ANALYZE)")
    tell(f"sums of {areas:,} places")
    tables = {"children": "children_child", "tasks": "tasks_task", "causes": "tasks_cause"}
    found = {name: ask(f"SELECT count(*) FROM {table}") for name, table in tables.items()}
    (home / "task-counts.json").write_text(json.dumps(found))


def fill_months() -> None:
    """The months before, as of a server that has run for a year: what the running month counted stands for each."""
    on = timezone.localdate()
    names = "digits, prefix, series, key, masks, number"
    for month in list_closed_months(on, MONTHS):
        run(
            f"INSERT INTO indicators_keptsum ({names}, period) SELECT {names}, '{month}' FROM indicators_keptsum"
            f" WHERE period = '{month_of(on)}' ON CONFLICT DO NOTHING"
        )


def make_posts(level: Level, kind: str, role: Role) -> None:
    """A worker with a post at such a body in every place of a level."""
    places = Division.objects.filter(code__startswith=PROVINCE, level=level).order_by("code")
    there = set(Body.objects.filter(kind=kind, posts__since=SINCE).values_list("place", flat=True))
    for codes in _parts([code for code in places.values_list("code", flat=True) if code not in there]):
        workers = [Worker(username=f"{kind}{code}", name=f"测{code[-6:]}", password="!") for code in codes]
        bodies = [Body(kind=kind, name=f"{kind}{code}", place=code) for code in codes]
        insert_objects(Worker, workers)
        insert_objects(Body, bodies)
        pairs = zip(workers, bodies, strict=True)
        posts = [Post(worker=one, role=role, body=body, area=body.place, since=SINCE) for one, body in pairs]
        insert_objects(Post, posts)


def _parts(codes: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(codes), AT_ONCE):
        yield codes[first : first + AT_ONCE]


def fill_tasks(count: int, tell: Tell) -> None:
    """About so many tasks, with their causes and the last step of some; the statements stand beside this file."""
    children = ask("SELECT count(*) FROM children_child WHERE merged_into_id IS NULL")
    busy = MORE * ask(f"SELECT count(*) FROM children_child WHERE left(area, 6) = '{BUSY}'")
    library = current_library()
    clauses = [key.rule for key, duty in duties_by_key(library).items() if calls_for_an_act(duty, library)][:CLAUSES]
    given = {
        "since": SINCE, "busy": BUSY, "more": MORE, "each": max(1, round((count - busy) / children)),
        "departments": _array(DEPARTMENTS), "count_of_departments": len(DEPARTMENTS), "health": bits_of([HEALTH]),
        "clauses": _array(clauses), "count_of_clauses": len(clauses),
        "tonight": end_of(timezone.localdate()).isoformat(), "last": ask("SELECT coalesce(max(id), 0) FROM tasks_task"),
    }  # fmt: skip
    with transaction.atomic():
        again = take_off_indexes((Task, Cause, Step))
        for statement in Template(STATEMENTS.read_text(encoding="utf-8")).substitute(given).split(";\n"):
            if statement.strip():
                run(statement)
        tell("tasks, causes, steps")
        for statement in again:
            run(statement)
        tell("indexes")
    run("VACUUM (ANALYZE)")
    tell(f"vacuumed; {ask('SELECT count(*) FROM tasks_task'):,} tasks")


def _array(texts: tuple[str, ...] | list[str]) -> str:
    """Texts of ours, as the database writes an array."""
    return "ARRAY[" + ", ".join(f"'{one}'" for one in texts) + "]::text[]"


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
