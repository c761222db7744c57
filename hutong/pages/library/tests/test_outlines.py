"""A condition becomes an outline that says what the text says."""

import pytest

from hutong.pages.library.outlines import Outline, outline
from hutong.policy.library import load_library


def told(one: Outline) -> str:
    """The outline in one line."""
    return f"{one.words} [{'; '.join(map(told, one.parts))}]" if one.parts else one.words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a", "a"),
        ("(a)", "a"),
        ("a OR b AND c", "at least one of these: [a; all of these: [b; c]]"),
        ("(a OR b) AND c", "all of these: [at least one of these: [a; b]; c]"),
        ("a BETWEEN 0 AND 6 AND b", "all of these: [a BETWEEN 0 AND 6; b]"),
        ("NOT a", "not so: a"),
        ("NOT (a OR b)", "none of these: [a; b]"),
        ("NOT (a AND b)", "none of these: [all of these: [a; b]]"),
        ("EVERY_PARENT(parent.a OR parent.b)", "of both parents: [at least one of these: [parent.a; parent.b]]"),
        (
            "ONE_AND_OTHER(parent.a, parent.b)",
            "all of these: [of one parent: [parent.a]; of the other parent: [parent.b]]",
        ),
        ("CASE WHEN a OR b THEN c ELSE d END = 'x OR y'", "CASE WHEN a OR b THEN c ELSE d END: 'x OR y'"),
        ("kind IN ('a AND b', 'c')", "kind IN ('a AND b', 'c')"),
    ],
)
def test_a_condition_is_taken_apart(written: str, said: str) -> None:
    assert told(outline(written, say=str, lang="en")) == said


def leaves(one: Outline) -> list[str]:
    return [leaf for part in one.parts for leaf in leaves(part)] if one.parts else [one.words]


def test_no_name_of_any_condition_is_lost() -> None:
    for linked in load_library().linked.values():
        for ground in linked.grounds:
            names = {word.strip("()',") for word in ground.written.split() if word.strip("()',").islower()}
            shown = " ".join(leaves(outline(ground.written, say=str, lang="en")))
            assert {name for name in names if name not in shown} == set(), ground.rule.address
