"""Which post answers for a body that is asked, and whether that body is outside: without an account here."""

from dataclasses import dataclass
from datetime import date

from hutong.children.models import Child
from hutong.places.codes import full_code, is_inside, level_of
from hutong.places.models import Body
from hutong.places.queries import find_body
from hutong.staff.scope import WRITES_FILES, get_scope
from hutong.tasks.addressing import Addressee, area_at, resolve, usual_level
from hutong.tasks.permitting import LEAD_KINDS

WITHIN_THE_WORK = frozenset({"village", "township", "family", "national"})
"""Bodies at these levels are answered for by the posts of the work themselves, never from outside."""
COUNTY = 3


@dataclass(frozen=True)
class Addressed:
    """The body that is asked, and the post whose task it becomes."""

    body_kind: str
    body: Body | None
    area: str
    addressee: Addressee
    is_outside: bool


def address_body(body_kind: str, *, level: str, child: Child, window: str, on: date) -> Addressed:
    """The post that answers for the body where the child's file is; the window itself for a body outside."""
    found = resolve(body_kind, level=level or None, place=child.area, on=on)
    if not is_outside(body_kind, found):
        body = Body.objects.filter(pk=found.body).first() if found.body else None
        return Addressed(body_kind, body, found.area, found, is_outside=False)
    area = area_at(child.area, COUNTY)
    body = find_body(place=area, kind=body_kind, on=on)
    return Addressed(body_kind, body, area, address_window(window, on=on), is_outside=True)


def is_outside(body_kind: str, found: Addressee) -> bool:
    """Whether nobody of the body's own kind has an account, so that somebody else would be asked in its stead."""
    if usual_level(body_kind) in WITHIN_THE_WORK or body_kind in LEAD_KINDS:
        return False
    return not found.is_held or found.body_kind in LEAD_KINDS


def address_window(window: str, *, on: date) -> Addressee:
    """The post of the window: the own one of whoever acts, where it is theirs; else whoever leads the work there."""
    own = [one for one in get_scope().held if one.role in WRITES_FILES and is_inside(window, one.area)]
    if own:
        nearest = max(own, key=lambda one: level_of(one.area))
        return Addressee(nearest.body_kind, None, str(nearest.role), nearest.area)
    kinds = {5: "village_committee", 4: "township_government"}
    return resolve(kinds.get(level_of(window), "civil_affairs"), place=full_code(window), on=on)
