"""The first page: ways in for everybody, and whom to try in a demonstration."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

SIGN_IN = {"username": "yz01", "password": "try-it", "name": "林小满", "role": "child_supervisor", "place": "玉溪镇"}


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_anyone_finds_the_questions_the_library_and_the_way_in(home: Path) -> None:
    page = Client().get("/").content.decode()
    assert [address for address in ('href="/ask"', 'href="/library"', 'href="/sign-in"') if address not in page] == []
    assert "演示" not in page


def test_a_demonstration_says_whom_to_sign_in_as(home: Path) -> None:
    (home / "demo-signins.json").write_text(json.dumps([SIGN_IN]), "utf-8")
    page = Client().get("/").content.decode()
    told = {**SIGN_IN, "role": "儿童督导员"}
    assert [value for value in told.values() if value not in page] == []
    assert "虚构" in page
    in_english = Client(headers={"accept-language": "en"}).get("/").content.decode()
    assert "child supervisor" in in_english and "儿童督导员" not in in_english


def test_no_sign_in_is_shown_where_real_work_is_done(home: Path, settings: Any) -> None:
    (home / "demo-signins.json").write_text(json.dumps([SIGN_IN]), "utf-8")
    settings.PRODUCTION = True
    assert "yz01" not in Client().get("/").content.decode()
