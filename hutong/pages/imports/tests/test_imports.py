"""Bringing a ledger in through the browser: whoever's area it is may, colleagues see it, strangers find nothing."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from hutong.children.models import Child
from hutong.exchange.models import Import
from hutong.exchange.tests.making import AS_OF, COUNTY, make_child, make_children, make_officer
from hutong.ledgers.tests.ledger_files import write_xlsx
from hutong.pages.menu import FOR_FILES
from hutong.staff.models import Worker
from hutong.staff.scope import EVERYTHING, acting_as

pytestmark = pytest.mark.django_db
LARGEST_PAGE = 100_000
OF_ONE = ("import", "import_rows", "import_refused")
ACTS = ("import_meanings", "import_mapping", "import_trial", "import_decide_rest", "import_confirm", "import_undo",
        "import_drop")  # fmt: skip


def sign_in(worker: Worker, lang: str = "zh-hans") -> Browser:
    browser = Browser(headers={"accept-language": lang})
    browser.force_login(worker)
    return browser


@pytest.fixture
def officer() -> Worker:
    return make_officer()


@pytest.fixture
def send(tmp_path: Path) -> Callable[..., Import]:
    def sent(browser: Browser, children: list[dict[str, object]], *, name: str = "宜章县台账.xlsx") -> Import:
        file = write_xlsx(tmp_path / "sent.xlsx", children)
        ledger = SimpleUploadedFile(name, file.read_bytes())
        given = {"area": COUNTY, "as_of": AS_OF.isoformat(), "ledger": ledger}
        assert browser.post(reverse("import_begin"), given).status_code == 302
        with acting_as(EVERYTHING):
            return Import.objects.latest("pk")

    return sent


def test_a_small_ledger_goes_from_the_form_to_the_files(officer: Worker, send: Callable[..., Import]) -> None:
    browser = sign_in(officer)
    batch = send(browser, make_children(3))
    page = browser.get(reverse("import", args=[batch.uid])).content.decode()
    assert "父亲/现状况" in page and "服刑在押" in page
    browser.post(reverse("import_meanings", args=[batch.uid]), {})
    page = browser.get(reverse("import", args=[batch.uid])).content.decode()
    assert "测试儿童3" in page
    browser.post(reverse("import_confirm", args=[batch.uid]))
    with acting_as(EVERYTHING):
        assert Child.objects.count() == 3
        assert Import.objects.get().state == "applied"
    browser.post(reverse("import_undo", args=[batch.uid]))
    with acting_as(EVERYTHING):
        assert set(Child.objects.values_list("state", flat=True)) == {"closed"}


def test_faults_stand_beside_their_cells_and_come_back(officer: Worker, send: Callable[..., Import]) -> None:
    browser = sign_in(officer)
    batch = send(browser, [make_child(1), make_child(2, 出生日期="三十号")])
    browser.post(reverse("import_trial", args=[batch.uid]))
    page = browser.get(reverse("import", args=[batch.uid]), {"shown": "refused"}).content.decode()
    assert "出生日期" in page and "三十号" in page
    book = browser.get(reverse("import_refused", args=[batch.uid]))
    assert book.status_code == 200 and book.content.startswith(b"PK")


def test_a_meaning_that_there_is_none_of_is_told_beside_the_column(
    officer: Worker, send: Callable[..., Import]
) -> None:
    browser = sign_in(officer)
    batch = send(browser, make_children(1))
    response = browser.post(reverse("import_meanings", args=[batch.uid]), {"column_0": "胡言乱语"})
    assert response.status_code == 422 and "胡言乱语" in response.content.decode()


def test_the_mapping_as_text_is_taken_or_told_what_is_wrong(officer: Worker, send: Callable[..., Import]) -> None:
    browser = sign_in(officer)
    batch = send(browser, make_children(1))
    there = reverse("import_mapping", args=[batch.uid])
    assert browser.post(there, {"text": batch.mapping}).status_code == 302
    wrong = 'format = 1\n[[column]]\nheader = "姓名"\nfact = "no.such"\n'
    response = browser.post(there, {"text": wrong})
    assert response.status_code == 422 and "no.such" in response.content.decode()


@pytest.mark.parametrize("name", ["notes.docx", "ledger.exe", "x"])
def test_a_file_that_is_no_spreadsheet_is_refused_by_its_name(officer: Worker, name: str) -> None:
    browser = sign_in(officer)
    ledger = SimpleUploadedFile(name, b"x")
    given = {"area": COUNTY, "as_of": AS_OF.isoformat(), "ledger": ledger}
    response = browser.post(reverse("import_begin"), given)
    assert response.status_code == 422 and ".xlsx" in response.content.decode()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"a,b\n1,2\n"])
def test_a_file_that_cannot_be_read_says_why_and_writes_nothing(officer: Worker, content: bytes) -> None:
    browser = sign_in(officer)
    given = {"area": COUNTY, "as_of": AS_OF.isoformat(), "ledger": SimpleUploadedFile("台账.xlsx", content)}
    if not content:
        assert browser.post(reverse("import_begin"), given).status_code in (302, 422)
        return
    where = browser.post(reverse("import_begin"), given)["Location"]
    page = browser.get(where).content.decode()
    assert "note error" in page
    with acting_as(EVERYTHING):
        assert Import.objects.get().state == "refused"


def test_a_day_to_come_and_a_place_elsewhere_are_refused(officer: Worker) -> None:
    browser = sign_in(officer)
    ledger = {"ledger": SimpleUploadedFile("台账.xlsx", b"x")}
    late = {"area": COUNTY, "as_of": "2199-01-01"}
    assert browser.post(reverse("import_begin"), {**ledger, **late}).status_code == 422
    ledger = {"ledger": SimpleUploadedFile("台账.xlsx", b"x")}
    elsewhere = {"area": "990101000000", "as_of": AS_OF.isoformat()}
    assert browser.post(reverse("import_begin"), {**ledger, **elsewhere}).status_code == 422


@pytest.mark.parametrize("name", OF_ONE)
def test_a_colleague_of_the_area_sees_an_import_and_a_stranger_does_not(
    officer: Worker, send: Callable[..., Import], name: str
) -> None:
    batch = send(sign_in(officer), [make_child(1), make_child(2, 出生日期="三十号")])
    sign_in(officer).post(reverse("import_trial", args=[batch.uid]))
    there = reverse(name, args=[batch.uid])
    assert sign_in(make_officer()).get(there).status_code == 200
    assert sign_in(make_officer("990101000000")).get(there).status_code == 404
    assert sign_in(make_officer("431022100000")).get(there).status_code == 404
    assert Browser().get(there).status_code == 302


@pytest.mark.parametrize("name", ACTS)
def test_a_stranger_can_do_nothing_to_an_import(officer: Worker, send: Callable[..., Import], name: str) -> None:
    batch = send(sign_in(officer), make_children(1))
    there = reverse(name, args=[batch.uid])
    assert sign_in(make_officer("990101000000")).post(there).status_code == 404
    assert sign_in(officer).get(there).status_code == 405
    with acting_as(EVERYTHING):
        assert Import.objects.get().state == "mapping"


def test_a_stranger_does_not_see_an_import_in_the_list(officer: Worker, send: Callable[..., Import]) -> None:
    send(sign_in(officer), make_children(1))
    assert "宜章县台账" in sign_in(officer).get(reverse("imports")).content.decode()
    assert "宜章县台账" not in sign_in(make_officer("990101000000")).get(reverse("imports")).content.decode()


@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_of_an_import_is_small_and_in_one_language(
    officer: Worker, send: Callable[..., Import], lang: str
) -> None:
    browser = sign_in(officer, lang)
    batch = send(browser, make_children(60))
    for step in (None, "import_trial", "import_confirm", "import_undo"):
        if step:
            browser.post(reverse(step, args=[batch.uid]))
        for there in (reverse("import", args=[batch.uid]), reverse("imports"), reverse("export")):
            content = browser.get(there).content
            assert len(content) < LARGEST_PAGE, (step, there, len(content))
            assert (b"Import</a>" in content) == (lang == "en")


def test_what_was_exported_can_be_brought_in_again_and_says_nothing_new(
    officer: Worker, send: Callable[..., Import]
) -> None:
    browser = sign_in(officer)
    batch = send(browser, make_children(3))
    for step in ("import_trial", "import_confirm"):
        browser.post(reverse(step, args=[batch.uid]))
    wanted = {"area": COUNTY, "kind": "own", "purpose": "给乡镇核对"}
    there = browser.post(reverse("export_ask"), wanted)["Location"]
    sign_in(make_officer()).post(f"{there}/approve")
    ledger = SimpleUploadedFile("again.xlsx", browser.post(f"{there}/file").content)
    browser.post(reverse("import_begin"), {"area": COUNTY, "as_of": date.today().isoformat(), "ledger": ledger})
    with acting_as(EVERYTHING):
        again = Import.objects.latest("pk")
    browser.post(reverse("import_trial", args=[again.uid]))
    with acting_as(EVERYTHING):
        rows = dict(again.rows.values_list("number", "plan"))
    assert set(rows.values()) <= {"same", "update"} and len(rows) == 3


def test_the_menu_leads_here() -> None:
    assert ("Import", "imports") in FOR_FILES
