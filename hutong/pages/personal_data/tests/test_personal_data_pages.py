"""Consents, requests, breaches and audits through the pages: what is done there, and what papers tell."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hutong.audit.models import Entry, Way
from hutong.children import actions as files
from hutong.children.models import Child
from hutong.children.tests.making import COUNTY, make_worker
from hutong.pages.child_file.file_on_day import read_file
from hutong.pages.consents.notices import write_notice
from hutong.pages.family_requests.family_copy import write_copy
from hutong.pages.letters.writing import Letter
from hutong.pages.tests.filing import make_file, make_people, make_places
from hutong.places.queries import forget_places
from hutong.privacy.actions import appoint_manager
from hutong.privacy.ages import needed_at
from hutong.privacy.models import Breach, ComplianceAudit, Consent, FamilyRequest
from hutong.privacy.purposes import get_purposes
from hutong.privacy.yearly import get_points
from hutong.staff.models import Role, Worker
from hutong.staff.scope import EVERYTHING, acting_as, scope_of

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]
TODAY = timezone.localdate()


@pytest.fixture
def people() -> Iterator[dict[str, Worker]]:
    make_places()
    found = make_people()
    with acting_as(EVERYTHING):
        since = TODAY - timedelta(days=600)
        found["leader"].posts.update(since=since)
        appoint_manager(worker=found["leader"], area=COUNTY, since=since, by=None, at=timezone.now())
    yield found
    forget_places()


@pytest.fixture
def child(people: dict[str, Worker]) -> Child:
    return make_file(people["assigned"])


@pytest.fixture
def signed(people: dict[str, Worker]) -> Signed:
    def sign_in(who: str) -> Client:
        visitor = Client()
        visitor.force_login(people[who])
        return visitor

    return sign_in


def consent(visitor: Client, child: Child, **changed: Any) -> Any:
    sent = {
        "purpose": "photographs", "given_on": TODAY.isoformat(), "by_guardian": "on", "guardian_name": "田奶奶",
        "guardian_relation": "paternal_grandmother", "way": "signed", "reference": "档案柜3", **changed,
    }  # fmt: skip
    return visitor.post(reverse("consent_give", args=[child.uid]), sent)


def test_a_consent_is_recorded_with_its_paper_and_withdrawn_by_one_button(child: Child, signed: Signed) -> None:
    visitor = signed("assigned")
    assert consent(visitor, child).status_code == 302
    with acting_as(EVERYTHING):
        held = Consent.objects.get()
        assert held.evidence is not None and "照片" in held.evidence.title
    page = visitor.get(reverse("consents", args=[child.uid])).content.decode()
    assert "田奶奶" in page and "有效" in page
    address = reverse("consent_withdraw", args=[child.uid, held.uid])
    assert visitor.post(address, {"withdrawn_by": "guardian"}).status_code == 302
    with acting_as(EVERYTHING):
        assert not Consent.objects.get().is_open


def test_what_is_missing_is_said_in_the_form(child: Child, signed: Signed) -> None:
    answer = consent(signed("assigned"), child, by_guardian="", guardian_name="")
    assert answer.status_code == 422 and "监护人" in answer.content.decode()
    assert consent(signed("assigned"), child, reference="").status_code == 422
    with acting_as(EVERYTHING):
        assert not Consent.objects.exists()


def test_strangers_reach_nothing(child: Child, signed: Signed) -> None:
    visitor = signed("stranger")
    for screen in ("consents", "family_request_new"):
        assert visitor.get(reverse(screen, args=[child.uid])).status_code == 404
    assert consent(visitor, child).status_code == 404
    assert visitor.get(reverse("consent_notice", args=[child.uid, "charity"])).status_code == 404


def words_of(letter: Letter) -> str:
    return " ".join([letter.title, letter.to, *(str(part) for part in letter.parts)])


@pytest.mark.parametrize(
    ("purpose", "age", "said", "unsaid"),
    [
        ("photographs", 9, "不满十四周岁的，由监护人签字", "儿童本人'"),
        ("photographs", 15, "已满十四周岁的，由儿童本人签字", "□ 不同意。'}, {'kind': 'text', 'text': '不满"),
        ("statutory_duty", 9, "依法不需要同意", "□ 同意"),
    ],
)
def test_the_notice_says_who_signs_at_this_age(child: Child, purpose: str, age: int, said: str, unsaid: str) -> None:
    given: dict[str, Any] = {"place": "试验县", "sender": "县民政局", "on": TODAY, "lang": "zh"}
    told = words_of(write_notice(child, get_purposes()[purpose], needed_at(age), **given))
    assert said in told and unsaid not in told and "您的权利" in told


def test_the_notice_is_a_pdf_and_on_record(child: Child, signed: Signed) -> None:
    answer = signed("assigned").get(reverse("consent_notice", args=[child.uid, "charity"]))
    assert answer.content.startswith(b"%PDF")
    assert Entry.objects.filter(door="consent_notice", child=child.uid, way=Way.EXPORT).exists()


def receive(visitor: Client, child: Child, **changed: Any) -> FamilyRequest:
    sent = {
        "kind": "see", "asker": "guardian", "asker_name": "田奶奶", "asker_relation": "paternal_grandmother",
        "checked": "identity_card", "words": "想看孩子档案里写了什么", **changed,
    }  # fmt: skip
    answer = visitor.post(reverse("family_request_receive", args=[child.uid]), sent)
    assert answer.status_code == 302
    with acting_as(EVERYTHING):
        return FamilyRequest.objects.latest("pk")


def test_a_request_goes_from_the_window_to_the_answer_in_hand(child: Child, signed: Signed) -> None:
    village, county = signed("assigned"), signed("county")
    asked = receive(village, child)
    here = (child.uid, asked.uid)
    assert asked.number in county.get(reverse("personal_data")).content.decode()
    post = {
        "post": county.get(reverse("family_request", args=here)).context["forms"].assign.fields["post"].choices[0][0]
    }
    assert county.post(reverse("family_request_assign", args=here), post).status_code == 302
    sent = {"verdict": "partly", "refusal": "others", "answer": "已出示孩子本人的信息，他人信息不提供。"}
    assert county.post(reverse("family_request_answer", args=here), sent | {"refusal": ""}).status_code == 422
    assert county.post(reverse("family_request_answer", args=here), sent).status_code == 302
    paper = village.get(reverse("family_answer", args=here))
    assert paper.content.startswith(b"%PDF")
    handed = {"on": TODAY.isoformat(), "how": "当面"}
    assert village.post(reverse("family_request_hand", args=here), handed).status_code == 302
    with acting_as(EVERYTHING):
        assert FamilyRequest.objects.get().handed_on == TODAY


def test_the_village_receives_and_neither_answers_nor_makes_the_copy(child: Child, signed: Signed) -> None:
    village = signed("assigned")
    asked = receive(village, child)
    sent = {"verdict": "granted", "answer": "都给看了。"}
    assert village.post(reverse("family_request_answer", args=[child.uid, asked.uid]), sent).status_code == 422
    assert village.get(reverse("family_copy", args=[child.uid, asked.uid])).status_code == 404


def copy_of(child: Child, worker: Worker, **asker: str) -> str:
    asked = FamilyRequest(
        pk=1, child=child, kind="copy", asker="guardian", **({"asker_name": "田奶奶", "asker_relation": ""} | asker)
    )
    with acting_as(scope_of(worker, on=TODAY)):
        return words_of(write_copy(read_file(child, on=TODAY, lang="zh"), asked, sender="县民政局"))


def test_the_copy_masks_others_and_leaves_out_what_tells_of_them(child: Child, people: dict[str, Worker]) -> None:
    with acting_as(EVERYTHING):
        by, at = people["county"], timezone.now()
        files.record_fact(child=child, name="boards_at_school", value=True, by=by, at=at)
    told = copy_of(child, people["county"])
    assert "万小溪" in told and "田奶奶" in told and "万＊＊" in told and "寄宿" in told
    for word in ("万大山", "水长流", "服刑", "监狱", "失联", "19900001234"):
        assert word not in told, word


def test_a_parent_who_asks_is_told_of_themselves_and_not_of_the_other(child: Child, people: dict[str, Worker]) -> None:
    told = copy_of(child, people["county"], asker_name="水长流", asker_relation="mother")
    assert "水长流" in told and "失联" in told
    assert "服刑" not in told and "万大山" not in told


def test_the_copy_is_made_on_paper_and_on_record(child: Child, signed: Signed) -> None:
    asked = receive(signed("assigned"), child, kind="copy")
    paper = signed("county").get(reverse("family_copy", args=[child.uid, asked.uid]))
    assert paper.content.startswith(b"%PDF")
    assert Entry.objects.filter(door="family_copy", child=child.uid, way=Way.EXPORT).exists()


def report_breach(visitor: Client) -> Breach:
    at = timezone.localtime() - timedelta(hours=1)
    sent = {
        "area": COUNTY, "kind": "misused", "found_at": f"{at:%Y-%m-%dT%H:%M}", "what": "手机遗失，登录着系统。",
        "classes": ["identity", "contact"],
    }  # fmt: skip
    assert visitor.post(reverse("breach_record"), sent).status_code == 302
    return Breach.objects.get()


def test_a_breach_is_recorded_by_the_village_led_by_the_manager_and_families_are_told(
    child: Child, people: dict[str, Worker], signed: Signed
) -> None:
    village, manager = signed("assigned"), signed("leader")
    village.get(reverse("child_file", args=[child.uid]))
    breach = report_breach(village)
    now = timezone.localtime()
    looked = {
        "username": people["assigned"].username, "since": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "until": f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert manager.post(reverse("breach_looked", args=[breach.uid]), looked).status_code == 302
    assert breach.files.get().child == child.uid
    page = manager.get(reverse("breach", args=[breach.uid])).content.decode()
    assert str(child.uid) in page and "万小溪" not in page
    assert "万小溪" in village.get(reverse("personal_data")).content.decode()
    assert village.get(reverse("breach_notice", args=[breach.uid])).content.startswith(b"%PDF")
    told = reverse("breach_family_told", args=[breach.uid, child.uid])
    assert signed("stranger").post(told, {"how": "电话"}).status_code == 404
    assert village.post(told, {"how": "入户当面"}).status_code == 302
    assert breach.files.get().told_how == "入户当面"
    for kind in ("measure", "authority", "families", "closed"):
        step = {"kind": kind, "happened_at": f"{now:%Y-%m-%dT%H:%M}", "to_whom": "县网信办", "words": "已停用账号"}
        assert manager.post(reverse("breach_step", args=[breach.uid]), step).status_code == 302
    breach.refresh_from_db()
    assert breach.closed_at is not None
    assert manager.get(reverse("breach_report", args=[breach.uid])).content.startswith(b"%PDF")


def test_others_do_not_read_a_breach(people: dict[str, Worker], signed: Signed) -> None:
    breach = report_breach(signed("assigned"))
    for who in ("stranger", "county", "colleague"):
        for screen in ("breach", "breach_notice", "breach_report"):
            assert signed(who).get(reverse(screen, args=[breach.uid])).status_code == 404
        assert signed(who).get(reverse("breaches")).status_code == 403


def test_the_yearly_audit_from_opening_to_report(people: dict[str, Worker], signed: Signed) -> None:
    manager, year = signed("leader"), TODAY.year
    assert manager.post(reverse("yearly_open"), {"year": year, "area": COUNTY}).status_code == 302
    audit = ComplianceAudit.objects.get()
    assert manager.post(reverse("yearly_open"), {"year": year, "area": COUNTY}).status_code == 422
    assert manager.post(reverse("yearly_verify", args=[audit.uid]), {}).status_code == 302
    for key in get_points():
        judged = {"verdict": "met"} if key != "access" else {"verdict": "not_met", "finding": "有一次未按期审查"}
        expected = 302 if key != "access" else 422
        assert manager.post(reverse("yearly_judge", args=[audit.uid, key]), judged).status_code == expected
    assert manager.post(reverse("yearly_sign", args=[audit.uid]), {"summary": "总体符合"}).status_code == 422
    judged = {
        "verdict": "not_met", "finding": "有一次未按期审查", "remedy": "增加负责人",
        "remedy_due": (TODAY + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert manager.post(reverse("yearly_judge", args=[audit.uid, "access"]), judged).status_code == 302
    assert manager.post(reverse("yearly_sign", args=[audit.uid]), {"summary": "总体符合"}).status_code == 302
    reported = {"to": "县网信办", "reported_on": TODAY.isoformat(), "receipt": "12号"}
    assert manager.post(reverse("yearly_reported", args=[audit.uid]), reported).status_code == 302
    mended = reverse("yearly_remedied", args=[audit.uid, "access"])
    assert manager.post(mended, {"remedied_on": TODAY.isoformat()}).status_code == 302
    assert manager.get(reverse("yearly_report", args=[audit.uid])).content.startswith(b"%PDF")
    page = manager.get(reverse("yearly_audit", args=[audit.uid])).content.decode()
    assert "县网信办" in page and "校验发现问题" in page


@pytest.mark.parametrize("who", ["county", "assigned", "colleague"])
def test_only_who_answers_for_the_data_audits_and_erases(people: dict[str, Worker], signed: Signed, who: str) -> None:
    for screen in ("yearly_audits", "erasures", "breaches"):
        assert signed(who).get(reverse(screen)).status_code == 403


def test_two_managers_erase_through_the_page(child: Child, people: dict[str, Worker], signed: Signed) -> None:
    other = make_worker(Role.LEADER, COUNTY)
    with acting_as(EVERYTHING):
        appoint_manager(worker=other, area=COUNTY, since=TODAY, by=None, at=timezone.now())
        Child.objects.filter(pk=child.pk).update(state="closed", closed_on=date(2020, 1, 1), closed_because="录入错误")
    sent = {"file_number": str(child.uid), "ground": "unlawful", "reason": "与本县无关，录入错误"}
    one, two = signed("leader"), Client()
    two.force_login(other)
    assert one.post(reverse("erasure_propose"), sent | {"file_number": "1"}).status_code == 422
    assert one.post(reverse("erasure_propose"), sent).status_code == 302
    waiting = two.get(reverse("erasures"))
    [(erasure, _)] = waiting.context["waiting"]
    decide = reverse("erasure_decide", args=[erasure.uid])
    assert one.post(decide, {"erases": "yes"}).status_code == 422
    assert two.post(decide, {"erases": "yes"}).status_code == 302
    assert "万小溪" not in two.get(reverse("erasures")).content.decode()
    with acting_as(EVERYTHING):
        assert not Child.objects.filter(uid=child.uid).exists()
