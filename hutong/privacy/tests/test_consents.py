"""Who must agree at which age, that withdrawing is as easy, and who is asked again at fourteen."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from hutong.audit.models import Entry
from hutong.children.models import Child, Evidence
from hutong.children.tests.making import COUNTY, NOW, OTHER_COUNTY, TODAY, acting, make_child, make_worker
from hutong.privacy.ages import fourteenth_birthday, needed_at
from hutong.privacy.consenting import (
    ask_again,
    check_consent,
    give_consent,
    list_asks,
    list_consenting,
    list_consents,
    withdraw_consent,
)
from hutong.privacy.errors import (
    ConsentGone,
    ConsentIncomplete,
    ConsentMissing,
    ConsentNotAsked,
    GuardianUntold,
    PaperMissing,
)
from hutong.privacy.models import Consent, ConsentAsk
from hutong.privacy.purposes import get_purposes
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
AHEAD = 30


@pytest.fixture
def worker() -> Iterator[Worker]:
    with acting(Role.CIVIL_AFFAIRS, COUNTY) as worker:
        yield worker


def born(age: int, *, days: int = 0) -> date:
    """Somebody of an age since so many days."""
    return TODAY.replace(year=TODAY.year - age) - timedelta(days=days)


def give(child: Child, worker: Worker, **changed: Any) -> Consent:
    said: dict[str, Any] = {
        "purpose": "photographs", "given_on": TODAY, "way": "in_person", "by_guardian": True, "guardian_name": "田奶奶",
        "guardian_relation": "paternal_grandmother", **changed,
    }  # fmt: skip
    return give_consent(child=child, by=worker, at=NOW, **said)


@pytest.mark.parametrize(
    ("age", "by_guardian", "by_child", "refused"),
    [
        (13, True, False, None),
        (13, False, True, ConsentIncomplete),
        (14, True, False, ConsentIncomplete),
        (14, False, True, GuardianUntold),
        (14, True, True, None),
        (18, False, True, None),
    ],
)
def test_under_fourteen_the_guardian_from_fourteen_the_child(
    worker: Worker, age: int, by_guardian: bool, by_child: bool, refused: type[Exception] | None
) -> None:
    child = make_child(born=born(age))
    if refused is None:
        given = give(child, worker, by_guardian=by_guardian, by_child=by_child)
        assert given.is_in_force(on=TODAY)
        return
    with pytest.raises(refused):
        give(child, worker, by_guardian=by_guardian, by_child=by_child)


def test_from_fourteen_the_child_agrees_and_the_guardian_is_told(worker: Worker) -> None:
    child = make_child(born=born(15))
    given = give(child, worker, by_guardian=False, guardian_name="", by_child=True, guardian_informed=True)
    assert given.is_in_force(on=TODAY) and given.guardian_informed


def test_where_the_child_cannot_say_what_it_wants_the_guardian_consents(worker: Worker) -> None:
    assert give(make_child(born=born(16)), worker, is_able=False).is_in_force(on=TODAY)


@pytest.mark.parametrize("known", [{}, {"born_earliest": born(15), "born_latest": born(12)}])
def test_where_the_age_is_not_certain_both_must_agree(worker: Worker, known: dict[str, Any]) -> None:
    child = make_child(**known)
    with pytest.raises(ConsentIncomplete) as refused:
        give(child, worker)
    assert "监护人" in refused.value.told("zh") and "儿童本人" in refused.value.told("zh")
    assert give(child, worker, by_child=True).is_in_force(on=TODAY)


def test_a_written_consent_needs_its_paper(worker: Worker) -> None:
    child = make_child(born=born(9))
    with pytest.raises(PaperMissing):
        give(child, worker, way="signed")
    paper = Evidence.objects.create(child=child, title="同意书", reference="档案柜3", made_at=NOW)
    assert give(child, worker, way="signed", evidence=paper).evidence == paper


def test_what_the_law_asks_of_us_needs_a_notice_and_no_consent(worker: Worker) -> None:
    child = make_child(born=born(9))
    check_consent(child=child, purpose="statutory_duty", on=TODAY)
    with pytest.raises(ConsentNotAsked):
        give(child, worker, purpose="statutory_duty")
    for purpose in get_purposes().values():
        if purpose.needs_consent:
            with pytest.raises(ConsentMissing):
                check_consent(child=child, purpose=purpose.name, on=TODAY)


def test_an_act_of_another_purpose_is_not_covered(worker: Worker) -> None:
    child = make_child(born=born(9))
    give(child, worker, purpose="photographs")
    check_consent(child=child, purpose="photographs", on=TODAY)
    with pytest.raises(ConsentMissing):
        check_consent(child=child, purpose="publicity", on=TODAY)


def test_withdrawing_is_a_word_and_ends_it_at_once(worker: Worker) -> None:
    child = make_child(born=born(9))
    given = give(child, worker)
    withdraw_consent(consent=given, withdrawn_by="guardian", words="", by=worker, at=NOW)
    with pytest.raises(ConsentMissing):
        check_consent(child=child, purpose="photographs", on=TODAY)
    with pytest.raises(ConsentGone):
        withdraw_consent(consent=given, withdrawn_by="guardian", words="", by=worker, at=NOW)
    assert list(Entry.objects.filter(child=child.uid).values_list("act", flat=True)) == [
        "consent given", "consent withdrawn",
    ]  # fmt: skip


def test_a_later_consent_takes_the_place_of_the_earlier_and_both_stay_to_be_read(worker: Worker) -> None:
    child = make_child(born=born(9))
    first, second = give(child, worker), give(child, worker, until=TODAY + timedelta(days=10))
    assert list(list_consents(child)) == [second, first]
    assert not list_consents(child)[1].is_open
    assert not second.is_in_force(on=TODAY + timedelta(days=11))


def test_a_guardians_word_alone_ends_to_count_on_the_fourteenth_birthday(worker: Worker) -> None:
    child = make_child(born=born(14) + timedelta(days=10))
    give(child, worker)
    birthday = TODAY + timedelta(days=10)
    check_consent(child=child, purpose="photographs", on=birthday - timedelta(days=1))
    with pytest.raises(ConsentMissing):
        check_consent(child=child, purpose="photographs", on=birthday)


def ask(on: date) -> int:
    with acting_as(EVERYTHING):
        return ask_again(ahead=AHEAD, on=on, at=NOW)


def test_the_job_lists_whom_to_ask_again_some_days_before_and_once(worker: Worker) -> None:
    soon, later = (
        make_child(born=born(14) + timedelta(days=AHEAD)),
        make_child(born=born(14) + timedelta(days=AHEAD + 1)),
    )
    give(soon, worker)
    give(later, worker)
    assert (ask(TODAY), ask(TODAY)) == (1, 0)
    found = list_asks(on=TODAY).get()
    assert (found.child, found.due_on) == (soon, TODAY + timedelta(days=AHEAD))
    assert ask(TODAY + timedelta(days=1)) == 1


def test_a_new_consent_and_a_withdrawal_each_take_the_child_off_the_list(worker: Worker) -> None:
    one, other = make_child(born=born(14)), make_child(born=born(14))
    given = [give(child, worker, given_on=TODAY - timedelta(days=3)) for child in (one, other)]
    assert ask(TODAY) == 2
    give(one, worker, by_guardian=False, guardian_name="", by_child=True, guardian_informed=True)
    withdraw_consent(consent=given[1], withdrawn_by="child", words="", by=worker, at=NOW)
    assert not list_asks(on=TODAY).exists()
    assert ConsentAsk.objects.filter(done_at__isnull=False).count() == 2
    assert ask(TODAY) == 0


def test_of_many_children_those_who_agreed_are_found(worker: Worker) -> None:
    agreed, silent = make_child(born=born(9)), make_child(born=born(9))
    give(agreed, worker, purpose="charity")
    assert list_consenting([agreed, silent], purpose="charity", on=TODAY) == [agreed]
    assert list_consenting([agreed, silent], purpose="statutory_duty", on=TODAY) == [agreed, silent]


def test_neighbours_see_neither_consents_nor_the_list(worker: Worker) -> None:
    child = make_child(born=born(14))
    give(child, worker, given_on=TODAY - timedelta(days=3))
    ask(TODAY)
    with acting_as(scope_of(make_worker(Role.CIVIL_AFFAIRS, OTHER_COUNTY), on=TODAY)):
        assert not list_consents(child).exists() and not list_asks(on=TODAY).exists()


def test_the_birthday_of_a_leap_day_is_the_first_of_march() -> None:
    assert fourteenth_birthday(date(2012, 2, 29)) == date(2026, 3, 1)
    assert needed_at(17).is_guardian_told and not needed_at(18).is_guardian_told
