"""What the audit pages ask of PostgreSQL at 10,000,000 rows.

``bin/with-postgres .venv/bin/python -m benchmarks.record_searches`` with ``DJANGO_SETTINGS_MODULE`` set to
``hutong.config.settings``. Rows are inserted month by month by one statement each, over a year; the times are the
database's answers as a page gets them.
"""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

import click
import django
from django.core.management import call_command
from django.db import connection

ROWS, REPEATED = 10_000_000, 15
FIRST = date(2025, 1, 1)
INSERT = """
INSERT INTO audit_entry (at, way, act, worker, role, area, door, child, place, rows, purpose, about)
SELECT %(begin)s::timestamptz + n * (%(end)s::timestamptz - %(begin)s::timestamptz) / (%(rows)s + 1),
    (array['read','list','search','list','act','reveal','attachment'])[1 + n %% 7], '',
    lpad(to_hex(hashint4(n) & 2047), 32, '0')::uuid, 'child_director', '431022100201',
    (array['child_file','children','children_search','home','fact_new','child_file_numbers','evidence_file'])
        [1 + n %% 7],
    lpad(to_hex(hashint4(n + 7) & 262143), 32, '0')::uuid, '431022100201', 1, '', ''
FROM generate_series(1, %(rows)s) AS n
"""


def fill(rows: int) -> None:
    """A year of rows, each month in its partition."""
    call_command("migrate", verbosity=0, interactive=False)
    months = [date(FIRST.year, month, 1) for month in range(1, 13)]
    with connection.cursor() as cursor:
        for month, after in zip(months, [*months[1:], date(FIRST.year + 1, 1, 1)], strict=True):
            cursor.execute("SELECT audit_make_month(%s)", [month])
            cursor.execute(INSERT, {"begin": month, "end": after, "rows": rows // 12})
        cursor.execute("ANALYZE audit_entry")


def timed(name: str, act: Callable[[], object]) -> None:
    """Milliseconds by the clock: the median and the longest of some repetitions."""
    taken = []
    for _ in range(REPEATED):
        begun = perf_counter()
        act()
        taken.append((perf_counter() - begun) * 1000)
    click.echo(f"{name:<52} median {median(taken):8.1f} ms   longest {max(taken):8.1f} ms")


def ask() -> None:
    """The questions of the pages."""
    # Models can be imported only after the settings were read.
    queries, list_unusual = import_module("hutong.audit.queries"), import_module("hutong.audit.unusual").list_unusual
    seen, worker, child = queries.within(["431000000000"], [UUID(int=5)]), UUID(int=77), UUID(int=7_777)
    last = FIRST + timedelta(days=364)

    def page(**given: Any) -> object:
        wanted = queries.Wanted(given.pop("since", last - timedelta(days=30)), given.pop("until", last), **given)
        found, following = queries.cut_page(queries.list_entries(wanted, seen=seen), size=50)
        return (
            queries.cut_page(queries.list_entries(wanted, seen=seen, after=following), size=50) if following else found
        )

    timed("two pages of the last month", page)
    timed("of a worker in the year", lambda: page(since=FIRST, worker=worker))
    timed("of a file in the year", lambda: page(since=FIRST, child=child))
    timed("of a screen in three months", lambda: page(since=last - timedelta(days=91), door="evidence_file"))
    timed("of a day half a year ago", lambda: page(since=date(2025, 6, 15), until=date(2025, 6, 15)))
    timed("of a worker and a screen in the year", lambda: page(since=FIRST, worker=worker, door="children_search"))
    timed("a screen that nobody used in three months", lambda: page(since=last - timedelta(days=91), door="nowhere"))
    timed("who looked at a file, ever", lambda: queries.cut_page(queries.list_looks_at(child), size=50))
    timed(
        "unusual reading of a week",
        lambda: list_unusual(since=last - timedelta(days=6), until=last, seen=seen, leaving={}),
    )


@click.command()
@click.option("--rows", default=ROWS, show_default=True)
def main(rows: int) -> None:
    """Fill the database at HUTONG_DATABASE and time what the audit pages ask."""
    django.setup()
    begun = perf_counter()
    fill(rows)
    click.echo(f"{rows:,} rows inserted in {perf_counter() - begun:.0f} s")
    ask()


if __name__ == "__main__":
    main()
