from pathlib import Path

import pytest

from hutong.ledgers.errors import LedgerMissing, MappingColumnMissing, MappingUnusable
from hutong.ledgers.mapping import read_mapping
from hutong.ledgers.reading import propose_mapping, read_ledger
from hutong.ledgers.tests.ledger_files import ON, make_child, make_children, write_plain_xlsx, write_xlsx
from hutong.vocabulary.facts import Facts

HAND_MADE = """
format = 1
within = "431022"

[[column]]
header = "孩子"
role = "name"

[[column]]
header = "生于"
fact = "birth_date"

[[column]]
header = "老家"
fact = "hukou_place"

[[column]]
header = "爸爸怎样"
[column.values]
"进去了" = { "father.imprisoned" = true }
"走了" = { "father.dead" = true }
"""


def write_mapping(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def write_local_ledger(tmp_path: Path) -> Path:
    rows = [["孩子", "生于", "老家", "爸爸怎样"], ["测试甲", "2015-01-02", "玉溪镇某村", "进去了"]]
    return write_plain_xlsx(tmp_path / "local.xlsx", rows)


def test_a_hand_made_mapping_reads_local_words(tmp_path: Path, facts: Facts) -> None:
    mapping = write_mapping(tmp_path, HAND_MADE)
    ledger = read_ledger(write_local_ledger(tmp_path), mapping, facts=facts, on=ON)
    assert ledger.rows[0].facts["father.imprisoned"] is True


def test_a_bare_village_lies_within_the_county_of_the_mapping(tmp_path: Path, facts: Facts) -> None:
    mapping = write_mapping(tmp_path, HAND_MADE)
    ledger = read_ledger(write_local_ledger(tmp_path), mapping, facts=facts, on=ON)
    assert ledger.rows[0].facts["hukou_place"] == "431022"


def test_the_proposed_mapping_reads_the_ledger_as_no_mapping_does(tmp_path: Path, facts: Facts) -> None:
    path = write_xlsx(tmp_path / "good.xlsx", make_children(12))
    mapping = write_mapping(tmp_path, propose_mapping(path, facts))
    assert read_ledger(path, mapping, facts=facts, on=ON).rows == read_ledger(path, facts=facts, on=ON).rows


def test_the_proposal_lists_columns_it_could_not_place(tmp_path: Path, facts: Facts) -> None:
    text = propose_mapping(write_xlsx(tmp_path / "good.xlsx", [make_child(1)]), facts)
    assert '# header = "父亲/姓名"' in text


def test_an_amount_without_a_benefit_is_asked_about(tmp_path: Path, facts: Facts) -> None:
    path = write_plain_xlsx(tmp_path / "pay.xlsx", [["姓名", "出生日期", "金额"], ["测试甲", "2015-01-02", 600]])
    assert 'fact = "receives.<benefit>.amount"' in propose_mapping(path, facts)


def test_a_mapping_of_a_column_that_is_not_there_is_refused(tmp_path: Path, facts: Facts) -> None:
    mapping = write_mapping(tmp_path, HAND_MADE.replace("爸爸怎样", "父亲怎样"))
    with pytest.raises(MappingColumnMissing, match="父亲怎样"):
        read_ledger(write_local_ledger(tmp_path), mapping, facts=facts, on=ON)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("format = 1", "format = 2"), "format"),
        (('within = "431022"', 'within = "某县"'), "unknown-place"),
        (('within = "431022"', "inside = 1"), "unknown-key"),
        (('role = "name"', 'rol = "name"'), "unknown-key"),
        (('role = "name"', 'role = "nickname"'), "wrong-value"),
        (('"birth_date"', '"birth_dat"'), "unknown-fact"),
        (('"father.dead" = true', '"father.dead" = "yes"'), "wrong-value"),
        (
            ('"father.dead" = true }', '"father.dead" = true }\n[column.unless_said]\n"走了" = { "x" = true }'),
            "unknown-fact",
        ),
        (('header = "孩子"', 'header = "孩子'), "toml"),
    ],
)
def test_a_fault_in_a_mapping_is_named_with_its_line(
    tmp_path: Path, facts: Facts, change: tuple[str, str], code: str
) -> None:
    with pytest.raises(MappingUnusable) as refusal:
        read_mapping(write_mapping(tmp_path, HAND_MADE.replace(*change)), facts=facts)
    assert code in [fault.code for fault in refusal.value.faults]
    assert all(fault.line for fault in refusal.value.faults)


def test_a_misspelt_fact_in_a_mapping_brings_a_suggestion(tmp_path: Path, facts: Facts) -> None:
    with pytest.raises(MappingUnusable, match="birth_date"):
        read_mapping(write_mapping(tmp_path, HAND_MADE.replace('"birth_date"', '"birth_dat"')), facts=facts)


def test_a_missing_mapping_file_is_named(tmp_path: Path, facts: Facts) -> None:
    with pytest.raises(LedgerMissing):
        read_mapping(tmp_path / "nowhere.toml", facts=facts)


def test_an_ignored_column_is_not_read(tmp_path: Path, facts: Facts) -> None:
    text = HAND_MADE.replace('fact = "hukou_place"', 'fact = "hukou_place"\nignore = true')
    ledger = read_ledger(write_local_ledger(tmp_path), write_mapping(tmp_path, text), facts=facts, on=ON)
    assert "hukou_place" not in ledger.rows[0].facts
    assert "老家" in ledger.unread


def test_the_county_of_the_title_is_suggested(tmp_path: Path, facts: Facts) -> None:
    rows = [["郴州市桂阳县困境儿童台账"], ["姓名", "出生日期"], ["测试甲", "2015-01-02"]]
    text = propose_mapping(write_plain_xlsx(tmp_path / "titled.xlsx", rows), facts)
    assert '# within = "431021"' in text
