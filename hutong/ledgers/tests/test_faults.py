import re
from pathlib import Path

import pytest

from hutong.ledgers.faults import CellFault, get_column_name, get_wordings, shorten

ROOM = Path(__file__).parents[1]
KINDS_IN_CODE = re.compile(r'(?:CellRefused|RawFault|make_fault)\(\s*(?:state\.row, |row, )?(?:[^"()]*, )?"([a-z_]+)"')
FAMILIES = {
    "date": ("not_a_date", "no_such_day", "two_digit_year", "too_early", "in_the_future"),
    "identity": ("length", "characters", "birth_date", "birth_date_late", "check_character"),
}


@pytest.mark.parametrize("kind", sorted(get_wordings()))
def test_every_kind_of_fault_can_be_said_in_both_languages(kind: str) -> None:
    wording = get_wordings()[kind]
    fields = set(
        re.findall(r"(?<!{){(\w+)}(?!})", " ".join([wording.zh, wording.remedy_zh, wording.en, wording.remedy_en]))
    )
    fault = CellFault("表", 3, 28, "列", "值", kind, dict.fromkeys(fields, "…"))
    assert "第3行 AB列" in fault.render("zh")
    assert "row 3, column AB" in fault.render("en")


def test_every_kind_that_the_code_raises_has_its_words() -> None:
    raised = {kind for file in ROOM.glob("*.py") for kind in KINDS_IN_CODE.findall(file.read_text(encoding="utf-8"))}
    raised |= {f"{family}_{reason}" for family, reasons in FAMILIES.items() for reason in reasons}
    assert len(raised) > 20
    assert raised - set(get_wordings()) == set()


@pytest.mark.parametrize(("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_have_the_letters_of_a_spreadsheet(number: int, name: str) -> None:
    assert get_column_name(number) == name


def test_a_long_cell_is_shortened_for_a_message() -> None:
    assert shorten("字\n" * 100).endswith("…")
