"""Survey rounds: every village has its list and its task; nobody is forgotten without a reason."""

from datetime import timedelta

import pytest

from hutong.children.models import Child, Recusal
from hutong.children.queries import with_assigned
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_COUNTY,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    acting,
    make_child,
    make_worker,
)
from hutong.places.models import Division, Level
from hutong.places.queries import forget_places
from hutong.services.errors_of_finding import (
    LinesOpen,
    NumbersWrong,
    ReasonNeeded,
    RoundClosed,
    RoundNeeds,
    RoundUnknown,
    VillagesOpen,
)
from hutong.services.models import SurveyLine, SurveyRound, SurveyVillage
from hutong.services.survey_queries import get_village, list_lines, list_linkable, list_progress, list_rounds, sum_up
from hutong.services.surveys import (
    LineSaid,
    add_household,
    close_round,
    excuse_village,
    finish_village,
    link_child,
    open_round,
    reopen_village,
    write_results,
)
from hutong.services.visits import Seen, record_visit
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of
from hutong.tasks.models import Cause, Task

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def county() -> Worker:
    for code, name, level in (
        (COUNTY, "试验县", Level.COUNTY), (TOWNSHIP, "清溪镇", Level.TOWNSHIP),
        (VILLAGE, "上清村", Level.VILLAGE), (OTHER_VILLAGE, "下清村", Level.VILLAGE),
    ):  # fmt: skip
        Division.objects.create(code=code, name=name, level=level)
    forget_places()
    return make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")


@pytest.fixture
def child(county: Worker) -> Child:
    with acting_as(EVERYTHING):
        return make_child(name="万小溪")


@pytest.fixture
def survey(county: Worker, child: Child) -> SurveyRound:
    with acting_as(scope_of(county, on=TODAY)):
        return open_round(area=COUNTY, title="秋季排查", due_on=DUE, by=county, at=NOW)


def village_of(survey: SurveyRound, place: str = VILLAGE) -> SurveyVillage:
    return SurveyVillage.objects.get(round=survey, place=place)


def tasks_of(survey: SurveyRound) -> dict[str, str]:
    with acting_as(EVERYTHING):
        uids = [str(one.uid) for one in SurveyVillage.objects.filter(round=survey)]
        causes = [cause for cause in Cause.objects.all() if cause.key.split(":")[1] in uids]
        tasks = Task.objects.filter(pk__in=[cause.task_id for cause in causes])
        return {task.place: task.state for task in tasks.order_by("pk")}


def test_every_village_gets_its_list_and_its_task(survey: SurveyRound) -> None:
    assert tasks_of(survey) == {VILLAGE: "open", OTHER_VILLAGE: "open"}
    with acting_as(EVERYTHING):
        assert [(line.place, line.child.name) for line in SurveyLine.objects.all() if line.child] == [
            (VILLAGE, "万小溪")
        ]


def test_only_civil_affairs_of_the_county_open_a_round_with_a_name_and_a_day_to_come(county: Worker) -> None:
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as worker, pytest.raises(NotAllowed):
        open_round(area=COUNTY, title="x", due_on=DUE, by=worker, at=NOW)
    with acting_as(scope_of(county, on=TODAY)):
        for area, title, due in ((COUNTY, " ", DUE), (COUNTY, "x", TODAY - timedelta(days=1)), (TOWNSHIP, "x", DUE)):
            with pytest.raises(RoundNeeds):
                open_round(area=area, title=title, due_on=due, by=county, at=NOW)
        with pytest.raises(NotAllowed):
            open_round(area=OTHER_COUNTY, title="x", due_on=DUE, by=county, at=NOW)


def test_unknowns_are_counted_and_a_village_without_results_is_not_done(survey: SurveyRound, child: Child) -> None:
    village = village_of(survey)
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        line = SurveyLine.objects.get()
        with pytest.raises(LinesOpen):
            finish_village(village=village, households=10, households_seen=9, by=worker, at=NOW)
        add_household(village=village, household="田家", said=LineSaid("not_home"), by=worker, at=NOW)
        add_household(village=village, household="水家", said=LineSaid("in_need", "祖母病重"), by=worker, at=NOW)
        with pytest.raises(ReasonNeeded):
            add_household(village=village, household=" ", said=LineSaid("no_child"), by=worker, at=NOW)
        write_results(village=village, said={line.pk: LineSaid("changed")}, seen_on=TODAY, by=worker, at=NOW)
        for households, looked_at in ((10, 11), (None, 1), (10, None)):
            with pytest.raises(NumbersWrong):
                finish_village(village=village, households=households, households_seen=looked_at, by=worker, at=NOW)
        finish_village(village=village, households=10, households_seen=9, by=worker, at=NOW)
        row = next(one for one in list_progress(survey) if one.place == VILLAGE)
        assert (row.lines, row.with_result, row.unknown, row.found, row.households_unseen) == (3, 3, 1, 1, 1)
    assert tasks_of(survey) == {VILLAGE: "done", OTHER_VILLAGE: "open"}


def test_closing_needs_every_village_or_a_reason(survey: SurveyRound, county: Worker) -> None:
    with acting_as(scope_of(county, on=TODAY)):
        line = SurveyLine.objects.get()
        write_results(village=line.village, said={line.pk: LineSaid("moved")}, seen_on=TODAY, by=county, at=NOW)
        finish_village(village=line.village, households=5, households_seen=5, by=county, at=NOW)
        with pytest.raises(VillagesOpen):
            close_round(survey=survey, conclusion="", by=county, at=NOW)
        other = village_of(survey, OTHER_VILLAGE)
        with pytest.raises(ReasonNeeded):
            excuse_village(village=other, reason=" ", by=county, at=NOW)
        excuse_village(village=other, reason="洪水断路", by=county, at=NOW)
        closed = close_round(survey=survey, conclusion="完成", by=county, at=NOW)
        assert not closed.is_open
        with pytest.raises(RoundClosed):
            reopen_village(village=other, reason="x", by=county, at=NOW)
    assert set(tasks_of(survey).values()) == {"done"}


def test_the_village_neither_excuses_itself_nor_closes_the_round(survey: SurveyRound) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        with pytest.raises(NotAllowed):
            excuse_village(village=village_of(survey), reason="忙", by=worker, at=NOW)
        with pytest.raises(NotAllowed):
            close_round(survey=survey, conclusion="", by=worker, at=NOW)
        with pytest.raises(NotAllowed):
            write_results(village=village_of(survey, OTHER_VILLAGE), said={}, seen_on=TODAY, by=worker, at=NOW)


def test_a_village_opened_again_has_a_task_again(survey: SurveyRound, county: Worker) -> None:
    later = NOW + timedelta(days=1)
    with acting_as(scope_of(county, on=TODAY)):
        other = village_of(survey, OTHER_VILLAGE)
        excuse_village(village=other, reason="洪水断路", by=county, at=NOW)
        reopen_village(village=other, reason="路通了", by=county, at=later)
    with acting_as(EVERYTHING):
        states = Task.objects.filter(place=OTHER_VILLAGE).order_by("pk").values_list("state", flat=True)
        assert list(states) == ["done", "open"]


def test_others_see_neither_the_round_nor_the_village(survey: SurveyRound) -> None:
    with acting(Role.CIVIL_AFFAIRS, OTHER_COUNTY):
        assert not list_rounds().exists()
        with pytest.raises(RoundUnknown):
            get_village(village_of(survey).uid)
    with acting(Role.CHILD_DIRECTOR, OTHER_VILLAGE):
        assert list_rounds().count() == 1
        assert [one.place for one in list_progress(survey)] == [OTHER_VILLAGE]
        assert not list_lines(village_of(survey)).exists()


def test_a_line_of_one_s_own_kin_is_not_seen_and_still_keeps_the_village_open(
    survey: SurveyRound, child: Child
) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING):
        Recusal(child=child, worker=director, reason="亲属", declared_by=director, declared_at=NOW).save()
    with acting_as(with_assigned(scope_of(director, on=TODAY), on=TODAY)):
        assert not list_lines(village_of(survey)).exists()
        with pytest.raises(LinesOpen):
            finish_village(village=village_of(survey), households=1, households_seen=1, by=director, at=NOW)


def test_a_visit_during_the_round_is_its_result(survey: SurveyRound, child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        record_visit(child=child, seen=Seen(met="child", visited_on=TODAY, visited_by="田大姐"), by=worker, at=NOW)
        line = SurveyLine.objects.get()
    assert (line.result, line.seen_on) == ("as_known", TODAY)


def test_a_file_begun_for_a_household_is_linked_to_its_line(survey: SurveyRound) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        village = village_of(survey)
        line = add_household(village=village, household="水家", said=LineSaid("in_need"), by=worker, at=NOW)
        found = make_child(name="水小河", made_at=NOW + timedelta(hours=1))
        assert list(list_linkable(village)) == [found]
        link_child(line=line, child=found, by=worker, at=NOW + timedelta(hours=2))
        assert not list_linkable(village).exists()
        assert sum_up(COUNTY, list_progress(survey)).found == 1
