"""What a ledger file may be, and what is refused before it is opened."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hutong.ledgers import archives
from hutong.ledgers.errors import (
    ArchiveBroken,
    ArchiveUnpacksTooLarge,
    CsvBroken,
    EncodingUnknown,
    FormatUnknown,
    HeaderMissing,
    LedgerError,
    LedgerMissing,
    LedgerTooLarge,
)
from hutong.ledgers.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from hutong.ledgers.reading import read_ledger
from hutong.ledgers.tests.ledger_files import ON, make_children, write_plain_xlsx, write_xlsx
from hutong.vocabulary.facts import Facts

HEADER = "姓名,出生日期,户籍地\n"


def refuse(path: Path, facts: Facts) -> LedgerError:
    with pytest.raises(LedgerError) as refusal:
        read_ledger(path, facts=facts, on=ON)
    assert refusal.value.render("zh") != refusal.value.render("en")
    return refusal.value


def write(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def replace_part(path: Path, part: str, content: bytes) -> Path:
    """The same workbook with one part of its archive exchanged."""
    changed = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return changed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xlsx", b""),
        ("blank.csv", b" \r\n\n"),
        ("page.xls", "<html><table><tr><td>姓名</td></tr></table></html>".encode()),
        ("paper.pdf", b"%PDF-1.7 ..."),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n"),
        ("text.xlsx", b"just words"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, facts: Facts, name: str, content: bytes) -> None:
    assert isinstance(refuse(write(tmp_path, name, content), facts), FormatUnknown)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path, facts: Facts) -> None:
    assert isinstance(refuse(tmp_path / "nowhere.xlsx", facts), LedgerMissing)
    assert isinstance(refuse(tmp_path, facts), LedgerMissing)


def test_a_zip_of_something_else_is_refused(tmp_path: Path, facts: Facts) -> None:
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert isinstance(refuse(path, facts), FormatUnknown)


def test_half_a_workbook_is_refused(tmp_path: Path, facts: Facts) -> None:
    whole = write_xlsx(tmp_path / "whole.xlsx", make_children(5)).read_bytes()
    assert isinstance(refuse(write(tmp_path, "half.xlsx", whole[: len(whole) // 2]), facts), ArchiveBroken)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, facts: Facts) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (120 * MEGABYTE))
    assert isinstance(refuse(path, facts), ArchiveUnpacksTooLarge)


def test_an_archive_that_claims_too_much_is_not_unpacked(tmp_path: Path, facts: Facts) -> None:
    path = write_xlsx(tmp_path / "good.xlsx", make_children(5))
    with pytest.raises(ArchiveUnpacksTooLarge):
        read_ledger(path, facts=facts, on=ON, limits=replace(DEFAULT_LIMITS, unpacked_bytes=1_000))


def test_a_cell_in_the_farthest_corner_does_not_fill_the_memory(tmp_path: Path, facts: Facts) -> None:
    path = write_plain_xlsx(tmp_path / "corner.xlsx", [["姓名", "出生日期"], ["测试甲", "2015-01-02"]])
    with zipfile.ZipFile(path) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    changed = replace_part(path, "xl/worksheets/sheet1.xml", page.replace(b"</sheetData>", far))
    assert isinstance(refuse(changed, facts), ArchiveUnpacksTooLarge)


def test_formatted_but_empty_cells_far_below_do_no_harm(tmp_path: Path, facts: Facts) -> None:
    path = write_plain_xlsx(tmp_path / "formatted.xlsx", [["姓名", "出生日期"], ["测试甲", "2015-01-02"]])
    with zipfile.ZipFile(path) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    far = b'<row r="1048576"><c r="AZ1048576" s="0"/></row></sheetData>'
    changed = replace_part(path, "xl/worksheets/sheet1.xml", page.replace(b"</sheetData>", far))
    assert len(read_ledger(changed, facts=facts, on=ON).rows) == 1


def test_entities_of_a_billion_laughs_are_not_expanded(tmp_path: Path, facts: Facts) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    path = replace_part(write_xlsx(tmp_path / "good.xlsx", make_children(1)), "xl/workbook.xml", laughs)
    refuse(path, facts)


def test_too_many_rows_and_columns_are_refused(tmp_path: Path, facts: Facts) -> None:
    path = write(tmp_path, "many.csv", (HEADER + "甲,2015-01-02,宜章县\n" * 50).encode())
    with pytest.raises(LedgerTooLarge):
        read_ledger(path, facts=facts, on=ON, limits=replace(DEFAULT_LIMITS, rows=10, header_within_rows=5))
    with pytest.raises(LedgerTooLarge):
        read_ledger(path, facts=facts, on=ON, limits=replace(DEFAULT_LIMITS, columns=2))
    with pytest.raises(LedgerTooLarge):
        read_ledger(path, facts=facts, on=ON, limits=replace(DEFAULT_LIMITS, file_bytes=100))


def test_a_ledger_without_a_header_is_refused_with_the_sheets_looked_at(tmp_path: Path, facts: Facts) -> None:
    refusal = refuse(write_plain_xlsx(tmp_path / "x.xlsx", [["甲", "乙"], [1, 2]], sheet="流水"), facts)
    assert isinstance(refusal, HeaderMissing)
    assert "流水" in refusal.render()
    assert "hutong map" in refusal.render()


def test_an_unknown_encoding_is_named_with_its_line(tmp_path: Path, facts: Facts) -> None:
    refusal = refuse(write(tmp_path, "x.csv", HEADER.encode() + b"\xff\xff\xff\n"), facts)
    assert isinstance(refusal, EncodingUnknown)
    assert refusal.details["line"] == 2


def test_a_quotation_mark_that_never_closes_is_named_with_its_line(tmp_path: Path, facts: Facts) -> None:
    refusal = refuse(write(tmp_path, "x.csv", (HEADER + '甲,"2015-01-02,宜章县\n乙,2016,宜章县\n').encode()), facts)
    assert isinstance(refusal, CsvBroken)
    assert refusal.details["line"] == 2


def test_the_name_of_a_file_does_not_hide_what_it_is(tmp_path: Path, facts: Facts) -> None:
    path = write_xlsx(tmp_path / "good.xlsx", make_children(3))
    renamed = path.rename(tmp_path / "good.csv")
    assert len(read_ledger(renamed, facts=facts, on=ON).rows) == 3


OPEN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Sheet1"><table:table-row><table:table-cell office:value-type="string"><text:p>姓名</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>出生日期</text:p></table:table-cell>
</table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>测试甲</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>2015-01-02</text:p></table:table-cell>
</table:table-row><table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>""".replace("\n", "")
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
 manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def write_open_document(path: Path, content: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def test_an_open_document_is_read_whatever_it_repeats_below(tmp_path: Path, facts: Facts) -> None:
    path = write_open_document(tmp_path / "ledger.ods", OPEN_DOCUMENT)
    assert len(read_ledger(path, facts=facts, on=ON).rows) == 1


def test_an_open_document_that_repeats_a_child_a_million_times_is_refused(tmp_path: Path, facts: Facts) -> None:
    repeated = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string">'
    content = OPEN_DOCUMENT.replace(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>测试甲',
        f"{repeated}<text:p>测试甲",
    )
    assert isinstance(refuse(write_open_document(tmp_path / "bomb.ods", content), facts), ArchiveUnpacksTooLarge)


def test_the_same_contents_are_unpacked_for_checking_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    real = archives._check_parts

    def count(archive: zipfile.ZipFile, path: Path, limits: Limits) -> archives.ArchiveFindings:
        opened.append(path)
        return real(archive, path, limits)

    monkeypatch.setattr(archives, "_check_parts", count)
    first, other = (write_xlsx(tmp_path / name, make_children(rows)) for name, rows in (("a.xlsx", 3), ("c.xlsx", 4)))
    same = tmp_path / "b.xlsx"
    same.write_bytes(first.read_bytes())
    for path in (first, same, first):
        archives.check_archive(path, limits=DEFAULT_LIMITS)
    assert opened == [first]
    archives.check_archive(first, limits=replace(DEFAULT_LIMITS, rows=2))
    archives.check_archive(other, limits=DEFAULT_LIMITS)
    assert opened == [first, first, other]
