"""The example program pushes a list to a server that answers, goes on where it was, and hands rows back."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from examples import push_list
from hutong.api.models import Answered
from hutong.api.tests.calling import make_token
from hutong.children.models import RecordedFact
from hutong.children.tests.making import make_child, make_number
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db(transaction=True)
NUMBERS = [make_number(date(2015, 3, 4), serial=serial) for serial in range(5)]
NOBODY = make_number(date(2017, 3, 4))
Push = Callable[..., int]


@pytest.fixture
def push(live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Push:
    """The program as it is started, with a token, on a list of five children and somebody without a file."""
    with acting_as(EVERYTHING):
        for number in NUMBERS:
            make_child(identity_number=number, identity_kind="resident")
    monkeypatch.setenv("HUTONG_TOKEN", make_token())
    monkeypatch.setattr(push_list, "AT_ONCE", 2)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    lines = [f"{number},primary,2024-09-01" for number in [*NUMBERS, NOBODY]]
    text = "\n".join(["identity_number,school_stage,school_stage.since", *lines])
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")

    def started(*more: str, url: str = live_server.url) -> int:
        said = [str(tmp_path / "list.csv"), "--url", url, "--title", "在校生名单", "--as-of", "2025-06-01", *more]
        return push_list.main(said)

    return started


def _facts() -> int:
    with acting_as(EVERYTHING):
        return RecordedFact.objects.filter(name="school_stage", value="primary").count()


def test_the_list_comes_in_and_what_is_handed_back_stands_in_a_list(
    push: Push, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push() == 1
    assert json.loads(capsys.readouterr().out) == {"created": 5, "refused": 1}
    assert _facts() == 5
    with (tmp_path / "list.refused.csv").open(encoding="utf-8-sig") as opened:
        (row,) = csv.DictReader(opened)
    assert row["identity_number"] == NOBODY and row["reason"] == "person-not-found" and row["told"]


def test_started_again_it_sends_nothing_twice(push: Push, tmp_path: Path) -> None:
    push()
    sent = Answered.objects.count()
    assert push() == 1
    assert Answered.objects.count() == sent == 3
    kept = tmp_path / "list.progress.jsonl"
    assert not any(number in kept.read_text("utf-8") for number in NUMBERS)
    # What was sent and whose answer was lost is sent under the same key and answered as before.
    kept.unlink()
    assert push() == 1
    assert (Answered.objects.count(), _facts()) == (sent, 5)


def test_what_cannot_be_sent_is_said_with_what_to_do(
    push: Push, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push("--as-of", "yesterday") == 2
    assert "/body/source/as_of" in capsys.readouterr().err
    monkeypatch.setenv("HUTONG_TOKEN", "hutong_wrong")
    assert push("--lang", "en") == 2
    assert "A token is needed." in capsys.readouterr().err
    monkeypatch.setenv("HUTONG_TOKEN", "")
    assert push() == 2
    assert "HUTONG_TOKEN" in capsys.readouterr().err
    assert _facts() == 0
