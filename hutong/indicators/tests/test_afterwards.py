"""Months that were over before anybody counted: counted from dates, unknown before the record begins, never made up."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hutong.children.models import Child, RecordedFact
from hutong.children.models import Step as FileStep
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_child
from hutong.determinations.models import Determination
from hutong.indicators.actions import keep_sums
from hutong.indicators.afterwards import LOOKED_AT, count_afterwards, list_left
from hutong.indicators.boards import Figure, Key, Known, Reader, read_figures, read_known
from hutong.indicators.indicator import PARTS, When
from hutong.indicators.models import KeptSum
from hutong.indicators.monthly import MONTHLY, MONTHS_COUNTED, series_of
from hutong.indicators.periods import Month, list_closed_months, list_open_months
from hutong.indicators.reckoners import COUNTED, is_in
from hutong.indicators.registry import INDICATORS
from hutong.indicators.tests.test_indicators import note, open_task
from hutong.indicators.tests.test_keeping import find
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Step

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
READER = Reader(COUNTED, opens_rows=True)


@pytest.fixture(autouse=True)
def everything() -> Iterator[None]:
    with acting_as(EVERYTHING):
        yield


def at(month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(2026, month, day, 9))


def begin_file(begun: datetime, *steps: tuple[datetime, str], **more: Any) -> Child:
    state = steps[-1][1] if steps else "candidate"
    child = make_child(made_at=begun, **{"state": state, **more})
    FileStep.objects.filter(child=child).delete()
    for when, after in ((begun, "candidate"), *steps):
        FileStep.objects.create(child=child, after=after, at=when)
    return child


def count(on: date = ON) -> None:
    keep_sums(series=MONTHLY, on=on, at=timezone.now())
    count_afterwards(on=on)


def figure(slug: str, month: Month, place: str = COUNTY) -> Figure:
    one = INDICATORS[slug]
    figures = read_figures([place], [month], [one], READER)
    return read_known([place], [month]).get(figures, Key(place, str(month), slug), is_mean=one.is_mean)


def numbers(slug: str, month: Month, place: str = COUNTY) -> tuple[int | None, ...] | str:
    found = figure(slug, month, place)
    return tuple(getattr(found, part) for part in PARTS) if found.is_known else "no record"


def test_a_file_counts_in_the_state_it_had_then() -> None:
    child = begin_file(at(9, 3), (at(9, 20), "registered"), (at(11, 2), "candidate"))
    for month, expected in ((8, False), (9, True), (10, True)):
        when = When(Month(2026, month), Month(2026, month).last, afterwards=True)
        assert Child.objects.filter(is_in(when, ["registered"]), pk=child.pk).exists() is expected


def test_a_month_before_the_record_begins_is_unknown_and_not_nothing() -> None:
    begin_file(at(9, 3), (at(9, 20), "registered"), registered_on=date(2026, 9, 20))
    count()
    assert numbers("files_kept_up", Month(2026, 8)) == "no record"
    assert numbers("files_kept_up", SEPTEMBER) == (1, 1, 0)
    assert numbers("files_kept_up", OCTOBER) == (0, 1, 0)
    assert numbers("owed_not_received", OCTOBER) == "no record", "nothing was concluded then"
    assert numbers("residents_served", OCTOBER) == "no record", "no date tells where somebody lived"


def test_what_was_concluded_then_is_compared_with() -> None:
    child = begin_file(at(6, 1))
    span = find(child)
    type(span).objects.filter(pk=span.pk).update(since=date(2026, 9, 10), until=date(2026, 11, 5))
    Determination.objects.update(on=date(2026, 9, 10))
    count()
    assert numbers("owed_not_received", Month(2026, 8)) == "no record"
    assert [numbers("owed_not_received", month) for month in (SEPTEMBER, OCTOBER)] == [(1, 1, 0), (1, 1, 0)]
    assert figure("owed_not_received", NOVEMBER).is_nothing


def test_a_fact_corrected_since_was_believed_then() -> None:
    child = begin_file(at(9, 3))
    wrong = note(child, "school_stage", "primary", recorded_at=at(9, 3))
    RecordedFact.objects.filter(pk=wrong.pk).update(corrected_at=at(11, 2))
    count()
    assert numbers("missing_evidence", OCTOBER) == (1, 1, 0)
    assert numbers("missing_evidence", NOVEMBER) == (0, 0, 1)


def test_tasks_are_late_as_they_were_and_unknown_where_their_clock_was_set_anew() -> None:
    begin_file(at(9, 3))
    late: dict[str, Any] = {"begun_at": at(9, 5), "here_since": at(9, 5), "due_at": at(9, 25)}
    open_task(**late, state="done", ended_at=at(10, 20))
    paused = open_task(**late)
    Step.objects.create(task=paused, step="resume", from_state="waiting", to_state="accepted", at=at(10, 9))
    open_task(**{**late, "due_at": at(12, 1)})
    open_task(**{**late, "due_at": None})
    count()
    assert numbers("overdue_tasks", SEPTEMBER) == (1, 2, 2)
    assert numbers("overdue_tasks", OCTOBER) == (1, 2, 1)


def test_what_was_counted_while_a_month_was_open_stays() -> None:
    begin_file(at(6, 1), (at(6, 2), "registered"), registered_on=date(2026, 6, 2))
    keep_sums(series=MONTHLY, on=date(2026, 10, 20), at=timezone.now())
    KeptSum.objects.filter(series="files_kept_up", key="denominator", period=str(OCTOBER)).update(number=7)
    count()
    assert numbers("files_kept_up", OCTOBER) == (0, 7, 0)
    assert numbers("files_kept_up", SEPTEMBER) == (0, 1, 0)
    assert not read_known([COUNTY], [OCTOBER]).is_later(Key(COUNTY, str(OCTOBER), "files_kept_up"))
    assert read_known([COUNTY], [SEPTEMBER]).is_later(Key(COUNTY, str(SEPTEMBER), "files_kept_up"))


def test_sums_from_before_months_were_marked_are_left_alone() -> None:
    begin_file(at(6, 1), (at(6, 2), "registered"), registered_on=date(2026, 6, 2))
    old = [series_of(INDICATORS["files_kept_up"])]
    keep_sums(series=old, on=date(2026, 10, 20), at=timezone.now())
    KeptSum.objects.filter(series="files_kept_up", key="denominator", period=str(OCTOBER)).update(number=7)
    count()
    assert numbers("files_kept_up", OCTOBER) == (0, 7, 0)


def test_it_is_done_once_and_again_when_asked() -> None:
    child = begin_file(at(6, 1), (at(6, 2), "registered"), registered_on=date(2026, 6, 2))
    count()
    assert list_left(on=ON) == []
    assert count_afterwards(on=ON) == 0
    kept = sorted(KeptSum.objects.values_list("digits", "prefix", "period", "series", "key", "number"))
    note(child, "school_stage", "primary", recorded_at=at(10, 9))
    assert numbers("files_kept_up", OCTOBER) == (0, 1, 0)
    assert count_afterwards(on=ON, again=True) > 0
    assert numbers("files_kept_up", OCTOBER) == (1, 1, 0)
    RecordedFact.objects.all().delete()
    count_afterwards(on=ON, again=True)
    assert sorted(KeptSum.objects.values_list("digits", "prefix", "period", "series", "key", "number")) == kept


def test_narrow_and_wide_places_add_up() -> None:
    begin_file(at(6, 1), (at(6, 2), "registered"), registered_on=date(2026, 6, 2))
    count()
    assert {numbers("files_kept_up", OCTOBER, place) for place in (VILLAGE, TOWNSHIP, COUNTY)} == {(0, 1, 0)}
    assert KeptSum.objects.filter(series=MONTHS_COUNTED, key=LOOKED_AT, digits=0).exists()


def test_a_village_without_files_has_nothing_to_count_where_its_county_is_known() -> None:
    begin_file(at(6, 1))
    count()
    elsewhere = COUNTY[:6] + "999999"
    assert figure("files_kept_up", OCTOBER, elsewhere) == Figure()
    assert figure("files_kept_up", OCTOBER, "110101000000") == Figure(is_known=False)


def test_closed_months_begin_before_the_open_ones() -> None:
    for day in (date(2026, 11, 5), date(2026, 11, 20)):
        assert not set(list_open_months(day)) & set(list_closed_months(day, 3))
    assert list_closed_months(date(2026, 11, 20), 2) == (OCTOBER, SEPTEMBER)
    assert list_closed_months(date(2026, 11, 5) - timedelta(days=1), 1) == (SEPTEMBER,)


def test_nothing_is_known_of_nothing() -> None:
    assert Known(frozenset(), frozenset()).get({}, Key(COUNTY, "2026-10", "x"), is_mean=False).value is None
