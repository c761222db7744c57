"""The second factor at a fixed clock: the codes of RFC 6238, drift, no code twice; recovery codes; forced on whom."""

import base64
from datetime import UTC, date, datetime, timedelta

import pytest

from hutong.audit.models import Entry
from hutong.staff import factors
from hutong.staff.accounts import reset_factors
from hutong.staff.errors import CodeRefused, PasskeyRefused, ReasonMissing
from hutong.staff.models import Factor, RecoveryCode, Role, Worker
from hutong.staff.scope import Held, Scope

RFC_KEY = base64.b32encode(b"12345678901234567890").decode()
AT = datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.fixture
def worker(db: None) -> Worker:
    return Worker.objects.create(username="lihua", name="示例华")


@pytest.fixture
def codes(worker: Worker) -> list[str]:
    return factors.add_codes(worker=worker, key=RFC_KEY, code=factors.code_at(RFC_KEY, AT), at=AT)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert factors.code_at(RFC_KEY, datetime.fromtimestamp(seconds, UTC)) == code


@pytest.mark.parametrize(("drift", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(drift: int, is_taken: bool) -> None:
    found = factors.find_step(RFC_KEY, factors.code_at(RFC_KEY, AT + drift * STEP), at=AT)
    assert (found is not None) == is_taken


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "abcdef", "000000 000000", "\x00"])
def test_what_is_no_code_is_refused(worker: Worker, codes: list[str], code: str) -> None:
    with pytest.raises(CodeRefused):
        factors.prove_by_code(worker=worker, code=code, at=AT + 4 * STEP)


def test_no_code_is_taken_twice_nor_an_earlier_one_after_a_later(worker: Worker, codes: list[str]) -> None:
    later, earlier = AT + 10 * STEP, AT + 9 * STEP
    assert factors.prove_by_code(worker=worker, code=factors.code_at(RFC_KEY, later), at=later) == "codes"
    for at in (later, earlier):
        with pytest.raises(CodeRefused):
            factors.prove_by_code(worker=worker, code=factors.code_at(RFC_KEY, at), at=later)


def test_a_wrong_first_code_sets_up_nothing(worker: Worker) -> None:
    with pytest.raises(CodeRefused):
        factors.add_codes(worker=worker, key=RFC_KEY, code="000000", at=AT)
    assert not Factor.objects.exists() and not RecoveryCode.objects.exists()


def test_recovery_codes_work_once_and_are_kept_as_marks(worker: Worker, codes: list[str]) -> None:
    assert len(set(codes)) == 10
    assert not any(code.replace("-", "") in str(list(RecoveryCode.objects.values())) for code in codes)
    assert factors.prove_by_code(worker=worker, code=codes[0], at=AT) == "recovery"
    with pytest.raises(CodeRefused):
        factors.prove_by_code(worker=worker, code=codes[0], at=AT)
    assert factors.count_recovery_codes(worker) == 9
    fresh = factors.renew_recovery_codes(worker=worker)
    with pytest.raises(CodeRefused):
        factors.prove_by_code(worker=worker, code=codes[1], at=AT)
    assert factors.prove_by_code(worker=worker, code=fresh[1], at=AT) == "recovery"


def test_a_recovery_code_of_another_does_not_work(worker: Worker, codes: list[str]) -> None:
    other = Worker.objects.create(username="wangli", name="示例丽")
    with pytest.raises(CodeRefused):
        factors.prove_by_code(worker=other, code=codes[0], at=AT)


def test_another_telephone_takes_the_place_of_the_first(worker: Worker, codes: list[str]) -> None:
    key = factors.new_key()
    assert factors.add_codes(worker=worker, key=key, code=factors.code_at(key, AT), at=AT) == [], "the paper stays"
    assert [one.secret for one in factors.list_factors(worker)] == [key]


def test_with_the_last_factor_the_recovery_codes_go(worker: Worker, codes: list[str]) -> None:
    factors.remove_factor(factor=Factor.objects.get(), at=AT)
    assert not RecoveryCode.objects.exists()
    assert list(Entry.objects.values_list("act", flat=True)) == ["second factor set up", "second factor removed"]


def test_a_reset_needs_a_reason(worker: Worker, codes: list[str]) -> None:
    with pytest.raises(ReasonMissing):
        reset_factors(worker=worker, reason=" \n", at=AT)
    assert reset_factors(worker=worker, reason="手机遗失", at=AT) == 1
    assert Entry.objects.get(act="second factor reset").purpose == "手机遗失"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"id": 1}',
        '{"response": {}}',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": null}',
        "\x00",
        "1e999",
    ],
)
def test_an_answer_that_no_passkey_gave_is_refused(worker: Worker, answer: str) -> None:
    _, kept = factors.begin_passkey(worker=worker, host="hutong.example")
    with pytest.raises(PasskeyRefused):
        factors.add_passkey(worker=worker, name="x", host="hutong.example", kept=kept, answer=answer, at=AT)
    with pytest.raises(PasskeyRefused):
        factors.prove_by_passkey(worker=worker, host="hutong.example", kept={}, answer=answer, at=AT)


@pytest.mark.parametrize(
    ("role", "area", "is_forced"),
    [
        (Role.CHILD_DIRECTOR, "990101100201", False), (Role.CHILD_SUPERVISOR, "990101100000", False),
        (Role.CIVIL_AFFAIRS, "990101000000", True), (Role.LEADER, "990100000000", True),
        (Role.DEPARTMENT, "990000000000", True), (Role.AUDIT_ADMIN, "990101100000", True),
    ],
)  # fmt: skip
def test_it_is_forced_on_posts_that_see_across_townships(role: Role, area: str, is_forced: bool) -> None:
    assert factors.must_have_factor(Scope(1, (Held(role, area, "civil_affairs"),))) == is_forced
    assert not factors.must_have_factor(Scope(1))


def test_nothing_of_a_key_lies_in_the_clear(worker: Worker, codes: list[str]) -> None:
    stored = Factor.objects.values_list("secret", flat=True).get()
    assert RFC_KEY.encode() not in bytes(stored) and b"12345678901234567890" not in bytes(stored)
    assert date(2026, 3, 2) == Factor.objects.get().made_at.date()
