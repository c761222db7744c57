"""The pages of the national system: the township and the county may, the village sees how far it is, others nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hutong.children.models import Child, State
from hutong.exchange.models import Import
from hutong.pages.tests.filing import SECRET_NUMBER, make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.places.working_days import add_working_days
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LARGEST = 100_000
Signed = Callable[..., Client]


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    yield make_people()
    forget_places()


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str, lang: str = "zh-hans") -> Client:
        visitor = Client(headers={"accept-language": lang})
        visitor.force_login(people[who])
        return visitor

    return sign_in


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_registered(people["assigned"])


def make_registered(by: Worker, *, days: int = 25, **more: Any) -> Child:
    """A child registered so many working days ago."""
    child = make_file(by, **more)
    with acting_as(EVERYTHING):
        child.state, child.registered_on = State.REGISTERED, add_working_days(timezone.localdate(), -days)
        child.save(update_fields=["state", "registered_on"])
    return child


def test_the_township_opens_the_sheet_the_village_does_not(child: Child, signed: Signed) -> None:
    address = reverse("national_sheet", args=[child.uid])
    assert signed("county").get(address).status_code == 200
    assert signed("colleague").get(address).status_code == 200
    assert signed("assigned").get(address).status_code == 403
    for who in ("stranger", "leader"):
        assert signed(who).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("act", ["national_copied", "national_entered", "national_withdrawn", "national_settled"])
def test_what_the_township_does_nobody_else_does(child: Child, signed: Signed, act: str) -> None:
    address = reverse(act, args=[child.uid])
    assert signed("assigned").post(address, {"number": "N1"}).status_code == 403
    assert signed("stranger").post(address, {"number": "N1"}).status_code == 404
    assert signed("county").get(address).status_code == 405


def test_the_file_and_the_overview_show_how_far_the_child_is(child: Child, signed: Signed) -> None:
    page = signed("assigned").get(reverse("child_file", args=[child.uid])).content.decode()
    assert "个工作日" in page and "抄录单" not in page
    assert "抄录单" in signed("colleague").get(reverse("child_file", args=[child.uid])).content.decode()
    page = signed("colleague").get(reverse("home")).content.decode()
    assert "shown=due_soon" in page


def test_a_child_is_ticked_entered_and_found_in_the_other_list(child: Child, signed: Signed) -> None:
    visitor, there = signed("colleague"), reverse("national_sheet", args=[child.uid])
    given = {"value_name": "万小溪", "value_sex": "女", "copied": ["name"]}
    assert visitor.post(reverse("national_copied", args=[child.uid]), given).status_code == 302
    assert "已知一致的 1 项" in visitor.get(there).content.decode()
    assert visitor.post(reverse("national_entered", args=[child.uid]), {"number": "错"}).status_code == 422
    assert visitor.post(reverse("national_entered", args=[child.uid]), {"number": "N-0001"}).status_code == 302
    page = visitor.get(reverse("national"), {"shown": "entered"}).content.decode()
    assert "N-0001" in page and "万小溪" in page
    visitor.post(reverse("national_withdrawn", args=[child.uid]))
    assert "万小溪" in visitor.get(reverse("national"), {"shown": "due_soon"}).content.decode()


def test_several_are_marked_at_once_and_what_is_wrong_stands_beside_the_child(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    other, third = (make_registered(people["assigned"], name=name, days=40) for name in ("万小河", "万小海"))
    visitor = signed("county")
    given = {f"number_{child.uid}": "N1234", f"number_{other.uid}": "N1234", f"number_{third.uid}": " "}
    response = visitor.post(reverse("national_mark"), {**given, "shown": "not_entered"})
    page = response.content.decode()
    assert response.status_code == 422 and "另一名儿童已使用" in page and "1 名儿童未能标记" in page
    with acting_as(EVERYTHING):
        assert sorted(Child.objects.values_list("national_number", flat=True)) == ["", "", "N1234"]
    assert visitor.post(reverse("national_mark"), {"shown": "overdue"}).status_code == 302


def test_a_stranger_marks_nobody(child: Child, signed: Signed) -> None:
    for who in ("stranger", "assigned", "leader"):
        signed(who).post(reverse("national_mark"), {f"number_{child.uid}": "N1234"})
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=child.pk).national_number == ""


def send(visitor: Client, text: str, name: str = "全国系统.csv") -> Import:
    given = {
        "area": "990101000000",
        "as_of": f"{timezone.localdate()}",
        "export": SimpleUploadedFile(name, text.encode("utf-8-sig")),
    }
    response = visitor.post(reverse("comparison_begin"), given)
    assert response.status_code == 302, response.content.decode()[:2000]
    with acting_as(EVERYTHING):
        return Import.objects.latest("pk")


def test_an_export_is_compared_and_its_differences_settled(child: Child, signed: Signed) -> None:
    visitor = signed("county")
    batch = send(visitor, "儿童编号,姓名,出生日期,性别\nN0001,万小溪,,男\nN0002,某人,2015-01-01,女\nN0003,,错,\n")
    there = reverse("comparison", args=[batch.uid])
    page = visitor.get(there).content.decode()
    assert "已比对 3 行" in page
    assert "是这名儿童" in visitor.get(there, {"shown": "doubtful"}).content.decode()
    visitor.post(reverse("comparison_match", args=[batch.uid, 1]), {"child": str(child.uid)})
    assert "采用全部编号" in visitor.get(there).content.decode()
    visitor.post(reverse("comparison_numbers", args=[batch.uid]))
    page = visitor.get(reverse("national_sheet", args=[child.uid])).content.decode()
    assert "N0001" in page and "以哪边为准" in page
    given = {"field": "sex", "ours": "女", "theirs": "男", "verdict": "theirs"}
    assert visitor.post(reverse("national_settled", args=[child.uid]), given).status_code == 302
    assert visitor.post(reverse("national_settled", args=[child.uid]), given).status_code == 422, "settled already"
    with acting_as(EVERYTHING):
        assert Child.objects.get(pk=child.pk).sex == "1"
    assert visitor.get(reverse("comparison_refused", args=[batch.uid])).content.startswith(b"PK")
    for who in ("stranger", "assigned"):
        assert signed(who).get(there).status_code == 404
    assert signed("colleague").get(there).status_code == 404, "an export of the county"
    assert visitor.post(reverse("comparison_drop", args=[batch.uid])).status_code == 302
    assert "全国系统.csv" not in visitor.get(reverse("comparisons")).content.decode()


def test_an_export_is_no_ledger_and_stays_out_of_the_imports(child: Child, signed: Signed) -> None:
    visitor = signed("county")
    batch = send(visitor, "儿童编号,姓名\nN0001,万小溪\n")
    assert "全国系统.csv" not in visitor.get(reverse("imports")).content.decode()
    assert visitor.get(reverse("import", args=[batch.uid])).status_code == 404


def test_the_comparison_masks_identity_numbers(child: Child, signed: Signed) -> None:
    batch = send(signed("county"), f"姓名,身份证号\n某人,{SECRET_NUMBER}\n")
    page = signed("county").get(reverse("comparison", args=[batch.uid])).content.decode()
    assert SECRET_NUMBER not in page


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_a_full_list_is_small_and_asks_little(
    people: dict[str, Worker], signed: Signed, lang: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with acting_as(EVERYTHING):
        for number in range(52):
            Child.objects.create(
                area="990101001001",
                name=f"试验{number}",
                state=State.REGISTERED,
                registered_on=add_working_days(timezone.localdate(), -number),
                made_at=timezone.now(),
            )
    visitor = signed("county", lang)
    visitor.get(reverse("national"))
    with django_assert_max_num_queries(26):
        page = visitor.get(reverse("national"), {"shown": "not_entered"})
    assert page.status_code == 200 and len(page.content) < LARGEST
    with django_assert_max_num_queries(26):
        visitor.get(reverse("national"), {"shown": "overdue"})
