"""Of the bodies that a duty names, the one that is asked first."""

from collections.abc import Mapping
from functools import lru_cache

from hutong.policy.library import Library
from hutong.policy.linked import Obligation

URGENT = frozenset({"立即", "即时", "第一时间"})
INSTITUTIONS = frozenset({"institution", "school", "medical", "social", "enterprise"})
ANYBODY = frozenset(
    {
        "governments_all_levels", "regions", "departments", "district_departments", "social_forces",
        "mandated_staff_member", "top_leader",
    }
)  # fmt: skip
"""Words that mean everybody: whoever is named beside them is asked."""
ALTERNATIVES = 3
"""An event after which so many kinds of institutions are each told to act means the one that is concerned."""


def first_named(who: tuple[str, ...]) -> tuple[str, str]:
    """The body, with its level, that is asked: named outright, an office or village before institutions and everybody.

    >>> first_named(("~school@school", "child_director@village"))
    ('child_director', 'village')
    """
    ranked = sorted(who, key=lambda one: (one.startswith("~"), kind_of(one) in ANYBODY, is_institution(one)))
    return kind_of(ranked[0]), ranked[0].partition("@")[2]


def kind_of(who: str) -> str:
    """The body of ``~education@county``."""
    return who.removeprefix("~").partition("@")[0]


def is_institution(who: str) -> bool:
    """Whether a body as a document names it is an institution, a school, a hospital, an organisation."""
    return who.partition("@")[2] in INSTITUTIONS or kind_of(who) == "mandated_staff_member"


def is_an_alternative(duty: Obligation, library: Library) -> bool:
    """Whether the duty falls on the institution that found the child, one of many that might have."""
    return _institutions_alone(duty) and len(_institutions_after(library).get(duty.block.after, ())) >= ALTERNATIVES


def _institutions_alone(duty: Obligation) -> bool:
    return bool(duty.block.after) and all(is_institution(one) for one in duty.block.who)


@lru_cache(maxsize=8)
def _institutions_after(library: Library) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for linked in library.linked.values():
        for duty in linked.duties:
            if _institutions_alone(duty):
                kinds = frozenset(map(kind_of, duty.block.who))
                found[duty.block.after] = found.get(duty.block.after, frozenset()) | kinds
    return found
