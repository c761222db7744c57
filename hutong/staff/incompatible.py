"""Posts that one person may not hold together: a table to be read, used when posts are given and when somebody acts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hutong.lib.translating import marked
from hutong.places.codes import is_inside
from hutong.staff.models import Role

SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN
ADMINISTRATORS = (SYSTEM, SECURITY, AUDIT)
CHECKERS = (Role.INSPECTOR, Role.AUDITOR)
CHECKED = (
    Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS, Role.DEPARTMENT, Role.INSTITUTION, Role.LEADER,
)  # fmt: skip
ONE_ANOTHER = marked("The three administrators watch one another: nobody is two of them.")
NO_FILES = marked("An administrator keeps accounts, rights or the record, and does no work on files or numbers.")
OWN_WORK = marked("Nobody inspects or audits the work they do themselves, or of the area they lead.")


@dataclass(frozen=True)
class Exclusion:
    """A line of the table: this post, and those that may not go with it, anywhere or where the areas overlap."""

    role: Role
    excludes: tuple[Role, ...]
    is_anywhere: bool
    why: str


TABLE = (
    Exclusion(SYSTEM, (SECURITY, AUDIT), True, ONE_ANOTHER),
    Exclusion(SECURITY, (AUDIT,), True, ONE_ANOTHER),
    Exclusion(SYSTEM, (*CHECKED, *CHECKERS), True, NO_FILES),
    Exclusion(SECURITY, (*CHECKED, *CHECKERS), True, NO_FILES),
    Exclusion(AUDIT, (*CHECKED, *CHECKERS), True, NO_FILES),
    Exclusion(Role.INSPECTOR, CHECKED, False, OWN_WORK),
    Exclusion(Role.AUDITOR, CHECKED, False, OWN_WORK),
)


class Holding(Protocol):
    """A post as far as it matters here."""

    @property
    def role(self) -> str: ...
    @property
    def area(self) -> str: ...


@dataclass(frozen=True)
class Clash:
    """Two posts that exclude each other, and why."""

    one: Role
    other: Role
    why: str


def list_clashes(held: Iterable[Holding]) -> list[Clash]:
    """Every two of these posts that one person may not hold together."""
    found = [clash for one, other in _pairs(tuple(held)) for clash in _clashes_of(one, other)]
    return list(dict.fromkeys(found))


def _pairs(held: tuple[Holding, ...]) -> Iterator[tuple[Holding, Holding]]:
    return ((one, other) for one in held for other in held if one is not other)


def _clashes_of(one: Holding, other: Holding) -> Iterator[Clash]:
    overlaps = is_inside(one.area, other.area) or is_inside(other.area, one.area)
    for line in TABLE:
        if one.role == line.role and other.role in line.excludes and (line.is_anywhere or overlaps):
            yield Clash(Role(one.role), Role(other.role), line.why)
