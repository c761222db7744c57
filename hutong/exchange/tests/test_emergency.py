"""The emergency list: two keepers open it, one alone does not, and it says nothing that needs a grant."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from hutong.audit.models import Entry
from hutong.children import actions
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, NOW, TODAY, TOWNSHIP, VILLAGE, make_worker
from hutong.exchange.emergency import locks
from hutong.exchange.emergency.errors import KeeperElsewhere, KeeperThere, NotATownship, WordsDiffer, WordsShort
from hutong.exchange.emergency.keepers import end_keeper, list_keepers, name_keeper, set_words
from hutong.exchange.emergency.listing import list_lines
from hutong.exchange.emergency.locks import make_lock, open_list, seal_list
from hutong.exchange.emergency.writing import write_lists
from hutong.exchange.models import Keeper
from hutong.lib.sealing import SealBroken, make_keyring
from hutong.places.models import Division, Level
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

WORDS = ("明月松间照清泉石上流竹喧归浣女", "nobody else knows this", "第三位保管人自己的口令啊")
TOLD = {"place": "清溪镇", "rows": [{"name": "万小溪"}]}


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "ROUNDS", 10)


def test_each_two_keepers_open_it_in_either_order() -> None:
    sealed = seal_list(TOLD, [make_lock(words) for words in WORDS], make_keyring())
    for one, other in combinations(range(3), 2):
        assert open_list(sealed, (one, WORDS[one]), (other, WORDS[other])) == TOLD
        assert open_list(sealed, (other, WORDS[other]), (one, WORDS[one])) == TOLD


def test_one_keeper_alone_or_wrong_words_open_nothing() -> None:
    sealed = seal_list(TOLD, [make_lock(words) for words in WORDS[:2]], make_keyring())
    with pytest.raises(SealBroken):
        open_list(sealed, (0, WORDS[0]), (0, WORDS[0]))
    with pytest.raises(SealBroken):
        open_list(sealed, (0, WORDS[0]), (1, WORDS[0]))
    body = json.loads(sealed["body"])
    body["locks"][1] = vars(make_lock(WORDS[0]))
    with pytest.raises(InvalidTag):
        open_list({**sealed, "body": json.dumps(body)}, (0, WORDS[0]), (1, WORDS[0]))
    assert "万小溪" not in json.dumps(sealed, ensure_ascii=False)


def test_the_code_stays_with_the_keys() -> None:
    keyring = make_keyring()
    assert locks.check_code(keyring) == locks.check_code(keyring) != locks.check_code(make_keyring())
    assert re.fullmatch(r"([0-9A-F]{4} ){3}[0-9A-F]{4}", locks.check_code(keyring))


@pytest.fixture
def county(db: None) -> Iterator[Worker]:
    for code, name, level in (
        (COUNTY, "试验县", Level.COUNTY),
        (TOWNSHIP, "清溪镇", Level.TOWNSHIP),
        (VILLAGE, "上清村", Level.VILLAGE),
    ):
        Division.objects.create(code=code, name=name, level=level)
    forget_places()
    officer = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    with acting_as(scope_of(officer, on=TODAY)):
        yield officer
    forget_places()


def make_child(name: str, **facts: Any) -> Child:
    with acting_as(EVERYTHING):
        child = actions.register_child(area=VILLAGE, name=name, by=None, at=NOW, born=date(2014, 5, 6))
        for fact, value in facts.items():
            actions.record_fact(child=child, name=fact.replace("__", "."), value=value, by=None, at=NOW)
    return child


def lines() -> list[dict[str, str]]:
    with acting_as(EVERYTHING):
        return list_lines(TOWNSHIP, on=TODAY)


def test_who_cannot_wait_stands_first_with_whom_to_ring(county: Worker) -> None:
    make_child("示例甲")
    urgent = make_child("示例乙", lives_alone=True, serious_illness=True, father__imprisoned=True)
    with acting_as(EVERYTHING):
        actions.add_kin(
            child=urgent, relation="paternal_grandmother", name="田奶奶", is_carer=True, by=None, at=NOW,
            phone="13900000001",
        )  # fmt: skip
    first, second = lines()
    assert (first["name"], first["carer"], first["phone"]) == ("示例乙", "田奶奶", "13900000001")
    assert "独居" in first["needs"] and "每天要人帮助" in first["needs"]
    assert "上清村" in first["place"] and first["born"] == "2014-05"
    assert (second["needs"], second["phone"]) == ("", "没有已知电话")
    told = json.dumps([first, second], ensure_ascii=False)
    for hidden in ("服刑", "监", "病", "残"):
        assert hidden not in told


def test_sealed_and_closed_files_are_not_on_it(county: Worker) -> None:
    for name, change in (("示例甲", {"is_sealed": True}), ("示例乙", {"state": "transferred"})):
        child = make_child(name)
        with acting_as(EVERYTHING):
            Child.objects.filter(pk=child.pk).update(**change)
    assert lines() == []


def named(county: Worker, *, role: Role = Role.CHILD_SUPERVISOR, area: str = TOWNSHIP) -> Keeper:
    worker = make_worker(role, area)
    return name_keeper(worker=worker, area=TOWNSHIP, by=county, at=NOW, on=TODAY)


def test_a_list_is_written_once_two_keepers_are_ready(county: Worker, tmp_path: Path) -> None:
    make_child("示例甲")
    keepers = [named(county), named(county, role=Role.CHILD_DIRECTOR, area=TOWNSHIP)]
    set_words(keeper=keepers[0], words=WORDS[0], again=WORDS[0], at=NOW)
    with acting_as(EVERYTHING):
        assert [one.file for one in write_lists(tmp_path, on=TODAY, at=NOW)] == [None]
    set_words(keeper=keepers[1], words=WORDS[1], again=WORDS[1], at=NOW)
    with acting_as(EVERYTHING):
        written = write_lists(tmp_path, on=TODAY, at=NOW)
    assert [(one.keepers, one.children) for one in written] == [(2, 1)]
    text = (tmp_path / f"{TOWNSHIP}.html").read_text("utf-8")
    assert "示例甲" not in text
    shown = json.loads(re.search(r'id="sealed">(.*?)</script>', text).group(1))  # type: ignore[union-attr]
    told = open_list(shown, (0, WORDS[0]), (1, WORDS[1]))
    assert [row["name"] for row in told["rows"]] == ["示例甲"]
    assert (tmp_path / f"{TOWNSHIP}.html").stat().st_mode & 0o777 == 0o600
    assert Entry.objects.filter(door="emergency-lists", rows=1).count() == 1


def test_words_are_kept_nowhere(county: Worker) -> None:
    keeper = set_words(keeper=named(county), words=WORDS[0], again=WORDS[0], at=NOW)
    assert WORDS[0] not in json.dumps(keeper.lock, ensure_ascii=False)


def test_who_is_ended_or_lost_the_post_opens_the_next_list_no_more(county: Worker, tmp_path: Path) -> None:
    keepers = [named(county) for _ in range(3)]
    for keeper, words in zip(keepers, WORDS, strict=True):
        set_words(keeper=keeper, words=words, again=words, at=NOW)
    end_keeper(keeper=keepers[0], at=NOW)
    keepers[1].worker.posts.update(until=TODAY - timedelta(days=1))
    with acting_as(EVERYTHING):
        assert [one.file for one in write_lists(tmp_path, on=TODAY, at=NOW)] == [None]
    assert list_keepers(area=TOWNSHIP).count() == 2


def test_what_cannot_be_is_said(county: Worker) -> None:
    keeper = named(county)
    with pytest.raises(KeeperThere):
        name_keeper(worker=keeper.worker, area=TOWNSHIP, by=county, at=NOW, on=TODAY)
    with pytest.raises(NotATownship):
        name_keeper(worker=keeper.worker, area=COUNTY, by=county, at=NOW, on=TODAY)
    with pytest.raises(KeeperElsewhere):
        name_keeper(worker=make_worker(Role.LEADER, COUNTY), area=TOWNSHIP, by=county, at=NOW, on=TODAY)
    with pytest.raises(WordsDiffer):
        set_words(keeper=keeper, words=WORDS[0], again=WORDS[1], at=NOW)
    with pytest.raises(WordsShort):
        set_words(keeper=keeper, words="短", again="短", at=NOW)


def test_only_the_county_names_and_ends_keepers(county: Worker) -> None:
    keeper = named(county)
    with acting_as(scope_of(keeper.worker, on=TODAY)):
        with pytest.raises(NotAllowed):
            name_keeper(worker=county, area=TOWNSHIP, by=keeper.worker, at=NOW, on=TODAY)
        with pytest.raises(NotAllowed):
            end_keeper(keeper=keeper, at=NOW)
