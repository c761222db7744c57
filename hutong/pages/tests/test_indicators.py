"""Boards, rows behind their numbers, and the bulletin: who sees what, and that numbers lead where they say."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hutong.audit.models import Entry
from hutong.children.models import Child, RecordedFact, Step
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_worker
from hutong.exchange.counting import keep_sums_now
from hutong.indicators.afterwards import count_afterwards
from hutong.indicators.boards import Figure, Reader, list_with_second, read_figures, without_small
from hutong.indicators.bulletins import draft, issue_bulletin, read_content, write_content
from hutong.indicators.errors import BulletinIssued, BulletinTooEarly, BulletinTooLong
from hutong.indicators.models import Bulletin, KeptSum
from hutong.indicators.periods import list_closed_months, month_of
from hutong.indicators.registry import INDICATORS
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of
from hutong.tasks.models import Task

pytestmark = pytest.mark.django_db
LARGEST = 100_000
COUNTS_ONLY = (Role.LEADER, Role.INSPECTOR, Role.AUDITOR)
Signed = Callable[[str], Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    people = make_people()
    for number in range(4):
        make_file(people["assigned"], name=f"试验{number}")
    make_file(people["assigned"], OTHER_VILLAGE, name="邻村的")
    at = timezone.now()
    with acting_as(EVERYTHING):
        for child in Child.objects.all():
            Task.objects.create(
                child=child, place=child.area, kind="by_hand", what="Visit", what_zh="入户", done_when="x", area=COUNTY,
                body_kind="civil_affairs", begun_at=at, here_since=at, due_at=at - timedelta(days=1),
            )  # fmt: skip
    keep_sums_now()
    yield people
    forget_places()


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def visit(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def body_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
@pytest.mark.parametrize(("who", "most"), [("county", 16), ("colleague", 16), ("assigned", 16), ("leader", 16)])
def test_the_board_shows_every_indicator_and_asks_little(
    who: str, most: int, lang: str, signed: Signed, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor = signed(who)
    visitor.cookies["django_language"] = lang
    visitor.get(reverse("indicators"))
    with django_assert_max_num_queries(most):
        page = visitor.get(reverse("indicators"))
    assert page.status_code == 200
    assert len(page.content) < LARGEST
    assert [line.indicator.slug for line in page.context["lines"]] == list(INDICATORS)
    counted = {line.indicator.slug: line.figure.numerator for line in page.context["lines"]}
    village = who == "assigned"
    assert counted["overdue_tasks"] == (4 if village else 5)


@pytest.mark.parametrize("slug", INDICATORS)
def test_each_indicator_has_its_page_with_places_months_and_clauses(
    slug: str, signed: Signed, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor = signed("county")
    visitor.get(reverse("indicator", args=[slug]))
    with django_assert_max_num_queries(20):
        page = visitor.get(reverse("indicator", args=[slug]))
    assert page.status_code == 200
    assert page.context["clauses"] and page.context["by_place"]
    assert "/library/documents/" in body_of(page)


def test_a_number_opens_to_as_many_files_as_it_says(signed: Signed) -> None:
    visitor = signed("county")
    board = visitor.get(reverse("indicators"))
    for line in board.context["lines"]:
        one = line.indicator
        if not one.has_rows or one.is_mean:
            continue
        for part in ("numerator", "denominator", "unknown"):
            page = visitor.get(reverse("indicator_rows", args=[one.slug]), {"part": part})
            assert page.status_code == 200
            assert len(page.context.get("rows", ())) == getattr(line.figure, part), (one.slug, part)


def test_rows_are_those_of_the_place_and_noted(signed: Signed) -> None:
    visitor = signed("assigned")
    page = visitor.get(reverse("indicator_rows", args=["missing_evidence"]), {"part": "denominator"})
    assert "试验0" in body_of(page) and "邻村的" not in body_of(page)
    noted = Entry.objects.filter(door="indicator_rows").latest("pk")
    assert noted.rows == 4
    assert visitor.get(reverse("indicator_rows", args=["stale_facts"]), {"place": OTHER_VILLAGE}).status_code == 404


def test_rows_come_page_by_page(people: dict[str, Worker], signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hutong.pages.indicators.rows.PAGE", 2)
    visitor, found = signed("county"), set()
    page = visitor.get(reverse("indicator_rows", args=["overdue_tasks"]))
    while True:
        found |= {row.task.pk for row in page.context["rows"]}
        if not page.context["following"]:
            break
        page = visitor.get(page.context["following"])
    with acting_as(EVERYTHING):
        assert found == set(Task.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("role", COUNTS_ONLY)
def test_who_sees_no_file_sees_how_many_and_no_row(role: Role, people: dict[str, Worker]) -> None:
    visitor = visit(make_worker(role, COUNTY, kind="civil_affairs"))
    pages = [visitor.get(reverse("indicators")), visitor.get(reverse("indicator", args=["overdue_tasks"]))]
    for page in pages:
        assert page.status_code == 200
        assert "试验" not in body_of(page).replace("试验县", "").replace("试验省", "").replace("试验市", "")
        assert "/rows" not in body_of(page)
    assert visitor.get(reverse("indicator_rows", args=["overdue_tasks"])).status_code == 403
    assert visitor.get(reverse("indicators"), {"place": OTHER_COUNTY}).status_code == 404
    assert reverse("indicators") in body_of(visitor.get(reverse("home")))


def test_small_numbers_are_not_told_to_who_sees_no_file(people: dict[str, Worker], signed: Signed) -> None:
    page = signed("leader").get(reverse("indicator", args=["overdue_tasks"]), {"place": TOWNSHIP})
    assert [(row.name, row.numerator) for row in page.context["by_place"]] == [("上清村", "少量"), ("下清村", "少量")]
    assert [row.numerator for row in signed("county").get(
        reverse("indicator", args=["overdue_tasks"]), {"place": TOWNSHIP}
    ).context["by_place"]] == ["4", "1"]  # fmt: skip


def test_a_small_number_is_not_what_is_left_of_others() -> None:
    assert without_small(Figure(2, 10, 0)) == Figure(None, 10, 0)
    assert without_small(Figure(9, 10, 1)) == Figure(None, 10, None)
    assert without_small(Figure(10, 10, 0)) == Figure(10, 10, 0)
    assert without_small(Figure(1, 1, 0)) == Figure(None, None, 0)
    told = list_with_second([Figure(None, 10, 0), Figure(9, 20, 0), Figure(6, 30, 0), Figure(0, 5, 0)])
    assert [one.numerator for one in told] == [None, 9, None, 0]


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_others_see_no_board(role: Role, people: dict[str, Worker]) -> None:
    visitor = visit(make_worker(role, COUNTY, kind="civil_affairs"))
    assert visitor.get(reverse("indicators")).status_code == 403
    assert visitor.get(reverse("indicator_definitions")).status_code == 403


def test_kin_is_not_counted_in_small_places(people: dict[str, Worker]) -> None:
    scope = scope_of(people["colleague"], on=timezone.localdate())
    with acting_as(EVERYTHING):
        own = Child.objects.filter(area=VILLAGE).values_list("pk", flat=True)[0]
    month, one = month_of(timezone.localdate()), INDICATORS["overdue_tasks"]
    for kept_from, number in ((frozenset[int](), 4), (frozenset({own}), 3)):
        with acting_as(type(scope)(scope.worker, scope.held, kept_from=kept_from, uid=scope.uid)):
            reader = Reader(frozenset(), opens_rows=True, counts_rows=bool(kept_from))
            figures = read_figures([VILLAGE], [month], [one], reader)
        assert [figure.numerator for figure in figures.values()] == [number]


def test_the_month_before_is_compared_with(signed: Signed) -> None:
    before = month_of(timezone.localdate()).before
    KeptSum.objects.filter(period=str(before), series="overdue_tasks").delete()
    for part, number in (("numerator", 1), ("denominator", 2)):
        KeptSum.objects.create(
            digits=6, prefix=COUNTY[:6], period=str(before), series="overdue_tasks", key=part, number=number
        )
    line = next(
        line
        for line in signed("county").get(reverse("indicators")).context["lines"]
        if line.indicator.slug == "overdue_tasks"
    )
    assert line.change == ("+50.0个百分点", "bad")
    page = signed("county").get(reverse("indicator_rows", args=["residents_served"]), {"month": str(before)})
    assert page.context["is_kept"] is False


def test_a_month_of_which_there_is_no_record_is_not_shown_as_nothing(signed: Signed) -> None:
    long_ago = {"month": "2019-05"}
    board = signed("county").get(reverse("indicators"), long_ago)
    assert not any(line.figure.is_known for line in board.context["lines"])
    page = body_of(board)
    assert "无记录" in page and "无数据" not in page
    one = signed("county").get(reverse("indicator", args=["stale_facts"]), long_ago)
    assert [bar.value for bar in one.context["bars"]] == ["无记录"]


def test_a_month_counted_afterwards_says_so_and_opens_to_its_rows(signed: Signed) -> None:
    on = timezone.localdate()
    closed = list_closed_months(on, 1)[0]
    with acting_as(EVERYTHING):
        Child.objects.update(made_at=timezone.now() - timedelta(days=400))
        for child in Child.objects.all():
            Step.objects.create(child=child, after=child.state, at=child.made_at)
        KeptSum.objects.filter(period=str(closed)).delete()
        count_afterwards(on=on)
    board = signed("county").get(reverse("indicators"), {"month": str(closed)})
    assert "补算" in body_of(board)
    line = next(one for one in board.context["lines"] if one.indicator.slug == "missing_evidence")
    rows = signed("county").get(
        reverse("indicator_rows", args=["missing_evidence"]), {"month": str(closed), "part": "unknown"}
    )
    assert line.figure.is_known and len(rows.context["rows"]) == line.figure.unknown > 0


def test_definitions_name_every_measure(signed: Signed) -> None:
    page = body_of(signed("county").get(reverse("indicator_definitions")))
    assert all(
        f"/clauses/{clause.rpartition('/')[0].partition('#')[2]}" in page
        for one in INDICATORS.values()
        for clause in one.clauses
    )
    assert "家庭教育训诫" in page


def issue(visitor: Client, month: object, words: str = "八村已走访") -> object:
    return visitor.post(reverse("bulletin_issue", args=[COUNTY, month]), {"words": words})


def test_the_county_issues_its_bulletin_and_the_village_reads_it(signed: Signed) -> None:
    month = month_of(timezone.localdate()).before
    address = reverse("bulletin", args=[COUNTY, month])
    assert signed("assigned").get(address).status_code == 404
    assert "草稿" in body_of(signed("county").get(address))
    assert issue(signed("county"), month).status_code == 302  # type: ignore[attr-defined]
    assert "八村已走访" in body_of(signed("assigned").get(address))
    assert address in body_of(signed("assigned").get(reverse("bulletins")))
    assert issue(signed("county"), month, "又一次").status_code == 302  # type: ignore[attr-defined]
    assert Bulletin.objects.get().words == "八村已走访"


def test_who_does_not_keep_the_files_issues_none(signed: Signed) -> None:
    month = month_of(timezone.localdate()).before
    assert issue(signed("leader"), month).status_code == 403  # type: ignore[attr-defined]
    assert issue(signed("assigned"), month).status_code == 404  # type: ignore[attr-defined]
    assert not Bulletin.objects.exists()


def test_a_bulletin_is_refused_with_what_to_do(people: dict[str, Worker]) -> None:
    on, at, county = timezone.localdate(), timezone.now(), people["county"]
    with acting_as(scope_of(county, on=on)):
        running = draft(COUNTY, month_of(on), on=on, counted_at=at)
        over = draft(COUNTY, month_of(on).before, on=on, counted_at=at)
        with pytest.raises(BulletinTooEarly, match="Issue the bulletin from"):
            issue_bulletin(content=running, words="", by=county, on=on, at=at)
        with pytest.raises(BulletinTooLong):
            issue_bulletin(content=over, words="长" * 4001, by=county, on=on, at=at)
        issued = issue_bulletin(content=over, words="", by=county, on=on, at=at)
        with pytest.raises(BulletinIssued):
            issue_bulletin(content=over, words="", by=county, on=on, at=at)
        assert write_content(read_content(issued)) == issued.figures
        with pytest.raises(NotAllowed):
            issue_bulletin(content=draft(TOWNSHIP, over.month, on=on, counted_at=at), words="", by=county, on=on, at=at)


def test_a_bulletin_stays_as_it_was_issued(signed: Signed) -> None:
    month = month_of(timezone.localdate()).before
    given = {"digits": 6, "prefix": COUNTY[:6], "period": str(month), "series": "overdue_tasks"}
    KeptSum.objects.create(**given, key="denominator", number=20)
    issue(signed("county"), month)
    before = body_of(signed("leader").get(reverse("bulletin", args=[COUNTY, month])))
    KeptSum.objects.all().delete()
    assert body_of(signed("leader").get(reverse("bulletin", args=[COUNTY, month]))).count("<td") == before.count("<td")
    assert Bulletin.objects.get().figures["here"]["overdue_tasks"] == [0, 20, 0]


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_bulletin_is_saved_as_pdf_and_as_a_workbook_with_charts(lang: str, signed: Signed) -> None:
    visitor, month = signed("county"), month_of(timezone.localdate())
    visitor.cookies["django_language"] = lang
    paper = visitor.get(reverse("bulletin_pdf", args=[COUNTY, month]))
    assert paper.content.startswith(b"%PDF") and len(paper.content) > 5_000
    book = visitor.get(reverse("bulletin_workbook", args=[COUNTY, month]))
    names = ZipFile(BytesIO(book.content)).namelist()
    assert "xl/charts/chart1.xml" in names and "xl/worksheets/sheet3.xml" in names
    assert Entry.objects.filter(door="bulletin_workbook", way="export").exists()


@pytest.mark.parametrize("month", ["2999-01", "1900-13", "x"])
def test_a_month_to_come_has_no_bulletin(month: str, signed: Signed) -> None:
    assert signed("county").get(reverse("bulletin", args=[COUNTY, month])).status_code == 404


def test_facts_that_are_stale_are_the_same_as_in_the_list(people: dict[str, Worker], signed: Signed) -> None:
    with acting_as(EVERYTHING):
        some = RecordedFact.objects.filter(name="father.imprisoned").values_list("pk", flat=True)[:2]
        RecordedFact.objects.filter(pk__in=list(some)).update(recorded_at=timezone.now() - timedelta(days=4000))
    listed = signed("county").get(reverse("children"), {"stale": "1"}).context["rows"]
    page = signed("county").get(reverse("indicator_rows", args=["stale_facts"]))
    assert {row.child.pk for row in page.context["rows"]} == {row.child.pk for row in listed} != set()


def test_a_training_is_noted_on_its_page_and_taken_back(people: dict[str, Worker], signed: Signed) -> None:
    visitor, director = signed("colleague"), people["assigned"]
    assert signed("assigned").get(reverse("trainings")).status_code == 403
    given = {"on": str(timezone.localdate()), "title": "走访怎么做", "worker": [str(director.uid)]}
    faults: tuple[dict[str, object], ...] = ({"worker": []}, {"on": ""}, {"title": ""}, {"worker": ["x"]})
    for wrong in faults:
        assert visitor.post(reverse("training_note"), {**given, **wrong}).status_code == 422
    assert visitor.post(reverse("training_note"), given).status_code == 302
    page = body_of(visitor.get(reverse("trainings")))
    assert "走访怎么做" in page
    (noted,) = director.trainings.all()
    assert signed("leader").post(reverse("training_take_back", args=[noted.pk])).status_code == 403
    assert visitor.post(reverse("training_take_back", args=[noted.pk])).status_code == 302
    assert visitor.post(reverse("training_take_back", args=[noted.pk + 1])).status_code == 404
    assert "走访怎么做" not in body_of(visitor.get(reverse("trainings")))
