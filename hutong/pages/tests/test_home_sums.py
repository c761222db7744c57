"""The overview of a wide place reads the sums that are kept, and says the same as the rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries as MaxQueries

from hutong.children import actions
from hutong.children.tests.making import COUNTY, OTHER_VILLAGE, TOWNSHIP, make_grant
from hutong.determinations.actions import settle
from hutong.determinations.models import FindingSpan
from hutong.exchange.counting import keep_sums_now
from hutong.indicators.models import KeptSum
from hutong.indicators.standing import list_classed
from hutong.pages.home.counting import Kept, Live, count
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.vocabulary.secrecy import ADOPTION, HIV, VICTIM, bits_of

pytestmark = pytest.mark.django_db
ALL_CLASSES = (HIV, ADOPTION, VICTIM)


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    people = make_people()
    at, today = timezone.now(), timezone.localdate()
    for number, area in enumerate((None, None, OTHER_VILLAGE, TOWNSHIP)):
        child = make_file(people["assigned"], **({"area": area} if area else {}), name=f"试验{number}")
        if number:
            with acting_as(EVERYTHING):
                said: dict[str, Any] = {"child": child, "by": people["county"], "at": at}
                actions.record_fact(**said, name="hiv_status", value="hiv")
                actions.record_receipt(**said, benefit="dibao", fen=60_000, since=date(2025, 1, 1))
                actions.confirm_label(**said, label="family_poverty", since=date(2025, 1, 1), reason="入户核实")
                settle(child=child, on=today, at=at, because="page")
                paid = FindingSpan.objects.filter(child=child, gap="owed_not_received").values("pk")[:1]
                FindingSpan.objects.filter(pk__in=paid).update(benefit="hiv_allowance", secrecy=bits_of([HIV]))
    yield people
    forget_places()


def visit(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


@pytest.mark.parametrize("kinds", [(), ALL_CLASSES])
def test_sums_say_what_the_rows_say(kinds: tuple[str, ...], people: dict[str, Worker]) -> None:
    for kind in kinds:
        make_grant(people["county"], kind, COUNTY)
    keep_sums_now()
    today = timezone.localdate()
    with acting_as(scope_of(people["county"], on=today)):
        kept, live = count(COUNTY, on=today), Live(COUNTY, today)
        assert isinstance(kept, Kept)
        assert live.gaps() and live.labels() and live.missing() and live.states()
        for said in ("states", "labels", "gaps", "missing", "national"):
            assert getattr(kept, said)() == getattr(live, said)(), said
        classed = [pair for pair in live.gaps() if pair[1] in list_classed()]
        assert bool(classed) is bool(kinds)
        for few in ([], classed[:1], classed):
            assert dict(kept.gap_children(few)) == dict(live.gap_children(few))


def test_the_first_page_reads_them_and_says_since_when(
    people: dict[str, Worker], django_assert_max_num_queries: MaxQueries
) -> None:
    visitor = visit(people["county"])
    assert visitor.get(reverse("home")).context["overview"].counted_at is None
    keep_sums_now()
    KeptSum.objects.filter(series="state", digits=6).update(number=4321)
    with django_assert_max_num_queries(21):
        page = visitor.get(reverse("home"))
    assert page.context["overview"].states == {"candidate": 4321}
    assert "统计时间：" in page.content.decode()


def test_a_township_is_counted_at_once(people: dict[str, Worker]) -> None:
    keep_sums_now()
    make_file(people["assigned"], name="新来的")
    assert visit(people["colleague"]).get(reverse("home")).context["overview"].states == {"candidate": 5}
    assert visit(people["county"]).get(reverse("home")).context["overview"].states == {"candidate": 4}
