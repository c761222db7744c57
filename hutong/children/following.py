"""Files stay in somebody's charge when places get other codes: on the day, for everybody at once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from hutong.audit.actions import note_act, note_acts
from hutong.children.models import Amendment, Change, Child, Transfer, TransferState
from hutong.children.scoped import everyone
from hutong.places.bodies import take_up_names
from hutong.places.changes import codes_after, list_unfollowed, move_bodies
from hutong.places.models import DivisionChange, inside
from hutong.staff.following import move_posts

AT_ONCE = 5_000
FEWEST_TOLD = 5
"""A smaller number would tell of single children."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How much went along with the places."""

    files: int = 0
    posts: int = 0
    bodies: int = 0


@transaction.atomic
def follow_places(*, on: date, at: datetime) -> Followed:
    """Files, posts and bodies go along with the changes of places that are in force now; each change once."""
    files = posts = bodies = 0
    for change in list_unfollowed(on=on):
        locked = DivisionChange.objects.select_for_update().get(pk=change.pk)
        if locked.followed_at is not None:
            continue
        moved = codes_after(locked)
        files += sum(_move_files(before, after, at=at) for before, after in moved.items())
        posts += move_posts(moved, on=locked.on)
        bodies += move_bodies(moved)
        locked.followed_at = at
        locked.save(update_fields=["followed_at"])
        note_act(at=at, act="follow_places", place=locked.code, about=f"{locked.kind} {locked.on}", by=locked.by)
    take_up_names(on=on)
    return Followed(files, posts, bodies)


def count_files(place: str) -> int | None:
    """How many files are in the charge of a place; None for few: whoever looks after places sees no children."""
    count = everyone(Child).filter(inside(place, field="area")).count()
    return count if count == 0 or count >= FEWEST_TOLD else None


def _move_files(before: str, after: str, *, at: datetime) -> int:
    """What stood there is kept; open transfers are between the places as they are called now."""
    rows = everyone(Child).filter(area=before)
    held = dict(rows.values_list("pk", "uid"))
    numbers = list(held)
    Amendment.objects.bulk_create(
        (Amendment(child_id=pk, field="area", before=before, at=at) for pk in numbers), batch_size=AT_ONCE
    )
    Change.objects.bulk_create((Change(child_id=pk, at=at, what="place") for pk in numbers), batch_size=AT_ONCE)
    note_acts(at=at, act="file", about="area", children=((uid, after) for uid in held.values()))
    rows.update(area=after, revision=F("revision") + 1)
    proposed = everyone(Transfer).filter(state=TransferState.PROPOSED)
    for here, there in (("from_area", "to_area"), ("to_area", "from_area")):
        # Between two places that are one now nothing is left to hand over.
        proposed.filter(**{here: before, there: after}).update(state=TransferState.WITHDRAWN, answered_at=at)
        proposed.filter(**{here: before}).update(**{here: after})
    return len(numbers)
