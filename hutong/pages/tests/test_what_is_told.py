"""Every surface of a file, read by somebody who was granted nothing: nothing of a hidden class is in it."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry, Way
from hutong.children import actions
from hutong.children.models import Assignment, Child, Labelled
from hutong.children.queries import with_assigned
from hutong.children.tests.making import COUNTY, TOWNSHIP, VILLAGE, make_grant, make_worker
from hutong.children.words import get_vocabulary
from hutong.determinations.actions import settle
from hutong.determinations.models import FindingSpan
from hutong.exchange.exporting import export_children
from hutong.pages.child_file.archive import _for_paper
from hutong.pages.child_file.file_on_day import read_file
from hutong.pages.tests.filing import make_places
from hutong.places.queries import forget_places
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of
from hutong.vocabulary.secrecy import ADOPTION, DETAINED_PARENT, HEALTH, HIV, VICTIM

pytestmark = pytest.mark.django_db
FACTS: dict[str, dict[str, Any]] = {
    HIV: {"hiv_status": "hiv"},
    ADOPTION: {"adoption_planned": True},
    VICTIM: {"harm.family_violence": True, "guardian_suspected_of_harm": True},
    DETAINED_PARENT: {"father.imprisoned": True, "father.imprisoned_term_months": 67},
    HEALTH: {"severely_disabled": True, "disability.grade": 1},
}
PAYMENTS = {
    HIV: "hiv_allowance",
    DETAINED_PARENT: "temporary_assistance_parent_detained",
    HEALTH: "disability_nursing_subsidy",
}
PAPERS = {
    HIV: "甲字第一号",
    ADOPTION: "乙字第二号",
    VICTIM: "丙字第三号",
    DETAINED_PARENT: "丁字第四号",
    HEALTH: "戊字第五号",
}
MORE = {ADOPTION: ("养父</strong>", "收养 ·", "adoptive_father", '"adoption"'), HIV: ("专项健康状况",)}
PHONE, ADDRESS = "19900004321", "幸福里九号"
FEN = {HIV: 98_761, DETAINED_PARENT: 98_762, HEALTH: 98_763}


@pytest.fixture
def child() -> Iterator[Child]:
    make_places()
    county = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    yield file_with_every_class(county)
    forget_places()


def file_with_every_class(by: Worker) -> Child:
    at, today = timezone.now(), timezone.localdate()
    since = today - timedelta(days=400)
    with acting_as(EVERYTHING):
        child = actions.register_child(
            area=VILLAGE, name="万小溪", by=by, at=at, sex="2", born=date(today.year - 9, 3, 4),
            residence_place=VILLAGE, hukou_place=VILLAGE, hukou_kind="here", phone=PHONE, residence_address=ADDRESS,
        )  # fmt: skip
        said: dict[str, Any] = {"child": child, "by": by, "at": at}
        for kind, facts in FACTS.items():
            paper = actions.add_evidence(
                **said, title=PAPERS[kind], content=b"%PDF-1.4 x", media_type="application/pdf"
            )
            for name, value in facts.items():
                actions.record_fact(**said, name=name, value=value, since=since, source="police", evidence=paper)
        actions.record_fact(**said, name="mother.lost_contact", value=True, since=since)
        for kind, benefit in PAYMENTS.items():
            actions.record_receipt(**said, benefit=benefit, fen=FEN[kind], since=since, source="civil_affairs")
        actions.add_kin(**said, relation="father", name="万大山")
        actions.add_kin(**said, relation="adoptive_father", name="田不语")
        actions.place_child(**said, kind="adoption", since=since)
        actions.confirm_label(**said, label="guardianship_harm", since=since)
        settle(child=child, on=today, at=at, because="registered")
    return child


def forbidden(kinds: set[str]) -> set[str]:
    """The words and values that say something of these classes."""
    words = get_vocabulary()
    said: set[str] = set()
    for kind in kinds:
        # As they stand in the file: the texts of the law, which everybody may read, use the same words.
        said |= {f"{words.facts[name].zh}：" for name in FACTS[kind]} | {f'"{name}"' for name in FACTS[kind]}
        said |= {f'"{words.facts[name].zh}"' for name in FACTS[kind]}
        said |= {PAPERS[kind], *MORE.get(kind, ())}
        if kind in PAYMENTS:
            said |= {words.benefits[PAYMENTS[kind]].zh, PAYMENTS[kind], f"{FEN[kind] / 100:.2f}"}
    return said


def text_of(answer: Any) -> str:
    """What an answer says."""
    return str(answer.content.decode("utf-8", "replace"))


def list_surfaces(visitor: Client, child: Child) -> Iterator[tuple[str, str]]:
    """Every way by which a worker reads something of a file, with what it says."""
    uid = [child.uid]
    for screen in ("child_file", "child_file_compare", "child_file_summary", "child_archive_json", "determinations"):
        yield screen, text_of(visitor.get(reverse(screen, args=uid)))
    for number in sorted({one.number for one in get_vocabulary().benefits.values()}):
        yield f"benefit {number}", text_of(visitor.get(reverse("child_file_benefit", args=[child.uid, number])))
    with acting_as(EVERYTHING):
        kept = [(child.uid, one.uid) for one in child.determinations.all()]
    for address in kept:
        yield "kept determination", text_of(visitor.get(reverse("determination", args=address)))
    for screen in ("home", "children"):
        yield screen, text_of(visitor.get(reverse(screen)))
    for narrowed in ("gap=owed_not_received", "gap=received_not_owed", "label=guardianship_harm", "stale=1"):
        yield narrowed, text_of(visitor.get(f"{reverse('children')}?{narrowed}"))
    yield "search", text_of(visitor.post(reverse("children_search"), {"text": "万小溪"}))


def sign_in(worker: Worker) -> Client:
    visitor = Client()
    visitor.force_login(worker)
    return visitor


def exports_for(worker: Worker) -> Iterator[tuple[str, str]]:
    """The workbooks that a worker would take along, in both shapes."""
    on = timezone.localdate()
    with acting_as(with_assigned(scope_of(worker, on=on), on=on)):
        for kind in ("own", "national"):
            book, _ = export_children(area=VILLAGE, kind=kind, on=on, source=[("用途", "核对台账")])
            with zipfile.ZipFile(io.BytesIO(book)) as sheets:
                yield (
                    f"export {kind}",
                    "".join(sheets.read(name).decode() for name in sheets.namelist() if "xml" in name),
                )


def paper_of(child: Child, worker: Worker) -> str:
    """What is printed: the same that the typesetter is handed."""
    on = timezone.localdate()
    with acting_as(with_assigned(scope_of(worker, on=on), on=on)):
        file = read_file(child, on=on, lang="zh")
        return json.dumps(_for_paper(file, at=timezone.now(), taken_by="某人"), ensure_ascii=False, default=str)


HIDDEN = {
    "director": {HIV, ADOPTION, VICTIM, DETAINED_PARENT},
    "supervisor": {HIV, ADOPTION, VICTIM},
    "department": {HIV, ADOPTION, VICTIM, DETAINED_PARENT, HEALTH},
}


def test_numbers_and_addresses_are_masked_until_they_are_asked_for(child: Child) -> None:
    visitor = sign_in(make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government"))
    told = {screen: text for screen, text in list_surfaces(visitor, child)}
    assert [screen for screen, text in told.items() if PHONE in text or ADDRESS in text] == []
    for screen in ("child_file_numbers", "child_archive_json"):
        shown = text_of(visitor.post(reverse(screen, args=[child.uid])))
        assert PHONE in shown
        assert ADDRESS in shown
    assert Entry.objects.filter(way=Way.REVEAL, child=child.uid).count() == 2


def make_reader(who: str, child: Child) -> Worker:
    if who == "director":
        return make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    if who == "supervisor":
        return make_worker(Role.CHILD_SUPERVISOR, TOWNSHIP, kind="township_government")
    worker = make_worker(Role.DEPARTMENT, COUNTY, kind="education")
    with acting_as(EVERYTHING):
        Assignment.objects.create(child=child, worker=worker, purpose="就学", since=date(2020, 1, 1))
    return worker


@pytest.mark.parametrize("who", HIDDEN)
def test_nothing_of_a_class_that_was_not_granted_is_told_anywhere(child: Child, who: str) -> None:
    worker = make_reader(who, child)
    told = dict(list_surfaces(sign_in(worker), child)) | dict(exports_for(worker)) | {"paper": paper_of(child, worker)}
    assert "万小溪" in told["child_file"]
    found = {f"{screen}: {word}" for screen, text in told.items() for word in forbidden(HIDDEN[who]) if word in text}
    assert found == set()


@pytest.mark.parametrize("kind", sorted(FACTS))
def test_a_grant_tells_its_class(child: Child, kind: str) -> None:
    worker = make_worker(Role.CIVIL_AFFAIRS, COUNTY, kind="civil_affairs")
    make_grant(worker, kind, COUNTY)
    file = text_of(sign_in(worker).get(reverse("child_file", args=[child.uid])))
    assert PAPERS[kind] in file
    assert get_vocabulary().facts[next(iter(FACTS[kind]))].zh in file


def test_whoever_wrote_a_class_down_is_told_it(child: Child) -> None:
    director = make_worker(Role.CHILD_DIRECTOR, VILLAGE)
    with acting_as(EVERYTHING):
        child.facts.filter(name__startswith="father.").update(recorded_by=director)
        child.receipts.filter(benefit=PAYMENTS[DETAINED_PARENT]).update(recorded_by=director)
    file = text_of(sign_in(director).get(reverse("child_file", args=[child.uid])))
    assert get_vocabulary().facts["father.imprisoned"].zh.removeprefix("父亲") in file
    assert get_vocabulary().facts["hiv_status"].zh not in file


def test_what_rests_on_a_class_is_kept_with_it(child: Child) -> None:
    with acting_as(EVERYTHING):
        spans = dict(FindingSpan.objects.filter(child=child, until=None).values_list("benefit", "secrecy"))
        labels = dict(Labelled.objects.filter(child=child, basis="determined").values_list("label", "secrecy"))
    assert spans["de_facto_living"] & 16
    assert all(secrecy & 2 for benefit, secrecy in spans.items() if benefit == "hiv_allowance")
    assert any(secrecy & 16 for secrecy in labels.values())
