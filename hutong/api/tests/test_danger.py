"""Other systems report danger: urgent tasks at once, once per key, no limit, and nobody learns which system it was."""

from collections.abc import Iterator
from typing import Any

import pytest

from hutong.api.models import Token
from hutong.api.tests.calling import System, make_token, read
from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, VILLAGE
from hutong.places.models import Division, Level
from hutong.places.queries import forget_places
from hutong.protection.models import Report, Reporter
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
PATH = "/danger-reports"
SENT = {
    "what": "手臂多处瘀伤，不敢回家",
    "where": "某小学三年级",
    "reporter_name": "林不语",
    "reporter_phone": "19900007788",
}


@pytest.fixture
def places() -> Iterator[None]:
    Division.objects.create(code=COUNTY, name="试验县", level=Level.COUNTY)
    Division.objects.create(code=VILLAGE, name="上清村", level=Level.VILLAGE)
    forget_places()
    yield
    forget_places()


def test_a_report_opens_urgent_tasks_and_answers_with_a_receipt(places: None) -> None:
    answer = System(make_token()).post(PATH, {**SENT, "place": VILLAGE, "situations": ["4"]})
    told = read(answer)
    assert answer.status_code == 200 and told["with_police_since"] is None and len(told["code"]) == 8
    with acting_as(EVERYTHING):
        report = Report.objects.get()
        assert (report.number, report.came_by, report.place) == (told["number"], "system", VILLAGE)
        assert Task.objects.filter(kind="report", urgency="urgent").count() == 2


def test_the_same_key_makes_one_report() -> None:
    system = System(make_token())
    first, again = (system.post(PATH, SENT, key="key-000001") for _ in range(2))
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    with acting_as(EVERYTHING):
        assert Report.objects.count() == 1


def test_who_and_which_system_reported_is_sealed_and_on_no_record() -> None:
    secret = make_token()
    token = Token.objects.get()
    before = Entry.objects.count()
    System(secret).post(PATH, SENT)
    with acting_as(EVERYTHING):
        held = Reporter.objects.get()
    assert held.name == "林不语" and token.name in held.unit
    entries = Entry.objects.order_by("id")[before:]
    assert {entry.act for entry in entries} >= {"danger reported"}
    assert token.uid not in {entry.worker for entry in entries}
    assert {entry.door for entry in entries if entry.act == "danger reported"} == {""}


def test_a_token_that_does_not_name_it_may_not(settings: Any) -> None:
    assert System(make_token(operations=["facts"])).post(PATH, SENT).status_code == 403
    assert System().post(PATH, SENT).status_code == 401


def test_no_limit_keeps_a_report_back(settings: Any) -> None:
    settings.API_TOKEN_PER_MINUTE = 1
    system = System(make_token())
    assert [system.post(PATH, SENT).status_code for _ in range(4)] == [200] * 4
    assert system.get("/token").status_code == 200
    assert system.get("/token").status_code == 429


def test_words_of_nothing_are_refused_with_what_to_do() -> None:
    answer = System(make_token()).post(PATH, {"what": "  "})
    assert answer.status_code == 422
    assert "110" in read(answer)["detail"]


def test_without_a_place_it_belongs_where_the_system_is() -> None:
    System(make_token()).post(PATH, SENT)
    with acting_as(EVERYTHING):
        assert Report.objects.get().place == COUNTY
