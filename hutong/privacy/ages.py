"""Whose word counts at which age: under fourteen the guardian's, from fourteen the child's own.

困境儿童个人信息保护工作办法 (2025): from fourteen the child consents and the guardian is told; where the child cannot
say what it wants, the guardian consents as well. 个人信息保护法 art. 31: under fourteen the guardian.
"""

from datetime import date
from typing import NamedTuple

from hutong.children.models import Child
from hutong.lib.elapsed import whole_years

OWN_WORD, OF_AGE = 14, 18


class Needed(NamedTuple):
    """Who must agree, and whether the guardian must be told."""

    guardian: bool
    child: bool
    is_guardian_told: bool = False

    def is_met_by(self, *, guardian: bool, child: bool) -> bool:
        """Whether those who must agree did."""
        return (guardian or not self.guardian) and (child or not self.child)


def needed_of(child: Child, *, on: date, is_able: bool = True) -> Needed:
    """Who must agree for a child on a day; where the age is not certain, both."""
    born = child.born
    if born is None:
        latest, earliest = child.born_latest, child.born_earliest
        if latest is None or earliest is None or _is_old(latest, on) != _is_old(earliest, on):
            return Needed(guardian=True, child=is_able)
        born = latest
    return needed_at(whole_years(born, on), is_able=is_able)


def needed_at(age: int, *, is_able: bool = True) -> Needed:
    """The same by age in whole years.

    >>> needed_at(13)
    Needed(guardian=True, child=False, is_guardian_told=False)
    >>> needed_at(14)
    Needed(guardian=False, child=True, is_guardian_told=True)
    """
    if age < OWN_WORD:
        return Needed(guardian=True, child=False)
    if not is_able:
        return Needed(guardian=True, child=False, is_guardian_told=True)
    return Needed(guardian=False, child=True, is_guardian_told=age < OF_AGE)


def fourteenth_birthday(born: date) -> date:
    """The day from which the child's own word counts; of those born on 29 February, 1 March in other years."""
    try:
        return born.replace(year=born.year + OWN_WORD)
    except ValueError:
        return date(born.year + OWN_WORD, 3, 1)


def _is_old(born: date, on: date) -> bool:
    return whole_years(born, on) >= OWN_WORD
