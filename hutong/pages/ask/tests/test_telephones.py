"""Every number shown to families says what supports it; a body without one is reached by the government's line."""

import re

import pytest

from hutong.determinations.bundles import current_library
from hutong.pages.ask import telephones
from hutong.pages.ask.telephones import BY_BODY, GOVERNMENT, IN_DANGER, Telephone, telephone_of

SHOWN = sorted({one for one in vars(telephones).values() if isinstance(one, Telephone)})
CLAUSE = re.compile(r"^(\d{6}/[\w-]+)#([\d.]+)/([a-z]+)$")


@pytest.mark.parametrize("telephone", SHOWN, ids=lambda one: one.number)
def test_a_number_says_what_supports_it(telephone: Telephone) -> None:
    assert telephone.source
    assert re.fullmatch(r"110|120|12\d{3}", telephone.number)
    if (cited := CLAUSE.match(telephone.source)) is not None:
        (document,) = [one for one in current_library().list_documents() if one.address == cited[1]]
        assert telephone.number in (document.folder / "policy.md").read_text("utf-8")


def test_two_numbers_rest_on_a_clause_of_the_documents() -> None:
    assert [one.number for one in SHOWN if CLAUSE.match(one.source)] == ["12338", "12355"]


def test_numbers_that_nothing_supports_are_not_shown() -> None:
    assert {"12320", "12309", "12349"}.isdisjoint(one.number for one in SHOWN)
    assert telephone_of("health") == telephone_of("procuratorate") == telephone_of("civil_affairs") == GOVERNMENT


def test_every_body_with_a_number_is_one_of_the_vocabulary_and_danger_begins_with_the_police() -> None:
    assert set(BY_BODY) <= set(current_library().vocabulary.bodies)
    assert IN_DANGER[0].number == "110"
