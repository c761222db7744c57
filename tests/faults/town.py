"""Run as a program with the surroundings of a server: an empty database gets a worker, a file and a waiting import."""

import os
import sys
from pathlib import Path

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.core.management import call_command  # noqa: E402

from hutong.exchange.actions import confirm  # noqa: E402
from hutong.exchange.tests.making import AT, make_children, make_officer, scope, try_out  # noqa: E402
from hutong.pages.tests.filing import make_file, make_places  # noqa: E402
from hutong.staff.models import Post, Worker  # noqa: E402
from hutong.staff.scope import acting_as  # noqa: E402
from tests.faults.visiting import NAME, PASSWORD  # noqa: E402


def prepare(rows: int, people: int) -> None:
    """The tables, an officer who signs in with a password, a file, and an import that waits to be written."""
    call_command("migrate", verbosity=0)
    make_places()
    officer = make_officer("990101000000")
    officer.set_password(PASSWORD)
    officer.username = NAME
    officer.save()
    make_file(officer, name="万小溪")
    bring_in(officer, rows)
    hire(officer, people)


def hire(officer: Worker, people: int) -> None:
    """So many more with the same password and post, whose names end in a number."""
    post = officer.posts.get()
    names = [f"{NAME}{number}" for number in range(people)]
    workers = Worker.objects.bulk_create(Worker(username=one, name=one, password=officer.password) for one in names)
    Post.objects.bulk_create(
        Post(worker=one, role=post.role, body=post.body, area=post.area, since=post.since) for one in workers
    )


def bring_in(officer: Worker, rows: int) -> None:
    """A ledger that was tried out and is to be written."""
    if rows:
        with acting_as(scope(officer)):
            folder = Path(os.environ["HUTONG_HOME"])
            batch = try_out(folder, officer, make_children(rows), area="990101000000")
            confirm(batch=batch, by=officer, at=AT)


if __name__ == "__main__":
    prepare(int(sys.argv[1]), int(sys.argv[2]))
