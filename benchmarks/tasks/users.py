"""``python -m benchmarks.tasks.users FILE``: fifty users with the posts that were filled in, signed in anew."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random

import django

django.setup()

# After the settings are read: this is a program, and models cannot be imported before.
from django.test import Client  # noqa: E402

from benchmarks.tasks.asking import COUNTY, DEPARTMENT, TOWNSHIP, VILLAGE, TaskVisitor  # noqa: E402
from benchmarks.tasks.filling import BUSY, SINCE  # noqa: E402
from hutong.exchange.counting import keep_sums_now  # noqa: E402
from hutong.pages.sign_in.middleware import PROVED  # noqa: E402
from hutong.staff.models import Post  # noqa: E402

USERS = (
    (16, VILLAGE, "village_committee"),
    (14, TOWNSHIP, "township_civil_affairs_office"),
    (9, COUNTY, "civil_affairs"),
    (9, DEPARTMENT, "education"),
)
SEED = 7


def main(file: Path) -> None:
    """Who they are for whoever asks in their name; what changed since the sums were counted is counted, too."""
    keep_sums_now()
    file.write_text(json.dumps([asdict(one) for one in list_visitors(Random(SEED))], ensure_ascii=False))


def list_visitors(random: Random) -> Iterator[TaskVisitor]:
    """Some drawn of every kind, and the two offices that have very many tasks."""
    posts = Post.objects.filter(since=SINCE).select_related("worker").order_by("area")
    for count, level, kind in USERS:
        among = list(posts.filter(body__kind=kind))
        busy = [post for post in among if post.area == BUSY.ljust(12, "0")]
        yield from (sign_in(post, level) for post in [*random.sample(among, min(count, len(among))), *busy])


def sign_in(post: Post, level: str) -> TaskVisitor:
    """A session of their own."""
    visitor = Client()
    visitor.force_login(post.worker)
    session = visitor.session
    session[PROVED] = "codes"
    session.save()
    return TaskVisitor(visitor.cookies["sessionid"].value, level, post.area)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
