"""What is refused at the door: odd JSON, odd parameters, too much, too often – always as a problem, never with data."""

import json
from typing import Any

import pytest
from django.test import Client

from hutong.api.limits import refuse_too_many
from hutong.api.models import Usage
from hutong.api.tests.calling import System, make_token, read
from hutong.children.tests.making import NOW

pytestmark = pytest.mark.django_db
BIRTH = '"birth_date": "2015-03-04"'


def _is_problem(answer: Any, status: int) -> Any:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = read(answer)
    assert told["status"] == status and told["title"] and told["remedy"]
    return told


@pytest.mark.parametrize(
    "sent",
    [
        "", "{", "[]]", "{'a': 1}", '{"facts": {"age": 1, "age": 2}}', '{"facts": {"age": NaN}}',
        '{"facts": {"age": 1.5}}', '{"facts": {"age": 9223372036854775808}}', '{"facts": {"age": 1e999}}',
        '{"facts": {"school_stage": "a\\u0000b"}}', '{"facts": {"school_stage": "\\ud800"}}',
        '{"facts": {"a\\u0000": 1}}',
        "[" * 5000 + "]" * 5000, b"\xff\xfe", '{"facts": {"age": ' + "9" * 5000 + "}}",
        '{"facts": {"x": ["a\\u0000"]}}',
    ],
)  # fmt: skip
def test_odd_json_is_refused(sent: str | bytes) -> None:
    answer = System().post("/ask", sent)
    assert answer.status_code in {400, 422}
    _is_problem(answer, answer.status_code)


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"facts": {}}, {"facts": {"age": 1}, "child": "x"}, {"facts": {"Age": 1}}, {"facts": {"age": None}},
        {"facts": {"age": 3}, "on": "2025-02-30"}, {"facts": {"age": 3}, "on": 20250101}, [], "x",
        {"facts": {"age": 3}, "on": "0001-01-01"}, {"facts": {"age": {"from": 1, "to": 2, "more": 3}}},
    ],
)  # fmt: skip
def test_what_the_schema_does_not_know_is_refused(sent: Any) -> None:
    told = _is_problem(System().post("/ask", json.dumps(sent)), 422)
    assert told["errors"]


def test_a_name_that_the_sender_made_up_is_not_told_back() -> None:
    told = System().post("/ask", '{"facts": {"age": 3}, "万小溪": 1}').content.decode()
    assert "万小溪" not in told
    facts = System().post("/ask", '{"facts": {"wan_xiaoxi": 3, "age": "万小溪"}}').content.decode()
    assert "wan_xiaoxi" not in facts and "万小溪" not in facts
    assert "/body/facts/age" in facts


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=-1", "limit=5.0", "limit=1_0", "limit=９", "limit=true", "limit=",
              "nothing=1", "limit=1&limit=2", "place=99", "state=gone", "after=%00", "limit=99999999999999999999999"],
)  # fmt: skip
def test_odd_parameters_are_refused(query: str) -> None:
    answer = System(make_token()).get(f"/children?{query}")
    assert answer.status_code in {400, 422}
    _is_problem(answer, answer.status_code)


def test_no_is_not_a_number_and_a_number_is_not_no() -> None:
    assert System().post("/ask", '{"facts": {"age": false}}').status_code == 422
    assert System().post("/ask", '{"facts": {"father.dead": 0}}').status_code == 422


def test_what_is_not_there_is_told_as_a_problem() -> None:
    _is_problem(Client().get("/api/v1/nothing"), 404)
    _is_problem(Client().get("/api/v2/children"), 404)
    _is_problem(Client().get("/api/v1/"), 404)
    _is_problem(Client().get("/api/v1/documents/431000/none"), 404)
    wrong = Client().delete("/api/v1/ask")
    _is_problem(wrong, 405)
    assert wrong.headers["Allow"] == "POST"


def test_another_media_type_or_too_much_is_refused() -> None:
    _is_problem(Client().post("/api/v1/ask", {"facts": 1}), 415)
    _is_problem(System().post("/ask", '{"facts": {"age": "' + "x" * (3 << 20) + '"}}'), 413)
    _is_problem(System().post("/ask", '{"facts": {"age": "' + "x" * (6 << 20) + '"}}'), 413)


def test_a_problem_is_told_in_the_language_that_is_asked_for() -> None:
    zh, en = read(System().get("/token")), read(System(lang="en").get("/token"))
    assert zh["type"] == en["type"]
    assert en["title"] == "A token is needed." and zh["title"] != en["title"]
    assert System(lang="en").get("/token").headers["Content-Language"] == "en"


def test_a_fault_is_told_by_its_number_alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*given: Any, **more: Any) -> None:
        raise RuntimeError("990101201503040015")

    monkeypatch.setattr("hutong.api.public.determine", broken)
    told = _is_problem(System().post("/ask", f'{{"facts": {{{BIRTH}}}}}'), 500)
    assert told["instance"].startswith("urn:uuid:") and told["instance"] in caplog.text
    assert "990101" not in json.dumps(told)


def test_no_other_site_is_let_in_and_nothing_is_kept() -> None:
    answer = System(make_token()).get("/token", Origin="https://elsewhere.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "Authorization" in answer.headers["Vary"]


def test_too_many_requests_are_told_when_to_come_again(settings: Any) -> None:
    settings.API_ADDRESS_PER_MINUTE, settings.API_TOKEN_PER_MINUTE = 3, 5
    system, visitor = System(make_token()), System()
    open_to_all = [visitor.get("/health") for _ in range(4)]
    assert [one.status_code for one in open_to_all] == [200, 200, 200, 429]
    assert 1 <= int(open_to_all[-1].headers["Retry-After"]) <= 60
    _is_problem(open_to_all[-1], 429)
    assert [system.get("/token").status_code for _ in range(6)] == [200] * 5 + [429]
    guesses = System("hutong_wrong")
    assert guesses.get("/token").status_code == 429


def test_limits_count_in_the_database_and_hold_no_address(settings: Any) -> None:
    System().get("/health")
    (row,) = Usage.objects.all()
    assert row.who.startswith("address:") and "127.0.0.1" not in row.who
    for _ in range(3):
        assert refuse_too_many("token:1", most=3, at=NOW) == 0
    assert refuse_too_many("token:1", most=3, at=NOW) > 0
    assert refuse_too_many("token:2", most=3, at=NOW) == 0


def test_behind_proxies_of_ours_the_last_one_names_the_address(settings: Any) -> None:
    settings.PROXIES, settings.API_ADDRESS_PER_MINUTE = 1, 1
    forged = ["1.1.1.1, 10.0.0.9", "2.2.2.2, 10.0.0.9"]
    answers = [System().get("/health", **{"X-Forwarded-For": one}).status_code for one in forged]
    assert answers == [200, 429]
    assert System().get("/health", **{"X-Forwarded-For": "1.1.1.1, 10.0.0.8"}).status_code == 200
