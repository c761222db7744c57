"""What is told only by separate grant: the classes, what each role is told by itself, giving a grant and ending it.

A class is a word of the vocabulary (``hutong.vocabulary.secrecy``); a fact and a benefit say there of which they are.
Whoever shows anything of a child asks ``may_know`` (by way of ``hutong.determinations.discretion``), nobody decides
it anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet

from hutong.audit.actions import note_act
from hutong.lib.identity_number import parse_identity_number
from hutong.places.codes import full_code, is_inside
from hutong.places.models import holding, inside
from hutong.staff.errors import (
    GrantEnded,
    GrantForAdministrators,
    GrantKindUnknown,
    GrantNeedsReason,
    GrantOutsidePosts,
    GrantToOneself,
)
from hutong.staff.models import Grant, OwnIdentity, Post, Role, Worker
from hutong.staff.scope import AnyRole, NotAllowed, SystemRole, get_scope
from hutong.vocabulary.secrecy import ADOPTION, ALL, DETAINED_PARENT, HEALTH, HIV, REPORTER, VICTIM, Secrecy

__all__ = [
    "ADOPTION",
    "ALL",
    "BY_ROLE",
    "DETAINED_PARENT",
    "HEALTH",
    "HIV",
    "REPORTER",
    "VICTIM",
    "end_grant",
    "give_grant",
    "keep_own_identity",
    "kinds_known",
    "list_grants",
    "list_posts_to_grant",
    "may_know",
]

NOTHING: frozenset[Secrecy] = frozenset()
BY_ROLE: Mapping[AnyRole, frozenset[Secrecy]] = {
    # The village keeps the ledger's columns on disability and illness; that a parent is in custody it knows of what it
    # recorded itself.
    Role.CHILD_DIRECTOR: frozenset({HEALTH}),
    # The township verifies and the county confirms the allowance that rests on a parent's custody.
    Role.CHILD_SUPERVISOR: frozenset({HEALTH, DETAINED_PARENT}),
    Role.CIVIL_AFFAIRS: frozenset({HEALTH, DETAINED_PARENT}),
    # HIV, adoption, harm and who reported: nobody by role, also not in civil affairs.
    Role.DEPARTMENT: NOTHING,
    Role.INSTITUTION: NOTHING,
    Role.LEADER: NOTHING,
    Role.INSPECTOR: NOTHING,
    Role.AUDITOR: NOTHING,
    Role.SYSTEM_ADMIN: NOTHING,
    Role.SECURITY_ADMIN: NOTHING,
    Role.AUDIT_ADMIN: NOTHING,
    # Another system is told what its token names, and nothing by itself.
    SystemRole.READS: NOTHING,
    SystemRole.READS_AND_WRITES: NOTHING,
}
"""What a role is told of the children in its area, and of those assigned to its holder, without any grant."""
MOST_POSTS = 500
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


def may_know(kind: str, *, area: str, child: int | None = None) -> bool:
    """Whether who acts may be told a class about a child in an area; asks the scope in force. Raises NoScope.

    ``child`` is the child's number in the database: what the roles bring goes with a child who was assigned or opened.
    """
    return kind in kinds_known(area=area, child=child)


def kinds_known(*, area: str, child: int | None = None) -> frozenset[Secrecy]:
    """The classes that who acts may be told about a child in an area. Raises NoScope."""
    scope = get_scope()
    if scope.is_everything:
        return ALL
    is_theirs = child is not None and child in scope.assigned | scope.opened
    known = {kind for one in scope.held if is_theirs or is_inside(area, one.area) for kind in BY_ROLE[one.role]}
    granted = {one.kind for one in scope.grants if is_inside(area, one.area)}
    return ALL & (known | granted)


def list_grants(*, within: str) -> QuerySet[Grant]:
    """The grants inside a place with who has them and who gave them, the newest first; no child is in them."""
    rows = Grant.objects.select_related("worker", "post__body", "given_by", "ended_by")
    return rows.filter(inside(within, field="area")).order_by("-given_at", "-pk")


def list_posts_to_grant(areas: Iterable[str], *, on: date) -> list[Post]:
    """The posts held in these areas by whom a grant can be given: not by administrators."""
    here = reduce(or_, (inside(area, field="area") for area in areas), Q(pk__in=[]))
    posts = Post.objects.filter(here, holding(on), worker__is_active=True).exclude(role__in=ADMINISTRATORS)
    return list(posts.select_related("worker", "body").order_by("area", "worker__name", "pk")[:MOST_POSTS])


@transaction.atomic
def give_grant(
    *,
    worker: Worker,
    kind: str,
    area: str,
    since: date,
    reason: str,
    by: Worker | None,
    at: datetime,
    until: date | None = None,
    post: Post | None = None,
) -> Grant:
    """The worker may be told a class in an area; the security administrator of the area gives it, with a reason.

    Raises GrantError, NotAllowed, CodeWrong.
    """
    area = full_code(area)
    if kind not in ALL:
        raise GrantKindUnknown(kind=kind)
    if not reason.strip():
        raise GrantNeedsReason
    _refuse_others(area)
    if by is not None and by == worker:
        raise GrantToOneself
    _check_posts(worker, post, area=area, on=since)
    note_act(at=at, act="grant given", about=str(worker.uid), place=area, by=by.uid if by else None)
    return Grant.objects.create(
        worker=worker,
        post=post,
        kind=kind,
        area=area,
        since=since,
        until=until,
        reason=reason.strip()[:300],
        given_by=by,
        given_at=at,
    )


@transaction.atomic
def end_grant(*, grant: Grant, because: str, by: Worker | None, on: date, at: datetime) -> Grant:
    """From now on the grant holds no longer. Raises GrantError, NotAllowed."""
    if not because.strip():
        raise GrantNeedsReason
    _refuse_others(grant.area)
    grant = Grant.objects.select_for_update().get(pk=grant.pk)
    if grant.ended_at is not None:
        raise GrantEnded
    # Not through today: what is ended is ended at once.
    grant.until, grant.ended_by, grant.ended_at = on - timedelta(days=1), by, at
    grant.ended_because = because.strip()[:300]
    grant.save(update_fields=["until", "ended_by", "ended_at", "ended_because"])
    note_act(at=at, act="grant ended", about=str(grant.worker.uid), place=grant.area, by=by.uid if by else None)
    return grant


@transaction.atomic
def keep_own_identity(*, worker: Worker, identity_number: str, on: date, at: datetime) -> OwnIdentity:
    """Keep a worker's own number, so that files of their kin stay closed to them. Raises IdentityNumberRefused."""
    told = parse_identity_number(identity_number, latest=on)
    found = OwnIdentity.objects.filter(worker=worker).first() or OwnIdentity(worker=worker)
    found.identity_number = told.text
    found.save()
    note_act(at=at, act="own identity kept", by=worker.uid)
    return found


def _refuse_others(area: str) -> None:
    """Grants are given and ended by the security administrator of the area. Raises NotAllowed."""
    scope = get_scope()
    if not scope.is_everything and not scope.covers(area, roles=frozenset({Role.SECURITY_ADMIN})):
        raise NotAllowed(act="give and end grants")


def _check_posts(worker: Worker, post: Post | None, *, area: str, on: date) -> None:
    """A grant goes no farther than the posts of its holder. Raises GrantForAdministrators, GrantOutsidePosts."""
    posts = [one for one in worker.posts.all() if one.until is None or one.until >= on]
    if any(Role(one.role) in ADMINISTRATORS for one in posts):
        raise GrantForAdministrators
    wanted = posts if post is None else [one for one in posts if one.pk == post.pk]
    if not any(is_inside(area, one.area) for one in wanted):
        raise GrantOutsidePosts
