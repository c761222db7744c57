"""After an erasure every cell of every table is read: nothing readable of the child is left; the act is."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from hutong.audit.models import Entry
from hutong.children import actions as files
from hutong.children.models import Child, Person, State, Step
from hutong.children.scoped import everyone
from hutong.children.tests.making import COUNTY, make_number, make_worker
from hutong.exchange.models import Import, ImportRow
from hutong.pages.tests.filing import make_ending, make_file, make_places
from hutong.places.queries import forget_places
from hutong.privacy.actions import appoint_manager
from hutong.privacy.answering import receive_request
from hutong.privacy.breaching import add_file, record_breach
from hutong.privacy.consenting import ask_again, give_consent
from hutong.privacy.erasing import KEPT, decide_erasure, list_past_keeping, numbered_models, propose_erasure
from hutong.privacy.errors import ErasureNeedsAnother, ErasureRefused, ErasureUnknown
from hutong.privacy.models import Erasure, Opening, SealedFile
from hutong.privacy.retention import Retention
from hutong.privacy.sealing import list_sealed, seal_due
from hutong.protection.actions import Suspect, Told, report_danger
from hutong.protection.reporters import TheirName
from hutong.services import actions as services
from hutong.services.models import Referral
from hutong.services.referring import Wanted
from hutong.services.replying import Attached, Decided, Reply
from hutong.services.visits import Seen, record_visit
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as
from hutong.staff.sealed_fields import SealedTextField
from hutong.tasks.actions import open_task
from hutong.tasks.addressing import resolve
from hutong.tasks.opening import NewCause

pytestmark = pytest.mark.django_db
SAID = "欧阳不留痕"
"""What stands in every text that is written of the child."""
TODAY = timezone.localdate()
NUMBER = make_number(date(TODAY.year - 9, 3, 4), sex="female")
YEARS = timedelta(days=11 * 366)


@pytest.fixture
def managers() -> Iterator[tuple[Worker, Worker]]:
    make_places()
    found = (make_worker(Role.LEADER, COUNTY), make_worker(Role.LEADER, COUNTY))
    with acting_as(EVERYTHING):
        for one in found:
            appoint_manager(worker=one, area=COUNTY, since=TODAY, by=None, at=timezone.now())
        yield found
    forget_places()


@pytest.fixture
def child(managers: tuple[Worker, Worker]) -> Child:
    """A file with everything in it, closed long ago and sealed since."""
    by = make_worker(Role.CIVIL_AFFAIRS, COUNTY)
    child = make_file(by, name=SAID, identity_number=NUMBER, identity_kind="resident")
    make_ending(child, by=by)
    fill(child, by)
    close(child, by)
    return child


def fill(child: Child, by: Worker) -> None:
    """What other rooms keep of a file."""
    at = timezone.now()
    files.record_event(child=child, name="help_requested", on=TODAY, by=by, at=at, note=SAID)
    files.add_kin(child=child, relation="other", name=f"{SAID}姨", phone="19900009999", by=by, at=at, note=SAID)
    give_consent(
        child=child, purpose="charity", given_on=TODAY, way="in_person", by_guardian=True, guardian_name=SAID, by=by,
        at=at, note=SAID,
    )  # fmt: skip
    ask_again(ahead=3000, on=TODAY, at=at)
    receive_request(
        child=child, kind="see", asker="guardian", asker_name=SAID, checked="known", words=SAID, by=by, at=at
    )
    record_visit(child=child, seen=Seen("child", TODAY, "张三", words=SAID), by=by, at=at)
    suspect = Suspect(told=SAID, identity_number=NUMBER)
    told = Told(what=SAID, where=SAID, about=SAID, suspect=suspect)
    reporter = TheirName(name=f"{SAID}报", phone="19900008888")
    report_danger(told=told, place=child.area, by=by, at=at, child=child, reporter=reporter)
    ask_at_the_window(child, by)
    addressee = resolve("civil_affairs", place=child.area, on=TODAY)
    open_task(
        kind="by_hand", addressee=addressee, cause=NewCause(key=f"hand:{SAID}"),
        place=child.area, what=SAID, what_zh=SAID, done_when=SAID, at=at, by=by, child=child,
    )  # fmt: skip
    Opening.objects.create(
        child=child.uid, area=child.area, worker=by, why="danger", reason=SAID, opened_at=at, ends_at=at
    )
    lost: dict[str, Any] = {"kind": "lost", "what": "丢了一份名单", "classes": ["identity"]}
    breach = record_breach(area=COUNTY, found_at=at, by=by, at=at, **lost)
    manager = Worker.objects.filter(manages_data__isnull=False).earliest("pk")
    add_file(breach=breach, child=child.uid, by=manager, at=at)
    batch = Import.objects.create(
        area=COUNTY, as_of=TODAY, file_name="台账.xlsx", look=SAID, state="applied", made_at=at, made_by=by
    )
    ImportRow.objects.create(batch=batch, number=1, sheet="一", row=2, plan="create", child=child.uid, content=SAID)


def ask_at_the_window(child: Child, by: Worker) -> None:
    """A call-back from the public page, the request that came of it, a referral with its answer and its paper."""
    at, area = timezone.now(), f"{child.area[:9]}000"
    call = services.leave_call(area=area, name=SAID, phone="19900007777", words=SAID, told=[("问", SAID)], at=at)
    services.leave_call(area=area, name=SAID, phone="19900007777", words=SAID, at=at)
    asked = services.take_request(
        child=child, area=area, channel="public_page", wish=SAID, asked_by=SAID, phone="19900007777", by=by, at=at
    )
    services.settle_call(call=call, state="taken", request=asked, words=SAID, by=by, at=at)
    sent = services.refer(request=asked, wanted=[Wanted("charity_federation", words=SAID)], by=by, at=at)[0]
    paper = Attached(f"%PDF-1.7 {SAID}".encode(), "application/pdf")
    decided = {one.pk: Decided(is_granted=True) for one in sent.matters.all()}
    reply = Reply(SAID, reference=SAID, decided=decided, papers=[paper])
    services.complete_referral(referral=Referral.objects.get(pk=sent.pk), reply=reply, by=by, at=at)


def close(child: Child, by: Worker) -> None:
    """Closed eleven years ago, and sealed then."""
    then = timezone.now() - YEARS
    Child.objects.filter(pk=child.pk).update(state=State.CLOSED, closed_on=TODAY - YEARS, closed_because=SAID)
    Step.objects.create(child=child, before="registered", after="closed", at=then, by=by, reason=SAID)
    assert seal_due(Retention(closed=0, of_age=0, transferred=0), on=TODAY, at=then) == 1


def cells() -> Iterator[tuple[str, str]]:
    """Every cell of every table: first as it lies there, then what is sealed, opened."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from ((table, str(cell)) for row in cursor.fetchall() for cell in row)
    for model in apps.get_models():
        sealed = [one.name for one in model._meta.concrete_fields if isinstance(one, SealedTextField)]
        for row in everyone(model) if sealed else ():
            yield from ((f"{model._meta.db_table}.{name}", getattr(row, name)) for name in sealed)


def tells(child_words: tuple[str, ...]) -> set[str]:
    return {where for where, cell in cells() for word in child_words if word in cell}


KIN, PHONES = ("田奶奶", "万大山", "水长流"), ("19900001234", "19900009999", "19900008888", "19900007777")
WORDS = (SAID, NUMBER, *KIN, *PHONES, "监狱服刑证明", "入户核实", "县里研究决定")


def ask(child: Child, manager: Worker, **changed: Any) -> Erasure:
    said: dict[str, Any] = {"ground": "retention", "reason": "保存期限已届满", **changed}
    return propose_erasure(child=child.uid, by=manager, on=TODAY, at=timezone.now(), **said)


def decide(erasure: Erasure, manager: Worker, *, erases: bool = True) -> Erasure:
    return decide_erasure(erasure=erasure, erases=erases, note="", by=manager, on=TODAY, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_nothing_readable_is_left_in_any_table_and_no_paper_beside(
    child: Child, managers: tuple[Worker, Worker]
) -> None:
    before = tells(WORDS)
    assert len(before) >= 15, "the file holds something in every corner, or this test proves nothing"
    papers = [Path(settings.HOME) / "files" / one.file for one in child.evidence.exclude(file="")]
    assert papers and all(one.exists() for one in papers)
    pk = child.pk
    erasure = decide(ask(child, managers[0]), managers[1])
    assert tells(WORDS) == set()
    assert not any(one.exists() for one in papers)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Child:
                assert not everyone(model).filter(**{field.name: pk}).exists(), model
    connection.check_constraints()
    assert erasure.rows["children.Child"] == 1 and erasure.rows["children.RecordedFact"] > 5


def test_the_act_stays_with_two_names_and_none_of_the_child(child: Child, managers: tuple[Worker, Worker]) -> None:
    uid, looks = child.uid, Entry.objects.filter(child=child.uid).count()
    erasure = decide(ask(child, managers[0]), managers[1])
    assert (erasure.asked_by, erasure.decided_by, erasure.child) == (*managers, uid)
    assert Entry.objects.filter(child=uid).count() == looks + 2
    assert Entry.objects.filter(child=uid, act="file erased").get().rows == sum(erasure.rows.values())
    kept = Opening.objects.get(child=uid)
    assert (kept.why, kept.reason) == ("danger", "")
    assert SealedFile.objects.filter(child=uid).exists()
    assert not list_sealed(worker=managers[0], on=TODAY).exists()


def test_kin_of_another_child_stay_and_others_go(child: Child, managers: tuple[Worker, Worker]) -> None:
    sibling = make_file(make_worker(Role.CIVIL_AFFAIRS, COUNTY), name="另一个")
    shared = child.kin.get(relation="paternal_grandmother").person
    sibling.kin.filter(relation="paternal_grandmother").update(person=shared)
    gone = set(child.kin.exclude(person=shared).values_list("person", flat=True))
    decide(ask(child, managers[0]), managers[1])
    assert Person.objects.filter(pk=shared.pk).exists() and not Person.objects.filter(pk__in=gone).exists()
    assert sibling.facts.count() > 2


def test_nobody_erases_alone_or_with_a_second_account(child: Child, managers: tuple[Worker, Worker]) -> None:
    one, other = managers
    erasure = ask(child, one)
    with pytest.raises(ErasureNeedsAnother):
        decide(erasure, one)
    for account in (one, other):
        account.name, account.phone = "同一个人", "19900007777"
        account.save()
    erasure.refresh_from_db()
    with pytest.raises(ErasureNeedsAnother):
        decide(erasure, other)
    with pytest.raises(ErasureUnknown):
        decide(erasure, make_worker(Role.LEADER, COUNTY))
    assert Child.objects.filter(pk=child.pk).exists()


def test_not_before_its_years_are_over_and_not_twice(child: Child, managers: tuple[Worker, Worker]) -> None:
    assert [one.child for one in list_past_keeping(worker=managers[0], on=TODAY)] == [child.uid]
    ask(child, managers[0])
    assert list_past_keeping(worker=managers[0], on=TODAY) == []
    with pytest.raises(ErasureRefused):
        ask(child, managers[1])
    SealedFile.objects.update(sealed_at=timezone.now())
    Erasure.objects.all().delete()
    assert list_past_keeping(worker=managers[0], on=TODAY) == []
    with pytest.raises(ErasureRefused):
        ask(child, managers[0])
    with pytest.raises(ErasureRefused):
        ask(child, managers[0], ground="request")


def test_what_another_person_declines_stays(child: Child, managers: tuple[Worker, Worker]) -> None:
    declined = decide(ask(child, managers[0]), managers[1], erases=False)
    assert declined.state == "declined" and SAID in {cell for _, cell in cells()}
    assert ask(child, managers[0]).state == "asked"


def test_an_open_file_is_not_erased(managers: tuple[Worker, Worker]) -> None:
    child = make_file(make_worker(Role.CIVIL_AFFAIRS, COUNTY))
    for ground in ("not_needed", "unlawful", "request", "retention"):
        with pytest.raises(ErasureRefused):
            ask(child, managers[0], ground=ground)


def test_tables_that_bear_a_files_number_go_unless_they_are_acts_to_be_kept() -> None:
    assert {one._meta.label for one in numbered_models()} >= {*KEPT, "exchange.ImportRow"}
