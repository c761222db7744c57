"""The national system: who is due, what was typed there, what its export says, and who is right."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from hutong.children.actions import add_kin, change_child, record_fact, register_child
from hutong.children.models import Child, RecordedFact, State
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_number, make_worker
from hutong.exchange.errors import DifferenceGone, FileKindUnknown, NotTakeable, NumberFaulty, NumberTaken
from hutong.exchange.models import Import, ImportRow, NationalDecision, NationalEntry
from hutong.exchange.national.actions import (
    begin_comparison,
    mark_entered,
    match_row,
    settle_difference,
    take_numbers,
    tick_copied,
    withdraw_entry,
)
from hutong.exchange.national.clock import WORKING_DAYS, latest_registration, limits, read_clocks
from hutong.exchange.national.comparing import count_changed, list_not_there
from hutong.exchange.national.differences import is_same
from hutong.exchange.national.form import BY_KEY, FIELDS
from hutong.exchange.national.queries import count_place, list_children, read_sheet
from hutong.exchange.sealed_files import read_file
from hutong.exchange.tests.making import work
from hutong.ledgers.limits import DEFAULT_LIMITS
from hutong.ledgers.opening import list_raw_sheets
from hutong.ledgers.tests.ledger_files import write_plain_xlsx
from hutong.places.models import CalendarDay
from hutong.places.working_days import add_working_days
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, NotAllowed, acting_as, scope_of

pytestmark = pytest.mark.django_db
TODAY = date.today()
AT = datetime.now(tz=UTC)
NUMBER = make_number(date(2015, 3, 4))
ON = date(2025, 6, 30)


@pytest.fixture
def officer() -> Iterator[Worker]:
    worker = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    with acting_as(scope_of(worker, on=TODAY)):
        yield worker


def register(name: str = "万小溪", *, on: date = TODAY, area: str = VILLAGE, **fields: Any) -> Child:
    """A registered child."""
    child = register_child(area=area, name=name, by=None, at=AT, **fields)
    child.state, child.registered_on = State.REGISTERED, on
    child.save(update_fields=["state", "registered_on"])
    return child


def compare(folder: Path, by: Worker, rows: list[dict[str, Any]], *, area: str = COUNTY) -> Import:
    """Their export, compared to its end."""
    header = list(rows[0])
    file = write_plain_xlsx(folder / "export.xlsx", [header, *([row.get(name, "") for name in header] for row in rows)])
    return work(
        begin_comparison(area=area, as_of=TODAY, name="全国系统导出.xlsx", content=file.read_bytes(), by=by, at=AT)
    )


def plans(batch: Import) -> list[str]:
    return list(ImportRow.objects.filter(batch=batch).order_by("number").values_list("plan", flat=True))


def differing(child: Child) -> Mapping[str, tuple[str, str]]:
    child.refresh_from_db()
    return {one.field.key: (one.ours, one.theirs) for one in read_sheet(child, on=TODAY).differences}


# ---- The clock


def test_the_thirtieth_working_day_is_the_last() -> None:
    clock = read_clocks([date(2025, 6, 3)], on=ON)[date(2025, 6, 3)]
    assert clock.due == add_working_days(date(2025, 6, 3), WORKING_DAYS) == date(2025, 7, 15)
    assert (clock.left, clock.is_late, clock.unpublished) == (11, False, ())
    assert read_clocks([date(2025, 6, 3)], on=clock.due)[date(2025, 6, 3)].left == 0


def test_the_day_after_is_late_even_on_a_sunday() -> None:
    friday = date(2025, 7, 18)
    registered = latest_registration(due_by=friday)
    assert read_clocks([registered], on=friday)[registered].is_soon
    assert read_clocks([registered], on=date(2025, 7, 20))[registered].is_late


def test_a_year_that_is_not_published_is_named() -> None:
    day = date(2031, 12, 1)
    assert read_clocks([day], on=day)[day].unpublished == (2031, 2032)


def test_a_day_off_moves_the_last_day() -> None:
    before = read_clocks([date(2025, 6, 3)], on=ON)[date(2025, 6, 3)].due
    CalendarDay.objects.create(day=date(2025, 7, 1), is_worked=False)
    assert read_clocks([date(2025, 6, 3)], on=ON)[date(2025, 6, 3)].due > before


@pytest.mark.parametrize("on", [date(2025, 2, 6), date(2025, 6, 30), date(2025, 7, 20), date(2025, 10, 9)])
def test_the_limits_of_lists_are_those_of_the_clock(on: date) -> None:
    """Every day of three months lands in the list that its own clock says."""
    overdue, soon = limits(on=on)
    days = [date.fromordinal(on.toordinal() - back) for back in range(90)]
    for day, clock in read_clocks(days, on=on).items():
        assert clock.is_late == (day <= overdue), day
        assert clock.is_soon == (overdue < day <= soon), day


# ---- Lists


def test_children_are_listed_by_how_urgent_they_are(officer: Worker) -> None:
    late, soon, new = (
        register("甲", on=add_working_days(TODAY, -40)),
        register("乙", on=add_working_days(TODAY, -25)),
        register("丙"),
    )
    done = register("丁", on=add_working_days(TODAY, -50))
    mark_entered(child=done, number="N0001", by=officer, at=AT, entered_on=TODAY, on=TODAY)
    register_child(area=VILLAGE, name="待核实", by=None, at=AT)
    shown = {kind: [row.child for row in list_children(COUNTY, shown=kind, on=TODAY).rows]
             for kind in ("overdue", "due_soon", "not_entered", "entered", "different")}  # fmt: skip
    assert shown == {
        "overdue": [late], "due_soon": [soon], "not_entered": [late, soon, new], "entered": [done], "different": [],
    }  # fmt: skip
    assert count_place(COUNTY, on=TODAY) == {kind: len(found) for kind, found in shown.items()}


def test_pages_of_the_list_miss_nobody_and_repeat_nobody(officer: Worker) -> None:
    children = [register(f"儿童{number}", on=add_working_days(TODAY, -number // 2)) for number in range(7)]
    undated = register("无日期")
    Child.objects.filter(pk=undated.pk).update(registered_on=None)
    seen, after = [], None
    while True:
        page = list_children(COUNTY, shown="not_entered", on=TODAY, after=after, limit=3)
        seen += [row.child.pk for row in page.rows]
        after = page.after
        if after is None:
            break
    assert sorted(seen) == sorted([*(child.pk for child in children), undated.pk])
    assert seen[-1] == undated.pk


# ---- Marking and ticking


def test_marking_writes_the_number_and_stops_the_clock(officer: Worker) -> None:
    child = register()
    assert read_sheet(child, on=TODAY).clock is not None
    entry = mark_entered(
        child=child, number=" 4310-22 ".replace(" ", ""), by=officer, at=AT, entered_on=TODAY, on=TODAY
    )
    child.refresh_from_db()
    sheet = read_sheet(child, on=TODAY)
    assert (child.national_number, sheet.state, sheet.clock) == ("4310-22", "entered", None)
    assert entry.entered_by == officer


@pytest.mark.parametrize("number", ["", "=1+1", "编号一", "x" * 41, "1"])
def test_what_is_no_number_is_refused(officer: Worker, number: str) -> None:
    with pytest.raises(NumberFaulty):
        mark_entered(child=register(), number=number, by=officer, at=AT, entered_on=TODAY, on=TODAY)


def test_a_number_is_one_childs(officer: Worker) -> None:
    mark_entered(child=register("甲"), number="N0001", by=officer, at=AT, entered_on=TODAY, on=TODAY)
    with pytest.raises(NumberTaken):
        mark_entered(child=register("乙"), number="N0001", by=officer, at=AT, entered_on=TODAY, on=TODAY)


def test_the_village_marks_nobody() -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING):
        child = register()
    with acting_as(scope_of(director, on=TODAY)), pytest.raises(NotAllowed):
        mark_entered(child=child, number="N0001", by=director, at=AT, entered_on=TODAY, on=TODAY)


def test_a_mark_is_taken_back_and_nothing_stays_known(officer: Worker) -> None:
    child = register()
    mark_entered(child=child, number="N0001", by=officer, at=AT, entered_on=TODAY, on=TODAY)
    withdraw_entry(child=child, by=officer, at=AT, on=TODAY)
    child.refresh_from_db()
    sheet = read_sheet(child, on=TODAY)
    assert (child.national_number, sheet.state, sheet.entry.theirs) == ("", "not_entered", "{}")


def test_a_ticked_field_that_changes_here_is_to_be_typed_anew(officer: Worker) -> None:
    child = register()
    tick_copied(child=child, ticked={"name"}, shown={"name": "万小溪", "sex": ""}, on=TODAY)
    mark_entered(child=child, number="N0001", by=officer, at=AT, entered_on=TODAY, on=TODAY)
    assert differing(child) == {}
    change_child(child=child, by=officer, at=AT, name="万小河")
    assert differing(child) == {"name": ("万小河", "万小溪")}
    assert NationalEntry.objects.get(child=child).open_count == 0, "not counted anew yet"
    with acting_as(EVERYTHING):
        assert count_changed(on=TODAY) == 1
        assert count_changed(on=TODAY) == 0
    assert NationalEntry.objects.get(child=child).open_count == 1
    tick_copied(child=child, ticked={"name"}, shown={"name": "万小河"}, on=TODAY)
    assert differing(child) == {}


def test_taking_a_tick_off_forgets_the_field(officer: Worker) -> None:
    child = register()
    tick_copied(child=child, ticked={"name"}, shown={"name": "万小溪"}, on=TODAY)
    tick_copied(child=child, ticked=set(), shown={"name": "万小溪"}, on=TODAY)
    lines = {line.field.key: line for _, some in read_sheet(child, on=TODAY).screens for line in some}
    assert lines["name"].theirs is None


def test_the_sheet_tells_the_family_in_their_words(officer: Worker) -> None:
    child = register(sex="2", born=date(2016, 3, 4), hukou_kind="here")
    add_kin(child=child, relation="father", name="万大山", is_guardian=True, by=officer, at=AT)
    record_fact(child=child, name="father.imprisoned", value=True, by=officer, at=AT)
    record_fact(child=child, name="father.imprisoned_until", value=date(2030, 5, 1), by=officer, at=AT)
    record_fact(child=child, name="school_stage", value="preschool", by=officer, at=AT)
    told = {line.field.header: line.ours for _, some in read_sheet(child, on=TODAY).screens for line in some}
    assert told["父亲/现状况"] == "服刑在押" and told["父亲/状况结束日期"] == "2030-05-01"
    assert (told["父亲/姓名"], told["父亲/是否监护人"]) == ("万大山", "是")
    assert (told["就学情况"], told["户口分类"], told["性别"]) == ("幼儿园", "本辖区", "女")


def test_what_needs_a_grant_is_withheld_from_the_sheet(officer: Worker) -> None:
    """Somebody to whom custody of a parent is not told sees the field, and that it is withheld."""
    child = register()
    record_fact(child=child, name="father.imprisoned", value=True, by=officer, at=AT)
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(scope_of(director, on=TODAY)):
        lines = {line.field.key: line for _, some in read_sheet(child, on=TODAY).screens for line in some}
    assert lines["father_situation"].is_withheld and lines["father_situation"].ours == ""
    assert not lines["father_name"].is_withheld


# ---- Their export


def test_every_row_is_matched_compared_or_named(officer: Worker, tmp_path: Path) -> None:
    same = register("甲一", identity_number=NUMBER, born=date(2015, 3, 4), sex="1")
    other = register("乙二", national_number="N0002", born=date(2014, 1, 1))
    perhaps, missing = register("丙三", born=date(2013, 5, 5)), register("丁四", on=add_working_days(TODAY, -5))
    sex = "女" if int(NUMBER[16]) % 2 == 0 else "男"
    batch = compare(
        tmp_path,
        officer,
        [
            {"儿童编号": "N0001", "姓名": "甲一", "身份证号": NUMBER, "性别": sex, "出生日期": "2015年3月4日"},
            {"儿童编号": "N0002", "姓名": "乙二", "身份证号": "", "性别": "男", "出生日期": "2014-02-01"},
            {"儿童编号": "N0003", "姓名": "丙三", "身份证号": "", "性别": "", "出生日期": "20130505"},
            {"儿童编号": "N0009", "姓名": "无人", "身份证号": "", "性别": "", "出生日期": ""},
            {"儿童编号": "N0010", "姓名": "错号", "身份证号": "990101201503040000", "性别": "", "出生日期": ""},
            {"儿童编号": "N0002", "姓名": "乙二", "身份证号": "", "性别": "男", "出生日期": ""},
            {"儿童编号": "合计", "姓名": "6", "身份证号": "", "性别": "", "出生日期": ""},
        ],
    )
    assert batch.state == "planned" and batch.file == ""
    assert plans(batch) == ["update", "update", "doubtful", "create", "refused", "refused"]
    assert differing(same) == {"national_number": ("", "N0001")}
    assert differing(other) == {"born": ("2014-01-01", "2014-02-01"), "sex": ("", "男")}
    assert [child.pk for child in list_not_there(batch)] == [missing.pk, perhaps.pk]
    match_row(batch=batch, number=3, uid=perhaps.uid, on=TODAY)
    assert [child.pk for child in list_not_there(batch)] == [missing.pk]
    assert take_numbers(batch=batch, by=officer, at=AT, on=TODAY) == 2
    perhaps.refresh_from_db()
    assert perhaps.national_number == "N0003"


def test_faulty_rows_come_back_with_the_fault_beside_the_cell(officer: Worker, tmp_path: Path) -> None:
    rows = [
        {"儿童编号": "N1", "姓名": "甲", "身份证号": "990101201503040000", "出生日期": "2015-03-04"},
        {"儿童编号": "N2", "姓名": "乙", "身份证号": "", "出生日期": "三十号"},
        {"儿童编号": "", "姓名": "", "身份证号": "", "出生日期": "2015-03-04"},
    ]
    batch = compare(tmp_path, officer, rows)
    assert plans(batch) == ["refused"] * 3
    book = tmp_path / "back.xlsx"
    book.write_bytes(read_file(batch.refused_file))
    text = str([row.cells for sheet in list_raw_sheets(book, limits=DEFAULT_LIMITS) for row in sheet.rows])
    for word in ("末位校验不符", "三十号", "没有指明任何人"):
        assert word in text, word


def test_an_export_compared_again_says_what_is_new(officer: Worker, tmp_path: Path) -> None:
    child = register(national_number="N0001")
    compare(tmp_path, officer, [{"儿童编号": "N0001", "姓名": "万小河"}])
    assert differing(child) == {"name": ("万小溪", "万小河")}
    batch = compare(tmp_path, officer, [{"儿童编号": "N0001", "姓名": "万小溪"}])
    assert differing(child) == {} and plans(batch) == ["same"]


def test_a_file_that_is_no_export_is_refused_with_a_reason(officer: Worker, tmp_path: Path) -> None:
    batch = compare(tmp_path, officer, [{"甲": "1", "乙": "2"}])
    assert batch.state == "refused" and batch.problem
    with pytest.raises(FileKindUnknown):
        begin_comparison(area=COUNTY, as_of=TODAY, name="x.exe", content=b"x", by=officer, at=AT)


def test_children_of_others_are_only_there(tmp_path: Path) -> None:
    """A row of a child whose file is elsewhere looks like that of a child who has none."""
    with acting_as(EVERYTHING):
        hidden = register("隐藏", area="990199001001", national_number="N0007", identity_number=NUMBER)
    supervisor = make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")
    with acting_as(scope_of(supervisor, on=TODAY)):
        batch = compare(
            tmp_path, supervisor, [{"儿童编号": "N0007", "姓名": "隐藏", "身份证号": NUMBER}], area=TOWNSHIP
        )
        assert plans(batch) == ["create"]
    with acting_as(EVERYTHING):
        assert not NationalEntry.objects.filter(child=hidden).exists()


def test_the_village_compares_nothing(tmp_path: Path) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(scope_of(director, on=TODAY)), pytest.raises(NotAllowed):
        begin_comparison(area=VILLAGE, as_of=TODAY, name="x.xlsx", content=b"x", by=director, at=AT)


# ---- Settling


def settle(child: Child, by: Worker, field: str, verdict: str) -> NationalDecision:
    ours, theirs = differing(child)[field]
    return settle_difference(
        child=child, field=field, verdict=verdict, ours=ours, theirs=theirs, by=by, at=AT, on=TODAY
    )


@pytest.fixture
def known(officer: Worker, tmp_path: Path) -> Child:
    child = register(national_number="N0001")
    row = {
        "儿童编号": "N0001", "姓名": "万晓溪", "出生日期": "2016-03-04", "民族": "苗族", "就学情况": "小学",
        "户籍地/村": "别村", "是否寄宿": "有时",
    }  # fmt: skip
    compare(tmp_path, officer, [row])
    return child


def test_theirs_is_taken_over_as_a_column_or_a_fact_with_its_source(officer: Worker, known: Child) -> None:
    for field in ("name", "born", "nationality_group", "school_stage"):
        settle(known, officer, field, "theirs")
    known.refresh_from_db()
    assert (known.name, known.born, known.nationality_group) == ("万晓溪", date(2016, 3, 4), "06")
    fact = RecordedFact.objects.get(child=known, name="school_stage")
    assert (fact.value, fact.source, fact.recorded_by) == ("primary", "civil_affairs", officer)
    assert set(differing(known)) == {"hukou_village", "boards_at_school"}


def test_ours_stays_to_be_typed_and_left_is_settled(officer: Worker, known: Child) -> None:
    entry = NationalEntry.objects.get(child=known)
    before = entry.open_count
    settle(known, officer, "name", "ours")
    settle(known, officer, "born", "left")
    entry.refresh_from_db()
    assert (entry.open_count, entry.type_count) == (before - 2, 1)
    tick_copied(child=known, ticked={"name"}, shown={"name": "万小溪"}, on=TODAY)
    entry.refresh_from_db()
    assert entry.type_count == 0


def test_a_decision_ends_when_a_side_says_something_else(officer: Worker, known: Child) -> None:
    settle(known, officer, "name", "left")
    change_child(child=known, by=officer, at=AT, name="万小海")
    stages = {one.field.key: one.stage.value for one in read_sheet(known, on=TODAY).differences}
    assert stages["name"] == "open"


def test_what_is_not_on_the_page_any_more_is_not_settled(officer: Worker, known: Child) -> None:
    with pytest.raises(DifferenceGone):
        settle_difference(
            child=known, field="name", verdict="theirs", ours="旧名", theirs="万晓溪", by=officer, at=AT, on=TODAY
        )
    known.refresh_from_db()
    assert known.name == "万小溪"


@pytest.mark.parametrize("field", ["hukou_village", "boards_at_school"])
def test_what_cannot_be_taken_over_says_so(officer: Worker, known: Child, field: str) -> None:
    with pytest.raises(NotTakeable):
        settle(known, officer, field, "theirs")


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("born", "2016-03", "2016年3月"), ("nationality_group", "苗族", "苗"), ("hukou_county", "宜章县", "宜章"),
        ("father_situation", "重残、失联", "失联,重残"), ("paid_sum", "1200.00", "1,200元"), ("health", "未采集", ""),
        ("paid_since", "2025-06", "2025-06-01"), ("identity_number", "99010120150304001X", "99010120150304001x"),
    ],
)  # fmt: skip
def test_two_spellings_of_the_same_do_not_differ(field: str, ours: str, theirs: str) -> None:
    assert is_same(BY_KEY[field], ours, theirs)
    assert not is_same(BY_KEY[field], ours or "甲", "别的")


def test_headers_of_the_form_are_told_apart() -> None:
    assert len({field.header for field in FIELDS}) == len({field.key for field in FIELDS}) == len(FIELDS)


def test_a_merge_leaves_what_was_known_of_the_other_number_behind(officer: Worker) -> None:
    child = register("甲", area=OTHER_VILLAGE)
    tick_copied(child=child, ticked={"name"}, shown={"name": "甲"}, on=TODAY)
    assert NationalEntry.objects.filter(child=child).exists()
