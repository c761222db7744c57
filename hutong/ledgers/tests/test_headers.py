from collections.abc import Iterator, Sequence

from hutong.ledgers.cells import Cell, RawRow, RawSheet, Rows
from hutong.ledgers.headers import Header, find_header

KNOWN = frozenset({"姓名", "出生日期", "父亲/现状况", "母亲/现状况", "户籍地"})


class Listed(Rows):
    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.rows = [RawRow(number, tuple(cells)) for number, cells in enumerate(rows, start=1)]

    def __iter__(self) -> Iterator[RawRow]:
        return iter(self.rows)


def find(rows: Sequence[Sequence[Cell]], merged: Sequence[tuple[int, int, int, int]] = ()) -> Header | None:
    sheet = RawSheet("表", Listed(rows), tuple(merged))
    return find_header(sheet, is_known=KNOWN.__contains__, within_rows=10)


def test_a_header_in_the_first_row_is_found() -> None:
    assert find([["姓名", "出生日期"], ["甲", "2015"]]) == Header(("姓名", "出生日期"), 1)


def test_titles_above_the_header_are_kept_as_title() -> None:
    header = find([["某县台账", None], [None, "2025年"], ["姓名", "出生日期"], ["甲", "2015"]])
    assert header == Header(("姓名", "出生日期"), 3, "某县台账 2025年")


def test_a_double_header_is_joined_without_word_of_merged_cells() -> None:
    header = find(
        [["姓名", "父亲", None, "母亲", None], ["", "姓名", "现状况", "姓名", "现状况"], ["甲", "", "", "", ""]]
    )
    assert header == Header(("姓名", "父亲/姓名", "父亲/现状况", "母亲/姓名", "母亲/现状况"), 2)


def test_merged_cells_say_how_far_a_group_reaches() -> None:
    rows: list[list[Cell]] = [["姓名", "父亲", None, None, "户籍地"], ["", "姓名", "现状况", "备注", ""], ["甲"]]
    header = find(rows, merged=[(1, 1, 2, 1), (1, 2, 1, 3), (1, 5, 2, 5)])
    assert header is not None
    assert header.names == ("姓名", "父亲/姓名", "父亲/现状况", "备注", "户籍地")


GROUPED: Sequence[Sequence[Cell]] = [
    ["姓名", "出生日期", "问题清单", None],
    [None, None, "生活保障", "医疗"],
    ["甲", "2015", "已全额", "已到位"],
]


def test_a_second_header_row_that_names_nothing_known_is_no_child_when_cells_are_merged_into_it() -> None:
    header = find(GROUPED, merged=[(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)])
    assert header == Header(("姓名", "出生日期", "问题清单/生活保障", "问题清单/医疗"), 2)


def test_cells_merged_into_the_second_row_count_for_more_than_a_known_group_title() -> None:
    rows: list[list[Cell]] = [["姓名", "出生日期", "户籍地", None], [None, None, "省", "县"]]
    header = find(rows, merged=[(1, 1, 2, 1), (1, 3, 1, 4)])
    assert header is not None
    assert header.last_row == 2


def test_names_below_merged_group_titles_are_a_second_header_row() -> None:
    header = find(GROUPED, merged=[(1, 3, 1, 4)])
    assert header is not None
    assert header.last_row == 2


def test_a_child_below_a_merged_title_stays_a_child() -> None:
    header = find([["姓名", "出生日期", "备注", None], ["甲", "2015", "无", None]], merged=[(1, 3, 1, 4)])
    assert header is not None
    assert header.last_row == 1


def test_names_that_occur_twice_are_numbered() -> None:
    header = find([["姓名", "出生日期", "电话", "电话"]])
    assert header is not None
    assert header.names[2:] == ("电话", "电话 (2)")


def test_one_known_name_is_no_header() -> None:
    assert find([["姓名", "甲"], ["a", "b"]]) is None


def test_blanks_inside_names_do_not_count() -> None:
    header = find([["姓 名", "出生\n日期"]])
    assert header is not None
    assert header.names == ("姓名", "出生日期")
