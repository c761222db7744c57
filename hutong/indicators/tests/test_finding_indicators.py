"""What visits, surveys and reports of danger say in the indicators."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, VILLAGE, make_child
from hutong.indicators.actions import keep_sums
from hutong.indicators.boards import Reader, read_figures
from hutong.indicators.indicator import When
from hutong.indicators.monthly import MONTHLY
from hutong.indicators.periods import Month
from hutong.indicators.registry import INDICATORS
from hutong.indicators.tests.test_indicators import AT, NOVEMBER, ON, count
from hutong.protection.models import Report
from hutong.services.models.surveys import SurveyRound, SurveyVillage
from hutong.services.models.visits import Visit, VisitDue
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything() -> Iterator[None]:
    with acting_as(EVERYTHING):
        yield


def visit(child: Any, *, on: date, due: date | None) -> Visit:
    return Visit.objects.create(child=child, visited_on=on, due_on=due, visited_by="田", met="both", typed_at=AT)


def test_a_child_is_visited_in_time_when_every_visit_of_the_month_was() -> None:
    due = date(2026, 11, 10)
    kept, late, missed, ahead, twice = (
        make_child(state="registered", registered_on=date(2026, 1, 5)) for _ in range(5)
    )
    visit(kept, on=due, due=due)
    visit(late, on=due + timedelta(days=1), due=due)
    VisitDue.objects.create(child=missed, due_on=due)
    VisitDue.objects.create(child=ahead, due_on=ON)
    visit(twice, on=due, due=due)
    VisitDue.objects.create(child=twice, due_on=due + timedelta(days=3))
    assert count("visits_on_time") == (1, 4, 2)
    assert count("visits_on_time", when=When(Month(2026, 10), date(2026, 10, 31))) == (0, 0, 2)


def test_villages_of_a_round_are_surveyed_open_or_excused() -> None:
    given = {"area": COUNTY, "due_on": ON, "opened_at": AT}
    first = SurveyRound.objects.create(title="秋季排查", **given)
    SurveyVillage.objects.create(round=first, place=VILLAGE, state="done", households=9, households_seen=9)
    SurveyVillage.objects.create(round=first, place=OTHER_VILLAGE)
    SurveyVillage.objects.create(round=first, place="990101100203", state="excused", reason="整村搬迁")
    over = SurveyRound.objects.create(title="春季排查", **{**given, "opened_at": AT - timedelta(days=200)})
    SurveyRound.objects.filter(pk=over.pk).update(closed_at=AT - timedelta(days=100))
    SurveyVillage.objects.create(round=over, place=VILLAGE)
    assert count("survey_coverage", VILLAGE, OTHER_VILLAGE, "990101100203") == (1, 2, 1)


def report(*, received_after: timedelta | None, **more: Any) -> Report:
    received = None if received_after is None else AT + received_after
    return Report.objects.create(place=VILLAGE, reported_at=AT, received_at=received, **{"discovered_at": AT, **more})


def test_reports_are_in_time_by_the_hours_set_for_at_once() -> None:
    report(received_after=timedelta(minutes=5))
    report(received_after=timedelta(days=3))
    report(received_after=None, discovered_at=None)
    assert count("urgent_reports_in_time", COUNTY) == (1, 3, 1)
    assert count("urgent_reports_in_time", VILLAGE) == (0, 0, 0)


def test_what_was_no_report_does_not_count_once_it_is_set_aside() -> None:
    report(received_after=timedelta(minutes=5))
    joke = report(received_after=None, came_by="public")
    keep_sums(series=MONTHLY, on=ON, at=AT)
    assert count("urgent_reports_in_time", COUNTY) == (1, 2, 0)
    Report.objects.filter(pk=joke.pk).update(set_aside_at=AT, set_aside_because="不是报告")
    assert keep_sums(series=MONTHLY, on=ON, at=AT) == 1
    assert count("urgent_reports_in_time", COUNTY) == (1, 1, 0)


def test_that_there_was_one_report_is_told_to_nobody() -> None:
    report(received_after=None)
    keep_sums(series=MONTHLY, on=ON, at=AT)
    one, reader = INDICATORS["urgent_reports_in_time"], Reader(frozenset(), opens_rows=True)
    (figure,) = read_figures([COUNTY], [NOVEMBER], [one], reader).values()
    assert (figure.numerator, figure.denominator) == (None, None)
    assert not read_figures([VILLAGE], [NOVEMBER], [one], reader)


def test_a_survey_that_goes_on_makes_its_village_be_counted_anew() -> None:
    first = SurveyRound.objects.create(title="秋季排查", area=COUNTY, due_on=ON, opened_at=AT)
    village = SurveyVillage.objects.create(round=first, place=VILLAGE)
    assert keep_sums(series=MONTHLY, on=ON, at=AT) == 1
    assert keep_sums(series=MONTHLY, on=ON, at=AT) == 0
    SurveyVillage.objects.filter(pk=village.pk).update(state="done", households=9, households_seen=9)
    assert keep_sums(series=MONTHLY, on=ON, at=AT) == 1
