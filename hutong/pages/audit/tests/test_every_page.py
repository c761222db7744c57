"""Every page that belongs to a file writes an entry of that file before it answers: all addresses are tried."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from hutong.audit.models import Entry
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, make_worker
from hutong.pages.child_file.urls import urlpatterns
from hutong.pages.tests.filing import make_file, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker

pytestmark = pytest.mark.django_db
OF_A_FILE = [str(pattern.name) for pattern in urlpatterns if set(pattern.pattern.converters) == {"uid"}]
SHOWS_NOTHING = frozenset({"child_archive"})
"""Pages that say in which shapes the file can be had, and nothing of it."""


@pytest.fixture
def officer(db: None) -> Iterator[Worker]:
    make_places()
    yield make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    forget_places()


@pytest.fixture
def child(officer: Worker) -> Child:
    return make_file(officer)


def test_every_page_of_a_file_is_on_record_before_it_is_shown(officer: Worker, child: Child) -> None:
    visitor = Client()
    visitor.force_login(officer)
    tried, missing = [], []
    for name in OF_A_FILE:
        own = Entry.objects.filter(child=child.uid, worker=officer.uid).exclude(way="act")
        before = own.count()
        answer = visitor.get(reverse(name, args=[child.uid]))
        if answer.status_code == 200 and name not in SHOWS_NOTHING:
            tried.append(name)
            if own.count() == before:
                missing.append(name)
    assert len(tried) > 10
    assert missing == []
