import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from hutong.ledgers.determining_rows import DeterminedRow, LedgerDetermination, LedgerDetermining, determine_ledger
from hutong.ledgers.reading import read_ledger
from hutong.ledgers.refused import write_refused
from hutong.ledgers.tests.ledger_files import ON, make_child, make_children, write_plain_xlsx, write_xlsx
from hutong.policy.library import Library, load_library

# Dated, so that only the vocabulary of facts, which knows the day, sees what cannot be so.
IMPOSSIBLE = {
    "child": "示例二",
    "hukou_place": "431022",
    "father.dead": {"value": True, "since": "2020-01-01"},
    "father.imprisoned": {"value": True, "since": "2023-01-01"},
}
POSSIBLE = {"child": "示例一", "hukou_place": "431022", "birth_date": "2015-03-04", "orphan_recognised": True}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def determine_records(tmp_path: Path, library: Library, *records: object) -> LedgerDetermination:
    file = tmp_path / "children.jsonl"
    file.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    ledger = read_ledger(file, facts=library.vocabulary.facts, on=ON)
    return determine_ledger(ledger, library=library, on=ON)


def test_every_good_row_is_determined_under_its_own_key(tmp_path: Path, library: Library) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", make_children(6)), facts=library.vocabulary.facts, on=ON)
    done = determine_ledger(ledger, library=library, on=ON)
    assert [one.determination.situation.child for one in done.determined] == [row.child for row in ledger.rows]
    assert len(done.determined) + len(done.ledger.refused) == ledger.count


def test_an_orphan_of_the_ledger_is_owed_the_orphan_allowance(tmp_path: Path, library: Library) -> None:
    done = determine_records(tmp_path, library, POSSIBLE)
    assert "orphan_protection" in {one.benefit for one in done.determined[0].determination.list_owed()}


def test_a_parent_dead_and_the_other_out_of_contact_for_six_months_is_decided(tmp_path: Path, library: Library) -> None:
    rows = [
        ["姓名", "出生日期", "户籍地", "父亲现状况", "母亲现状况", "母亲状况起始日期"],
        ["测试甲", "2015-03-04", "湖南省郴州市宜章县", "死亡", "失联", "2024-01-05"],
    ]
    ledger = read_ledger(write_plain_xlsx(tmp_path / "a.xlsx", rows), facts=library.vocabulary.facts, on=ON)
    determination = determine_ledger(ledger, library=library, on=ON).determined[0].determination
    assert "de_facto_living" in {one.benefit for one in determination.list_owed()}


def test_a_row_that_cannot_be_so_is_moved_to_the_refused(tmp_path: Path, library: Library) -> None:
    done = determine_records(tmp_path, library, POSSIBLE, IMPOSSIBLE)
    assert [row.child for row in done.ledger.rows] == ["示例一"]
    assert [(row.row, row.faults[0].kind) for row in done.ledger.refused] == [(2, "fact_refused")]


def test_the_fault_of_such_a_row_stands_beside_its_cell_in_both_languages(tmp_path: Path, library: Library) -> None:
    fault = determine_records(tmp_path, library, POSSIBLE, IMPOSSIBLE).ledger.refused[0].faults[0]
    assert fault.header in {"father.dead", "father.imprisoned"}
    assert "父亲" in fault.render("zh") and "father" in fault.render("en")


def test_a_ledger_without_impossible_rows_is_the_same_ledger(tmp_path: Path, library: Library) -> None:
    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", make_children(2)), facts=library.vocabulary.facts, on=ON)
    determining = LedgerDetermining(ledger, library=library, on=ON)
    assert len(list(determining)) == len(ledger.rows)
    assert determining.hand_back() is ledger


def test_refused_rows_stay_in_the_order_of_the_file(tmp_path: Path, library: Library) -> None:
    wrong = {"child": "示例三", "hukou_place": "没有的地方"}
    done = determine_records(tmp_path, library, IMPOSSIBLE, wrong, IMPOSSIBLE)
    assert [row.row for row in done.ledger.refused] == [1, 2, 3]


def test_an_impossible_row_of_a_workbook_is_handed_back_with_its_cells(tmp_path: Path, library: Library) -> None:
    dead = make_child(1, **{"父亲/现状况": "死亡", "父亲/状况结束日期": "2030-01-01", "是否低保": "否"})
    file = write_xlsx(tmp_path / "a.xlsx", [make_child(2), dead | {"父亲/现状况": "死亡、服刑在押"}])
    ledger = read_ledger(file, facts=library.vocabulary.facts, on=ON)
    done = determine_ledger(ledger, library=library, on=ON)
    assert [row.cells[1] for row in done.ledger.refused] == ["测试儿童1"]
    write_refused(tmp_path / "refused.xlsx", done.ledger)
    assert (tmp_path / "refused.xlsx").stat().st_size > 0


def test_progress_sees_every_determined_row(tmp_path: Path, library: Library) -> None:
    seen = []

    def watch(rows: Iterable[DeterminedRow]) -> Iterator[DeterminedRow]:
        for one in rows:
            seen.append(one.row.row)
            yield one

    ledger = read_ledger(write_xlsx(tmp_path / "a.xlsx", make_children(4)), facts=library.vocabulary.facts, on=ON)
    determine_ledger(ledger, library=library, on=ON, progress=watch)
    assert seen == [row.row for row in ledger.rows]
