"""The kinds of children in a county's ledger: their share, their ages, their story.

Shares follow what counties report: poverty first, then de facto unsupported children, few orphans. Most rows are plain,
and every sentence of the definitions occurs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hutong.demo import stories_of_families as families
from hutong.demo import stories_without_parents as without_parents
from hutong.demo.draws import Draw


@dataclass(frozen=True)
class Kind:
    """`share` is roughly how many of a hundred children are of this kind."""

    name: str
    share: float
    youngest: int
    oldest: int
    make: Callable[[Draw], dict[str, Any]]


# Set, not drawn: whole years completed, and days since that birthday (-1 = it is tomorrow).
BIRTHDAYS = {"eighteen_today": (18, 0), "eighteen_tomorrow": (18, -1), "sixteen_today_in_tekun": (16, 0)}


def _kind(share: float, youngest: int, oldest: int, make: Callable[[Draw], dict[str, Any]]) -> Kind:
    return Kind(make.__name__, share, youngest, oldest, make)


KINDS: tuple[Kind, ...] = (
    _kind(3.5, 2, 17, without_parents.orphan_in_the_community),
    _kind(1.5, 1, 17, without_parents.orphan_in_an_institution),
    _kind(0.6, 0, 8, without_parents.foundling),
    _kind(0.5, 5, 16, without_parents.orphan_paid_twice),
    _kind(3.5, 3, 17, without_parents.dead_and_imprisoned),
    _kind(4.0, 2, 17, without_parents.dead_and_lost),
    _kind(3.5, 3, 17, without_parents.dead_and_ill),
    _kind(2.5, 2, 17, without_parents.both_lost),
    _kind(2.5, 3, 17, without_parents.lost_and_imprisoned),
    _kind(2.0, 3, 17, without_parents.lost_and_in_rehabilitation),
    _kind(0.5, 5, 17, without_parents.missing_and_imprisoned),
    _kind(0.6, 6, 16, without_parents.revoked),
    _kind(0.5, 4, 15, without_parents.deported),
    _kind(1.5, 4, 17, without_parents.both_ill_or_disabled),
    _kind(1.5, 6, 17, without_parents.father_released),
    _kind(0.8, 5, 17, without_parents.mother_came_back),
    _kind(5.0, 3, 17, without_parents.one_parent_dead_other_remarried),
    _kind(2.0, 5, 16, families.in_tekun),
    _kind(14.0, 1, 17, families.in_dibao),
    _kind(5.0, 2, 17, families.in_dibao_disabled),
    _kind(2.5, 2, 17, families.in_dibao_seriously_ill),
    _kind(2.5, 2, 17, families.on_the_edge_ill),
    _kind(2.5, 2, 17, families.on_the_edge_disabled),
    _kind(7.0, 3, 17, families.poor_once_registered),
    _kind(3.5, 0, 6, families.disabled_before_school),
    _kind(4.0, 7, 17, families.disabled_at_school),
    _kind(0.5, 6, 15, families.healthy_but_subsidised),
    _kind(0.3, 5, 15, families.with_hiv),
    _kind(0.6, 7, 16, families.harmed),
    _kind(0.4, 11, 17, families.vagrant),
    _kind(1.2, 10, 15, families.out_of_school),
    _kind(12.0, 2, 15, families.left_behind),
    _kind(3.5, 3, 16, families.migrant),
    _kind(1.5, 18, 22, without_parents.adult_orphan_at_school),
    _kind(0.6, 18, 19, without_parents.adult_still_paid),
    _kind(0.3, 18, 18, without_parents.eighteen_today),
    _kind(0.3, 17, 17, without_parents.eighteen_tomorrow),
    _kind(0.3, 16, 16, families.sixteen_today_in_tekun),
)
