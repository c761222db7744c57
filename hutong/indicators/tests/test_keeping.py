"""Kept sums are exactly the rows, whoever reads them, and only what changed is counted anew."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone

from hutong.children.models import Child, Labelled
from hutong.children.tests.making import COUNTY, OTHER_COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_child, make_worker
from hutong.determinations.models import Determination, FindingSpan, PolicyBundle
from hutong.indicators.actions import keep_sums
from hutong.indicators.masks import Way, counts_for, write_masks
from hutong.indicators.models import CountedArea, KeptSum
from hutong.indicators.periods import Month, list_open_months, list_periods, read_month
from hutong.indicators.queries import count_told, get_counting, kinds_counted, read_sums
from hutong.indicators.standing import GAP_CHILDREN, GAPS, LABELS, STANDING, STATES
from hutong.places.codes import NATION
from hutong.staff.models import Grant, Role
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.vocabulary.secrecy import DETAINED_PARENT, HEALTH, HIV, bits_of

pytestmark = pytest.mark.django_db
HEALTH_BIT, CUSTODY_BIT, HIV_BIT = (bits_of([kind]) for kind in (HEALTH, DETAINED_PARENT, HIV))
OWED = "owed_not_received"


@pytest.fixture(autouse=True)
def everything() -> Iterator[None]:
    with acting_as(EVERYTHING):
        yield


def keep(*, everything: bool = False) -> int:
    return keep_sums(series=STANDING, on=timezone.localdate(), at=timezone.now(), everything=everything)


def find(child: Child, benefit: str = "orphan_protection", *, secrecy: int = 0, gap: str = OWED) -> FindingSpan:
    bundle, _ = PolicyBundle.objects.get_or_create(
        checksum="0" * 64, defaults={"documents": [], "archive": b"", "made_at": timezone.now()}
    )
    day = date(2025, 6, 1)
    made = Determination.objects.create(
        child=child, on=day, made_at=timezone.now(), because="change", bundle=bundle, engine="t", facts="{}",
        checksum=f"{Determination.objects.count():064}",
    )  # fmt: skip
    return FindingSpan.objects.create(
        child=child, benefit=benefit, place="990101", verdict="entitled", sensitivity="personal", secrecy=secrecy,
        gap=gap, since=day, begun_with=made,
    )  # fmt: skip


def label(child: Child, word: str, *, secrecy: int = 0, basis: str = "determined") -> None:
    Labelled.objects.create(child=child, label=word, basis=basis, since=date(2025, 1, 1), secrecy=secrecy)


def list_kept() -> list[tuple[object, ...]]:
    return sorted(KeptSum.objects.values_list("digits", "prefix", "period", "series", "key", "masks", "number"))


def test_each_wider_place_holds_the_sum_of_what_lies_in_it() -> None:
    for area in (VILLAGE, VILLAGE, OTHER_VILLAGE, TOWNSHIP, COUNTY, OTHER_COUNTY):
        make_child(area)
    keep()
    counted = {place: read_sums(place, [STATES])[STATES]["candidate"][""] for place in (TOWNSHIP, COUNTY, NATION)}
    assert counted == {TOWNSHIP: 4, COUNTY: 5, NATION: 6}


def test_a_child_counts_once_by_whichever_way_one_is_told_of() -> None:
    child = make_child()
    label(child, "poor", secrecy=HEALTH_BIT)
    label(child, "poor", secrecy=CUSTODY_BIT, basis="confirmed")
    keep()
    sums = read_sums(COUNTY, [LABELS])[LABELS]
    assert sums == {"poor": {f"{HEALTH_BIT} {CUSTODY_BIT}": 1}}
    assert [count_told(sums, known)["poor"] for known in ({HEALTH}, {DETAINED_PARENT}, {HIV}, set())] == [1, 1, 0, 0]


def test_who_has_a_gap_counts_without_the_benefits_that_are_left_out() -> None:
    only, both = make_child(), make_child()
    find(only, "hiv_allowance", secrecy=HIV_BIT)
    find(both, "hiv_allowance", secrecy=HIV_BIT)
    find(both)
    keep()
    sums = read_sums(COUNTY, [GAP_CHILDREN, GAPS])
    assert count_told(sums[GAP_CHILDREN], {HIV}) == {OWED: 2}
    assert count_told(sums[GAP_CHILDREN], {HIV}, without=["hiv_allowance"]) == {OWED: 1}
    assert count_told(sums[GAP_CHILDREN], ()) == {OWED: 1}
    assert count_told(sums[GAPS], ()) == {f"{OWED} orphan_protection": 1}


def test_only_areas_that_changed_are_counted_anew_and_all_of_them_on_another_day() -> None:
    first, _ = make_child(VILLAGE), make_child(OTHER_VILLAGE)
    assert [keep(), keep()] == [2, 0]
    Child.objects.filter(pk=first.pk).update(revision=2)
    assert keep() == 1
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert keep_sums(series=STANDING, on=tomorrow, at=timezone.now()) == 2


def test_what_is_kept_after_changes_is_what_counting_from_nothing_gives() -> None:
    children = [make_child(area) for area in (VILLAGE, VILLAGE, OTHER_VILLAGE, OTHER_COUNTY)]
    keep()
    find(children[0], secrecy=HEALTH_BIT)
    label(children[1], "poor")
    Child.objects.filter(pk__in=[children[0].pk, children[1].pk]).update(revision=5)
    Child.objects.filter(pk=children[2].pk).update(area=OTHER_COUNTY, revision=2)
    keep()
    kept = list_kept()
    KeptSum.objects.all().delete()
    keep(everything=True)
    assert list_kept() == kept
    assert not CountedArea.objects.filter(area=OTHER_VILLAGE).exists()


def test_sealed_and_merged_files_do_not_count() -> None:
    stays, _ = make_child(), make_child(is_sealed=True)
    make_child(merged_into=stays)
    keep()
    assert read_sums(COUNTY, [STATES])[STATES] == {"candidate": {"": 1}}


def test_months_that_are_over_keep_what_was_counted_of_them() -> None:
    make_child()
    old = KeptSum.objects.create(digits=12, prefix=VILLAGE, period="2020-01", series="x", key="y", number=7)
    keep()
    assert KeptSum.objects.filter(pk=old.pk).exists()


def test_it_is_said_since_when_the_sums_stand() -> None:
    assert get_counting() is None
    keep()
    counting = get_counting()
    assert counting and counting.on == timezone.localdate()


def test_rows_are_looked_at_where_sums_cannot_tell_what_one_may_be_told() -> None:
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    today = timezone.localdate()
    with acting_as(scope_of(county, on=today)):
        assert kinds_counted(COUNTY) == frozenset({HEALTH, DETAINED_PARENT})
        assert kinds_counted(TOWNSHIP) is None
    Grant.objects.create(
        worker=county, kind=HIV, area=VILLAGE, since=date(2020, 1, 1), reason="测试", given_at=timezone.now()
    )
    with acting_as(scope_of(county, on=today)):
        assert kinds_counted(COUNTY) is None
    Grant.objects.update(area=COUNTY)
    with acting_as(scope_of(county, on=today)) as scope:
        assert kinds_counted(COUNTY) == frozenset({HEALTH, DETAINED_PARENT, HIV})
    with acting_as(type(scope)(scope.worker, scope.held, kept_from=frozenset({1}))):
        assert kinds_counted(COUNTY) is None


def test_a_way_that_another_includes_is_not_kept() -> None:
    assert write_masks([Way(1), Way(3), Way(3, "a"), Way(2, "a")]) == "1 2@a"
    assert counts_for("1 2@a", [HIV]) and not counts_for("1 2@a", [HIV], without=["a"])


def test_a_month_stays_open_for_ten_days() -> None:
    assert list_open_months(date(2026, 1, 10)) == (Month(2026, 1), Month(2025, 12))
    assert list_periods(date(2026, 1, 11)) == ["", "2026-01"]
    assert read_month("2026-02") == Month(2026, 2)
    assert read_month("2026-13") is None
    assert (Month(2024, 2).last, str(Month(2026, 12).after)) == (date(2024, 2, 29), "2027-01")
