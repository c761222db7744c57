"""Missing facts as a code: short, and back again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hutong.policy.library import load_library
from hutong.screening.codes import MOST_FACTS, expand_missing, missing_order, pack_missing
from hutong.screening.errors import CodeUnreadable

ORDER = tuple(f"fact_{number}" for number in range(MOST_FACTS))


@given(st.lists(st.sampled_from(ORDER), unique=True))
def test_what_is_packed_is_expanded_in_the_same_order(names: list[str]) -> None:
    code = pack_missing(names, ORDER)
    assert expand_missing(code, ORDER) == tuple(names)
    assert len(code) == 2 * len(names) and re.fullmatch(r"[\w-]*", code, re.ASCII)


def test_nothing_missing_is_an_empty_code() -> None:
    assert pack_missing([], ORDER) == "" and expand_missing("", ORDER) == ()


def test_every_fact_has_a_place_in_the_order() -> None:
    facts = load_library().vocabulary.facts
    assert set(missing_order(facts)) == set(facts)


@pytest.mark.parametrize("code", ["A", "AA!", "AAB", "__", "AAzz"])
def test_a_code_of_another_list_is_refused(code: str) -> None:
    with pytest.raises(CodeUnreadable, match="run.json"):
        expand_missing(code, ORDER[:100])
