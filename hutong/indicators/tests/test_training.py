"""A training of village workers is noted once, counts for a year, and makes the village one with a trained worker."""

from datetime import date, timedelta

import pytest

from hutong.audit.models import Entry
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.indicators.actions import keep_sums
from hutong.indicators.errors import NobodyChosen, TrainingError, TrainingTitleMissing, TrainingToCome
from hutong.indicators.models import Training
from hutong.indicators.monthly import MONTHLY
from hutong.indicators.queries import count_told, read_sums
from hutong.indicators.tests.test_indicators import AT, ON
from hutong.indicators.training import list_trained, note_trainings, withdraw_training
from hutong.places.models import Division, Level
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)


@pytest.fixture
def supervisor() -> Worker:
    return make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")


@pytest.fixture
def director() -> Worker:
    return make_worker(Role.CHILD_DIRECTOR, VILLAGE)


def note(by: Worker, *workers: Worker, on: date = DAY, title: str = "走访怎么做") -> list[Training]:
    with acting_as(scope_of(by, on=ON)):
        return note_trainings(workers=workers, on=on, title=title, by=by, today=ON, at=AT)


def test_a_training_counts_for_a_year(supervisor: Worker, director: Worker) -> None:
    note(supervisor, director)
    with acting_as(scope_of(supervisor, on=ON)):
        (one,) = list_trained(on=ON)
    assert one.is_trained(ON)
    assert not one.is_trained(DAY + timedelta(days=365))
    assert Entry.objects.filter(act="training noted", about=str(director.uid)).count() == 1


def test_noted_twice_it_is_one_and_taken_back_it_is_none(supervisor: Worker, director: Worker) -> None:
    first, again = note(supervisor, director)[0], note(supervisor, director)[0]
    assert first.pk == again.pk
    with acting_as(scope_of(supervisor, on=ON)):
        withdraw_training(training=first, by=supervisor, today=ON, at=AT)
        assert [one.last for one in list_trained(on=ON)] == [None]
    assert note(supervisor, director)[0].pk != first.pk


@pytest.mark.parametrize(
    ("given", "error"),
    [({"title": " "}, TrainingTitleMissing), ({"on": ON + timedelta(days=1)}, TrainingToCome)],
)
def test_what_is_wrong_is_said(
    given: dict[str, object], error: type[TrainingError], supervisor: Worker, director: Worker
) -> None:
    with pytest.raises(error):
        note(supervisor, director, **given)  # type: ignore[arg-type]
    with pytest.raises(NobodyChosen):
        note(supervisor)


def test_only_the_own_area_is_noted(director: Worker) -> None:
    stranger = make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY, kind="civil_affairs")
    for by in (stranger, director):
        with pytest.raises(NotAllowed):
            note(by, director)


def test_a_village_has_a_trained_worker(supervisor: Worker, director: Worker) -> None:
    for code, level in ((VILLAGE, Level.VILLAGE), (OTHER_VILLAGE, Level.VILLAGE), ("990101100203", Level.VILLAGE)):
        Division.objects.create(code=code, name="试", level=level)
    make_worker(Role.CHILD_DIRECTOR, OTHER_VILLAGE)
    with acting_as(EVERYTHING):
        make_child(VILLAGE)
        keep_sums(series=MONTHLY, on=ON, at=AT)
    note(supervisor, director)
    with acting_as(EVERYTHING):
        assert keep_sums(series=MONTHLY, on=ON, at=AT) == 1
    slug = "villages_with_trained_worker"
    told = count_told(read_sums(COUNTY, [slug], period="2026-11")[slug], ())
    assert told == {"numerator": 1, "denominator": 2, "unknown": 1}
