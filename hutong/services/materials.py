"""Missing material is told once and completely; it is ticked off when it is brought, or found not to be needed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from hutong.children.models import WORDS, Evidence
from hutong.lib.translating import marked
from hutong.services.acting import begin_act, check_words, note_moment, step_request
from hutong.services.course import REFERRED, TAKEN
from hutong.services.errors import NotThisWay, RequestNeeds, RequestUnknown, ToldAlready
from hutong.services.models import Material, ReferralState, Request
from hutong.services.models.referrals import OPEN
from hutong.services.working import move_work
from hutong.staff.models import Worker

AWAITED = "等待家庭补充材料。"
AT_LEAST_ONE = marked("which material is missing")


class Missing(NamedTuple):
    """A paper that is missing, and for what it is needed."""

    what: str
    needed_for: str = ""


@transaction.atomic
def tell_missing(
    *,
    request: Request,
    missing: Sequence[Missing],
    by: Worker,
    at: datetime,
    again_because: str = "",
    revision: int | None = None,
) -> list[Material]:
    """Everything that is missing, on one paper. A second time needs the reason why it was not told the first.

    Raises RequestUnknown, StaleRequest, NotThisWay, RequestNeeds, ToldAlready, NotAllowed.
    """
    held = begin_act(request, revision=revision)
    asked_before = set(held.materials.values_list("what", flat=True))
    new = {one.what.strip()[:WORDS]: one for one in missing if one.what.strip()}
    new = {what: one for what, one in new.items() if what not in asked_before}
    if not new:
        raise RequestNeeds(what=AT_LEAST_ONE)
    if held.told_missing_at is not None and not again_because.strip():
        raise ToldAlready
    step_request(held, "tell_missing")
    rows = [
        Material(
            request=held, what=what, needed_for=one.needed_for[:WORDS], told_at=at,
            told_again_because=again_because.strip()[:WORDS] if held.told_missing_at is not None else "",
        )
        for what, one in new.items()
    ]  # fmt: skip
    Material.objects.bulk_create(rows)
    for referral in held.referrals.filter(state__in=OPEN):
        move_work(referral, "pause", by=by, at=at, words=AWAITED)
    held.told_missing_at = held.told_missing_at or at
    held.told_missing_times += 1
    saved = ("told_missing_at", "told_missing_times")
    note_moment(held, "told_missing", by=by, at=at, words="；".join(new), saved=saved)
    return rows


@transaction.atomic
def settle_material(
    *,
    material: Material,
    by: Worker,
    at: datetime,
    evidence: Evidence | None = None,
    is_waived: bool = False,
    words: str = "",
) -> Material:
    """It was brought, or is not needed after all; with the last one the request goes on.

    Raises RequestUnknown, NotThisWay, RequestNeeds, NotAllowed.
    """
    request = begin_act(material.request)
    held = request.materials.select_for_update(of=("self",)).filter(pk=material.pk).first()
    if held is None:
        raise RequestUnknown
    if held.settled_at is not None:
        raise NotThisWay(state=marked("settled already"))
    held.settled_at, held.is_waived, held.evidence = at, is_waived, evidence
    held.save(update_fields=["settled_at", "is_waived", "evidence"])
    if request.state == "waiting" and not request.materials.filter(settled_at__isnull=True).exists():
        step_request(request, "material_complete")
        for referral in request.referrals.filter(state__in=OPEN):
            move_work(referral, "resume", by=by, at=at)
        # A task that goes on is under way, and so is its referral, though nobody there pressed a button.
        going = request.referrals.filter(state=ReferralState.SENT, task__state="accepted")
        going.update(state=ReferralState.ACCEPTED, accepted_at=at, revision=F("revision") + 1)
        request.state = REFERRED if request.referrals.filter(state__in=OPEN).exists() else TAKEN
    said = check_words(words) if is_waived else words.strip()
    what = "material_waived" if is_waived else "material_brought"
    note_moment(request, what, by=by, at=at, words=f"{held.what} {said}".strip())
    return held
