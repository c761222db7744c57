import pytest

from hutong.ledgers.choices import Choices, read_certificate, read_disability
from hutong.ledgers.columns import get_column_table
from hutong.ledgers.faults import CellRefused
from hutong.ledgers.mapping import ColumnRule
from hutong.lib.identity_number import get_check_character


def read(header: str, cell: str) -> dict[str, object]:
    known = get_column_table().find(header)
    assert known is not None
    values = {word: dict(given) for word, given in known.choices.items()}
    rule = ColumnRule(header=header, values=values, split=known.split, contains=known.contains)
    return {name: value for given in Choices(rule).read(cell) for name, value in given.items()}


@pytest.mark.parametrize("mark", ["、", "；", ";", "/", "，", ",", "\n", " / "])
def test_several_choices_in_one_cell_are_read(mark: str) -> None:
    assert read("父亲现状况", f"重残{mark}重病") == {"father.severely_disabled": True, "father.seriously_ill": True}


@pytest.mark.parametrize(
    ("word", "fact"),
    [
        ("重残", "severely_disabled"),
        ("重病", "seriously_ill"),
        ("服刑在押", "imprisoned"),
        ("强制隔离戒毒", "compulsory_rehab"),
        ("限制自由", "other_liberty_restriction"),
        ("失联", "lost_contact"),
        ("撤销监护", "guardianship_revoked"),
        ("遣送出境", "deported"),
        ("被遣送（驱逐）出境", "deported"),
        ("死亡", "dead"),
        ("失踪", "missing"),
    ],
)
def test_every_state_of_a_parent_in_the_national_form_is_known(word: str, fact: str) -> None:
    assert read("母亲/现状况", word) == {f"mother.{fact}": True}


def test_a_known_word_that_says_nothing_is_no_fault() -> None:
    assert read("父亲现状况", "改嫁") == {}


@pytest.mark.parametrize(
    ("cell", "stage"),
    [
        ("小学三年级", "primary"),
        ("三年级", "primary"),
        ("初二", "junior"),
        ("宜章一中高一", "senior_regular"),
        ("中专", "senior_vocational"),
    ],
)
def test_a_school_year_inside_other_words_is_found(cell: str, stage: str) -> None:
    assert read("学业状况", cell)["school_stage"] == stage


def test_a_denied_word_is_not_taken_for_the_word() -> None:
    with pytest.raises(CellRefused):
        read("学业状况", "从未辍学")


def test_an_unknown_word_is_refused_with_what_can_be_written() -> None:
    with pytest.raises(CellRefused) as refusal:
        read("父亲现状况", "火星")
    assert "服刑在押" in str(refusal.value.details["words"])


@pytest.mark.parametrize(
    ("cell", "types", "grade"),
    [
        ("肢体", {"physical"}, None),
        ("肢体二级", {"physical"}, 2),
        ("视力、听力", {"visual", "hearing"}, None),
        ("多重残疾（一级）", {"multiple"}, 1),
        ("智力残疾3级", {"intellectual"}, 3),
        ("自闭症", {"autism"}, None),
    ],
)
def test_types_and_grades_of_disability_are_read(cell: str, types: set[str], grade: int | None) -> None:
    given = read_disability(cell)
    found = {name.removeprefix("disability.") for name, value in given.items() if value is True} - {"disabled"}
    assert (found, given.get("disability.grade")) == (types, grade)


def test_types_that_were_not_chosen_are_false_but_autism_is_asked_apart() -> None:
    given = read_disability("肢体")
    assert given["disability.hearing"] is False
    assert "disability.autism" not in given


@pytest.mark.parametrize("cell", ["无", "否", "健康", "没有"])
def test_no_disability_is_a_no(cell: str) -> None:
    assert read_disability(cell) == {"disabled": False}


@pytest.mark.parametrize("cell", ["火星", "非肢体残疾", "x" * 500])
def test_an_unknown_disability_is_refused(cell: str) -> None:
    with pytest.raises(CellRefused):
        read_disability(cell)


HOLDER = "99010020150101001" + get_check_character("99010020150101001")


def test_a_certificate_says_type_and_grade() -> None:
    assert read_certificate(f"{HOLDER}42", identity=HOLDER) == {
        "disability.certified": True,
        "disabled": True,
        "disability.physical": True,
        "disability.grade": 2,
    }


def test_a_certificate_of_somebody_else_is_refused() -> None:
    with pytest.raises(CellRefused, match="certificate_mismatch"):
        read_certificate(f"{HOLDER}42", identity="990100201501010028")


@pytest.mark.parametrize("cell", ["123", f"{HOLDER}49", HOLDER])
def test_a_certificate_of_another_shape_is_refused(cell: str) -> None:
    with pytest.raises(CellRefused, match="certificate"):
        read_certificate(cell, identity="")


def test_no_certificate_is_a_no() -> None:
    assert read_certificate("无", identity="") == {"disability.certified": False}
