"""Every indicator says what it counts; its numbers are those of its rows; every measure is accounted for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hutong.children.models import Child, Evidence, Receipt, RecordedFact, Step
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.determinations.bundles import current_library
from hutong.determinations.models import Departure
from hutong.indicators.actions import keep_sums
from hutong.indicators.coming import get_coming
from hutong.indicators.indicator import DENOMINATOR, NUMERATOR, PARTS, UNKNOWN, When, measure
from hutong.indicators.models import Bulletin
from hutong.indicators.monthly import MONTHLY
from hutong.indicators.periods import Month
from hutong.indicators.queries import count_told, read_sums
from hutong.indicators.registry import DEFINED, INDICATORS
from hutong.indicators.tallies import Areas
from hutong.indicators.tests.test_keeping import find, label
from hutong.lib.translating import translator
from hutong.places.models import Division, Level
from hutong.staff.models import Role
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
NOVEMBER = Month(2026, 11)
WHEN = When(NOVEMBER, ON)
AT = timezone.make_aware(datetime(2026, 11, 5, 9))


@pytest.fixture(autouse=True)
def everything() -> Iterator[None]:
    with acting_as(EVERYTHING):
        yield


def count(slug: str, *areas: str, when: When = WHEN) -> tuple[int, int, int]:
    cells = measure(INDICATORS[slug], Areas(areas or (VILLAGE,)), when)
    parts = dict.fromkeys(PARTS, 0)
    for cell, number in cells.items():
        parts[cell.part] += 0 if cell.of else number
    return parts[NUMERATOR], parts[DENOMINATOR], parts[UNKNOWN]


def note(child: Child, name: str, value: str, **more: Any) -> RecordedFact:
    return RecordedFact.objects.create(child=child, name=name, value=value, **{"recorded_at": AT, **more})


def pay(child: Child, since: date | None, **more: Any) -> Receipt:
    return Receipt.objects.create(child=child, benefit="dibao", since=since, recorded_at=AT, **more)


def open_task(**more: Any) -> Task:
    given = {"place": VILLAGE, "kind": "by_hand", "what": "x", "what_zh": "x", "done_when": "x", "area": COUNTY,
             "body_kind": "education", "begun_at": AT, "here_since": AT}  # fmt: skip
    return Task.objects.create(**{**given, **more})


def test_each_measure_of_the_documents_has_an_indicator_or_a_room_that_brings_it() -> None:
    measures = [
        rule.address
        for one in current_library().list_documents()
        for rule in one.list_rules()
        if rule.kind == "measure"
    ]
    answered = [clause for one in INDICATORS.values() for clause in one.clauses if clause in measures]
    accounted = [*answered, *DEFINED, *get_coming()]
    assert sorted(accounted) == sorted(measures)
    assert len(INDICATORS) >= 12


def test_each_clause_of_an_indicator_stands_in_a_document() -> None:
    known = {rule.address for one in current_library().list_documents() for rule in one.list_rules()}
    assert {clause for one in INDICATORS.values() for clause in one.clauses} <= known
    assert all(one.clauses for one in INDICATORS.values())


@pytest.mark.parametrize("slug", INDICATORS)
def test_an_indicator_says_everything_in_both_languages(slug: str) -> None:
    one = INDICATORS[slug]
    say = translator("zh")
    for sentence in (one.name, one.question, one.numerator, one.denominator, one.unknown):
        assert sentence and say(sentence) != sentence


def test_what_is_owed_and_not_received_is_counted_by_children() -> None:
    first, second, third = make_child(), make_child(), make_child()
    find(first)
    find(first, "dibao")
    find(second, gap="")
    find(third).__class__.objects.filter(child=third).update(verdict="unknown", gap="")
    assert count("owed_not_received") == (1, 2, 1)
    assert count("owed_not_received", when=When(Month(2025, 4), date(2025, 4, 30))) == (0, 0, 0)


def test_what_is_received_and_not_owed_is_counted_among_those_who_receive() -> None:
    wrong, right, made = make_child(), make_child(), make_child()
    for child in (wrong, right, made):
        pay(child, date(2026, 1, 1))
    find(wrong, "dibao", gap="received_not_owed")
    span = find(made, "dibao", gap="")
    type(span).objects.filter(pk=span.pk).update(verdict="unknown")
    assert count("received_not_owed") == (1, 3, 1)


def test_a_fact_is_stale_after_its_days() -> None:
    fresh, old, _ = make_child(), make_child(), make_child()
    days = current_library().vocabulary.facts["school_stage"].entry.fresh_days
    note(fresh, "school_stage", "primary", recorded_at=WHEN.until - timedelta(days=days))
    note(old, "school_stage", "primary", recorded_at=WHEN.until - timedelta(days=days + 2))
    assert count("stale_facts") == (1, 2, 1)


def test_a_fact_without_paper_lacks_evidence() -> None:
    bare, backed, _ = make_child(), make_child(), make_child()
    note(bare, "school_stage", "primary")
    paper = Evidence.objects.create(child=backed, title="证明", made_at=AT)
    note(backed, "school_stage", "primary", evidence=paper)
    assert count("missing_evidence") == (1, 2, 1)


def test_who_is_registered_too_long_without_a_number_is_late() -> None:
    registered: dict[str, Any] = {"state": "registered", "registered_on": date(2026, 1, 5)}
    make_child(**registered)
    make_child(**registered, national_number="N1")
    make_child(state="registered", registered_on=ON)
    make_child(state="registered")
    assert count("not_in_national_system") == (1, 4, 1)


def test_who_is_in_difficulty_and_not_registered_waits() -> None:
    waits, registered, _ = make_child(), make_child(state="registered"), make_child()
    label(waits, "poor")
    label(registered, "poor")
    assert count("labelled_not_registered") == (1, 2, 0)


def test_a_departure_counts_while_it_is_in_force() -> None:
    departed, plain = make_child(), make_child()
    find(departed)
    find(plain)
    worker = make_worker()
    said: dict[str, Any] = {
        "child": departed,
        "benefit": "dibao",
        "verdict": "entitled",
        "reason": "会议决定",
        "by": worker,
        "at": AT,
    }
    Departure.objects.create(**said, since=date(2025, 1, 1))
    assert count("departures") == (1, 2, 1)
    Departure.objects.update(withdrawn_at=AT, withdrawn_by=worker, withdrawn_because="情况变化")
    assert count("departures") == (0, 2, 0)


def test_a_file_is_kept_up_by_whatever_was_recorded_in_the_month() -> None:
    registered: dict[str, Any] = {"state": "registered", "registered_on": date(2026, 1, 5)}
    written, stepped, idle, late = (make_child(**registered) for _ in range(4))
    note(written, "school_stage", "primary")
    Step.objects.create(child=stepped, after="registered", at=AT)
    note(idle, "school_stage", "primary", recorded_at=AT - timedelta(days=40))
    note(late, "school_stage", "primary", recorded_at=AT + timedelta(days=40))
    make_child(state="registered", registered_on=date(2026, 12, 1))
    assert count("files_kept_up") == (2, 4, 0)


def test_disabled_children_of_school_age_are_told_with_health() -> None:
    born = date(2018, 1, 1)
    out, going, asked, small = make_child(born=born), make_child(born=born), make_child(born=born), make_child(born=ON)
    for child in (out, going, asked, small):
        note(child, "disabled", "true")
    note(out, "enrolled", "false")
    note(going, "enrolled", "true")
    assert count("disabled_without_schooling") == (1, 3, 1)
    assert {cell.masks for cell in measure(INDICATORS["disabled_without_schooling"], Areas((VILLAGE,)), WHEN)} == {"1"}


def test_migrant_pupils_are_counted_by_their_school() -> None:
    public, private, unknown = make_child(), make_child(), make_child()
    for child in (public, private, unknown):
        note(child, "is_migrant_child", "true")
        note(child, "school_stage", "primary")
    note(public, "school_public", "true")
    note(private, "school_public", "false")
    assert count("migrant_in_public_school") == (1, 3, 1)


def test_residents_count_wherever_they_are_registered() -> None:
    served, _ = make_child(), make_child()
    pay(served, date(2026, 1, 1))
    make_child(residence_place="430000000000")
    make_child(residence_place="")
    assert count("residents_served") == (1, 2, 1)


def test_tasks_are_overdue_by_body() -> None:
    open_task(due_at=AT)
    open_task(due_at=AT + timedelta(days=60))
    open_task(due_at=None, body_kind="health")
    open_task(due_at=AT, state="done", ended_at=AT)
    assert count("overdue_tasks") == (1, 2, 1)
    by_body = {
        (cell.of, cell.part): n for cell, n in measure(INDICATORS["overdue_tasks"], Areas((VILLAGE,)), WHEN).items()
    }
    assert by_body["education", NUMERATOR] == 1 and by_body["health", UNKNOWN] == 1


def test_answers_are_in_time_by_their_clock() -> None:
    open_task(due_at=AT, state="done", ended_at=AT)
    open_task(due_at=AT, state="done", ended_at=AT + timedelta(hours=1))
    open_task(due_at=AT)
    open_task(due_at=AT, state="withdrawn", ended_at=AT)
    open_task(due_at=AT, state="waiting", paused_since=AT)
    open_task(due_at=AT + timedelta(days=60))
    assert count("answers_in_time") == (1, 3, 1)


def test_days_run_from_the_file_to_the_first_payment_after_it() -> None:
    found_at = timezone.make_aware(datetime(2026, 11, 1, 9))
    helped, twice, before, waits = (make_child(made_at=found_at) for _ in range(4))
    pay(helped, date(2026, 11, 11))
    pay(twice, date(2026, 11, 4))
    pay(twice, date(2026, 11, 6))
    pay(before, date(2026, 10, 1))
    find(waits)
    assert count("days_to_help") == (13, 2, 1)


def test_villages_without_a_worker_are_found_though_they_have_no_file() -> None:
    make_child(VILLAGE)
    for code, level in ((COUNTY, Level.COUNTY), (VILLAGE, Level.VILLAGE), (OTHER_VILLAGE, Level.VILLAGE)):
        Division.objects.create(code=code, name="试", level=level)
    make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    keep_sums(series=MONTHLY, on=ON, at=AT)
    told = count_told(read_sums(COUNTY, ["villages_without_worker"], period="2026-11")["villages_without_worker"], ())
    assert told == {NUMERATOR: 1, DENOMINATOR: 2}


def test_a_bulletin_is_due_in_the_month_after() -> None:
    make_child()
    worker = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    assert count("bulletins_issued", COUNTY) == (0, 1, 0)
    Bulletin.objects.create(place=COUNTY, month="2026-10", figures={}, issued_at=AT, issued_by=worker)
    assert count("bulletins_issued", COUNTY) == (1, 1, 0)


def test_a_new_task_makes_its_place_be_counted_anew() -> None:
    make_child()
    make_child(TOWNSHIP)
    keep_sums(series=MONTHLY, on=ON, at=AT)
    assert keep_sums(series=MONTHLY, on=ON, at=AT) == 0
    open_task(due_at=AT)
    assert keep_sums(series=MONTHLY, on=ON, at=AT) == 1
    assert read_sums(COUNTY, ["overdue_tasks"], period="2026-11")["overdue_tasks"][NUMERATOR] == {"": 1}


@pytest.mark.parametrize("slug", [slug for slug, one in INDICATORS.items() if one.has_rows])
def test_numbers_open_to_as_many_rows(slug: str) -> None:
    child = make_child(state="registered", registered_on=date(2026, 1, 5), born=date(2018, 1, 1))
    for name, value in (
        ("disabled", "true"),
        ("enrolled", "false"),
        ("is_migrant_child", "true"),
        ("school_stage", "primary"),
    ):
        note(child, name, value, recorded_at=AT)
    find(child)
    label(child, "poor")
    open_task(due_at=AT, child=child)
    for part in PARTS:
        rows = INDICATORS[slug].reckoner.open(part, WHEN)
        opened = rows.children if rows.children is not None else rows.tasks
        assert opened is not None
        number = count(slug)[PARTS.index(part)]
        if slug != "days_to_help" or part != NUMERATOR:
            assert opened.count() == number, part
