"""The database is the last to say no."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from hutong.children.merging import list_tables_of_children
from hutong.children.models import (
    Child,
    Kinship,
    Labelled,
    Merge,
    NameKey,
    Person,
    Placement,
    Receipt,
    RecordedEvent,
    RecordedFact,
    Recusal,
    Transfer,
)
from hutong.children.tests.making import NOW, OTHER_VILLAGE, TODAY, VILLAGE, make_child, make_number, make_worker
from hutong.staff.models import Post
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
BEFORE = date(2025, 5, 31)
BACKWARDS = {"since": TODAY, "until": BEFORE}


def fact(child: Child, **given: Any) -> Any:
    return RecordedFact.objects.create(
        child=child, **{"name": "disabled", "value": "true", "recorded_at": NOW, **given}
    )


def transfer(child: Child, **given: Any) -> Any:
    filled = {"from_area": VILLAGE, "to_area": OTHER_VILLAGE, "reason": "搬家", "proposed_at": NOW, **given}
    return Transfer.objects.create(child=child, **filled)


def kin(child: Child, **given: Any) -> Any:
    filled = {"person": Person.objects.create(made_at=NOW), "relation": "father", **given}
    return Kinship.objects.create(child=child, **filled)


def post(**given: Any) -> Any:
    held = make_worker().posts.get()
    return Post.objects.filter(pk=held.pk).update(**given)


def ended_by_oneself(child: Child) -> Any:
    worker = make_worker()
    return Recusal.objects.create(
        child=child, worker=worker, reason="亲属", declared_at=NOW, ended_at=NOW, ended_by=worker
    )


BROKEN: dict[str, Callable[[Child], Any]] = {
    "child_area_digits": lambda child: make_child("43102210020x"),
    "child_birth_range": lambda child: make_child(born_earliest=TODAY, born_latest=BEFORE),
    "child_has_a_name_or_what_stands_for_it": lambda child: make_child(name=""),
    "child_closed_with_day_and_reason": lambda child: make_child(state="closed"),
    "fact_ends_after_it_begins": lambda child: fact(child, **BACKWARDS),
    "fact_has_a_value": lambda child: fact(child, value=""),
    "fact_corrected_at_some_time": lambda child: fact(child, corrected_by=fact(child)),
    "kinship_ends_after_it_begins": lambda child: kin(child, **BACKWARDS),
    "placement_ends_after_it_begins": lambda child: Placement.objects.create(child=child, kind="foster", **BACKWARDS),
    "receipt_ends_after_it_begins": lambda child: Receipt.objects.create(
        child=child, benefit="dibao", recorded_at=NOW, **BACKWARDS
    ),
    "receipt_not_below_nothing": lambda child: Receipt.objects.create(
        child=child, benefit="dibao", recorded_at=NOW, fen=-1
    ),
    "labelled_ends_after_it_begins": lambda child: Labelled.objects.create(
        child=child, label="orphan", basis="confirmed", **BACKWARDS
    ),
    "transfer_between_two_places": lambda child: transfer(child, to_area=VILLAGE),
    "transfer_to_digits": lambda child: transfer(child, to_area="somewhere"),
    "transfer_has_a_reason": lambda child: transfer(child, reason=""),
    "transfer_answered_at_some_time": lambda child: transfer(child, state="accepted"),
    "event_over_after_it_happened": lambda child: RecordedEvent.objects.create(
        child=child, name="help_requested", on=TODAY, over_on=BEFORE, recorded_at=NOW
    ),
    "recusal_not_ended_by_oneself": lambda child: ended_by_oneself(child),
    "merge_of_two_files": lambda child: Merge.objects.create(child=child, gone=child, reason="x", moved={}, at=NOW),
    "merge_has_a_reason": lambda child: Merge.objects.create(
        child=child, gone=make_child(), reason="", moved={}, at=NOW
    ),
    "post_area_digits": lambda child: post(area="village"),
    "post_ends_after_it_begins": lambda child: post(since=TODAY, until=BEFORE),
    "post_role_known": lambda child: post(role="king"),
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_a_row_that_cannot_be_is_refused_by(constraint: str) -> None:
    with acting_as(EVERYTHING), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BROKEN[constraint](make_child())


ONCE: dict[str, Callable[[Child], Any]] = {
    "a number": lambda child: make_child(identity_number=make_number(date(2015, 3, 4))),
    "a father at a time": kin,
    "an open label": lambda child: Labelled.objects.create(child=child, label="orphan", basis="confirmed", since=TODAY),
    "an open transfer": transfer,
    "a merge away": lambda child: Merge.objects.create(child=make_child(), gone=child, reason="x", moved={}, at=NOW),
    "a key": lambda child: NameKey.objects.create(child=child, kind="two", key="小明"),
}


@pytest.mark.parametrize("what", ONCE)
def test_there_is_only_one(what: str) -> None:
    with acting_as(EVERYTHING):
        child = make_child()
        ONCE[what](child)
        with pytest.raises(IntegrityError), transaction.atomic():
            ONCE[what](child)


def test_every_check_of_the_room_has_a_row_that_breaks_it() -> None:
    models_of_file: list[type[models.Model]] = [Child, Post, *(model for model, _ in list_tables_of_children())]
    ours = [one for one in models_of_file if one._meta.app_label in ("children", "staff")]
    checks = [check for model in ours for check in model._meta.constraints if isinstance(check, models.CheckConstraint)]
    assert {check.name for check in checks} == set(BROKEN)
