"""The entries beside every page, by what somebody's posts are for."""

from dataclasses import dataclass

from django.urls import reverse

from hutong.indicators.boards import SEES_BOARDS
from hutong.lib.translating import marked
from hutong.staff.in_charge import KEEPERS
from hutong.staff.models import Role
from hutong.staff.scope import READS_FILES, Scope
from hutong.tasks.addressing import ANSWERS


@dataclass(frozen=True)
class Entry:
    """A word of the menu, where it leads, and whether one is there."""

    label: str
    address: str
    is_here: bool


FOR_EVERYONE = ((marked("Policy library"), "library"), (marked("What is my child owed?"), "ask"))
FOR_NOBODY = ((marked("Report danger to a child"), "danger"),)
"""First for whoever is not signed in."""
FOR_THOSE_WHO_ANSWER = ((marked("Tasks"), "tasks"),)
FOR_OVERSEERS = ((marked("Workload"), "workload"),)
FOR_FILES = (
    (marked("Children's files"), "children"),
    (marked("Visits"), "visits"),
    (marked("Surveys"), "surveys"),
    (marked("One window"), "window"),
    (marked("Import"), "imports"),
    (marked("National system"), "national"),
    (marked("Emergency lists"), "keepers"),
)
FOR_BOARDS = ((marked("Indicators"), "indicators"),)
IN_DANGER = ((marked("Danger to a child"), "reports"),)
FIRST = ((marked("Overview"), "home"),)
"""These two first for everybody who is signed in, whatever their post."""
FOR_WORKERS = ((marked("Places"), "places"), (marked("Working days"), "calendar"))
FOR_BODIES = ((marked("Referrals to us"), "referrals"),)
FOR_OPENERS = ((marked("Opened for a reason"), "openings"),)
FOR_DATA = ((marked("Personal data"), "personal_data"),)
FOR_SECURITY = ((marked("Who is told more"), "grants"), (marked("Other systems"), "tokens"))
FOR_KEEPERS = ((marked("Workers"), "workers"),)
FOR_AUDITORS = ((marked("Record"), "audit"), (marked("Unusual reading"), "audit_unusual"))
BODIES = (Role.DEPARTMENT, Role.INSTITUTION, Role.CIVIL_AFFAIRS, Role.CHILD_SUPERVISOR)
"""Whoever is asked by referrals."""
OPENERS = (Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS, Role.LEADER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""Whoever may open a file for a reason, answer for minors' data, or watch over both."""


def list_entries(scope: Scope | None, path: str) -> list[Entry]:
    """The entries for somebody, or for nobody."""
    named = [*FOR_NOBODY, *FOR_EVERYONE]
    if scope is not None:
        named = [*IN_DANGER, *FIRST, *_of_posts(scope), *FOR_WORKERS, *FOR_EVERYONE]
    addresses = [(label, reverse(name)) for label, name in named]
    # One entry's address may begin with another's: the longest is where one is.
    here = max((address for _, address in addresses if path.startswith(address)), key=len, default="")
    return [Entry(label, address, address == here) for label, address in addresses]


def list_own_entries(scope: Scope) -> list[Entry]:
    """The entries that somebody has by their posts."""
    return [Entry(label, reverse(name), is_here=False) for label, name in _of_posts(scope)]


def _of_posts(scope: Scope) -> tuple[tuple[str, str], ...]:
    """Labels and screens by what the posts are for."""
    return (
        *(FOR_THOSE_WHO_ANSWER if scope.has_role(*ANSWERS) else ()),
        *(FOR_OVERSEERS if scope.has_role(Role.LEADER, Role.INSPECTOR) else ()),
        *(FOR_FILES if scope.has_role(*READS_FILES) else ()),
        *(FOR_BOARDS if scope.has_role(*SEES_BOARDS) else ()),
        *(FOR_BODIES if scope.has_role(*BODIES) else ()),
        *(FOR_AUDITORS if scope.has_role(Role.AUDIT_ADMIN) else ()),
        *(FOR_OPENERS if scope.has_role(*OPENERS) else ()),
        *(FOR_DATA if scope.has_role(*READS_FILES, Role.LEADER) else ()),
        *(FOR_KEEPERS if scope.has_role(*KEEPERS) else ()),
        *(FOR_SECURITY if scope.has_role(Role.SECURITY_ADMIN) else ()),
    )
