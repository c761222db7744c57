"""Visits: two answers are enough, facts go into the file with the visit as evidence, the next day follows."""

from datetime import date, timedelta

import pytest

from hutong.children.actions import register_child
from hutong.children.models import Child, Evidence, RecordedFact
from hutong.children.tests.making import (
    COUNTY,
    NOW,
    OTHER_VILLAGE,
    TODAY,
    TOWNSHIP,
    VILLAGE,
    acting,
    make_grant,
    make_worker,
)
from hutong.determinations.actions import settle
from hutong.privacy.consenting import give_consent
from hutong.services.errors_of_finding import (
    ClosenessNeeds,
    DayOfVisitNotCome,
    IntervalRefused,
    PictureNeedsConsent,
    VisitNeeds,
)
from hutong.services.jobs import reckon_visits
from hutong.services.models import ClosenessSet, Informing, Visit, VisitDue
from hutong.services.visit_queries import count_due, get_due, list_due, list_informings, list_owed, list_visits
from hutong.services.visiting_days import keep_due_days, list_intervals, set_interval
from hutong.services.visits import Picture, Seen, note_informing, record_visit, set_closeness
from hutong.staff.grants import HIV
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of
from hutong.tasks.actions import open_task, take_step
from hutong.tasks.addressing import resolve
from hutong.tasks.models import Cause, Step, Task
from hutong.tasks.opening import NewCause

pytestmark = pytest.mark.django_db
ENOUGH = Seen(met="child", visited_on=TODAY, visited_by="田大姐")


@pytest.fixture
def child() -> Child:
    with acting_as(EVERYTHING):
        return register_child(
            area=VILLAGE, name="万小溪", born=date(2016, 3, 4), residence_place=VILLAGE, hukou_place=VILLAGE,
            by=None, at=NOW,
        )  # fmt: skip


def seen(**given: object) -> Seen:
    return Seen(**{"met": "child", "visited_on": TODAY, "visited_by": "田大姐", **given})  # type: ignore[arg-type]


def test_whom_one_met_and_who_visited_are_enough(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        visit = record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert (visit.visited_by, visit.typed_by) == ("田大姐", worker)
        with pytest.raises(VisitNeeds):
            record_visit(child=child, seen=seen(met=""), by=worker, at=NOW)
        with pytest.raises(VisitNeeds):
            record_visit(child=child, seen=seen(visited_by=" "), by=worker, at=NOW)


def test_a_visit_of_tomorrow_is_refused(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker, pytest.raises(DayOfVisitNotCome):
        record_visit(child=child, seen=seen(visited_on=TODAY + timedelta(days=1)), by=worker, at=NOW)


def test_what_was_learnt_is_in_the_file_with_the_visit_as_evidence(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        visit = record_visit(
            child=child, seen=seen(facts={"lives_alone": "true", "boards_at_school": None}), by=worker, at=NOW
        )
        facts = {fact.name: fact for fact in RecordedFact.objects.filter(child=child, evidence=visit.evidence)}
        assert set(facts) == {"lives_alone", "boards_at_school"}
        assert facts["lives_alone"].value == "true"
        assert facts["lives_alone"].since == TODAY
        assert not facts["boards_at_school"].is_collected
        assert Evidence.objects.get(visits=visit).title == f"{TODAY} 走访记录"


def test_what_is_as_last_time_is_kept_as_seen_again(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        states = {"living": "good", "mood": "fair"}
        record_visit(child=child, seen=seen(states=states, visited_on=TODAY - timedelta(days=9)), by=worker, at=NOW)
        again = record_visit(child=child, seen=seen(states={**states, "mood": "poor"}), by=worker, at=NOW)
    assert again.carried == "living"


def test_the_next_visit_follows_the_last_and_how_closely_the_child_is_looked_after(child: Child) -> None:
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as worker:
        keep_due_days([child], on=TODAY)
        first = get_due(child)
        assert first is not None
        assert first.due_on == TODAY + timedelta(days=30)
        record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert VisitDue.objects.get(child=child).due_on == TODAY + timedelta(days=180)
        with pytest.raises(ClosenessNeeds):
            set_closeness(child=child, closeness="close", reason="", by=worker, at=NOW)
        set_closeness(child=child, closeness="close", reason="独居", by=worker, at=NOW)
        assert VisitDue.objects.get(child=child).due_on == TODAY + timedelta(days=30)


def test_the_village_does_not_decide_how_closely(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker, pytest.raises(NotAllowed):
        set_closeness(child=child, closeness="close", reason="独居", by=worker, at=NOW)
    with acting_as(EVERYTHING):
        assert not ClosenessSet.objects.exists()


def test_an_area_sets_its_own_interval_and_the_nearest_prevails(child: Child) -> None:
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as county:
        set_interval(area=COUNTY, closeness="ordinary", days=60, reason="县里规定", by=county, at=NOW)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as township:
        keep_due_days([child], on=TODAY)
        set_interval(area=TOWNSHIP, closeness="ordinary", days=20, reason="镇里规定", by=township, at=NOW)
        assert {one.closeness: (one.days, one.area) for one in list_intervals(VILLAGE)} == {
            "close": (30, ""), "regular": (90, ""), "ordinary": (20, TOWNSHIP),
        }  # fmt: skip
        assert VisitDue.objects.get(child=child).due_on == TODAY + timedelta(days=20)
        for days, reason in ((0, "x"), (400, "x"), (10, " ")):
            with pytest.raises(IntervalRefused):
                set_interval(area=TOWNSHIP, closeness="close", days=days, reason=reason, by=township, at=NOW)
        with pytest.raises(NotAllowed):
            set_interval(area=COUNTY, closeness="close", days=9, reason="x", by=township, at=NOW)


def test_a_visit_knows_whether_it_was_late(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        keep_due_days([child], on=TODAY)
        later = NOW + timedelta(days=40)
        visit = record_visit(child=child, seen=seen(visited_on=TODAY + timedelta(days=40)), by=worker, at=later)
        assert visit.due_on == TODAY + timedelta(days=30)
        assert visit.is_late
        assert not record_visit(child=child, seen=ENOUGH, by=worker, at=later).is_late


def test_a_file_that_is_over_is_due_no_longer(child: Child) -> None:
    with acting_as(EVERYTHING):
        keep_due_days([child], on=TODAY)
        child.state, child.closed_on, child.closed_because = "closed", TODAY, "已满18周岁"
        child.save()
        keep_due_days([child], on=TODAY)
        assert get_due(child) is None


def test_the_due_list_is_of_one_s_places_overdue_first(child: Child) -> None:
    with acting_as(EVERYTHING):
        other = register_child(area=OTHER_VILLAGE, name="水小河", by=None, at=NOW - timedelta(days=90))
        keep_due_days([child, other], on=TODAY)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP):
        assert [one.child.name for one in list_due(TOWNSHIP, on=TODAY, days=40)] == ["水小河", "万小溪"]
    with acting(Role.CHILD_DIRECTOR, VILLAGE):
        assert count_due(TOWNSHIP, on=TODAY, days=40) == 1


def test_visits_are_seen_with_the_child_alone(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert list_visits(child).count() == 1
    with acting(Role.CHILD_DIRECTOR, OTHER_VILLAGE) as stranger:
        assert not Visit.objects.exists()
        with pytest.raises(Exception, match="no such file"):
            record_visit(child=child, seen=ENOUGH, by=stranger, at=NOW)


def test_what_the_family_is_owed_now_is_told_or_helped_with_and_both_recorded(child: Child) -> None:
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as worker:
        settle(child=child, on=TODAY, at=NOW, because="registered")
        before = {one.finding.benefit for one in list_owed(child, on=TODAY)}
        facts = {"father.dead": "true", "mother.dead": "true", "orphan_recognised": "true"}
        visit = record_visit(child=child, seen=seen(facts=facts), by=worker, at=NOW)
        settle(child=child, on=TODAY, at=NOW, because="page")
        owed = {one.finding.benefit: one for one in list_owed(child, on=TODAY, since=TODAY)}
        assert "orphan_protection" in set(owed) - before
        assert owed["orphan_protection"].is_new
        note_informing(
            child=child, benefit="orphan_protection", place=owed["orphan_protection"].finding.place, how="told",
            visit=visit, by=worker, at=NOW,
        )  # fmt: skip
        note_informing(child=child, benefit="orphan_protection", place="", how="helped", by=worker, at=NOW)
        last = {one.finding.benefit: one.last for one in list_owed(child, on=TODAY)}["orphan_protection"]
        assert last is not None
        assert last.how == "helped"
        assert [one.how for one in list_informings(child)] == ["helped", "told"]
        with pytest.raises(VisitNeeds):
            note_informing(child=child, benefit="no_such", place="", how="told", by=worker, at=NOW)


def test_whoever_wrote_down_what_it_rests_on_is_told_what_the_family_is_owed_and_others_are_not(child: Child) -> None:
    facts = {"father.dead": "true", "mother.imprisoned": "true", "mother.imprisoned_term_months": "60"}
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        record_visit(child=child, seen=seen(facts=facts), by=worker, at=NOW)
        settle(child=child, on=TODAY, at=NOW, because="page")
        assert "de_facto_living" in {one.finding.benefit for one in list_owed(child, on=TODAY)}
    with acting(Role.CHILD_DIRECTOR, VILLAGE):
        assert "de_facto_living" not in {one.finding.benefit for one in list_owed(child, on=TODAY)}


def test_being_told_of_a_benefit_of_a_hidden_class_is_itself_hidden(child: Child) -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    with acting_as(EVERYTHING):
        note_informing(child=child, benefit="hiv_allowance", place="", how="told", by=county, at=NOW)
        assert Informing.objects.get().secrecy
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        assert not list_informings(child).exists()
    make_grant(worker, HIV, VILLAGE)
    with acting_as(scope_of(worker, on=TODAY)):
        assert list_informings(child).count() == 1


def test_the_job_gives_new_files_a_day_and_takes_it_from_those_that_are_over(child: Child) -> None:
    assert reckon_visits() == 1
    assert reckon_visits() == 0
    with acting_as(EVERYTHING):
        assert get_due(child) is not None
        child.state, child.closed_on, child.closed_because = "closed", TODAY, "已满18周岁"
        child.save()
        assert reckon_visits() == 1
        assert get_due(child) is None


VISITED, OTHER = "000000/gf2016-36#3.1/ad", "000000/gf2016-36#3.1/ab"


def make_task(child: Child, *clauses: str, body: str = "child_director", level: str = "village") -> Task:
    """A task of the child with these clauses; the worker who answers must be there already."""
    task = open_task(
        kind="visit", addressee=resolve(body, level=level, place=VILLAGE, on=TODAY),
        cause=NewCause(key=f"test:{body}:{clauses[0]}", clause=clauses[0]), place=VILLAGE, what="x", what_zh="x",
        done_when="x", child=child, at=NOW,
    )  # fmt: skip
    with acting_as(EVERYTHING):
        for clause in clauses[1:]:
            Cause.objects.create(task=task, key=f"test:{body}:{clause}", clause=clause, since=NOW)
    return task


def state_of(task: Task) -> str:
    with acting_as(EVERYTHING):
        return Task.objects.get(pk=task.pk).state


@pytest.mark.parametrize("before", ["open", "accepted", "waiting"])
def test_a_visit_finishes_the_task_that_asks_for_it_and_closes_the_day(child: Child, before: str) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        task = make_task(child, VISITED)
        keep_due_days([child], on=TODAY)
        if before != "open":
            take_step(task=task, step="accept", by=worker, at=NOW)
        if before == "waiting":
            take_step(task=task, step="pause", by=worker, at=NOW, words="外出")
        visit = record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        step = Step.objects.get(step="finish")
        assert (step.by, step.evidence, step.from_state, step.to_state) == (worker, visit.evidence, before, "done")
        due = get_due(child)
        assert due is not None and due.last_on == TODAY and due.due_on > TODAY
    assert state_of(task) == "done"


def test_a_visit_without_a_task_closes_the_day_too(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        keep_due_days([child], on=TODAY)
        record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        due = get_due(child)
        assert due is not None and due.last_on == TODAY and due.due_on > TODAY
        assert not Step.objects.exists()


def test_a_visit_at_which_nobody_was_met_finishes_nothing(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        task = make_task(child, VISITED)
        record_visit(child=child, seen=seen(met="nobody"), by=worker, at=NOW)
    assert state_of(task) == "open"


def test_a_township_that_visits_finishes_the_villages_task_by_the_system_and_not_the_other_way(child: Child) -> None:
    make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting(Role.CHILD_SUPERVISOR, TOWNSHIP) as worker:
        village = make_task(child, VISITED)
        record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert Step.objects.get(step="finish").by is None
    assert state_of(village) == "done"
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as director:
        township = make_task(child, VISITED, body="child_supervisor", level="township")
        record_visit(child=child, seen=ENOUGH, by=director, at=NOW)
    assert state_of(township) == "open"


def test_a_task_that_asks_for_more_is_replied_to_and_goes_on(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        task = make_task(child, VISITED, OTHER)
        visit = record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert Step.objects.get(step="reply").evidence == visit.evidence
    assert state_of(task) == "open"


def test_a_visit_says_nothing_to_tasks_of_other_clauses(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        make_task(child, OTHER)
        record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert not Step.objects.exists()


PICTURE = Picture(b"\x89PNG\r\n\x1a\n invented", "image/png")


def test_a_photograph_needs_a_consent_and_the_visit_does_not(child: Child) -> None:
    with acting(Role.CHILD_DIRECTOR, VILLAGE) as worker:
        with pytest.raises(PictureNeedsConsent):
            record_visit(child=child, seen=seen(picture=PICTURE), by=worker, at=NOW)
        assert not Visit.objects.exists()
        record_visit(child=child, seen=ENOUGH, by=worker, at=NOW)
        assert not Evidence.objects.exclude(file="").exists()
        give_consent(
            child=child, purpose="photographs", given_on=TODAY, way="in_person", by_guardian=True,
            guardian_name="水奶奶", by=worker, at=NOW,
        )  # fmt: skip
        visit = record_visit(child=child, seen=seen(picture=PICTURE), by=worker, at=NOW)
        assert Evidence.objects.exclude(file="").get() == visit.evidence
