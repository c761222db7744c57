"""A change is looked at beforehand, kept with its reason, undone before its day, and leaves the days whole."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from hutong.places.actions import found_division
from hutong.places.changes import (
    Asked,
    change_divisions,
    codes_after,
    list_changes,
    list_unfollowed,
    preview_change,
    undo_change,
)
from hutong.places.errors import (
    BuiltUpon,
    ChangePlanned,
    NothingChanges,
    PlacesStillInside,
    UndoneAlready,
    UndoTooLate,
)
from hutong.places.models import ChangeKind, Division, DivisionChange
from hutong.places.queries import follow, list_before, search_divisions

pytestmark = pytest.mark.django_db
TODAY, ON, LATER = date(2025, 6, 1), date(2026, 1, 1), date(2026, 7, 1)
AT, WHO = datetime(2025, 6, 1, 9, 0, tzinfo=UTC), uuid4()
COUNTY, TOWNSHIP, OTHER, VILLAGE = "990101000000", "990101100000", "990101101000", "990101100201"
RENAME = Asked(ChangeKind.RENAME, TOWNSHIP, ON, name="新演示镇")
RECODE = Asked(ChangeKind.RECODE, TOWNSHIP, ON, to_code="990101102000")


@pytest.fixture(autouse=True)
def _places() -> None:
    for code, name in ((COUNTY, "示例县"), (TOWNSHIP, "演示镇"), (OTHER, "样本乡"), (VILLAGE, "甲村")):
        found_division(code=code, name=name, on=date(2000, 1, 1))


def change(asked: Asked) -> DivisionChange:
    return change_divisions(asked, reason="示例县政发〔2025〕1号", by=WHO, at=AT)


def rows() -> list[tuple[str, str, date | None, date | None, str]]:
    return [
        (row.code, row.name, row.since, row.until, row.followed_by.code if row.followed_by else "")
        for row in Division.objects.select_related("followed_by").order_by("code", "since")
    ]


def test_looking_ahead_tells_what_ends_and_begins_and_keeps_nothing() -> None:
    before = rows()
    touched = preview_change(RECODE)
    assert [row.code for row in touched.ended] == [TOWNSHIP, VILLAGE]
    assert [row.code for row in touched.begun] == ["990101102000", "990101102201"]
    assert rows() == before
    assert not DivisionChange.objects.exists()


@pytest.mark.parametrize(
    "asked",
    [
        RENAME,
        RECODE,
        Asked(ChangeKind.MERGE, OTHER, ON, to_code=TOWNSHIP),
        Asked(ChangeKind.ABOLISH, COUNTY, ON),
        Asked(ChangeKind.FOUND, "990101100202", ON, name="乙村"),
    ],
)
def test_what_is_undone_before_its_day_was_never_there(asked: Asked) -> None:
    before = rows()
    made = change(asked)
    assert rows() != before
    undo_change(made, on=TODAY, by=WHO, at=AT)
    assert rows() == before
    with pytest.raises(UndoneAlready):
        undo_change(made, on=TODAY, by=WHO, at=AT)


def test_what_is_in_force_is_not_undone() -> None:
    made = change(RENAME)
    with pytest.raises(UndoTooLate, match="2026-01-01"):
        undo_change(made, on=ON, by=WHO, at=AT)


def test_what_a_later_change_rests_on_is_not_undone_before_that_one() -> None:
    first = change(RENAME)
    second = change(Asked(ChangeKind.RENAME, TOWNSHIP, LATER, name="更新镇"))
    with pytest.raises(BuiltUpon):
        undo_change(first, on=TODAY, by=WHO, at=AT)
    undo_change(second, on=TODAY, by=WHO, at=AT)
    undo_change(first, on=TODAY, by=WHO, at=AT)
    assert [row[1] for row in rows()] == ["示例县", "演示镇", "甲村", "样本乡"]


def test_nothing_is_put_before_a_change_that_is_planned() -> None:
    change(RENAME)
    for asked in (
        Asked(ChangeKind.RENAME, TOWNSHIP, date(2025, 9, 1), name="早镇"),
        Asked(ChangeKind.ABOLISH, COUNTY, date(2025, 9, 1)),
    ):
        with pytest.raises(ChangePlanned, match="2026-01-01"):
            change(asked)
    change(Asked(ChangeKind.FOUND, "990101100202", LATER, name="乙村"))
    with pytest.raises(ChangePlanned, match="2026-07-01"):
        change(Asked(ChangeKind.FOUND, "990101100202", ON, name="乙村"))


def test_a_township_with_villages_is_not_merged_away_over_their_heads() -> None:
    asked = Asked(ChangeKind.MERGE, TOWNSHIP, ON, to_code=OTHER)
    with pytest.raises(PlacesStillInside, match="1 places lie in"):
        change(asked)
    change(Asked(ChangeKind.RECODE, VILLAGE, ON, to_code="990101101201"))
    change(asked)
    found = follow(VILLAGE, on=LATER)
    assert found is not None
    assert found.code == "990101101201"


def test_the_same_name_is_no_change() -> None:
    with pytest.raises(NothingChanges):
        change(Asked(ChangeKind.RENAME, TOWNSHIP, ON, name="演示镇"))
    with pytest.raises(NothingChanges):
        change(Asked(ChangeKind.MERGE, TOWNSHIP, ON, to_code=TOWNSHIP))


def test_what_waits_to_be_followed_is_told_from_its_day_on() -> None:
    made = change(RECODE)
    assert list_unfollowed(on=TODAY) == []
    assert list_unfollowed(on=ON) == [made]
    assert codes_after(made) == {TOWNSHIP: "990101102000", VILLAGE: "990101102201"}
    assert codes_after(change(Asked(ChangeKind.RENAME, OTHER, ON, name="样本镇"))) == {}
    assert set(list_changes(COUNTY)) == set(DivisionChange.objects.all())


def test_a_place_is_found_by_name_reading_initials_and_code_also_by_what_it_was() -> None:
    change(RECODE)
    for text in ("演示", "yanshi", "YSZ", TOWNSHIP, "9901011"):
        assert TOWNSHIP in {row.code for row in search_divisions(text)}, text
    assert {row.code for row in search_divisions("ysz", on=LATER)} == {"990101102000"}
    assert search_divisions("ysz", level=5) == []
    assert search_divisions("  ") == search_divisions("没有的地方") == []
    assert [row.code for row in list_before("990101102000")] == [TOWNSHIP]
