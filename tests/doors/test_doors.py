"""Each door × each role × own, neighbouring, foreign children × each method, against a table that a person can read."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hutong.api.models import Token
from hutong.api.tests.calling import make_token
from hutong.audit.models import Entry, Way
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_worker
from hutong.pages.conftest import session_of
from hutong.staff.models import Role
from hutong.staff.saved_views import keep_view
from tests.doors.attempts import Attempt, keep_attempts
from tests.doors.world import AREA_OF, BY_LEVEL, Rows, make_somebody, nobody, populated

TABLE = tomllib.loads((Path(__file__).parent / "table.toml").read_text("utf-8"))
METHODS = ("GET", "POST")
SHUT, SIGN_IN, NOT_THIS_WAY = frozenset({403, 404}), 302, 405
ELSEWHERE = {
    "place": "431000", "name": "cz2017-3", "address": "431000/cz2017-3", "clause": "2.1", "slug": "orphan_protection",
    "purpose": "charity", "key": "access",
    "year": 2026, "code": COUNTY, "kind": "rename", "month": "2025-01", "step": "finish",
}  # fmt: skip
"""What is no child's in an address, by its name."""
BY_SCREEN = {
    "library_fact": {"name": "dibao"}, "indicator": {"slug": "stale_facts"}, "indicator_rows": {"slug": "stale_facts"},
    "crossing_step": {"step": "push"},
}  # fmt: skip
ROW_OF = (
    ("fact", "fact"), ("receipt", "receipt"), ("label", "label"), ("kin", "kin"), ("departure", "departure"),
    ("event", "event"), ("body_name", "body_name"),
)  # fmt: skip
"""Which row is meant, by how the door's name begins."""
UID_OF = (
    ("files/transfers/<", "transfer"), ("imports/<", "batch"), ("children/views/<", "view"),
    ("places/bodies/<", "body"), ("places/changes/<", "change"), ("workers/<", "worker"), ("tokens/<", "token"),
    ("national/comparisons/<", "comparison"), ("tasks/<", "task"),
    ("national/comparisons/<", "comparison"), ("window/requests/<", "request"), ("window/referrals/<", "referral"),
    ("window/across/<", "crossing"), ("window/calls/<", "call"),
)  # fmt: skip
"""Whose number is meant, by how the address begins; a child's elsewhere."""
OF_A_CHILD = (
    "files/<", "imports/<", "national/<", "tasks/<", "window/children/<", "window/requests/<", "window/referrals/<",
    "window/across/<", "window/calls/<",
)  # fmt: skip
"""Doors of one child, or of what belongs to one, by how the address begins."""
OF_NO_ROW = {
    "material": uuid4(), "matter": uuid4(), "answer": uuid4(), "paper": uuid4(), "signed": "no:link",
}  # fmt: skip
"""Words of rows that are not made here."""


@dataclass(frozen=True)
class Door:
    """An address by its name, with the words it takes."""

    name: str
    path: str
    words: tuple[str, ...]

    @property
    def kind(self) -> dict[str, Any]:
        kind: dict[str, Any] = TABLE["kinds"][TABLE["doors"][self.name]]
        return kind

    @property
    def is_of_a_child(self) -> bool:
        return self.path.startswith(OF_A_CHILD)

    def opens_to(self, role: Role, where: str) -> bool:
        roles = self.kind["roles"]
        return (roles == "everybody" or role in roles) and (self.kind["where"] == "any" or where == "own")

    def address(self, rows: Rows) -> str:
        """Where the door is for a child, or for numbers that are nobody's."""
        return reverse(self.name, kwargs={word: self._say(word, rows) for word in self.words})

    def _say(self, word: str, rows: Rows) -> object:
        if word in BY_SCREEN.get(self.name, {}):
            return BY_SCREEN[self.name][word]
        if word in ELSEWHERE:
            return ELSEWHERE[word]
        if word == "uid":
            return next((getattr(rows, field) for start, field in UID_OF if self.path.startswith(start)), rows.uid)
        if word == "row":
            return next((getattr(rows, field) for start, field in ROW_OF if self.name.startswith(start)), 5)
        if word == "number":
            return rows.determination if "determinations" in self.path else 5
        given: dict[str, object] = {
            "pk": rows.post,
            "evidence": rows.paper,
            "other": rows.other,
            "consent": rows.consent,
        }
        given |= {"consent": rows.consent, "asked": rows.asked, "child": rows.uid, "recusal": uuid4(), "uuid": uuid4()}
        return {**OF_NO_ROW, **given}[word]


def list_doors() -> list[Door]:
    """Every address, as Django resolves them."""

    def walk(patterns: list[Any], path: str, space: str) -> Iterator[Door]:
        for one in patterns:
            here = path + str(one.pattern)
            if isinstance(one, URLResolver):
                within = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, here, within)
            elif isinstance(one, URLPattern):
                yield Door(f"{space}{one.name}", here, tuple(re.findall(r"<(?:\w+:)?(\w+)>", here)))

    return list(walk(get_resolver().url_patterns, "", ""))


DOORS = list_doors()
"""All of them; those for tokens are tried in the room of the API."""
TRIED = [door for door in DOORS if TABLE["doors"].get(door.name) != "token"]


def test_every_door_stands_in_the_table_and_no_line_is_left_of_one_that_is_gone() -> None:
    assert [door.name for door in DOORS if door.name not in TABLE["doors"]] == []
    assert sorted(set(TABLE["doors"]) - {door.name for door in DOORS}) == []
    assert sorted(set(TABLE["doors"].values()) - set(TABLE["kinds"])) == []
    assert sorted(set(TABLE["blank"]["doors"]) - set(TABLE["doors"])) == []


@pytest.fixture
def world(db: None) -> Iterator[dict[str, Rows]]:
    with populated() as children:
        yield children


def ask(session: str, method: str, address: str) -> Any:
    """What is answered to a session, or to nobody; nothing that was done stays."""
    visitor = Client()
    if session:
        visitor.cookies["sessionid"] = session
    with transaction.atomic():
        answer: Any = visitor.generic(method, address)
        tried = Entry.objects.filter(way=Way.REFUSED) if answer.status_code in SHUT else Entry.objects.none()
        answer.refused_at = set(tried.values_list("door", flat=True))
        transaction.set_rollback(True)
    return answer


def is_shut(answer: Any) -> bool:
    return answer.status_code in SHUT


def text_of(answer: Any) -> str:
    return b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")


def plain(answer: Any, address: str) -> str:
    """An answer without what is different in every answer, and without the address that was asked for."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text_of(answer))
    return text.replace(address, "·")


@pytest.mark.parametrize("role", list(Role), ids=[role.value for role in Role])
def test_each_door_opens_to_whom_the_table_says(role: Role, world: dict[str, Rows]) -> None:
    somebody = make_somebody(role)
    session = session_of(somebody)
    own = keep_view(worker=somebody, name="在册", filters="state=registered").uid
    colleague = make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP)
    make_token()
    shared: dict[str, Any] = {
        "view": own,
        "worker": colleague.uid,
        "post": colleague.posts.get().pk,
        "token": Token.objects.get().uid,
    }
    world = {area: replace(rows, **shared) for area, rows in world.items()}
    wrong: list[str] = []
    attempts: list[Attempt] = []
    for door in TRIED:
        for where, village in BY_LEVEL[AREA_OF.get(role, COUNTY)].items():
            if where != "own" and not door.is_of_a_child:
                continue
            wrong += try_door(door, session, role=role, where=where, world=world, village=village, attempts=attempts)
    keep_attempts(attempts, role.value)
    assert not wrong, "\n".join(wrong)


def try_door(
    door: Door,
    session: str,
    *,
    role: Role,
    where: str,
    world: dict[str, Rows],
    village: str,
    attempts: list[Attempt],
) -> Iterator[str]:
    """What is not as the table says."""
    opens, answers = door.opens_to(role, where), {}
    here, nowhere = door.address(world[village]), door.address(nobody())
    may_be_blank = opens and door.name in TABLE["blank"]["doors"]
    seen = {area for area in world if is_seen(area, role)}
    for method in METHODS:
        answers[method] = answer = ask(session, method, here)
        if answer.status_code != NOT_THIS_WAY and is_shut(answer) is opens and not may_be_blank:
            yield f"{door.name} {method} {where}: {answer.status_code}, the table says {'open' if opens else 'shut'}"
        hidden = [area for area in world if area not in seen and world[area].name in text_of(answer)]
        yield from (f"{door.name} {method} {where}: tells of {area}" for area in hidden)
        if not opens and door.is_of_a_child:
            is_on_record = door.name in answer.refused_at
            if is_shut(answer) and not is_on_record:
                yield f"{door.name} {method} {where}: the attempt is not on record"
            if where != "own":
                attempts.append(Attempt(role.value, door.name, where, method, answer.status_code, is_on_record))
        if not opens and door.is_of_a_child and village not in seen:
            blank = ask(session, method, nowhere)
            if (blank.status_code, plain(blank, nowhere)) != (answer.status_code, plain(answer, here)):
                yield f"{door.name} {method} {where}: tells that there is such a child"
    if all(answer.status_code == NOT_THIS_WAY for answer in answers.values()):
        yield f"{door.name}: no method leads through it"


def is_seen(area: str, role: Role) -> bool:
    """Whether a role reads the files of a village."""
    if role not in (Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS):
        return False
    own = AREA_OF.get(role, COUNTY)
    return area.startswith(own.rstrip("0") if own != VILLAGE else own)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(world: dict[str, Rows]) -> None:
    wrong = []
    for door in TRIED:
        for method in METHODS:
            answer = ask("", method, door.address(world[VILLAGE]))
            sent = answer.status_code == SIGN_IN and "/sign-in" in answer["Location"]
            if answer.status_code != NOT_THIS_WAY and sent is bool(door.kind.get("signed_out")):
                wrong.append(f"{door.name} {method}: {answer.status_code}")
            if any(rows.name in text_of(answer) for rows in world.values()):
                wrong.append(f"{door.name} {method}: tells of a child")
    assert wrong == []
